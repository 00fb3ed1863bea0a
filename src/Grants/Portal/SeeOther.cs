using Microsoft.AspNetCore.Http;

namespace Grants.Portal;

/// <summary>The answer to a form that was accepted: 303, so that the browser goes on with GET and a reload sends nothing twice.</summary>
/// <param name="path">A path of the portal.</param>
/// <param name="notice">What has been done, told on the page that follows.</param>
internal sealed class SeeOther(string path, Notice? notice = null) : IResult
{
    public Task ExecuteAsync(HttpContext httpContext)
    {
        if (notice is not null) Notices.Add(httpContext, notice);
        httpContext.Response.StatusCode = StatusCodes.Status303SeeOther;
        httpContext.Response.Headers.Location = path;
        return Task.CompletedTask;
    }
}
