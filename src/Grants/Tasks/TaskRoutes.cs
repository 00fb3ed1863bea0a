using Microsoft.AspNetCore.Routing;

namespace Grants.Tasks;

/// <summary>The area's endpoints.</summary>
internal static class TaskRoutes
{
    public static void Map(IEndpointRouteBuilder routes) => ListTasks.Endpoints.Map(routes);
}
