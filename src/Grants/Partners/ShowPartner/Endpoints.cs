using Grants.Accounts;
using Grants.Portal;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Grants.Partners.ShowPartner;

internal static class Endpoints
{
    private const Who Readers = Who.Applicant | Who.GrantManager | Who.FinanceOfficer | Who.Auditor | Who.Administrator;

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/partners/{id:guid}", async Task<IResult> (Guid id, Handler handler, CancellationToken cancellationToken) =>
            {
                var outcome = await handler.HandleAsync(id, cancellationToken);
                return outcome.IsRefused ? PortalErrors.Page(outcome.Refusal.Status(), outcome.Refusal.Message) : new RazorComponentResult<Page>(new { Partner = outcome.Value });
            })
            .WhoMay(Readers).ExcludeFromDescription();
        routes.MapGet("/api/v1/organisations/{id:guid}", async (Guid id, Handler handler, CancellationToken cancellationToken) => (await handler.HandleAsync(id, cancellationToken)).Json())
            .WhoMay(Readers).WithTags("Partners").WithName("ShowOrganisation").WithSummary("An organisation with its people, bank accounts and, for staff, gates.").Produces<PartnerView>();
    }
}
