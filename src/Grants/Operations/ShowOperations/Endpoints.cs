using Grants.Accounts;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Grants.Operations.ShowOperations;

internal static class Endpoints
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/operations", async (Handler handler, CurrentActor actor, CancellationToken cancellationToken) =>
                new RazorComponentResult<Page>(new { View = await handler.HandleAsync(cancellationToken), MayRetry = actor.Value.Is(Role.Administrator) }))
            .WhoMay(Who.Administrator | Who.Auditor).ExcludeFromDescription();
        routes.MapGet("/api/v1/operations", async (Handler handler, CancellationToken cancellationToken) => TypedResults.Ok(await handler.HandleAsync(cancellationToken)))
            .WhoMay(Who.Administrator | Who.Auditor).WithTags("Operations").WithName("ShowOperations").WithSummary("What is parked or waits, what the orchestrations are doing, and when the timers last ran.");
    }
}
