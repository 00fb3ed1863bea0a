using Grants.Accounts;
using Grants.Data;
using Grants.Forms;
using Grants.Lifecycle;
using Grants.Portal;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;

namespace Grants.Applications.ScreenApplication;

/// <summary>A decision as programs send it. Who decides declares with it that they have no conflict of interest.</summary>
internal sealed record Request(int Version, bool Eligible, string? Reasons = null, bool NoConflict = false);

/// <summary>What a screener decides from.</summary>
/// <param name="Version">The version that the decision names.</param>
/// <param name="Stage">The application's stage.</param>
/// <param name="ScreenerId">Who screens it; null when nobody is assigned.</param>
/// <param name="Screener">Their name.</param>
/// <param name="Checks">What the system has checked.</param>
/// <param name="Requests">What was asked of the organisation.</param>
/// <param name="Earlier">Its earlier applications.</param>
/// <param name="Unscanned">The names of documents that no scanner has looked at.</param>
/// <param name="Infected">The names of files that had a virus, with those that were taken out since.</param>
/// <param name="Confirmations">What was confirmed to identify no survivor.</param>
internal sealed record ScreeningAnswer(
    int Version, Stage Stage, Guid? ScreenerId, string? Screener, IReadOnlyList<Check> Checks, IReadOnlyList<AskedRequest> Requests, IReadOnlyList<EarlierApplication> Earlier, IReadOnlyList<string> Unscanned,
    IReadOnlyList<string> Infected, IReadOnlyList<Confirmed> Confirmations);

/// <summary>The decision as it was typed.</summary>
public sealed class Form
{
    /// <summary>The version that was screened.</summary>
    public int Version { get; init; }

    /// <summary>"yes" or "no"; null when nothing was chosen.</summary>
    public string? Eligible { get; init; }

    /// <summary>For the organisation to read.</summary>
    public string? Reasons { get; init; }

    /// <summary>"yes" when the box is ticked.</summary>
    public string? NoConflict { get; init; }
}

internal static class Endpoints
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/applications/{id:guid}/screening", (Guid id, Handler handler, CancellationToken cancellationToken) => ShowAsync(id, handler, null, null, cancellationToken))
            .WhoMay(Who.GrantManager).ExcludeFromDescription();

        routes.MapPost("/applications/{id:guid}/screening", async (Guid id, [FromForm] Form form, Handler handler, CancellationToken cancellationToken) =>
        {
            if (form.Eligible is not ("yes" or "no"))
            {
                var unchosen = ScreeningAccess.Declared(form.NoConflict == "yes", Refusal.Invalid(nameof(Form.Eligible), T("Choose whether the application is eligible")));
                return await ShowAsync(id, handler, form, unchosen.Refusal, cancellationToken);
            }

            var outcome = await handler.HandleAsync(id, form.Version, form.Eligible == "yes", form.Reasons, form.NoConflict == "yes", cancellationToken);
            return outcome.IsRefused
                ? await ShowAsync(id, handler, form, outcome.Refusal, cancellationToken)
                : new SeeOther($"/applications/{id}", new Notice(form.Eligible == "yes"
                    ? T("The application is eligible: its review starts now.")
                    : T("You found the application ineligible. The organisation is told the reasons.")));
        }).WhoMay(Who.GrantManager).ExcludeFromDescription();

        routes.MapGet("/api/v1/applications/{id:guid}/screening", async (Guid id, Handler handler, CancellationToken cancellationToken) =>
        {
            var desk = await handler.ReadAsync(id, cancellationToken);
            return desk.Json(found => new ScreeningAnswer(found.File.Application.Version, found.File.Application.Stage, found.ScreenerId, found.Screener, found.File.Checks, found.Requests, found.Earlier, found.Unscanned, found.File.Infected, found.Confirmations));
        }).WhoMay(Who.GrantManager).WithTags("Applications").WithName("ShowScreening").WithSummary("What a screener decides from: the system's checks, files with a virus or not scanned, what was confirmed to identify no survivor, what was asked of the organisation, and its earlier applications.");

        routes.MapPost("/api/v1/applications/{id:guid}/screening", async (Guid id, Request body, Handler handler, CancellationToken cancellationToken) =>
            (await handler.HandleAsync(id, body.Version, body.Eligible, body.Reasons, body.NoConflict, cancellationToken)).Json())
            .WhoMay(Who.GrantManager).WithTags("Applications").WithName("ScreenApplication")
            .WithSummary("Finds an application eligible, or ineligible: then the organisation may reply once, and after its reply somebody else decides for good.");
    }

    // Shown again after a refusal it holds what was typed, beside what the application says now.
    private static async Task<IResult> ShowAsync(Guid id, Handler handler, Form? typed, Refusal? refusal, CancellationToken cancellationToken)
    {
        if (refusal is { Kind: RefusalKind.NotFound or RefusalKind.Forbidden }) return refusal.Page();
        var desk = await handler.ReadAsync(id, cancellationToken);
        return desk.IsRefused
            ? desk.Refusal.Page()
            : new RazorComponentResult<Page>(new { Desk = desk.Value, Typed = typed, Errors = refusal?.Errors() }) { StatusCode = refusal?.Status() ?? StatusCodes.Status200OK };
    }
}
