using Grants.Accounts;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Grants.Partners.ShowRecords;

internal static class Endpoints
{
    private const Who Readers = Who.Applicant | Who.GrantManager | Who.FinanceOfficer | Who.Auditor | Who.Administrator;

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/partners/{id:guid}/records", async Task<IResult> (Guid id, Handler handler, CancellationToken cancellationToken) =>
            {
                var found = await handler.HandleAsync(id, cancellationToken);
                return found.IsRefused ? found.Refusal.Page() : new RazorComponentResult<Page>(new { Records = found.Value });
            })
            .WhoMay(Readers).ExcludeFromDescription();
        routes.MapGet("/api/v1/organisations/{id:guid}/records", async (Guid id, Handler handler, CancellationToken cancellationToken) => (await handler.HandleAsync(id, cancellationToken)).Json())
            .WhoMay(Readers).WithTags("Partners").WithName("ShowOrganisationRecords").WithSummary("All that an organisation ever applied for and holds, and how its details changed.").Produces<RecordsView>();
    }
}
