using Grants.Accounts;
using Grants.Portal;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;

namespace Grants.Applications.DeclareConflict;

/// <summary>What ties a screener to an organisation.</summary>
/// <param name="Note">In a sentence or two.</param>
internal sealed record Request(string? Note = null);

internal static class Endpoints
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapPost("/applications/{id:guid}/conflict", async (Guid id, [FromForm] Request form, Handler handler, CancellationToken cancellationToken) =>
        {
            var outcome = await handler.HandleAsync(id, form.Note, cancellationToken);
            return outcome.IsRefused
                ? outcome.Refusal.Page($"/applications/{id}/screening")
                : new SeeOther("/applications", new Notice(T("Your conflict of interest is recorded. Somebody else screens the application.")));
        }).WhoMay(Who.GrantManager).ExcludeFromDescription();

        routes.MapPost("/api/v1/applications/{id:guid}/conflict", async (Guid id, Request body, Handler handler, CancellationToken cancellationToken) =>
            (await handler.HandleAsync(id, body.Note, cancellationToken)).Json())
            .WhoMay(Who.GrantManager).WithTags("Applications").WithName("DeclareConflict").WithSummary("Declares a conflict of interest with the organisation that applies; it holds in every role and is not taken back.");
    }
}
