using Grants.Accounts;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Grants.Destruction.ListDestructions;

internal static class Endpoints
{
    private const Who Readers = Who.GrantManager | Who.Administrator | Who.Auditor;

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/destructions", async (Handler handler, CancellationToken cancellationToken) => new RazorComponentResult<Page>(new { Orders = await handler.HandleAsync(cancellationToken) }))
            .WhoMay(Readers).ExcludeFromDescription();
        routes.MapGet("/api/v1/destructions", async (Handler handler, CancellationToken cancellationToken) => Results.Ok(await handler.HandleAsync(cancellationToken)))
            .WhoMay(Readers).WithTags("Destruction").WithName("ListDestructions").WithSummary("Orders to destroy what could identify a survivor, the open ones first.").Produces<IReadOnlyList<OrderRow>>();
    }
}
