using Grants.Accounts;
using Grants.Portal;
using Grants.Portal.Pages;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Grants.Calls.ShowHome;

internal static class Endpoints
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapGet(PortalPaths.Home, async (Handler handler, CancellationToken cancellationToken) =>
            new RazorComponentResult<HomePage>(new { Calls = await handler.HandleAsync(cancellationToken) }))
            .WhoMay(Who.Anyone).ExcludeFromDescription();
}
