using Grants.Accounts;
using Grants.Applications;
using Grants.Data;
using Grants.Lifecycle;
using Grants.Notifications;
using Microsoft.Azure.Functions.Worker;
using Microsoft.EntityFrameworkCore;

namespace Grants.Calls;

/// <summary>
/// What the call's orchestration has done in the record. Each reads the row again, does nothing when it has been done or the date was moved, and returns what
/// comes next.
/// </summary>
public sealed class CallActivities(GrantsDb db, Notifier notifier, Outbox outbox, ApplicationClosing applications, TimeProvider clock)
{
    private DateTime Now => clock.GetUtcNow().UtcDateTime;

    /// <summary>Reads what comes next.</summary>
    [Function(nameof(PlanCall))]
    public async Task<CallStep?> PlanCall([ActivityTrigger] StageInput input, CancellationToken cancellationToken) =>
        await NextAsync(await db.Calls.AsNoTracking().SingleOrDefaultAsync(c => c.Id == input.SubjectId, cancellationToken), cancellationToken);

    /// <summary>Opens the call.</summary>
    [Function(nameof(OpenCall))]
    public async Task<CallStep?> OpenCall([ActivityTrigger] CallStep step, CancellationToken cancellationToken)
    {
        var call = await ReachedAsync(step, cancellationToken);
        if (!call.Open(Now).IsRefused)
        {
            db.Note("call", call.Id, Actor.System(nameof(OpenCall)), Act.OpenCall, Now);
            await db.SaveChangesAsync(cancellationToken);
        }

        return await NextAsync(call, cancellationToken);
    }

    /// <summary>Reminds every organisation that has a draft of its own deadline, where that is near.</summary>
    [Function(nameof(RemindDrafts))]
    public async Task<CallStep?> RemindDrafts([ActivityTrigger] CallStep step, CancellationToken cancellationToken)
    {
        var call = await ReachedAsync(step, cancellationToken);
        if (call.Stage == Stage.CallOpen)
        {
            var drafts = await db.Applications.AsNoTracking()
                .Where(application => application.CallId == call.Id && application.Stage == Stage.ApplicationDraft)
                .Select(application => new { application.Id, application.OrganisationId })
                .ToListAsync(cancellationToken);
            var leads = await notifier.LeadsOfAsync([.. drafts.Select(draft => draft.OrganisationId)], cancellationToken);
            foreach (var (deadline, reminders) in DraftReminders(call))
            {
                await reminders.SendAsync(Now, async reminder =>
                {
                    foreach (var draft in drafts.Where(draft => call.DeadlineFor(draft.OrganisationId) == deadline))
                        await notifier.QueueAsync(() => CallLetters.DraftReminder(call, deadline, draft.Id), draft.Id, reminder.Occasion, leads[draft.OrganisationId], Now, cancellationToken);
                }, cancellationToken);
            }

            await outbox.TryFreshAsync(cancellationToken);
        }

        return await NextAsync(call, cancellationToken);
    }

    /// <summary>Ends the drafts whose deadline has passed, and sends what was submitted to screening; after the last deadline of all, closes the call first.</summary>
    [Function(nameof(PassDeadline))]
    public async Task<CallStep?> PassDeadline([ActivityTrigger] CallStep step, CancellationToken cancellationToken)
    {
        var call = await ReachedAsync(step, cancellationToken);
        if (Call.After(call.Deadlines[^1]) <= Now && !call.Close(Now).IsRefused)
        {
            db.Note("call", call.Id, Actor.System(nameof(PassDeadline)), Act.CloseCall, Now);
            await db.SaveChangesAsync(cancellationToken);
        }

        await applications.EndAsync(call, Actor.System(nameof(PassDeadline)), cancellationToken);
        await outbox.TryFreshAsync(cancellationToken);
        return await NextAsync(call, cancellationToken);
    }

    /// <summary>Reminds the grant managers that decisions are promised.</summary>
    [Function(nameof(RemindDecisions))]
    public async Task<CallStep?> RemindDecisions([ActivityTrigger] CallStep step, CancellationToken cancellationToken)
    {
        var call = await ReachedAsync(step, cancellationToken);
        if (call.Stage == Stage.CallClosed)
        {
            await DecisionReminders(call).SendAsync(Now, async reminder =>
            {
                var managers = await notifier.WithRoleAsync(Role.GrantManager, cancellationToken);
                await notifier.QueueAsync(() => CallLetters.DecisionsDue(call), call.Id, reminder.Occasion, managers, Now, cancellationToken);
            }, cancellationToken);
            await outbox.TryFreshAsync(cancellationToken);
        }

        return await NextAsync(call, cancellationToken);
    }

    // The orchestration has waited for the instant by the engine's clock. Where this machine's runs behind, the activity is tried again in some seconds.
    private async Task<Call> ReachedAsync(CallStep step, CancellationToken cancellationToken)
    {
        if (Now < step.At) throw new InvalidOperationException("The clock of this machine runs behind: it is not yet time.");
        return await db.Calls.SingleAsync(call => call.Id == step.CallId, cancellationToken);
    }

    private async Task<CallStep?> NextAsync(Call? call, CancellationToken cancellationToken) => call?.Stage switch
    {
        Stage.CallPublished => new CallStep(call.Id, CallStepKind.Open, call.OpensAt),
        Stage.CallOpen => await NextOfOpenAsync(call, cancellationToken),
        Stage.CallClosed when await DecisionReminders(call).NextAsync(Now, cancellationToken) is { } next => new CallStep(call.Id, CallStepKind.RemindDecisions, next),
        _ => null,
    };

    private async Task<CallStep> NextOfOpenAsync(Call call, CancellationToken cancellationToken)
    {
        var deadlines = call.Deadlines;
        // A deadline that has passed may still have drafts: an orchestration that was started late catches up on them.
        if (deadlines.Count > 1 && Call.After(deadlines[0]) <= Now && await applications.HasOverdueAsync(call, cancellationToken)) return new CallStep(call.Id, CallStepKind.PassDeadline, Now);
        var steps = deadlines.SkipLast(1).Select(deadline => new CallStep(call.Id, CallStepKind.PassDeadline, Call.After(deadline)))
            .Where(step => step.At > Now)
            .Append(new CallStep(call.Id, CallStepKind.Close, Call.After(deadlines[^1])))
            .ToList();
        foreach (var (_, reminders) in DraftReminders(call))
        {
            if (await reminders.NextAsync(Now, cancellationToken) is { } next) steps.Add(new CallStep(call.Id, CallStepKind.RemindDrafts, next));
        }

        return steps.MinBy(step => step.At)!;
    }

    private StageReminders DecisionReminders(Call call) => new(db, call.Id, nameof(RemindDecisions), call.StageSince, GrantLifecycle.DeadlineOf(Stage.CallClosed).Ordered(call.DecisionsBy));

    // Of the deadlines that lie ahead. One that was moved has reminders of its own; whoever was given more time was told so then, and what would have been due before is not missed.
    private IEnumerable<(DateTime Deadline, StageReminders Reminders)> DraftReminders(Call call) =>
        from deadline in call.Deadlines
        where deadline > Now
        let since = call.Extensions.Where(extension => extension.DeadlineAt == deadline).Select(extension => extension.At).Append(call.StageSince).Max()
        let reminders = GrantLifecycle.DeadlineOf(Stage.ApplicationDraft).Reminders(deadline)
            .Select(reminder => reminder with { Occasion = FormattableString.Invariant($"{reminder.Occasion} {deadline:yyyy-MM-dd'T'HH:mm:ss}") })
        select (deadline, new StageReminders(db, call.Id, nameof(RemindDrafts), since, reminders));
}
