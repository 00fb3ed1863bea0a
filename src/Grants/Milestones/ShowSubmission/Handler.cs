using Grants.Accounts;
using Grants.Data;
using Microsoft.EntityFrameworkCore;

namespace Grants.Milestones.ShowSubmission;

/// <summary>Reads a report as it was submitted, whatever became of the draft since.</summary>
internal sealed class Handler(GrantsDb db, CurrentActor current) : IUseCase
{
    public async Task<Outcome<SubmissionView>> HandleAsync(Guid milestoneId, int number, CancellationToken cancellationToken)
    {
        var header = await db.MilestoneHeaderAsync(milestoneId, current.Value, cancellationToken);
        if (header.IsRefused) return header.Refusal;
        var submission = await (from row in db.ReportSubmissions.AsNoTracking()
                                join person in db.People on row.CertifiedBy equals person.Id
                                where row.MilestoneId == milestoneId && row.Number == number
                                select new { row.SubmittedAt, row.Content, row.ContentSha256, person.Name }).SingleOrDefaultAsync(cancellationToken);
        return submission is null
            ? Refusal.NotFound(T("This submission"))
            : new SubmissionView(header.Value, number, submission.SubmittedAt, submission.Name, submission.ContentSha256, ReportContent.FromJson(submission.Content));
    }
}

/// <summary>A report as it was submitted.</summary>
/// <param name="Milestone">Its milestone.</param>
/// <param name="Number">The submission, from 1.</param>
/// <param name="SubmittedAt">When (UTC).</param>
/// <param name="CertifiedBy">The lead who certified it.</param>
/// <param name="Sha256">The hash of what was submitted.</param>
/// <param name="Report">What was submitted.</param>
public sealed record SubmissionView(MilestoneHeader Milestone, int Number, DateTime SubmittedAt, string CertifiedBy, string Sha256, ReportContent Report);
