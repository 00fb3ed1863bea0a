using Grants.Accounts;
using Grants.Portal;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Grants.Tasks.ListTasks;

internal static class Endpoints
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/tasks", async (bool? all, Handler handler, CancellationToken cancellationToken) =>
        {
            var outcome = await handler.HandleAsync(all ?? false, cancellationToken);
            return outcome.IsRefused
                ? PortalErrors.Page(outcome.Refusal.Status(), outcome.Refusal.Message)
                : (IResult)new RazorComponentResult<Page>(new { Found = outcome.Value });
        }).WhoMay(Who.SignedIn).ExcludeFromDescription();

        routes.MapGet("/api/v1/tasks", async (bool? all, Handler handler, CancellationToken cancellationToken) =>
            {
                var outcome = await handler.HandleAsync(all ?? false, cancellationToken);
                return outcome.Json(found => found.Items);
            })
            .WhoMay(Who.SignedIn).WithTags("Tasks").WithName("ListTasks").WithSummary("What waits for me, since when and by when; with all=true, for staff, what waits for whom.")
            .Produces<IReadOnlyList<WaitingTask>>();
    }
}
