using Grants.Accounts;
using Grants.Data;
using Grants.Portal;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;

namespace Grants.Applications.AssignScreener;

/// <summary>An assignment as programs send it.</summary>
/// <param name="Version">The version that was read.</param>
/// <param name="ScreenerId">A grant manager; null gives it back to all.</param>
internal sealed record Request(int Version, Guid? ScreenerId);

/// <summary>The choice as it was posted.</summary>
public sealed class Form
{
    /// <summary>The version that was read.</summary>
    public int Version { get; init; }

    /// <summary>A grant manager; empty for nobody.</summary>
    public string? Screener { get; init; }
}

internal static class Endpoints
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/applications/{id:guid}/screener", (Guid id, Handler handler, CancellationToken cancellationToken) => ShowAsync(id, handler, null, cancellationToken))
            .WhoMay(Who.GrantManager).ExcludeFromDescription();

        routes.MapPost("/applications/{id:guid}/screener", async (Guid id, [FromForm] Form form, Handler handler, CancellationToken cancellationToken) =>
        {
            Guid? screenerId = Guid.TryParse(form.Screener, out var screener) ? screener : null;
            var outcome = await handler.HandleAsync(id, form.Version, screenerId, cancellationToken);
            return outcome.IsRefused
                ? await ShowAsync(id, handler, outcome.Refusal, cancellationToken)
                : new SeeOther($"/applications/{id}/screening", new Notice(screenerId is null ? T("The screening is nobody's: any grant manager may take it.") : T("The screening is assigned.")));
        }).WhoMay(Who.GrantManager).ExcludeFromDescription();

        routes.MapPost("/api/v1/applications/{id:guid}/screener", async (Guid id, Request body, Handler handler, CancellationToken cancellationToken) =>
            (await handler.HandleAsync(id, body.Version, body.ScreenerId, cancellationToken)).Json())
            .WhoMay(Who.GrantManager).WithTags("Applications").WithName("AssignScreener").WithSummary("Makes a screening one grant manager's task, or everybody's again.");
    }

    private static async Task<IResult> ShowAsync(Guid id, Handler handler, Refusal? refusal, CancellationToken cancellationToken)
    {
        if (refusal is { Kind: RefusalKind.NotFound or RefusalKind.Forbidden }) return refusal.Page();
        var choice = await handler.ReadAsync(id, cancellationToken);
        return choice.IsRefused
            ? choice.Refusal.Page($"/applications/{id}")
            : new RazorComponentResult<Page>(new { Choice = choice.Value, Errors = refusal?.Errors() }) { StatusCode = refusal?.Status() ?? StatusCodes.Status200OK };
    }
}
