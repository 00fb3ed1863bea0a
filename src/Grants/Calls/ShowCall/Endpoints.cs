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
        routes.MapGet("/calls/{id:guid}", async (Guid id, Handler handler, CurrentActor actor, TimeProvider clock, HttpContext http, CancellationToken cancellationToken) =>
        {
            var outcome = await handler.ShowAsync(id, cancellationToken);
            if (outcome.IsRefused) return outcome.Refusal.Page();
            CallPaths.AllowCaching(http, actor.Value.IsSignedIn);
            return (IResult)new RazorComponentResult<Page>(new
            {
                outcome.Value.Call,
                outcome.Value.Own,
                outcome.Value.Given,
                Undecided = await handler.UndecidedAsync(outcome.Value.Call, cancellationToken),
                Actor = actor.Value,
                Now = clock.GetUtcNow().UtcDateTime,
            });
        }).WhoMay(Who.Anyone).ExcludeFromDescription();

        routes.MapGet("/api/v1/calls/{id:guid}", async (Guid id, Handler handler, CancellationToken cancellationToken) => (await handler.HandleAsync(id, cancellationToken)).Json())
            .WhoMay(Who.Anyone).WithTags("Calls").WithName("ShowCall").WithSummary("One call with its terms, timetable, questions and rubric.");
    }
}
