using Grants.Data;
using Grants.Portal;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Grants.Accounts.SignOut;

internal static class Endpoints
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapPost(PortalPaths.SignOut, PostAsync).WhoMay(Who.Anyone).ExcludeFromDescription();
        routes.MapPost("/api/v1/sign-out", async (Handler handler, HttpContext http, CancellationToken cancellationToken) => (await EndAsync(handler, http, cancellationToken)).Json())
            .WhoMay(Who.Anyone).WithTags("Accounts").WithName("SignOut").WithSummary("Ends the session.").Produces(StatusCodes.Status204NoContent);
    }

    // Who wants to be out is out, also from a page of an earlier sign-in or of a session that has ended, whose form's token is good no longer. Another site
    // signs nobody out: what it sends comes without the session, and browsers say where it comes from.
    private static async Task<IResult> PostAsync(CurrentActor actor, Handler handler, HttpContext http, CancellationToken cancellationToken)
    {
        if (SameOriginApi.IsFromElsewhere(http.Request)) return PortalErrors.Page(StatusCodes.Status403Forbidden);
        if ((await EndAsync(handler, http, cancellationToken)).Refusal is { } refusal) return PortalErrors.Page(refusal.Status(), refusal.Message);
        // Signed in by Entra ID, whoever comes next would be signed in again at once.
        return new SeeOther(actor.Session is { IsEntra: true } ? "/.auth/logout?post_logout_redirect_uri=%2F" : PortalPaths.Home, new Notice(T("You have signed out.")));
    }

    private static async Task<Outcome> EndAsync(Handler handler, HttpContext http, CancellationToken cancellationToken)
    {
        var outcome = await handler.HandleAsync(SessionCookie.SessionId(http.User), cancellationToken);
        if (!outcome.IsRefused) await http.SignOutAsync();
        return outcome;
    }
}
