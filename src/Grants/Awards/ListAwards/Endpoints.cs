using Grants.Accounts;
using Grants.Lifecycle;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Grants.Awards.ListAwards;

internal static class Endpoints
{
    private const Who Readers = Who.GrantManager | Who.Endorser | Who.Delegate | Who.FinanceOfficer | Who.Auditor | Who.Administrator | Who.Applicant;

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/awards", async (Stage? stage, Handler handler, CurrentActor current, CancellationToken cancellationToken) =>
                new RazorComponentResult<Page>(new { Rows = await handler.HandleAsync(stage, cancellationToken), ForPartner = current.Value.Roles.Count == 0 }))
            .WhoMay(Readers).ExcludeFromDescription();
        routes.MapGet("/api/v1/awards", async (Stage? stage, Handler handler, CancellationToken cancellationToken) => TypedResults.Ok(await handler.HandleAsync(stage, cancellationToken)))
            .WhoMay(Readers).WithTags("Awards").WithName("ListAwards").WithSummary("The awards that I may see, the newest change first.").Produces<IReadOnlyList<AwardRow>>();
    }
}
