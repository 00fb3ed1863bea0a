using Grants.Portal;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Grants.Accounts.RevokeToken;

internal static class Endpoints
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapPost("/account/tokens/{id:guid}/revoke", async (Guid id, IFormCollection _, Handler handler, CancellationToken cancellationToken) =>
            (await handler.HandleAsync(id, cancellationToken)).Refusal is { } refusal
                ? refusal.Page("/account/tokens")
                : new SeeOther("/account/tokens", new Notice(T("The token is revoked: it no longer works."))))
            .WhoMay(Who.SignedIn).ExcludeFromDescription();
        routes.MapDelete("/api/v1/tokens/{id:guid}", async (Guid id, Handler handler, CancellationToken cancellationToken) => (await handler.HandleAsync(id, cancellationToken)).Json())
            .WhoMay(Who.SignedIn).SignInOnly().WithTags("Accounts").WithName("RevokeToken").WithSummary("Ends one of your access tokens at once. Not with a token.");
    }
}
