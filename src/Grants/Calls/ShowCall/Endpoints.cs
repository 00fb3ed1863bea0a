using Grants.Accounts;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Grants.Calls.ShowCall;

internal static class Endpoints
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/calls/{id:guid}", async (Guid id, Handler handler, CurrentActor actor, CancellationToken cancellationToken) =>
        {
            var outcome = await handler.HandleAsync(id, cancellationToken);
            if (outcome.IsRefused) return outcome.Refusal.Page();
            return new RazorComponentResult<Page>(new { Call = outcome.Value, Own = await handler.OwnAsync(id, cancellationToken), Actor = actor.Value });
        }).WhoMay(Who.Anyone).ExcludeFromDescription();

        routes.MapGet("/api/v1/calls/{id:guid}", async (Guid id, Handler handler, CancellationToken cancellationToken) => (await handler.HandleAsync(id, cancellationToken)).Json())
            .WhoMay(Who.Anyone).WithTags("Calls").WithName("ShowCall").WithSummary("One call with its terms, timetable, questions and rubric.");
    }
}
