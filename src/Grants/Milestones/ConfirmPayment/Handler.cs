using Grants.Accounts;
using Grants.Awards;
using Grants.Closure;
using Grants.Data;
using Grants.Lifecycle;
using Grants.Notifications;
using Microsoft.EntityFrameworkCore;

namespace Grants.Milestones.ConfirmPayment;

/// <summary>Finance confirms that a tranche is paid; somebody else than who released it. The last one begins the grant's closure.</summary>
internal sealed class Handler(GrantsDb db, CurrentActor current, Notifier notifier, TimeProvider clock) : IUseCase
{
    public async Task<Outcome> HandleAsync(Guid milestoneId, int version, string reference, DateOnly? paidOn, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow().UtcDateTime;
        var actor = current.Value;
        var loaded = await db.MilestoneForActAsync(milestoneId, version, Party.FinanceOfficer, actor, cancellationToken);
        if (loaded.IsRefused) return loaded.Refusal;
        var (grant, milestone) = loaded.Value;

        if (reference.Length is 0 or > 200) return Refusal.Invalid("Reference", T("Enter the bank's reference of the payment, with at most 200 characters"));
        if (paidOn is not { } day || day > DateOnly.FromDateTime(now.AddDays(1))) return Refusal.Invalid("PaidOn", T("Enter the day on which it was paid; it cannot lie ahead"));
        var paid = milestone.Pay(now);
        if (paid.IsRefused) return paid;
        var award = await db.Awards.Include(row => row.Duties).SingleAsync(row => row.Id == grant.Id, cancellationToken);
        var taken = award.Take(Duty.Confirm, actor.PersonId!.Value, now);
        if (taken.IsRefused) return taken;
        var payment = await db.Payments.SingleAsync(row => row.MilestoneId == milestone.Id, cancellationToken);
        payment.Confirm(actor.PersonId.Value, reference, day, now);

        db.Note("grant", grant.Id, actor, Act.ConfirmPayment, now, ("milestone", milestone.Id), ("payment", payment.Id), ("amountMinor", payment.AmountMinor), ("paidOn", day));
        var leads = await notifier.LeadsOfAsync(grant.OrganisationId, cancellationToken);
        await notifier.QueueAsync(() => MilestoneLetters.PaymentConfirmed(grant, milestone), milestone.Id, $"{milestone.Round}", leads, now, cancellationToken);
        db.RingToWake(milestone.InstanceId, milestone.Id, now);
        await BeginClosureAsync(grant, milestone, now, cancellationToken);
        return await db.CommitAsync(cancellationToken);
    }

    // The grant changes version with each confirmation, so that of two last tranches confirmed at once one sees the other.
    private async Task BeginClosureAsync(Grant grant, Milestone milestone, DateTime now, CancellationToken cancellationToken)
    {
        db.Touch(grant);
        if (await db.Milestones.AnyAsync(other => other.GrantId == grant.Id && other.Id != milestone.Id && other.Stage != Stage.TranchePaid, cancellationToken)) return;
        if (grant.StartClosure(now).IsRefused) return;
        db.Note("grant", grant.Id, Actor.System(nameof(ConfirmPayment)), Act.StartClosure, now);
        db.RingToStart(nameof(ClosureOrchestration), ClosureOrchestration.InstanceOf(grant.Id), grant.Id, now);
    }
}
