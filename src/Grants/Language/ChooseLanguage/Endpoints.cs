using Grants.Accounts;
using Grants.Portal;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;

namespace Grants.Language.ChooseLanguage;

internal sealed record Form
{
    public string? Language { get; init; }

    /// <summary>The page on which it was chosen.</summary>
    public string? ReturnTo { get; init; }
}

internal static class Endpoints
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapPost(PortalPaths.Language, async ([FromForm] Form form, Handler handler, HttpContext http, CancellationToken cancellationToken) =>
        {
            var outcome = await handler.HandleAsync(form.Language, cancellationToken);
            if (outcome.IsRefused) return outcome.Refusal.Page(LocalPath.OrTasks(form.ReturnTo));
            http.Response.Cookies.Append(
                RequestLanguage.Cookie,
                outcome.Value,
                new CookieOptions { HttpOnly = true, SameSite = SameSiteMode.Lax, Secure = http.Request.IsHttps, IsEssential = true, MaxAge = TimeSpan.FromDays(365) });
            return new SeeOther(LocalPath.OrTasks(form.ReturnTo));
        }).WhoMay(Who.Anyone).ExcludeFromDescription();
}
