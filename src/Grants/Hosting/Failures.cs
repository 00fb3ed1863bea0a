using Grants.Language;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Logging;

namespace Grants;

/// <summary>
/// The last resort: an unexpected exception becomes problem details or an error page, and an empty refusal (401, 403, 404 and the like) gets its
/// words. In Azure an exception that left the function would be an empty 500. What of a program's request could not be read it is told, field by field.
/// </summary>
internal sealed class Failures(RequestDelegate next, ILogger<Failures> logger)
{
    public async Task InvokeAsync(HttpContext context)
    {
        BadHttpRequestException? unread = null;
        try
        {
            await next(context);
        }
        catch (BadHttpRequestException exception) when (!context.Response.HasStarted)
        {
            context.Response.Clear();
            context.Response.StatusCode = exception.StatusCode;
            unread = exception;
        }
        catch (Exception exception) when (!context.Response.HasStarted && !context.RequestAborted.IsCancellationRequested)
        {
            logger.LogError(exception, "Request {Method} {Route} failed.", context.Request.Method, context.GetEndpoint()?.DisplayName);
            context.Response.Clear();
            context.Response.StatusCode = StatusCodes.Status500InternalServerError;
        }

        var response = context.Response;
        if (response.StatusCode < 400 || response.HasStarted || response.ContentLength is > 0 || !string.IsNullOrEmpty(response.ContentType)) return;
        await RequestLanguage.OfPersonAsync(context, _ => context.Request.Path.StartsWithSegments("/api")
            ? ((unread is null ? null : UnreadableRequests.Of(unread))?.Problem() ?? Refusals.Bare(response.StatusCode)).ExecuteAsync(context)
            : Portal.PortalErrors.Page(response.StatusCode, typed: TypedInto(context), reference: System.Diagnostics.Activity.Current?.TraceId.ToString()).ExecuteAsync(context));
    }

    // What was typed is not lost through a mistake of ours. Other refusals may answer another site's page: they repeat nothing of it.
    private static IFormCollection? TypedInto(HttpContext context) => context.Response.StatusCode >= StatusCodes.Status500InternalServerError ? context.Features.Get<IFormFeature>()?.Form : null;
}
