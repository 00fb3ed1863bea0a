using Grants.Accounts;
using Grants.Data;
using Grants.Portal;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;

namespace Grants.Milestones.SubmitReport;

internal static class Endpoints
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/milestones/{id:guid}/report", (Guid id, GrantsDb db, CurrentActor actor, CancellationToken cancellationToken) => ShowAsync(id, db, actor, null, cancellationToken))
            .WhoMay(Who.Applicant).ExcludeFromDescription();
        routes.MapPost("/milestones/{id:guid}/report/submit", async Task<IResult> (Guid id, [FromForm] SubmitForm form, HttpContext http, Handler handler, GrantsDb db, CurrentActor actor, CancellationToken cancellationToken) =>
            {
                var outcome = await handler.HandleAsync(id, form.Version, form.Certified is not null, cancellationToken);
                if (!outcome.IsRefused) return new SeeOther($"/milestones/{id}", new Notice(T("Your report is submitted. We have sent you a receipt, and decide within 14 days.")));
                return outcome.Refusal.Kind == RefusalKind.Invalid
                    ? await ShowAsync(id, db, actor, outcome.Refusal, cancellationToken)
                    : outcome.Refusal.Page(http.Request.Form, $"/milestones/{id}");
            })
            .WhoMay(Who.Applicant).ExcludeFromDescription();
        routes.MapPost("/api/v1/milestones/{id:guid}/report/submit", async (Guid id, SubmitRequest request, Handler handler, CancellationToken cancellationToken) =>
                (await handler.HandleAsync(id, request.Version, request.Certified, cancellationToken)).Json())
            .WhoMay(Who.Applicant).WithTags("Milestones").WithName("SubmitReport").WithSummary("A lead certifies the report and submits it.").Produces<SubmittedReport>();
    }

    private static async Task<IResult> ShowAsync(Guid id, GrantsDb db, CurrentActor actor, Refusal? refusal, CancellationToken cancellationToken)
    {
        var header = await db.MilestoneHeaderAsync(id, actor.Value, cancellationToken);
        if (header.IsRefused) return header.Refusal.Page();
        var content = await db.ReportAsync(id, header.Value.GrantId, cancellationToken);
        return new RazorComponentResult<Page>(new { Milestone = header.Value, Report = content, Errors = refusal?.Errors() }) { StatusCode = refusal?.Status() ?? StatusCodes.Status200OK };
    }
}

/// <summary>The lead's certification.</summary>
/// <param name="Version">The milestone's version that the lead saw.</param>
/// <param name="Certified">The lead certifies that the report is true and complete.</param>
internal sealed record SubmitRequest(int Version, bool Certified);

/// <summary>The form as it was posted; a box that was not ticked is null.</summary>
internal sealed class SubmitForm
{
    public int Version { get; set; }

    public string? Certified { get; set; }
}
