using Microsoft.AspNetCore.Routing;

namespace Grants.Closure;

/// <summary>The area's endpoints.</summary>
internal static class ClosureRoutes
{
    public static void Map(IEndpointRouteBuilder routes) => CloseGrant.Endpoints.Map(routes);
}
