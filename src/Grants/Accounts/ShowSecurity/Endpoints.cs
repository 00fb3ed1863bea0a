using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Grants.Accounts.ShowSecurity;

internal static class Endpoints
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet(SecurityPath.Page, async (Handler handler, CancellationToken cancellationToken) => new RazorComponentResult<Page>(new { View = await handler.HandleAsync(cancellationToken) }))
            .WhoMay(Who.SignedIn).ExcludeFromDescription();
        routes.MapGet("/api/v1/account/security", async (Handler handler, CancellationToken cancellationToken) => TypedResults.Ok(await handler.HandleAsync(cancellationToken)))
            .WhoMay(Who.SignedIn).WithTags("Accounts").WithName("ShowSecurity").WithSummary("How you sign in, and where you are signed in.");
    }
}
