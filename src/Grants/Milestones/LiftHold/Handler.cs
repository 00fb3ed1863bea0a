using Grants.Accounts;
using Grants.Data;
using Grants.Lifecycle;
using Grants.Notifications;

namespace Grants.Milestones.LiftHold;

/// <summary>A manager lifts a hold: a new date, reasons, and the next round of the milestone.</summary>
internal sealed class Handler(GrantsDb db, CurrentActor current, Notifier notifier, TimeProvider clock) : IUseCase
{
    public async Task<Outcome<LiftedHold>> HandleAsync(Guid milestoneId, int version, DateOnly dueOn, string reasons, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow().UtcDateTime;
        var actor = current.Value;
        var loaded = await db.MilestoneForActAsync(milestoneId, version, Party.GrantManager, actor, cancellationToken);
        if (loaded.IsRefused) return loaded.Refusal;
        var (grant, milestone) = loaded.Value;

        if (reasons.Length == 0) return Refusal.Invalid("Reasons", T("Say why the hold is lifted"));
        if (reasons.Length > Texts.MostOfNote) return Refusal.Invalid("Reasons", T("Shorten the reasons"));
        var lifted = milestone.LiftHold(Milestone.EndOf(dueOn, grant.TimeZone), now);
        if (lifted.IsRefused) return lifted.Refusal;

        db.Note("grant", grant.Id, actor, Act.LiftHold, now, ("milestone", milestone.Id), ("round", milestone.Round), ("dueAt", milestone.DueAt));
        var leads = await notifier.LeadsOfAsync(grant.OrganisationId, cancellationToken);
        await notifier.QueueAsync(() => MilestoneLetters.HoldLifted(grant, milestone, reasons), milestone.Id, $"round-{milestone.Round}", leads, now, cancellationToken);
        db.RingToStart(nameof(MilestoneOrchestration), milestone.InstanceId, milestone.Id, now, milestone.Round);
        // A hold also keeps back the grant's other tranches: they look again.
        await db.RingTranchesDueAsync(grant.OrganisationId, now, cancellationToken);
        var committed = await db.CommitAsync(cancellationToken);
        return committed.IsRefused ? committed.Refusal : new LiftedHold(milestone.Round, milestone.DueAt, milestone.Version);
    }
}

/// <summary>A lifted hold.</summary>
/// <param name="Round">The milestone's round now.</param>
/// <param name="DueAt">When the report is due (UTC).</param>
/// <param name="Version">The milestone's version.</param>
internal sealed record LiftedHold(int Round, DateTime DueAt, int Version);
