using Microsoft.AspNetCore.Routing;

namespace Grants.Reviews;

/// <summary>The area's endpoints.</summary>
internal static class ReviewRoutes
{
    public static void Map(IEndpointRouteBuilder routes)
    {
    }
}
