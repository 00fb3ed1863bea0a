using Grants.Accounts;
using Grants.Portal;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Grants.Audit.ShowTrail;

internal static class Endpoints
{
    private const Who Readers = Who.GrantManager | Who.FinanceOfficer | Who.Auditor | Who.Administrator;

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/audit/{subjectId:guid}", async (Guid subjectId, int? page, Handler handler, CancellationToken cancellationToken) =>
        {
            var outcome = await handler.HandleAsync(subjectId, page ?? 1, cancellationToken);
            return outcome.IsRefused
                ? PortalErrors.Page(outcome.Refusal.Status(), outcome.Refusal.Message)
                : (IResult)new RazorComponentResult<Page>(new { Trail = outcome.Value });
        }).WhoMay(Readers).ExcludeFromDescription();

        routes.MapGet("/api/v1/audit", async (Guid subject, int? page, Handler handler, CancellationToken cancellationToken) =>
                (await handler.HandleAsync(subject, page ?? 1, cancellationToken)).Json())
            .WhoMay(Readers).WithTags("Audit").WithName("ShowTrail").WithSummary("Who did what to one record, and whether the chain of these entries holds.");
    }
}
