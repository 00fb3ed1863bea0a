using Grants.Accounts;
using Grants.Portal;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;

namespace Grants.Calls.PublishForm;

internal static class Endpoints
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapPost("/calls/{id:guid}/form/next", async (Guid id, [FromForm] NextRequest? _, Handler handler, CancellationToken cancellationToken) =>
        {
            var outcome = await handler.BeginAsync(id, cancellationToken);
            return outcome.IsRefused ? outcome.Refusal.Page($"/calls/{id}/form") : new SeeOther($"/calls/{id}/form");
        }).WhoMay(Who.GrantManager).ExcludeFromDescription();

        routes.MapGet("/calls/{id:guid}/form/publish", async (Guid id, Handler handler, CancellationToken cancellationToken) =>
        {
            var next = await handler.ReadAsync(id, cancellationToken);
            return next.IsRefused ? next.Refusal.Page($"/calls/{id}/form") : (IResult)new RazorComponentResult<Page>(new { Next = next.Value });
        }).WhoMay(Who.GrantManager).ExcludeFromDescription();

        routes.MapPost("/calls/{id:guid}/form/publish", async (Guid id, [FromForm] VersionedRequest form, Handler handler, CancellationToken cancellationToken) =>
        {
            var outcome = await handler.HandleAsync(id, form.Version, cancellationToken);
            return outcome.IsRefused ? outcome.Refusal.Page($"/calls/{id}/form") : new SeeOther($"/calls/{id}/form", new Notice(T("Published. Every organisation with a draft is told what has changed.")));
        }).WhoMay(Who.GrantManager).ExcludeFromDescription();

        routes.MapPost("/api/v1/calls/{id:guid}/form/next", async (Guid id, Handler handler, CancellationToken cancellationToken) => (await handler.BeginAsync(id, cancellationToken)).Json())
            .WhoMay(Who.GrantManager).WithTags("Calls").WithName("BeginForm").WithSummary("Begins the next version of a published call's form.");

        routes.MapPost("/api/v1/calls/{id:guid}/form/publish", async (Guid id, VersionedRequest body, Handler handler, CancellationToken cancellationToken) =>
            (await handler.HandleAsync(id, body.Version, cancellationToken)).Json())
            .WhoMay(Who.GrantManager).WithTags("Calls").WithName("PublishForm").WithSummary("Lets applicants see the next version of a form; each draft is told what has changed.");
    }
}

/// <summary>A button that says everything.</summary>
internal sealed record NextRequest(string? Act = null);
