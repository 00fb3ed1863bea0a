using Grants.Accounts;
using Grants.Awards;
using Grants.Data;
using Grants.Lifecycle;
using Grants.Notifications;
using Microsoft.EntityFrameworkCore;

namespace Grants.Milestones.DecideReport;

/// <summary>
/// A manager decides on a submitted report section by section. Approving it is the duty of release: refused to who assessed, endorsed or approved the
/// award. No money moves here: the milestone's orchestration is woken and checks everything again.
/// </summary>
internal sealed class Handler(GrantsDb db, CurrentActor current, Notifier notifier, TimeProvider clock) : IUseCase
{
    public async Task<Outcome<DecidedReport>> HandleAsync(Guid milestoneId, int version, IReadOnlyList<SectionDecision> sections, DateOnly? dueOn, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow().UtcDateTime;
        var actor = current.Value;
        var loaded = await db.MilestoneForActAsync(milestoneId, version, Party.GrantManager, actor, cancellationToken, milestones => milestones.Include(milestone => milestone.Submissions));
        if (loaded.IsRefused) return loaded.Refusal;
        var (grant, milestone) = loaded.Value;

        var dueAt = Milestone.EndOf(dueOn ?? DateOnly.FromDateTime(now).AddDays(Milestone.RevisionDays), grant.TimeZone);
        var decided = milestone.Decide(actor.PersonId!.Value, sections, dueAt, now);
        if (decided.IsRefused) return decided.Refusal;
        var approved = milestone.Stage == Stage.TrancheDue;
        if (approved)
        {
            var award = await db.Awards.Include(row => row.Duties).SingleAsync(row => row.Id == grant.Id, cancellationToken);
            var taken = award.Take(Duty.Release, actor.PersonId.Value, now);
            if (taken.IsRefused) return taken.Refusal;
        }

        var number = milestone.Submissions.Max(submission => submission.Number);
        db.Note("grant", grant.Id, actor, approved ? Act.ApproveReport : Act.RequestRevision, now,
            ("milestone", milestone.Id), ("submission", number), ("dueAt", approved ? null : milestone.DueAt),
            ("refused", string.Join('+', sections.Where(section => !section.Accepted).Select(section => section.Section))));
        Letter Decision() => approved
            ? MilestoneLetters.ReportApproved(grant, milestone)
            : MilestoneLetters.RevisionRequested(grant, milestone, sections.Where(section => !section.Accepted).Select(section => $"{ReportWords.Of(section.Section)}: {section.Note}"));
        await notifier.QueueAsync(Decision, milestone.Id, $"submission-{number}", await notifier.LeadsOfAsync(grant.OrganisationId, cancellationToken), now, cancellationToken);
        db.RingToWake(milestone.InstanceId, milestone.Id, now);
        var committed = await db.CommitAsync(cancellationToken);
        return committed.IsRefused ? committed.Refusal : new DecidedReport(approved, milestone.Stage, milestone.DueAt, milestone.Version);
    }
}

/// <summary>A decision on a report.</summary>
/// <param name="Approved">Whether it is approved; otherwise it went back for revision.</param>
/// <param name="Stage">The milestone's stage.</param>
/// <param name="DueAt">When the report, or its revision, is due (UTC).</param>
/// <param name="Version">The milestone's version.</param>
internal sealed record DecidedReport(bool Approved, Stage Stage, DateTime DueAt, int Version);
