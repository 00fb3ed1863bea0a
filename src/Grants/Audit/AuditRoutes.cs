using Microsoft.AspNetCore.Routing;

namespace Grants.Audit;

/// <summary>The area's endpoints.</summary>
internal static class AuditRoutes
{
    public static void Map(IEndpointRouteBuilder routes) => ShowTrail.Endpoints.Map(routes);
}
