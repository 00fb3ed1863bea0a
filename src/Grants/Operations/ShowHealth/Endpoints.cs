using Grants.Accounts;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Grants.Operations.ShowHealth;

/// <summary>What a probe hears.</summary>
/// <param name="Status">'live', 'ready' or 'not ready'.</param>
/// <param name="Reasons">For programme staff: how each thing stands that the service needs.</param>
public sealed record Health(string Status, IReadOnlyList<DependencyState>? Reasons = null);

internal static class Endpoints
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        // The process answers; nothing else is asked.
        routes.MapGet("/health/live", () => new Health("live")).WhoMay(Who.Anyone).ExcludeFromDescription();
        routes.MapGet("/health/ready", ReadyAsync).WhoMay(Who.Anyone).ExcludeFromDescription();
    }

    private static async Task<IResult> ReadyAsync(Readiness readiness, CurrentActor actor, CancellationToken cancellationToken)
    {
        var states = await readiness.ReadAsync(cancellationToken);
        var isReady = states.All(state => state.IsWell);
        return Results.Json(new Health(isReady ? "ready" : "not ready", actor.Value.IsStaff ? states : null), statusCode: isReady ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable);
    }
}
