using Grants.Portal;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Grants.Accounts.SignInWithEntra;

internal static class Endpoints
{
    /// <summary>Where staff begin, and where App Service Authentication brings them back to.</summary>
    public const string Path = "/sign-in/entra";

    public static void Map(IEndpointRouteBuilder routes) => routes.MapGet(Path, GetAsync).WhoMay(Who.Anyone).ExcludeFromDescription();

    private static async Task<IResult> GetAsync(string? returnTo, GrantsOptions options, Handler handler, HttpContext http, CancellationToken cancellationToken)
    {
        if (options.Entra is null) return PortalErrors.Page(StatusCodes.Status404NotFound, Data.Refusal.NotFound().Message);
        if (http.Features.Get<EntraPrincipal>() is not { } principal)
            return Results.Redirect("/.auth/login/aad" + QueryString.Create("post_login_redirect_uri", LocalPath.With(Path, returnTo)));
        var outcome = await handler.HandleAsync(principal, cancellationToken);
        if (outcome.IsRefused) return outcome.Refusal.Page();
        await SessionCookie.SignInAsync(http, outcome.Value);
        return new SeeOther(LocalPath.OrTasks(returnTo));
    }
}
