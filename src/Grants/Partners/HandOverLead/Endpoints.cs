using Grants.Accounts;
using Grants.Portal;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;

namespace Grants.Partners.HandOverLead;

internal static class Endpoints
{
    private const Who Movers = Who.Applicant | Who.Administrator;

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapPost("/partners/{id:guid}/people/{personId:guid}/lead", async Task<IResult> (Guid id, Guid personId, [FromForm] VersionedRequest form, Handler handler, CancellationToken cancellationToken) =>
                (await handler.HandleAsync(id, personId, form.Version, cancellationToken)).Refusal is { } refusal
                    ? refusal.Page($"/partners/{id}/people")
                    : new SeeOther($"/partners/{id}/people", new Notice(T("The lead is handed over. Everybody in the organisation is told."))))
            .WhoMay(Movers).ExcludeFromDescription();
        routes.MapPost("/api/v1/organisations/{id:guid}/people/{personId:guid}/lead", async (Guid id, Guid personId, VersionedRequest request, Handler handler, CancellationToken cancellationToken) =>
                (await handler.HandleAsync(id, personId, request.Version, cancellationToken)).Json())
            .WhoMay(Movers).WithTags("Partners").WithName("HandOverLead").WithSummary("Makes a contributor the lead: by the lead, or by an administrator when the lead has left.").Produces(StatusCodes.Status204NoContent);
    }
}
