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
        app.Use((context, next) =>
        {
            // The worker has routed the request to its own catch-all endpoint: ours are found anew.
            context.SetEndpoint(null);
            context.Request.RouteValues.Clear();
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
