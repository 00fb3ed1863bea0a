using Grants.Accounts;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Grants.Partners.ListPartners;

internal static class Endpoints
{
    private const Who Readers = Who.Applicant | Who.GrantManager | Who.FinanceOfficer | Who.Auditor | Who.Administrator;

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/partners", async (int? page, Handler handler, CancellationToken cancellationToken) =>
                new RazorComponentResult<Page>(new { List = await handler.HandleAsync(page ?? 1, cancellationToken) }))
            .WhoMay(Readers).ExcludeFromDescription();
        routes.MapGet("/api/v1/organisations", async (int? page, Handler handler, CancellationToken cancellationToken) =>
                TypedResults.Ok((await handler.HandleAsync(page ?? 1, cancellationToken)).Items))
            .WhoMay(Readers).WithTags("Partners").WithName("ListOrganisations").WithSummary("Your organisations; for staff, all, 50 a page.").Produces<IReadOnlyList<PartnerItem>>();
    }
}
