using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Grants.Accounts.ListTokens;

internal static class Endpoints
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/account/tokens", async (Handler handler, CancellationToken cancellationToken) => new RazorComponentResult<Page>(new { Tokens = await handler.HandleAsync(cancellationToken) }))
            .WhoMay(Who.SignedIn).ExcludeFromDescription();
        routes.MapGet("/api/v1/tokens", async (Handler handler, CancellationToken cancellationToken) => TypedResults.Ok(await handler.HandleAsync(cancellationToken)))
            .WhoMay(Who.SignedIn).WithTags("Accounts").WithName("ListTokens").WithSummary("Your own access tokens, without their secrets.");
    }
}
