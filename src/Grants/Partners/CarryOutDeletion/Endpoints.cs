using Grants.Accounts;
using Grants.Portal;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;

namespace Grants.Partners.CarryOutDeletion;

internal static class Endpoints
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapPost("/deletion-requests/{id:guid}/carry-out", async Task<IResult> (Guid id, [FromForm] VersionedRequest form, Handler handler, CancellationToken cancellationToken) =>
                (await handler.HandleAsync(id, form.Version, cancellationToken)).Refusal is { } refusal
                    ? refusal.Page($"/deletion-requests/{id}")
                    : new SeeOther($"/deletion-requests/{id}", new Notice(T("What could be deleted is deleted. The organisation is told."))))
            .WhoMay(Who.Administrator).ExcludeFromDescription();
        routes.MapPost("/api/v1/deletion-requests/{id:guid}/carry-out", async (Guid id, VersionedRequest request, Handler handler, CancellationToken cancellationToken) =>
                (await handler.HandleAsync(id, request.Version, cancellationToken)).Json())
            .WhoMay(Who.Administrator).WithTags("Partners").WithName("CarryOutDeletion").WithSummary("Carries out an approved deletion. It cannot be undone.").Produces(StatusCodes.Status204NoContent);
    }
}
