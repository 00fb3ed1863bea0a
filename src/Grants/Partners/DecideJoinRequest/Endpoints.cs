using Grants.Accounts;
using Grants.Portal;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;

namespace Grants.Partners.DecideJoinRequest;

internal sealed record Decision(int Version, bool Accepted);

internal static class Endpoints
{
    private const Who Deciders = Who.Applicant | Who.Administrator;

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/join-requests/{id:guid}", async Task<IResult> (Guid id, Handler handler, CancellationToken cancellationToken) =>
            {
                var found = await handler.FindAsync(id, cancellationToken);
                return found.IsRefused ? found.Refusal.Page() : new RazorComponentResult<Page>(new { Request = found.Value });
            })
            .WhoMay(Deciders).ExcludeFromDescription();
        routes.MapPost("/join-requests/{id:guid}", async Task<IResult> (Guid id, [FromForm] Decision form, Handler handler, CancellationToken cancellationToken) =>
                (await handler.HandleAsync(id, form.Version, form.Accepted, cancellationToken)).Refusal is { } refusal
                    ? refusal.Page($"/join-requests/{id}")
                    : new SeeOther("/tasks", new Notice(form.Accepted ? T("The person belongs to the organisation now, and is told.") : T("The request is refused, and the person is told."))))
            .WhoMay(Deciders).ExcludeFromDescription();
        routes.MapGet("/api/v1/join-requests/{id:guid}", async (Guid id, Handler handler, CancellationToken cancellationToken) => (await handler.FindAsync(id, cancellationToken)).Json())
            .WhoMay(Deciders).WithTags("Partners").WithName("ShowJoinRequest").WithSummary("A request to join an organisation, for whoever decides on it.").Produces<RequestView>();
        routes.MapPost("/api/v1/join-requests/{id:guid}/decision", async (Guid id, Decision request, Handler handler, CancellationToken cancellationToken) =>
                (await handler.HandleAsync(id, request.Version, request.Accepted, cancellationToken)).Json())
            .WhoMay(Deciders).WithTags("Partners").WithName("DecideJoinRequest").WithSummary("Accepts or refuses somebody who asks to join.").Produces(StatusCodes.Status204NoContent);
    }
}
