using Microsoft.AspNetCore.Routing;

namespace Grants.Destruction;

/// <summary>The area's endpoints.</summary>
internal static class DestructionRoutes
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        RequestDestruction.Endpoints.Map(routes);
        ListDestructions.Endpoints.Map(routes);
        DecideDestruction.Endpoints.Map(routes);
    }
}
