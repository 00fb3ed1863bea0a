using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace Grants.Calls;

/// <summary>Where the public pages of calls are, and how long they may be kept.</summary>
internal static class CallPaths
{
    /// <summary>The calls as an Atom feed.</summary>
    public const string Feed = "/calls/feed.atom";

    /// <summary>
    /// Lets caches keep a page for a minute that is the same for everybody who has not signed in. Anything that belongs to somebody, were it only a cookie, is kept by
    /// nobody.
    /// </summary>
    public static void AllowCaching(HttpContext http, bool isSignedIn)
    {
        if (isSignedIn) return;
        http.Response.OnStarting(() =>
        {
            var headers = http.Response.Headers;
            headers.Append(HeaderNames.Vary, $"{HeaderNames.Cookie}, {HeaderNames.AcceptLanguage}");
            if (http.Response.StatusCode == StatusCodes.Status200OK && headers.SetCookie.Count == 0) headers.CacheControl = "public, max-age=60";
            return Task.CompletedTask;
        });
    }
}
