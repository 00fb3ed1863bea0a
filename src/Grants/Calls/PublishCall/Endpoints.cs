using Grants.Accounts;
using Grants.Portal;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;

namespace Grants.Calls.PublishCall;

/// <summary>What is published, as it was read.</summary>
/// <param name="Version">The call's version.</param>
/// <param name="Form">The version of its form; null to publish the newest.</param>
internal sealed record Request(int Version, int? Form = null);

internal static class Endpoints
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/calls/{id:guid}/publish", async (Guid id, Handler handler, CancellationToken cancellationToken) =>
        {
            var check = await handler.CheckAsync(id, cancellationToken);
            return check.IsRefused ? check.Refusal.Page($"/calls/{id}") : (IResult)new RazorComponentResult<Page>(new { Call = check.Value });
        }).WhoMay(Who.GrantManager).ExcludeFromDescription();

        routes.MapPost("/calls/{id:guid}/publish", async (Guid id, [FromForm] Request form, Handler handler, CancellationToken cancellationToken) =>
        {
            var outcome = await handler.HandleAsync(id, form, cancellationToken);
            return outcome.IsRefused ? outcome.Refusal.Page($"/calls/{id}/publish") : new SeeOther($"/calls/{id}", new Notice(T("The call is published. It opens and closes by itself at the times that it states.")));
        }).WhoMay(Who.GrantManager).ExcludeFromDescription();

        routes.MapPost("/api/v1/calls/{id:guid}/publish", async (Guid id, Request body, Handler handler, CancellationToken cancellationToken) =>
            (await handler.HandleAsync(id, body, cancellationToken)).Json())
            .WhoMay(Who.GrantManager).WithTags("Calls").WithName("PublishCall").WithSummary("Publishes a call and freezes its terms, questions and rubric.");
    }
}
