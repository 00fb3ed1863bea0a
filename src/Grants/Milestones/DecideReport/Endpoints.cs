using Grants.Accounts;
using Grants.Data;
using Grants.Portal;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;

namespace Grants.Milestones.DecideReport;

internal static class Endpoints
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/milestones/{id:guid}/decision", (Guid id, GrantsDb db, CurrentActor actor, CancellationToken cancellationToken) => ShowAsync(id, null, db, actor, null, cancellationToken))
            .WhoMay(Who.GrantManager).ExcludeFromDescription();
        routes.MapPost("/milestones/{id:guid}/decision", PostAsync).WhoMay(Who.GrantManager).ExcludeFromDescription();
        routes.MapPost("/api/v1/milestones/{id:guid}/decision", async (Guid id, DecisionRequest request, Handler handler, CancellationToken cancellationToken) =>
                (await handler.HandleAsync(id, request.Version, request.ToDecisions(), request.DueOn, cancellationToken)).Json())
            .WhoMay(Who.GrantManager).WithTags("Milestones").WithName("DecideReport")
            .WithSummary("Decides on a submitted report, section by section: all accepted approves it, otherwise it goes back for revision.").Produces<DecidedReport>();
    }

    private static async Task<IResult> PostAsync(Guid id, [FromForm] DecisionForm form, HttpContext http, Handler handler, GrantsDb db, CurrentActor actor, CancellationToken cancellationToken)
    {
        var sections = form.Sections ?? [];
        var faults = ReportSubmission.Sections
            .Where(section => sections.GetValueOrDefault(section.ToString())?.Accepted is not ("true" or "false"))
            .ToDictionary(section => $"Sections[{section}].Accepted", section => T($"Decide on this section: {ReportWords.Of(section)}"));
        var dueOn = default(DateOnly);
        if (sections.Values.Any(section => section.Accepted == "false") && form.DueOn?.TryParse(out dueOn) != true) faults.Add("DueOn", T("Enter the day on which the revised report is due, for example 15 3 2027"));
        if (faults.Count > 0) return await ShowAsync(id, form, db, actor, Refusal.Invalid(faults), cancellationToken);

        var decisions = ReportSubmission.Sections.Select(section => (Section: section, Typed: sections[section.ToString()]))
            .Select(row => new SectionDecision(row.Section, row.Typed.Accepted == "true", Texts.Clean(row.Typed.Note))).ToList();
        var outcome = await handler.HandleAsync(id, form.Version, decisions, dueOn == default ? null : dueOn, cancellationToken);
        if (!outcome.IsRefused)
            return new SeeOther($"/milestones/{id}", new Notice(outcome.Value.Approved ? T("The report is approved. Every gate is checked before the payment is instructed.") : T("The report went back for revision. The partner has been told what to change.")));
        return outcome.Refusal.Kind == RefusalKind.Invalid
            ? await ShowAsync(id, form, db, actor, outcome.Refusal, cancellationToken)
            : outcome.Refusal.Page(http.Request.Form, $"/milestones/{id}");
    }

    private static async Task<IResult> ShowAsync(Guid id, DecisionForm? form, GrantsDb db, CurrentActor actor, Refusal? refusal, CancellationToken cancellationToken)
    {
        var header = await db.MilestoneHeaderAsync(id, actor.Value, cancellationToken);
        if (header.IsRefused) return header.Refusal.Page();
        var content = await db.ReportAsync(id, header.Value.GrantId, cancellationToken);
        return new RazorComponentResult<Page>(new { Milestone = header.Value, Report = content, Form = form ?? new DecisionForm { Version = header.Value.Version }, Errors = refusal?.Errors() })
        {
            StatusCode = refusal?.Status() ?? StatusCodes.Status200OK,
        };
    }
}

/// <summary>A decision on each section.</summary>
/// <param name="Version">The milestone's version that the manager saw.</param>
/// <param name="Sections">Each section once.</param>
/// <param name="DueOn">For a revision: its new date; 14 days ahead when null.</param>
internal sealed record DecisionRequest(int Version, IReadOnlyList<SectionRequest>? Sections, DateOnly? DueOn)
{
    public List<SectionDecision> ToDecisions() =>
        (Sections ?? []).Select(section => new SectionDecision(section.Section, section.Accepted, Texts.Clean(section.Note))).ToList();
}

/// <summary>The decision on one section.</summary>
internal sealed record SectionRequest(ReportSection Section, bool Accepted, string? Note);

/// <summary>The form as it was typed.</summary>
public sealed class DecisionForm
{
    /// <summary>The milestone's version that the manager saw.</summary>
    public int Version { get; set; }

    /// <summary>The decision by section.</summary>
    public Dictionary<string, SectionForm>? Sections { get; set; }

    /// <summary>When a revision is due.</summary>
    public TypedDate? DueOn { get; set; }
}

/// <summary>The decision on one section, as typed.</summary>
public sealed class SectionForm
{
    /// <summary>'true', 'false', or nothing chosen.</summary>
    public string? Accepted { get; set; }

    /// <summary>What must change.</summary>
    public string? Note { get; set; }
}
