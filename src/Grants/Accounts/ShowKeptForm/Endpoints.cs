using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Grants.Accounts.ShowKeptForm;

internal static class Endpoints
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapGet(TypedKeeper.Path + "{id:guid}", async (Guid id, Handler handler, CancellationToken cancellationToken) =>
        {
            var kept = await handler.HandleAsync(id, cancellationToken);
            return kept.IsRefused ? kept.Refusal.Page() : new RazorComponentResult<Page>(new { Kept = kept.Value });
        }).WhoMay(Who.SignedIn).ExcludeFromDescription();
}
