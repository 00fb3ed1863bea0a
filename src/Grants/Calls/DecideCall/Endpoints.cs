using Grants.Accounts;
using Grants.Portal;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;

namespace Grants.Calls.DecideCall;

internal static class Endpoints
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapPost("/calls/{id:guid}/decide", async (Guid id, [FromForm] VersionedRequest form, Handler handler, CancellationToken cancellationToken) =>
        {
            var outcome = await handler.HandleAsync(id, form.Version, cancellationToken);
            return outcome.IsRefused ? outcome.Refusal.Page($"/calls/{id}") : new SeeOther($"/calls/{id}", new Notice(T("The call is decided.")));
        }).WhoMay(Who.GrantManager).ExcludeFromDescription();

        routes.MapPost("/api/v1/calls/{id:guid}/decide", async (Guid id, VersionedRequest body, Handler handler, CancellationToken cancellationToken) =>
            (await handler.HandleAsync(id, body.Version, cancellationToken)).Json())
            .WhoMay(Who.GrantManager).WithTags("Calls").WithName("DecideCall").WithSummary("Ends a call in which every application has its outcome.");
    }
}
