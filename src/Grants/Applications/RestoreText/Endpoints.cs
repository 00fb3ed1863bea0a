using Grants.Accounts;
using Grants.Portal;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;

namespace Grants.Applications.RestoreText;

/// <param name="Version">The version of the answer that was seen.</param>
/// <param name="TextId">The text of its history.</param>
internal sealed record Request(int Version, Guid TextId);

internal static class Endpoints
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapPost("/applications/{id:guid}/answers/{code}/restore", async (Guid id, string code, [FromForm] Request form, Handler handler, CancellationToken cancellationToken) =>
        {
            var history = $"/applications/{id}/answers/{code}/history";
            var outcome = await handler.HandleAsync(id, code, form.Version, form.TextId, cancellationToken);
            return outcome.IsRefused ? outcome.Refusal.Page(history) : new SeeOther(history, new Notice(T("It is the answer again. What it replaced is kept here.")));
        }).WhoMay(Who.Applicant).ExcludeFromDescription();
        routes.MapPost("/api/v1/applications/{id:guid}/answers/{code}/restore", async (Guid id, string code, Request body, Handler handler, CancellationToken cancellationToken) =>
                (await handler.HandleAsync(id, code, body.Version, body.TextId, cancellationToken)).Json())
            .WhoMay(Who.Applicant).WithTags("Applications").WithName("RestoreText").WithSummary("Makes an earlier text of a draft's answer the present one again.")
            .Produces<SavedAnswer>().ProducesProblem(StatusCodes.Status409Conflict);
    }
}
