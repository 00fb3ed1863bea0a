using Grants.Accounts;
using Grants.Portal;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Grants.Awards.ShowAward;

internal static class Endpoints
{
    private const Who Readers = Who.GrantManager | Who.Endorser | Who.Delegate | Who.FinanceOfficer | Who.Auditor | Who.Administrator | Who.Applicant;

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/awards/{id:guid}", GetAsync).WhoMay(Readers).ExcludeFromDescription();
        routes.MapGet("/api/v1/awards/{id:guid}", async (Guid id, Handler handler, CancellationToken cancellationToken) => (await handler.HandleAsync(id, cancellationToken)).Json())
            .WhoMay(Readers).WithTags("Awards").WithName("ShowAward").WithSummary("One award with its agreement, the duties taken on it, and what I may do.")
            .Produces<AwardView>().ProducesProblem(StatusCodes.Status404NotFound);
    }

    private static async Task<IResult> GetAsync(Guid id, Handler handler, CancellationToken cancellationToken)
    {
        var shown = await handler.HandleAsync(id, cancellationToken);
        if (shown.IsRefused) return PortalErrors.Page(shown.Refusal.Status(), shown.Refusal.Message);
        return shown.Value.ForPartner
            ? new RazorComponentResult<OfferPage>(new { Award = shown.Value })
            : new RazorComponentResult<Page>(new { Award = shown.Value });
    }
}
