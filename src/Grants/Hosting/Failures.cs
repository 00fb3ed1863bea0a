using Grants.Language;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Logging;

namespace Grants;

/// <summary>
/// The last resort: an unexpected exception becomes problem details or an error page, and an empty refusal (401, 403, 404 and the like) gets its
/// words. In Azure an exception that left the function would be an empty 500. What of a program's request could not be read it is told, field by field.
/// </summary>
internal sealed class Failures(RequestDelegate next, IAntiforgery antiforgery, ILogger<Failures> logger)
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
        await RequestLanguage.OfPersonAsync(context, async _ => await (context.Request.Path.StartsWithSegments("/api")
            ? (unread is null ? null : UnreadableRequests.Of(unread))?.Problem() ?? Refusals.Bare(response.StatusCode)
            : Portal.PortalErrors.Page(response.StatusCode, typed: await TypedIntoAsync(context), reference: System.Diagnostics.Activity.Current?.TraceId.ToString())).ExecuteAsync(context));
    }

    // What was typed is not lost through a mistake of ours, or to whoever may not be here any more. What may come from another site's page is not repeated.
    private async Task<IFormCollection?> TypedIntoAsync(HttpContext context) =>
        context.Features.Get<IAntiforgeryValidationFeature>() is not { IsValid: false } && context.Features.Get<IFormFeature>()?.Form is { } form
            && (context.Response.StatusCode >= StatusCodes.Status500InternalServerError || await antiforgery.IsRequestValidAsync(context)) ? form : null;
}
