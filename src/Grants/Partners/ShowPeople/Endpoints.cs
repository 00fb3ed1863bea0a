using Grants.Accounts;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Grants.Partners.ShowPeople;

internal static class Endpoints
{
    private const Who Readers = Who.Applicant | Who.GrantManager | Who.FinanceOfficer | Who.Auditor | Who.Administrator;

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/partners/{id:guid}/people", async Task<IResult> (Guid id, Handler handler, CancellationToken cancellationToken) =>
            {
                var found = await handler.HandleAsync(id, cancellationToken);
                return found.IsRefused ? found.Refusal.Page() : new RazorComponentResult<Page>(new { People = found.Value });
            })
            .WhoMay(Readers).ExcludeFromDescription();
        routes.MapGet("/api/v1/organisations/{id:guid}/people", async (Guid id, Handler handler, CancellationToken cancellationToken) => (await handler.HandleAsync(id, cancellationToken)).Json())
            .WhoMay(Readers).WithTags("Partners").WithName("ShowOrganisationPeople").WithSummary("Who belongs to an organisation, is invited to it and asks to join it.").Produces<PeopleView>();
    }
}
