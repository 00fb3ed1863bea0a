using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Grants.Portal;

/// <summary>The headers that keep a page from doing, or being used for, what it was not written for.</summary>
public static class SecurityHeaders
{
    // Nothing inline and nothing from elsewhere: a text that somebody smuggles into a page stays text.
    private static string Policy(string formsGoTo) =>
        $"default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; font-src 'self'; form-action {formsGoTo}; base-uri 'none'; frame-ancestors 'none'";

    /// <summary>Put first in the pipeline. An endpoint that serves something else (a stored document) may set its own policy before it answers.</summary>
    public static IApplicationBuilder UseSecurityHeaders(this IApplicationBuilder app) => app.Use((http, next) =>
    {
        // Signing out is a form, and goes on to where the person has signed in.
        var policy = Policy(http.RequestServices.GetRequiredService<GrantsOptions>().Entra is null ? "'self'" : "'self' https://login.microsoftonline.com");
        http.Response.OnStarting(state =>
        {
            IHeaderDictionary headers = ((HttpContext)state).Response.Headers;
            if (((HttpContext)state).Request.IsHttps) Default(headers, "Strict-Transport-Security", "max-age=31536000");
            Default(headers, "Content-Security-Policy", policy);
            Default(headers, "X-Content-Type-Options", "nosniff");
            Default(headers, "Referrer-Policy", "same-origin");
            Default(headers, "X-Frame-Options", "DENY");
            Default(headers, "Cross-Origin-Opener-Policy", "same-origin");
            Default(headers, "Cross-Origin-Resource-Policy", "same-origin");
            Default(headers, "Permissions-Policy", "camera=(), geolocation=(), microphone=(), payment=(), usb=()");
            // People share computers: what the portal showed must not come back from a cache after they have signed out.
            Default(headers, "Cache-Control", "no-store");
            return Task.CompletedTask;
        }, http);
        return next(http);
    });

    /// <summary>For a self-contained document that was made by <see cref="Documents.PrintableDocument"/>: its styles and fonts are inside it, and it runs nothing.</summary>
    public const string DocumentPolicy = "default-src 'none'; style-src 'unsafe-inline'; font-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; sandbox";

    private static void Default(IHeaderDictionary headers, string name, string value)
    {
        if (!headers.ContainsKey(name)) headers[name] = value;
    }
}
