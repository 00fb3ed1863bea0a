using Grants.Portal;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Grants.Accounts.EndSession;

internal static class Endpoints
{
    // The form is bound for its token: another site must not sign people out.
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapPost("/account/sessions/{id:guid}/end", async (Guid id, IFormCollection form, Handler handler, CancellationToken cancellationToken) =>
            (await handler.HandleAsync(id, cancellationToken)).Refusal is { } refusal ? refusal.Page(SecurityPath.Page) : new SeeOther(SecurityPath.Page, new Notice(T("You are signed out there."))))
            .WhoMay(Who.SignedIn).ExcludeFromDescription();
        routes.MapDelete("/api/v1/account/sessions/{id:guid}", async (Guid id, Handler handler, CancellationToken cancellationToken) => (await handler.HandleAsync(id, cancellationToken)).Json())
            .WhoMay(Who.SignedIn).SignInOnly().WithTags("Accounts").WithName("EndSession").WithSummary("Signs you out in one of the browsers in which you are signed in.");
    }
}
