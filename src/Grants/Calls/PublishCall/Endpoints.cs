using Grants.Accounts;
using Grants.Portal;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;

namespace Grants.Calls.PublishCall;

internal static class Endpoints
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/calls/{id:guid}/publish", async (Guid id, Handler handler, CancellationToken cancellationToken) =>
        {
            var check = await handler.CheckAsync(id, cancellationToken);
            return check.IsRefused ? check.Refusal.Page($"/calls/{id}") : (IResult)new RazorComponentResult<Page>(new { Call = check.Value });
        }).WhoMay(Who.GrantManager).ExcludeFromDescription();

        routes.MapPost("/calls/{id:guid}/publish", async (Guid id, [FromForm] VersionedRequest form, Handler handler, CancellationToken cancellationToken) =>
        {
            var outcome = await handler.HandleAsync(id, form.Version, cancellationToken);
            return outcome.IsRefused ? outcome.Refusal.Page($"/calls/{id}/publish") : new SeeOther($"/calls/{id}", new Notice(T("The call is published. It opens and closes by itself at the times that it states.")));
        }).WhoMay(Who.GrantManager).ExcludeFromDescription();

        routes.MapPost("/api/v1/calls/{id:guid}/publish", async (Guid id, VersionedRequest body, Handler handler, CancellationToken cancellationToken) =>
            (await handler.HandleAsync(id, body.Version, cancellationToken)).Json())
            .WhoMay(Who.GrantManager).WithTags("Calls").WithName("PublishCall").WithSummary("Publishes a call and freezes its terms, questions and rubric.");
    }
}
