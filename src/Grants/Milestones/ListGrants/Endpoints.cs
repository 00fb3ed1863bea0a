using Grants.Accounts;
using Grants.Lifecycle;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Grants.Milestones.ListGrants;

internal static class Endpoints
{
    private const Who Readers = Who.Applicant | Who.GrantManager | Who.FinanceOfficer | Who.Auditor | Who.Administrator;

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/grants", async (Stage? stage, int? page, Handler handler, CancellationToken cancellationToken) =>
                new RazorComponentResult<Page>(new { List = await handler.HandleAsync(stage, page ?? 1, cancellationToken), Stage = stage }))
            .WhoMay(Readers).ExcludeFromDescription();
        routes.MapGet("/api/v1/grants", async (Stage? stage, int? page, Handler handler, CancellationToken cancellationToken) =>
                TypedResults.Ok((await handler.HandleAsync(stage, page ?? 1, cancellationToken)).Items))
            .WhoMay(Readers).WithTags("Milestones").WithName("ListGrants").WithSummary("Your organisations' grants; for staff, all, 50 a page.").Produces<IReadOnlyList<GrantItem>>();
    }
}
