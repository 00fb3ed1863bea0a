using Grants.Accounts;
using Grants.Portal;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;

namespace Grants.Partners.RemoveMember;

internal static class Endpoints
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapPost("/partners/{id:guid}/people/{personId:guid}/remove", async Task<IResult> (Guid id, Guid personId, [FromForm] VersionedRequest form, Handler handler, CurrentActor actor, CancellationToken cancellationToken) =>
                (await handler.HandleAsync(id, personId, form.Version, cancellationToken)).Refusal is { } refusal
                    ? refusal.Page($"/partners/{id}/people")
                    : personId == actor.Value.PersonId
                        ? new SeeOther("/tasks", new Notice(T("You have left the organisation.")))
                        : new SeeOther($"/partners/{id}/people", new Notice(T("The person no longer belongs to the organisation, and is told."))))
            .WhoMay(Who.Applicant).ExcludeFromDescription();
        routes.MapDelete("/api/v1/organisations/{id:guid}/people/{personId:guid}", async (Guid id, Guid personId, int version, Handler handler, CancellationToken cancellationToken) =>
                (await handler.HandleAsync(id, personId, version, cancellationToken)).Json())
            .WhoMay(Who.Applicant).WithTags("Partners").WithName("RemoveMember").WithSummary("A lead removes a contributor, or a contributor leaves. The version is the organisation's.").Produces(StatusCodes.Status204NoContent);
    }
}
