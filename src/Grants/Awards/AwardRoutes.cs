using Microsoft.AspNetCore.Routing;

namespace Grants.Awards;

/// <summary>The area's endpoints.</summary>
internal static class AwardRoutes
{
    public static void Map(IEndpointRouteBuilder routes)
    {
    }
}
