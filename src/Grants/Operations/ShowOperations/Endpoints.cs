using Grants.Accounts;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Grants.Operations.ShowOperations;

internal static class Endpoints
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapGet("/operations", async (Handler handler, CurrentActor actor, CancellationToken cancellationToken) =>
                new RazorComponentResult<Page>(new { View = await handler.HandleAsync(cancellationToken), MayRetry = actor.Value.Is(Role.Administrator) }))
            .WhoMay(Who.Administrator | Who.Auditor).ExcludeFromDescription();
}
