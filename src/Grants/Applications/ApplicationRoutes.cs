using Microsoft.AspNetCore.Routing;

namespace Grants.Applications;

/// <summary>The area's endpoints.</summary>
internal static class ApplicationRoutes
{
    public static void Map(IEndpointRouteBuilder routes)
    {
    }
}
