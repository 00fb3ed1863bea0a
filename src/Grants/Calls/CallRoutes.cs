using Microsoft.AspNetCore.Routing;

namespace Grants.Calls;

/// <summary>The area's endpoints.</summary>
internal static class CallRoutes
{
    public static void Map(IEndpointRouteBuilder routes)
    {
    }
}
