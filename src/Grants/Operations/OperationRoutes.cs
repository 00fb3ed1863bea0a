using Grants.Data;
using Grants.Portal;
using Microsoft.AspNetCore.Http;
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

    /// <summary>Where an act on the operations page leads: back to it with what was done, or to why it was refused.</summary>
    internal static IResult Answer(Outcome outcome, string done) => outcome.Refusal is { } refusal
        ? PortalErrors.Page(refusal.Status(), refusal.Message, latest: "/operations")
        : new SeeOther("/operations", new Notice(done));
}
