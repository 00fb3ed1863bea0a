using Grants.Accounts;
using Grants.Portal;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Grants.Partners.JoinOrganisation;

internal static class Endpoints
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        // The form is bound for its token.
        routes.MapPost("/partners/{id:guid}/join", async Task<IResult> (Guid id, IFormCollection _, Handler handler, CancellationToken cancellationToken) =>
                (await handler.HandleAsync(id, cancellationToken)).Refusal is { } refusal
                    ? refusal.Page("/tasks")
                    : new SeeOther("/tasks", new Notice(T("Your request is sent. You are told by e-mail when it is decided."))))
            .WhoMay(Who.SignedIn).ExcludeFromDescription();
        routes.MapPost("/api/v1/organisations/{id:guid}/join-requests", async (Guid id, Handler handler, CancellationToken cancellationToken) => (await handler.HandleAsync(id, cancellationToken)).Json())
            .WhoMay(Who.SignedIn).WithTags("Partners").WithName("AskToJoin").WithSummary("Asks to join a registered organisation. Its lead decides.").Produces<Asked>();
    }
}
