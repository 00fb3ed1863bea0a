using Grants.Accounts;
using Grants.Portal;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Grants.Milestones.ShowMilestone;

internal static class Endpoints
{
    private const Who Readers = Who.Applicant | Who.GrantManager | Who.FinanceOfficer | Who.Auditor | Who.Administrator;

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/milestones/{id:guid}", async Task<IResult> (Guid id, Handler handler, CancellationToken cancellationToken) =>
            {
                var outcome = await handler.HandleAsync(id, cancellationToken);
                return outcome.IsRefused ? PortalErrors.Page(outcome.Refusal.Status(), outcome.Refusal.Message) : new RazorComponentResult<Page>(new { View = outcome.Value });
            })
            .WhoMay(Readers).ExcludeFromDescription();
        routes.MapGet("/api/v1/milestones/{id:guid}", async (Guid id, Handler handler, CancellationToken cancellationToken) =>
            {
                var outcome = await handler.HandleAsync(id, cancellationToken);
                return outcome.Json(MilestoneAnswer.Of);
            })
            .WhoMay(Readers).WithTags("Milestones").WithName("ShowMilestone").WithSummary("A milestone, its report as it stands and what was submitted.").Produces<MilestoneAnswer>();
    }
}

/// <summary>A milestone as the API answers it: flat, with its report.</summary>
internal sealed record MilestoneAnswer(
    Guid Id, Guid GrantId, string GrantNumber, Guid OrganisationId, string Organisation, int Order, string Title, Lifecycle.Stage Stage, DateTime DueAt, long TrancheMinor, string Currency, int Round, int Version,
    ReportContent Report, IReadOnlyList<SubmissionItem> Submissions)
{
    public static MilestoneAnswer Of(MilestoneView view)
    {
        var row = view.Milestone;
        return new MilestoneAnswer(
            row.Id, row.GrantId, row.GrantNumber, row.OrganisationId, row.Organisation, row.Order, row.Title, row.Stage, row.DueAt, row.TrancheMinor, row.Currency, row.Round, row.Version, view.Report, view.Submissions);
    }
}
