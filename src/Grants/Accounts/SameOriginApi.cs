using Microsoft.AspNetCore.Http;

namespace Grants.Accounts;

/// <summary>
/// The API takes the session cookie, so another site's page must not be able to use it: a browser says with every request which site it comes
/// from, and a request from another one that would change something is refused. Programs send no such header.
/// </summary>
internal sealed class SameOriginApi(RequestDelegate next)
{
    public async Task InvokeAsync(HttpContext context)
    {
        var request = context.Request;
        var changes = !HttpMethods.IsGet(request.Method) && !HttpMethods.IsHead(request.Method);
        if (changes && request.Path.StartsWithSegments("/api") && IsFromElsewhere(request))
        {
            await Results.Problem(T("Requests from another site's pages are refused."), statusCode: StatusCodes.Status403Forbidden).ExecuteAsync(context);
            return;
        }

        await next(context);
    }

    /// <summary>Whether the browser says that another site's page has sent it.</summary>
    public static bool IsFromElsewhere(HttpRequest request) => request.Headers["Sec-Fetch-Site"].ToString() is not ("" or "same-origin" or "none");
}
