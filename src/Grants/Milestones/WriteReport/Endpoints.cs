using Grants.Accounts;
using Grants.Data;
using Grants.Documents;
using Grants.Portal;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;

namespace Grants.Milestones.WriteReport;

internal static class Endpoints
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapPut("/api/v1/milestones/{id:guid}/report", async (Guid id, ReportRequest request, Handler handler, CancellationToken cancellationToken) =>
                (await handler.HandleAsync(id, request.Version, request.ToSections(), cancellationToken)).Json())
            .WhoMay(Who.Applicant).WithTags("Milestones").WithName("WriteReport")
            .WithSummary("Saves the report, or the sections of it that are given.")
            .WithDescription("Spending in another currency gives all of spentCurrency, spentMinor, rate and rateDate; amountMinor is spentMinor at that rate (one unit of the other currency = rate units of the agreement's).")
            .Produces<SavedReport>();

        var pages = routes.MapGroup("/milestones/{id:guid}/report").WhoMay(Who.Applicant).ExcludeFromDescription();
        pages.MapGet("/narrative", (Guid id, Reader reader, CancellationToken cancellationToken) => ShowAsync<NarrativePage, NarrativeForm>(id, reader, NarrativeForm.Of, cancellationToken));
        pages.MapPost("/narrative", (Guid id, [FromForm] NarrativeForm form, HttpContext http, Handler handler, Reader reader, CancellationToken cancellationToken) =>
            SaveAsync<NarrativePage, NarrativeForm>(id, form.Version, form, _ => form.Read(), http, handler, reader, cancellationToken));
        pages.MapGet("/trained", (Guid id, Reader reader, CancellationToken cancellationToken) => ShowAsync<TrainedPage, TrainedForm>(id, reader, TrainedForm.Of, cancellationToken));
        pages.MapPost("/trained", (Guid id, [FromForm] TrainedForm form, HttpContext http, Handler handler, Reader reader, CancellationToken cancellationToken) =>
            SaveAsync<TrainedPage, TrainedForm>(id, form.Version, form, _ => form.Read(), http, handler, reader, cancellationToken));
        pages.MapGet("/spending", (Guid id, Reader reader, CancellationToken cancellationToken) => ShowAsync<SpendingPage, SpendingForm>(id, reader, SpendingForm.Of, cancellationToken));
        pages.MapPost("/spending", (Guid id, [FromForm] SpendingForm form, HttpContext http, Handler handler, Reader reader, CancellationToken cancellationToken) =>
            SaveAsync<SpendingPage, SpendingForm>(id, form.Version, form, form.Read, http, handler, reader, cancellationToken));
        pages.MapGet("/evidence", (Guid id, Reader reader, CancellationToken cancellationToken) => ShowAsync<EvidencePage, EvidenceForm>(id, reader, EvidenceForm.Of, cancellationToken));
        // The files are stored on the way, by the script in pieces or with this form: what is left is to say which were not.
        pages.MapPost("/evidence", async (Guid id, [FromForm] EvidenceForm? form, HttpContext http, Reader reader, CancellationToken cancellationToken) =>
        {
            if (RefusedFiles.And(http) is not { } refusal) return (IResult)new SeeOther($"/milestones/{id}/report", new Notice(T("The evidence is saved.")));
            var report = await reader.ReadAsync(id, cancellationToken);
            return report.IsRefused ? report.Refusal.Page() : Page<EvidencePage>(report.Value, form ?? EvidenceForm.Of(report.Value), refusal);
        }).TakesFiles(DocumentPurpose.ReportEvidence);
    }

    private static async Task<IResult> ShowAsync<TPage, TForm>(Guid id, Reader reader, Func<ReportToWrite, TForm> form, CancellationToken cancellationToken)
        where TPage : IComponent
    {
        var report = await reader.ReadAsync(id, cancellationToken);
        return report.IsRefused ? report.Refusal.Page() : Page<TPage>(report.Value, form(report.Value)!, null);
    }

    // Whatever is refused comes back with everything that was typed; what somebody else changed meanwhile is shown beside it.
    private static async Task<IResult> SaveAsync<TPage, TForm>(
        Guid id, int version, TForm form, Func<ReportToWrite, Typed> read, HttpContext http, Handler handler, Reader reader, CancellationToken cancellationToken)
        where TPage : IComponent
    {
        var report = await reader.ReadAsync(id, cancellationToken);
        if (report.IsRefused) return report.Refusal.Page(http.Request.Form, $"/milestones/{id}");
        var typed = read(report.Value);
        if (typed.Faults.Count > 0) return Page<TPage>(report.Value, form!, Refusal.Invalid(typed.Faults));
        var outcome = await handler.HandleAsync(id, version, typed.Sections, cancellationToken);
        if (!outcome.IsRefused) return new SeeOther($"/milestones/{id}/report", new Notice(T("Your draft is saved.")));
        return outcome.Refusal.Kind == RefusalKind.Invalid
            ? Page<TPage>(report.Value, form!, typed.InForm(outcome.Refusal))
            : outcome.Refusal.Page(http.Request.Form, http.Request.Path);
    }

    private static RazorComponentResult<TPage> Page<TPage>(ReportToWrite report, object form, Refusal? refusal)
        where TPage : IComponent =>
        new(new Dictionary<string, object?> { ["Report"] = report, ["Form"] = form, ["Errors"] = refusal?.Errors() }) { StatusCode = refusal?.Status() ?? StatusCodes.Status200OK };
}
