using Grants.Accounts;
using Grants.Data;
using Grants.Lifecycle;
using Microsoft.EntityFrameworkCore;

namespace Grants.Milestones.WriteReport;

/// <summary>Saves sections of the report that is being written.</summary>
internal sealed class Handler(GrantsDb db, CurrentActor current, TimeProvider clock) : IUseCase
{
    public async Task<Outcome<SavedReport>> HandleAsync(Guid milestoneId, int version, ReportSections sections, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow().UtcDateTime;
        var actor = current.Value;
        var loaded = await db.MilestoneForActAsync(milestoneId, version, Party.Contributor, actor, cancellationToken, milestones => WithReplaced(milestones, sections));
        if (loaded.IsRefused) return loaded.Refusal;
        var (grant, milestone) = loaded.Value;

        var faults = ReportRules.Faults(sections, grant.Currency, grant.Budget.Select(line => line.Id).ToList(), DateOnly.FromDateTime(now));
        if (faults.Count > 0) return Refusal.Invalid(faults);
        var written = milestone.WriteReport(sections);
        if (written.IsRefused) return written.Refusal;

        db.Touch(milestone);
        db.Note("grant", grant.Id, actor, "WriteReport", now, ("milestone", milestone.Id), ("round", milestone.Round));
        var committed = await db.CommitAsync(cancellationToken);
        return committed.IsRefused ? committed.Refusal : new SavedReport(milestone.Version);
    }

    // Only what is replaced is read.
    private static IQueryable<Milestone> WithReplaced(IQueryable<Milestone> milestones, ReportSections sections)
    {
        if (sections.Narratives is not null) milestones = milestones.Include(milestone => milestone.Narratives);
        if (sections.Trained is not null) milestones = milestones.Include(milestone => milestone.Trained);
        if (sections.Spending is not null) milestones = milestones.Include(milestone => milestone.Spending);
        return milestones.AsSplitQuery();
    }
}

/// <summary>A saved draft.</summary>
/// <param name="Version">The version that the next change is made from.</param>
internal sealed record SavedReport(int Version);
