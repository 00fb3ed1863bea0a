using System.Globalization;
using Grants.Accounts;
using Grants.Data;
using Grants.Lifecycle;
using Grants.Notifications;
using Grants.Partners;
using Microsoft.Azure.Functions.Worker;
using Microsoft.EntityFrameworkCore;

namespace Grants.Milestones;

/// <summary>
/// What a milestone's orchestration does. Each reads the row first, does nothing that the row's stage does not allow, so may run any number of times,
/// and answers with what comes next.
/// </summary>
public sealed class MilestoneActivities(GrantsDb db, Gates gates, Notifier notifier, Outbox outbox, TimeProvider clock)
{
    // A reminder of the day on which a report is due may be sent late.
    private static readonly TimeSpan _onTheDay = TimeSpan.FromHours(12);

    /// <summary>Opens the report window when its time has come, and tells the partner's leads.</summary>
    [Function(nameof(OpenReportWindow))]
    public async Task<MilestonePlan> OpenReportWindow([ActivityTrigger] MilestoneInput input, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow().UtcDateTime;
        if (await LoadAsync(input, cancellationToken) is not var (grant, milestone)) return End(now);
        if (milestone.Stage == Stage.MilestonePlanned)
        {
            // Started too early: the daily timer starts it again on its day.
            if (milestone.OpenWindow(now).IsRefused) return End(now);
            db.Note("grant", grant.Id, Actor.System(nameof(OpenReportWindow)), Act.OpenReportWindow, now, ("milestone", milestone.Id));
            var leads = await notifier.LeadsOfAsync(grant.OrganisationId, cancellationToken);
            await notifier.QueueAsync(() => MilestoneLetters.WindowOpened(grant, milestone), milestone.Id, Occasion(milestone), leads, now, cancellationToken);
            await CommitAsync(cancellationToken);
        }

        return await AsFoundAsync(milestone, now, cancellationToken);
    }

    /// <summary>Reads what the milestone waits for now.</summary>
    [Function(nameof(ReadMilestone))]
    public async Task<MilestonePlan> ReadMilestone([ActivityTrigger] MilestoneInput input, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow().UtcDateTime;
        return await LoadAsync(input, cancellationToken) is var (_, milestone) ? await AsFoundAsync(milestone, now, cancellationToken) : End(now);
    }

    /// <summary>Reminds those who are waited for; late, those above them as well.</summary>
    [Function(nameof(RemindOfMilestone))]
    public async Task<MilestonePlan> RemindOfMilestone([ActivityTrigger] MilestoneInput input, CancellationToken cancellationToken)
    {
        var now = clock.NotBefore(input.At);
        if (await LoadAsync(input, cancellationToken) is not var (grant, milestone)) return End(now);
        if (milestone.Stage == Stage.TrancheDue) return await AsFoundAsync(milestone, now, cancellationToken);
        var next = Next(milestone, now);
        // After an outage the hold may be due, which says more.
        if (next.Next == MilestoneStep.End || next.At <= now) return next;

        await RemindersOf(milestone).SendAsync(now, async reminder =>
        {
            (Func<Letter> Letter, IReadOnlyList<Person> To) told = milestone.Stage switch
            {
                Stage.ReportSubmitted => (() => MilestoneLetters.DecisionAwaited(grant, milestone), await WithRolesAsync(cancellationToken, Role.GrantManager, reminder.IsOverdue ? Role.Administrator : null)),
                Stage.TrancheReleased => (() => MilestoneLetters.ConfirmationAwaited(grant, milestone), await WithRolesAsync(cancellationToken, Role.FinanceOfficer, reminder.IsOverdue ? Role.GrantManager : null)),
                _ => (() => MilestoneLetters.ReportAwaited(grant, milestone, reminder.IsOverdue || now > milestone.DueAt + _onTheDay), await notifier.LeadsOfAsync(grant.OrganisationId, cancellationToken)),
            };
            await notifier.QueueAsync(told.Letter, milestone.Id, reminder.Occasion, told.To, now, cancellationToken);
        }, cancellationToken);
        await outbox.TryFreshAsync(cancellationToken);
        return next;
    }

    /// <summary>Puts a milestone on hold whose report is long overdue. The round ends; what lifts the hold starts the next.</summary>
    [Function(nameof(HoldMilestone))]
    public async Task<MilestonePlan> HoldMilestone([ActivityTrigger] MilestoneInput input, CancellationToken cancellationToken)
    {
        var now = clock.NotBefore(input.At);
        if (await LoadAsync(input, cancellationToken) is not var (grant, milestone)) return End(now);
        // Submitted, or given a new date, in the last moment.
        if (!GrantLifecycle.Allows(milestone.Stage, Act.HoldMilestone) || milestone.Hold(now).IsRefused) return Next(milestone, now);
        db.Note("grant", grant.Id, Actor.System(nameof(HoldMilestone)), Act.HoldMilestone, now, ("milestone", milestone.Id), ("dueAt", milestone.DueAt));
        var leads = await notifier.LeadsOfAsync(grant.OrganisationId, cancellationToken);
        var managers = await notifier.WithRoleAsync(Role.GrantManager, cancellationToken);
        await notifier.QueueAsync(() => MilestoneLetters.Held(grant, milestone), milestone.Id, Occasion(milestone), [.. leads, .. managers], now, cancellationToken);
        // The grant's other tranches, should any wait already, wait for this as well: who is concerned hears of it now.
        await db.RingTranchesDueAsync(grant.OrganisationId, now, cancellationToken);
        await CommitAsync(cancellationToken);
        return End(now);
    }

    /// <summary>
    /// Checks everything that stands between an approved report and its money once more, and instructs the payment, once. If anything stands in the way
    /// the managers are told what, and the milestone waits for the bell that says it may have gone.
    /// </summary>
    [Function(nameof(ReleaseTranche))]
    public async Task<MilestonePlan> ReleaseTranche([ActivityTrigger] MilestoneInput input, CancellationToken cancellationToken)
    {
        var plan = (await db.InTransactionAsync(() => ReleaseAsync(input, cancellationToken), cancellationToken)).Value!;
        await outbox.TryFreshAsync(cancellationToken);
        return plan;
    }

    private async Task<Outcome<MilestonePlan>> ReleaseAsync(MilestoneInput input, CancellationToken cancellationToken)
    {
        var now = clock.NotBefore(input.At);
        if (await LoadAsync(input, cancellationToken) is not var (grant, milestone)) return End(now);
        if (milestone.Stage != Stage.TrancheDue) return Next(milestone, now);

        // Who closes a gate changes the organisation, and waits for this; what they have closed by now is seen.
        await db.HoldOrganisationAsync(grant.OrganisationId, cancellationToken);
        now = clock.NotBefore(input.At);
        var report = await gates.AtAsync(grant.OrganisationId, now, cancellationToken);
        // In words only when the letters are written: each recipient reads them in their own language.
        var obstacles = report.Closed.Select(gate => new Obstacle([$"{gate.Gate}-{gate.Openings}"], () => GateNames.Of(gate.Gate), () => $"{GateNames.Of(gate.Gate)}: {gate.Reason}")).ToList();
        if (grant.Stage != Stage.GrantActive) obstacles.Add(new Obstacle(["Stage"], () => T("The grant's stage"), () => T("The grant is not active.")));
        var held = await db.Milestones.Where(other => other.GrantId == grant.Id && other.Stage == Stage.MilestoneOnHold).Select(other => new { other.Order, other.Round }).ToListAsync(cancellationToken);
        if (held.Count > 0)
            obstacles.Add(new Obstacle(held.ConvertAll(hold => $"Hold-{hold.Order}-{hold.Round}"), () => T("The milestone that is on hold"), () => T("Another milestone of this grant is on hold.")));
        var instructed = await db.Payments.Where(payment => payment.GrantId == grant.Id).SumAsync(payment => payment.AmountMinor, cancellationToken);
        if (milestone.TrancheMinor <= 0 || instructed + milestone.TrancheMinor > grant.AmountMinor)
            obstacles.Add(new Obstacle(["Amount"], () => T("The amount"), () => T("The tranche would exceed what was awarded.")));

        if (obstacles.Count > 0)
        {
            await TellOfObstaclesAsync(grant, milestone, obstacles, now, cancellationToken);
            await SaveAsync(cancellationToken);
            // No bell rings when an attestation expires: the activity comes back for it.
            var next = Next(milestone, now);
            return report.States.Min(gate => gate.ClosesAt) is { } closes && closes < next.At ? next with { At = closes } : next;
        }

        milestone.Release(now);
        var payment = new Payment(grant.Id, milestone.Id, report.BankAccountId!.Value, grant.Currency, milestone.TrancheMinor, now);
        db.Payments.Add(payment);
        db.Note("grant", grant.Id, Actor.System(nameof(ReleaseTranche)), Act.ReleaseTranche, now,
            ("milestone", milestone.Id), ("payment", payment.Id), ("bankAccount", payment.BankAccountId), ("amountMinor", payment.AmountMinor), ("currency", payment.Currency));
        var finance = await notifier.WithRoleAsync(Role.FinanceOfficer, cancellationToken);
        var leads = await notifier.LeadsOfAsync(grant.OrganisationId, cancellationToken);
        await notifier.QueueAsync(() => MilestoneLetters.PaymentInstructed(grant, milestone), milestone.Id, Occasion(milestone), finance, now, cancellationToken);
        await notifier.QueueAsync(() => MilestoneLetters.PaymentOnItsWay(grant, milestone), milestone.Id, Occasion(milestone), leads, now, cancellationToken);
        await SaveAsync(cancellationToken);
        return Next(milestone, now);
    }

    // What stands in the way and was not said before, and a reminder that is due, are news; that one of several obstacles has gone is not.
    private async Task TellOfObstaclesAsync(Grant grant, Milestone milestone, List<Obstacle> obstacles, DateTime now, CancellationToken cancellationToken)
    {
        var reminder = MilestoneSchedule.Reminders(milestone.Stage, milestone.StageSince, milestone.DueAt).LatestUpTo(now, milestone.StageSince)?.Occasion;
        var steps = obstacles.SelectMany(obstacle => obstacle.Closings).Append(reminder).OfType<string>().ToDictionary(code => Occasion(milestone, code));
        var said = await db.Steps.Where(step => step.SubjectId == milestone.Id && step.Name == nameof(ReleaseTranche) && steps.Keys.Contains(step.Occasion))
            .Select(step => step.Occasion).ToListAsync(cancellationToken);
        var news = steps.Where(step => !said.Contains(step.Key)).ToList();
        if (news.Count == 0) return;

        db.Steps.AddRange(news.Select(step => new Step(milestone.Id, nameof(ReleaseTranche), step.Key, now)));
        var occasion = Occasion(milestone, string.Join('+', news.Select(step => step.Value)));
        // The agreement promises the partner to say at once which check is not in order; why is for the managers.
        if (news.Exists(step => step.Value != reminder))
        {
            var leads = await notifier.LeadsOfAsync(grant.OrganisationId, cancellationToken);
            await notifier.QueueAsync(() => MilestoneLetters.TrancheWaits(grant, milestone, obstacles.Select(obstacle => obstacle.Check())), milestone.Id, occasion, leads, now, cancellationToken);
        }

        var managers = await notifier.WithRoleAsync(Role.GrantManager, cancellationToken);
        await notifier.QueueAsync(() => MilestoneLetters.GatesClosed(grant, milestone, obstacles.Select(obstacle => obstacle.Reason())), milestone.Id, occasion, managers, now, cancellationToken);
    }

    private async Task<(Grant Grant, Milestone Milestone)?> LoadAsync(MilestoneInput input, CancellationToken cancellationToken)
    {
        var milestone = await db.Milestones.SingleOrDefaultAsync(row => row.Id == input.MilestoneId && row.Round == input.Round, cancellationToken);
        if (milestone is null) return null;
        return (await db.Grants.SingleAsync(grant => grant.Id == milestone.GrantId, cancellationToken), milestone);
    }

    private async Task<IReadOnlyList<Person>> WithRolesAsync(CancellationToken cancellationToken, params Role?[] roles)
    {
        var people = new List<Person>();
        foreach (var role in roles.OfType<Role>()) people.AddRange(await notifier.WithRoleAsync(role, cancellationToken));
        return people;
    }

    // A change from elsewhere in between: the activity fails, runs again and reads the row anew.
    private async Task SaveAsync(CancellationToken cancellationToken)
    {
        if ((await db.CommitAsync(cancellationToken)).IsRefused) throw new InvalidOperationException("The milestone changed meanwhile.");
    }

    private async Task CommitAsync(CancellationToken cancellationToken)
    {
        await SaveAsync(cancellationToken);
        await outbox.TryFreshAsync(cancellationToken);
    }

    // A bell may mean that a gate has opened, and an orchestration that begins, anew or after a loss, cannot know which bell was the last: a tranche that is due is tried at once.
    // Of the reminders, the one that was missed comes first.
    private async Task<MilestonePlan> AsFoundAsync(Milestone milestone, DateTime now, CancellationToken cancellationToken)
    {
        if (milestone.Stage == Stage.TrancheDue) return new MilestonePlan(MilestoneStep.Release, milestone.StageSince);
        var next = Next(milestone, now);
        if (next.Next == MilestoneStep.End || next.At <= now) return next;
        return await RemindersOf(milestone).NextAsync(now, cancellationToken) is { } due ? new MilestonePlan(MilestoneStep.Remind, due) : next;
    }

    private StageReminders RemindersOf(Milestone milestone) => new(db, milestone.Id, nameof(RemindOfMilestone), milestone.StageSince,
        MilestoneSchedule.Reminders(milestone.Stage, milestone.StageSince, milestone.DueAt).Select(reminder => reminder with { Occasion = Occasion(milestone, reminder.Occasion) }));

    private static MilestonePlan Next(Milestone milestone, DateTime after) => MilestoneSchedule.Next(milestone.Stage, milestone.StageSince, milestone.DueAt, after);

    private static MilestonePlan End(DateTime now) => new(MilestoneStep.End, now);

    // A new date or a new round is a new occasion: its reminders are sent again.
    private static string Occasion(Milestone milestone, string? occasion = null) =>
        string.Create(CultureInfo.InvariantCulture, $"{milestone.Round}-{milestone.DueAt:yyyyMMdd}-{milestone.StageSince:yyyyMMddHHmm}{(occasion is null ? "" : "-" + occasion)}");

    /// <summary>
    /// Something that stands between an approved report and its money: as partners read it, and as managers do. What has gone may come again, and each time is told once:
    /// a closing's code is the same as long as it lasts and never again.
    /// </summary>
    private sealed record Obstacle(IReadOnlyList<string> Closings, Func<string> Check, Func<string> Reason);
}
