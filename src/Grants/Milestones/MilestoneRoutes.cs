using Microsoft.AspNetCore.Routing;

namespace Grants.Milestones;

/// <summary>The area's endpoints.</summary>
internal static class MilestoneRoutes
{
    public static void Map(IEndpointRouteBuilder routes)
    {
    }
}
