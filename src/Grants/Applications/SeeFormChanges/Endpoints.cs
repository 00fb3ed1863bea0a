using Grants.Accounts;
using Grants.Portal;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;

namespace Grants.Applications.SeeFormChanges;

/// <param name="Number">The version of the form whose changes were read.</param>
internal sealed record Request(int Number);

internal static class Endpoints
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapPost("/applications/{id:guid}/form-changes", async (Guid id, [FromForm] Request form, Handler handler, CancellationToken cancellationToken) =>
        {
            var outcome = await handler.HandleAsync(id, form.Number, cancellationToken);
            return outcome.IsRefused ? outcome.Refusal.Page($"/applications/{id}") : new SeeOther($"/applications/{id}");
        }).WhoMay(Who.Applicant).ExcludeFromDescription();

        routes.MapPost("/api/v1/applications/{id:guid}/form-changes", async (Guid id, Request body, Handler handler, CancellationToken cancellationToken) =>
            (await handler.HandleAsync(id, body.Number, cancellationToken)).Json())
            .WhoMay(Who.Applicant).WithTags("Applications").WithName("SeeFormChanges")
            .WithSummary("Says that what changed in the form of a draft, up to a version, has been read: the draft's people are not told of it any more.").Produces(StatusCodes.Status204NoContent);
    }
}
