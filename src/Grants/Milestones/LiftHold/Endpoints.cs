using Grants.Accounts;
using Grants.Data;
using Grants.Portal;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;

namespace Grants.Milestones.LiftHold;

internal static class Endpoints
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/milestones/{id:guid}/lift-hold", async Task<IResult> (Guid id, GrantsDb db, CurrentActor actor, CancellationToken cancellationToken) =>
            {
                var header = await db.MilestoneHeaderAsync(id, actor.Value, cancellationToken);
                return header.IsRefused ? header.Refusal.Page() : Show(header.Value, new LiftHoldForm { Version = header.Value.Version });
            })
            .WhoMay(Who.GrantManager).ExcludeFromDescription();
        routes.MapPost("/milestones/{id:guid}/lift-hold", PostAsync).WhoMay(Who.GrantManager).ExcludeFromDescription();
        routes.MapPost("/api/v1/milestones/{id:guid}/lift-hold", async (Guid id, LiftHoldRequest request, Handler handler, CancellationToken cancellationToken) =>
                (await handler.HandleAsync(id, request.Version, request.DueOn, Texts.Clean(request.Reasons), cancellationToken)).Json())
            .WhoMay(Who.GrantManager).WithTags("Milestones").WithName("LiftHold").WithSummary("Lifts the hold on a milestone and sets a new date for its report.").Produces<LiftedHold>();
    }

    private static async Task<IResult> PostAsync(Guid id, [FromForm] LiftHoldForm form, HttpContext http, Handler handler, GrantsDb db, CurrentActor actor, CancellationToken cancellationToken)
    {
        var header = await db.MilestoneHeaderAsync(id, actor.Value, cancellationToken);
        if (header.IsRefused) return header.Refusal.Page();
        if (form.DueOn is null || !form.DueOn.TryParse(out var dueOn)) return Show(header.Value, form, Refusal.Invalid("DueOn", T("Enter the new date, for example 15 3 2027")));
        var outcome = await handler.HandleAsync(id, form.Version, dueOn, Texts.Clean(form.Reasons), cancellationToken);
        if (outcome.IsRefused)
            return outcome.Refusal.Kind == RefusalKind.Invalid ? Show(header.Value, form, outcome.Refusal) : outcome.Refusal.Page(http.Request.Form, header.Value.Path);
        return new SeeOther(header.Value.Path, new Notice(T("The hold is lifted. The partner has been told the new date.")));
    }

    private static RazorComponentResult<Page> Show(MilestoneHeader milestone, LiftHoldForm form, Refusal? refusal = null) =>
        new(new { Milestone = milestone, Form = form, Errors = refusal?.Errors() }) { StatusCode = refusal?.Status() ?? StatusCodes.Status200OK };
}

/// <summary>A new date and why.</summary>
internal sealed record LiftHoldRequest(int Version, DateOnly DueOn, string? Reasons);

/// <summary>The form as it was typed.</summary>
public sealed class LiftHoldForm
{
    /// <summary>The milestone's version that the manager saw.</summary>
    public int Version { get; set; }

    /// <summary>The new date.</summary>
    public TypedDate? DueOn { get; set; }

    /// <summary>Why the hold is lifted.</summary>
    public string? Reasons { get; set; }
}
