using Grants.Accounts;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Grants.Operations.RestartInstance;

internal static class Endpoints
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapPost("/operations/instances/{instanceId}/restart", PostAsync).WhoMay(Who.Administrator).ExcludeFromDescription();
        routes.MapPost("/api/v1/operations/instances/{instanceId}/restart", async (string instanceId, Handler handler, CancellationToken cancellationToken) => (await handler.HandleAsync(instanceId, cancellationToken)).Json())
            .WhoMay(Who.Administrator).WithTags("Operations").WithName("RestartInstance").WithSummary("Starts an orchestration again that has failed, if its stage is still open.");
    }

    // The form is bound for its token.
    private static async Task<IResult> PostAsync(string instanceId, IFormCollection form, Handler handler, CancellationToken cancellationToken) =>
        OperationRoutes.Answer(await handler.HandleAsync(instanceId, cancellationToken), T("It is started again."));
}
