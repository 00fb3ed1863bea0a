using Grants.Accounts;
using Grants.Data;
using Grants.Portal;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;

namespace Grants.Calls.DiscardAddendum;

internal static class Endpoints
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapPost("/addenda/{id:guid}/discard", async (Guid id, [FromForm] VersionedRequest form, Handler handler, CancellationToken cancellationToken) =>
        {
            var outcome = await handler.HandleAsync(id, form.Version, cancellationToken);
            return outcome.IsRefused
                ? outcome.Refusal.Page($"/addenda/{id}")
                : new SeeOther($"/calls/{outcome.Value.CallId}", new Notice(T("The draft of the addendum and its documents are discarded. Nobody was told of it.")));
        }).WhoMay(Who.GrantManager).ExcludeFromDescription();

        routes.MapPost("/api/v1/addenda/{id:guid}/discard", async (Guid id, VersionedRequest body, Handler handler, CancellationToken cancellationToken) =>
                new Outcome((await handler.HandleAsync(id, body.Version, cancellationToken)).Refusal).Json())
            .WhoMay(Who.GrantManager).WithTags("Calls").WithName("DiscardAddendum").WithSummary("Discards an addendum that was kept as a draft, with its documents.")
            .ProducesProblem(StatusCodes.Status409Conflict);
    }
}
