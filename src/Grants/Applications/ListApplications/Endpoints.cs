using Grants.Accounts;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Grants.Applications.ListApplications;

internal static class Endpoints
{
    private const Who Readers = Who.Applicant | Who.GrantManager | Who.Administrator | Who.Auditor | Who.FinanceOfficer;

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/applications", async ([AsParameters] FilterQuery query, [AsParameters] ListAgain again, Handler handler, CurrentActor actor, CancellationToken cancellationToken) =>
            new RazorComponentResult<Page>(new
            {
                Listed = await handler.HandleAsync(query.Filter, cancellationToken),
                query.Filter,
                Choices = actor.Value.IsStaff ? await handler.ChoicesAsync(cancellationToken) : [],
                Actor = actor.Value,
                Unread = query.Unread?.Fields,
                again.What,
                Ticked = again.Ticked ?? [],
                View = again.View,
                again.Errors,
            })).WhoMay(Readers).ExcludeFromDescription();

        routes.MapGet("/api/v1/applications", async Task<IResult> ([AsParameters] FilterQuery query, Handler handler, CancellationToken cancellationToken) =>
                query.Unread is { } unread ? unread.Problem() : TypedResults.Ok(await handler.HandleAsync(query.Filter, cancellationToken)))
            .Produces<Listed>().ProducesProblem(StatusCodes.Status400BadRequest)
            .WhoMay(Readers).WithTags("Applications").WithName("ListApplications")
            .WithSummary("Applications: one's own organisations', or all for programme staff. Filters: q, call, stage, country, waiting (days), screener (me, nobody or an id), organisation, findings (some or none, of the system's checks in screening); order: newest, waiting, number, organisation, amount. Up to 40 pages: narrow it down, or export.");
    }
}
