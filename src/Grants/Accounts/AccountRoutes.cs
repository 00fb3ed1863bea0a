using Microsoft.AspNetCore.Routing;

namespace Grants.Accounts;

/// <summary>The area's endpoints.</summary>
internal static class AccountRoutes
{
    public static void Map(IEndpointRouteBuilder routes)
    {
    }
}
