using Grants.Accounts;
using Grants.Portal;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Grants.Reviews.RankCall;

internal static class Endpoints
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/calls/{id:guid}/ranking", GetAsync).WhoMay(Who.GrantManager | Who.Auditor).ExcludeFromDescription();
        routes.MapGet("/api/v1/calls/{id:guid}/ranking", async (Guid id, Handler handler, CancellationToken cancellationToken) => (await handler.HandleAsync(id, cancellationToken)).Json())
            .WhoMay(Who.GrantManager | Who.Auditor).WithTags("Reviews").WithName("RankCall").WithSummary("The applications of a call in the order of their scores.")
            .Produces<RankingView>().ProducesProblem(StatusCodes.Status404NotFound);
    }

    private static async Task<IResult> GetAsync(Guid id, Handler handler, CancellationToken cancellationToken)
    {
        var ranking = await handler.HandleAsync(id, cancellationToken);
        if (ranking.IsRefused) return PortalErrors.Page(ranking.Refusal.Status(), ranking.Refusal.Message);
        return new RazorComponentResult<Page>(new { Ranking = ranking.Value });
    }
}
