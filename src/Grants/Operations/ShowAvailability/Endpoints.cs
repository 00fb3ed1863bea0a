using Grants.Accounts;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Grants.Operations.ShowAvailability;

internal static class Endpoints
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/availability", async (Handler handler, CancellationToken cancellationToken) => new RazorComponentResult<Page>(new { View = await handler.HandleAsync(cancellationToken) }))
            .WhoMay(Who.GrantManager | Who.Administrator | Who.Auditor).ExcludeFromDescription();
        routes.MapGet("/api/v1/availability", async (Handler handler, CancellationToken cancellationToken) => Results.Ok(await handler.HandleAsync(cancellationToken)))
            .WhoMay(Who.GrantManager | Who.Administrator | Who.Auditor).WithTags("Operations").WithName("ShowAvailability").WithSummary("The service's own record of when it was down.").Produces<AvailabilityView>();
    }
}
