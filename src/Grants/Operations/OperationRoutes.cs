using Microsoft.AspNetCore.Routing;

namespace Grants.Operations;

/// <summary>The area's endpoints.</summary>
internal static class OperationRoutes
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        ShowOperations.Endpoints.Map(routes);
        ShowAvailability.Endpoints.Map(routes);
        RetryParked.Endpoints.Map(routes);
        RestartInstance.Endpoints.Map(routes);
        ShowHealth.Endpoints.Map(routes);
    }
}
