using Grants.Accounts;
using Grants.Portal;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Grants.Milestones.ShowSubmission;

internal static class Endpoints
{
    private const Who Readers = Who.Applicant | Who.GrantManager | Who.FinanceOfficer | Who.Auditor | Who.Administrator;

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/milestones/{id:guid}/submissions/{number:int}", async Task<IResult> (Guid id, int number, Handler handler, CancellationToken cancellationToken) =>
            {
                var outcome = await handler.HandleAsync(id, number, cancellationToken);
                return outcome.IsRefused ? PortalErrors.Page(outcome.Refusal.Status(), outcome.Refusal.Message) : new RazorComponentResult<Page>(new { Submission = outcome.Value });
            })
            .WhoMay(Readers).ExcludeFromDescription();
        routes.MapGet("/api/v1/milestones/{id:guid}/submissions/{number:int}", async (Guid id, int number, Handler handler, CancellationToken cancellationToken) =>
            {
                var outcome = await handler.HandleAsync(id, number, cancellationToken);
                return outcome.Json(found => new SubmissionAnswer(found.Number, found.SubmittedAt, found.Sha256, found.Report));
            })
            .WhoMay(Readers).WithTags("Milestones").WithName("ShowSubmission").WithSummary("A report as it was submitted.").Produces<SubmissionAnswer>();
    }
}

/// <summary>A report as it was submitted.</summary>
internal sealed record SubmissionAnswer(int Number, DateTime SubmittedAt, string Sha256, ReportContent Report);
