using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Grants.Accounts.ListPeople;

internal static class Endpoints
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/people", async (int? page, Handler handler, CancellationToken cancellationToken) =>
                new RazorComponentResult<Page>(new { List = await handler.HandleAsync(page ?? 1, cancellationToken) }))
            .WhoMay(Who.Administrator).ExcludeFromDescription();
        routes.MapGet("/api/v1/people", async (int? page, Handler handler, CancellationToken cancellationToken) => TypedResults.Ok(await handler.HandleAsync(page ?? 1, cancellationToken)))
            .WhoMay(Who.Administrator).WithTags("Accounts").WithName("ListPeople").WithSummary("Everybody who can sign in or could, by name, in pages.").Produces<PeoplePage>();
    }
}
