using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Grants.Accounts.ListPeople;

internal static class Endpoints
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapGet("/people", async (int? page, Handler handler, CancellationToken cancellationToken) =>
                new RazorComponentResult<Page>(new { List = await handler.HandleAsync(page ?? 1, cancellationToken) }))
            .WhoMay(Who.Administrator).ExcludeFromDescription();
}
