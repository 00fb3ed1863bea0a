using Microsoft.AspNetCore.Routing;

namespace Grants.Partners;

/// <summary>The area's endpoints.</summary>
internal static class PartnerRoutes
{
    public static void Map(IEndpointRouteBuilder routes)
    {
    }
}
