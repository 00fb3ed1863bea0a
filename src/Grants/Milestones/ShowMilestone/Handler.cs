using Grants.Accounts;
using Grants.Data;
using Microsoft.EntityFrameworkCore;

namespace Grants.Milestones.ShowMilestone;

/// <summary>A milestone with its report as it stands, and what was submitted and decided before.</summary>
internal sealed class Handler(GrantsDb db, CurrentActor current) : IUseCase
{
    public async Task<Outcome<MilestoneView>> HandleAsync(Guid id, CancellationToken cancellationToken)
    {
        var header = await db.MilestoneHeaderAsync(id, current.Value, cancellationToken);
        if (header.IsRefused) return header.Refusal;
        var submissions = await db.ReportSubmissions.AsNoTracking().Where(submission => submission.MilestoneId == id)
            .OrderByDescending(submission => submission.Number)
            .Select(submission => new SubmissionItem(
                submission.Number, submission.SubmittedAt, submission.ContentSha256, submission.DecidedAt,
                submission.Decisions.Select(decision => new DecidedSection(decision.Section, decision.Accepted, decision.Note)).ToList()))
            .ToListAsync(cancellationToken);
        return new MilestoneView(header.Value, await db.ReportAsync(id, header.Value.GrantId, cancellationToken), submissions);
    }
}
