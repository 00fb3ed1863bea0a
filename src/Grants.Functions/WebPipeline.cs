using Grants.Data;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.DependencyInjection;

namespace Grants.Functions;

/// <summary>The product's pipeline inside a function: built once, from the worker's services.</summary>
public sealed class WebPipeline
{
    private readonly RequestDelegate _pipeline;

    /// <summary>Builds the pipeline.</summary>
    public WebPipeline(IServiceProvider services)
    {
        var app = new ApplicationBuilder(services);
        var publicUrl = services.GetRequiredService<GrantsOptions>().PublicUrl;
        app.Use((context, next) =>
        {
            // The worker has routed the request to its own catch-all endpoint: ours are found anew.
            context.SetEndpoint(null);
            context.Request.RouteValues.Clear();
            // TLS ends in front of the function, which hears of another host: cookies are to be marked secure, and links to lead to the portal.
            (context.Request.Scheme, context.Request.Host) = (publicUrl.Scheme, new HostString(publicUrl.Authority));
            return next(context);
        });
        app.UseGrants();
        _pipeline = app.Build();
    }

    /// <summary>Answers one request.</summary>
    public Task InvokeAsync(HttpContext context, DurableTaskClient durable)
    {
        ArgumentNullException.ThrowIfNull(context);
        context.RequestServices.GetRequiredService<DurableClientAccessor>().Client = durable;
        return _pipeline(context);
    }
}
