using Grants.Accounts;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Grants.Calls.ListCalls;

internal static class Endpoints
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/calls", async (Handler handler, CurrentActor actor, TimeProvider clock, HttpContext http, CancellationToken cancellationToken) =>
        {
            CallPaths.AllowCaching(http, actor.Value.IsSignedIn);
            return new RazorComponentResult<Page>(new
            {
                Calls = await handler.HandleAsync(cancellationToken),
                Now = clock.GetUtcNow().UtcDateTime,
                actor.Value.IsStaff,
                MayCreate = actor.Value.Is(Role.GrantManager),
            });
        })
            .WhoMay(Who.Anyone).ExcludeFromDescription();

        routes.MapGet("/api/v1/calls", async (Handler handler, CancellationToken cancellationToken) => TypedResults.Ok(await handler.HandleAsync(cancellationToken)))
            .WhoMay(Who.Anyone).WithTags("Calls").WithName("ListCalls").WithSummary("The calls; drafts are listed for programme staff only.");
    }
}
