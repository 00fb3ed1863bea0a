using Grants.Accounts;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Grants.Reviews.ListReviews;

internal static class Endpoints
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/reviews", async (Handler handler, CancellationToken cancellationToken) => new RazorComponentResult<Page>(new { Rows = await handler.HandleAsync(cancellationToken) }))
            .WhoMay(Who.Reviewer).ExcludeFromDescription();
        routes.MapGet("/api/v1/reviews", async (Handler handler, CancellationToken cancellationToken) => TypedResults.Ok(await handler.HandleAsync(cancellationToken)))
            .WhoMay(Who.Reviewer).WithTags("Reviews").WithName("ListReviews").WithSummary("The reviews that are assigned to me.").Produces<IReadOnlyList<ReviewRow>>();
    }
}
