using Grants.Portal;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Grants.Accounts.EndSessions;

internal static class Endpoints
{
    // The form is bound for its token: another site must not sign people out.
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapPost("/people/{id:guid}/sessions/end", async (Guid id, IFormCollection form, Handler handler, CancellationToken cancellationToken) =>
            (await handler.HandleAsync(id, cancellationToken)).Refusal is { } refusal
                ? refusal.Page($"/people/{id}")
                : new SeeOther($"/people/{id}", new Notice(T("The person is signed out everywhere, and their access tokens are revoked."))))
            .WhoMay(Who.Administrator).ExcludeFromDescription();
        routes.MapPost("/api/v1/people/{id:guid}/sessions/end", async (Guid id, Handler handler, CancellationToken cancellationToken) => (await handler.HandleAsync(id, cancellationToken)).Json())
            .WhoMay(Who.Administrator).SignInOnly().WithTags("Accounts").WithName("EndSessions").WithSummary("Signs a person out everywhere and ends their access tokens.");
    }
}
