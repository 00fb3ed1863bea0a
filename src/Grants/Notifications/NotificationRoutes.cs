using Microsoft.AspNetCore.Routing;

namespace Grants.Notifications;

/// <summary>The area's endpoints.</summary>
internal static class NotificationRoutes
{
    public static void Map(IEndpointRouteBuilder routes) => RecordDelivery.Endpoints.Map(routes);
}
