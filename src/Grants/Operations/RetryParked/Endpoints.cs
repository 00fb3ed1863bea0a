using Grants.Accounts;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Grants.Operations.RetryParked;

internal static class Endpoints
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapPost("/operations/{id:guid}/retry", PostAsync).WhoMay(Who.Administrator).ExcludeFromDescription();
        routes.MapPost("/api/v1/operations/parked/{id:guid}/retry", async (Guid id, Handler handler, CancellationToken cancellationToken) => (await handler.HandleAsync(id, cancellationToken)).Json())
            .WhoMay(Who.Administrator).WithTags("Operations").WithName("RetryParked").WithSummary("Gives a parked e-mail or doorbell its tries again, from now on.");
    }

    // The form is bound for its token.
    private static async Task<IResult> PostAsync(Guid id, IFormCollection form, Handler handler, CancellationToken cancellationToken) =>
        OperationRoutes.Answer(await handler.HandleAsync(id, cancellationToken), T("It is tried again within a minute."));
}
