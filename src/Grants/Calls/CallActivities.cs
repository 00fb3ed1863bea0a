using Grants.Accounts;
using Grants.Applications;
using Grants.Data;
using Grants.Lifecycle;
using Grants.Notifications;
using Microsoft.Azure.Functions.Worker;
using Microsoft.EntityFrameworkCore;

namespace Grants.Calls;

/// <summary>One reminder about one call.</summary>
/// <param name="CallId">The call.</param>
/// <param name="Occasion">Which reminder.</param>
public sealed record CallReminder(Guid CallId, string Occasion);

/// <summary>What the call's orchestration has done in the record. Each reads the row again, and does nothing when it has been done.</summary>
public sealed class CallActivities(GrantsDb db, Notifier notifier, Outbox outbox, ApplicationClosing applications, TimeProvider clock)
{
    /// <summary>Reads what lies ahead.</summary>
    [Function(nameof(PlanCall))]
    public async Task<CallPlan> PlanCall([ActivityTrigger] StageInput input, CancellationToken cancellationToken)
    {
        var call = await db.Calls.AsNoTracking().SingleOrDefaultAsync(c => c.Id == input.SubjectId, cancellationToken);
        if (call is null || call.Stage is Stage.CallDraft or Stage.CallDecided) return new CallPlan(null, null, [], []);
        var decisions = GrantLifecycle.DeadlineOf(Stage.CallClosed).Ahead(call.DecisionsBy, Now);
        if (call.Stage == Stage.CallClosed) return new CallPlan(null, null, [], decisions);
        var drafts = GrantLifecycle.DeadlineOf(Stage.ApplicationDraft).Reminders(call.DeadlineAt)
            .Where(reminder => reminder.At > Now)
            .Select(reminder => new Reminder(reminder.Occasion, reminder.At))
            .ToList();
        return new CallPlan(call.Stage == Stage.CallPublished ? call.OpensAt : null, call.ClosesAt, drafts, decisions);
    }

    /// <summary>Opens the call.</summary>
    [Function(nameof(OpenCall))]
    public async Task OpenCall([ActivityTrigger] StageInput input, CancellationToken cancellationToken)
    {
        var call = await db.Calls.SingleAsync(c => c.Id == input.SubjectId, cancellationToken);
        RequireReached(call.OpensAt);
        if (call.Open(Now).IsRefused) return;
        db.Note("call", call.Id, Actor.System(nameof(OpenCall)), Act.OpenCall, Now);
        await db.SaveChangesAsync(cancellationToken);
    }

    /// <summary>Reminds every organisation that has a draft.</summary>
    [Function(nameof(RemindDrafts))]
    public async Task RemindDrafts([ActivityTrigger] CallReminder reminder, CancellationToken cancellationToken)
    {
        var call = await db.Calls.AsNoTracking().SingleAsync(c => c.Id == reminder.CallId, cancellationToken);
        if (call.Stage != Stage.CallOpen || Now >= call.DeadlineAt) return;
        var drafts = await db.Applications.AsNoTracking()
            .Where(application => application.CallId == call.Id && application.Stage == Stage.ApplicationDraft)
            .Select(application => new { application.Id, application.OrganisationId })
            .ToListAsync(cancellationToken);
        await db.OnceAsync(call.Id, nameof(RemindDrafts), reminder.Occasion, Now, async () =>
        {
            foreach (var draft in drafts)
            {
                var leads = await notifier.LeadsOfAsync(draft.OrganisationId, cancellationToken);
                await notifier.QueueAsync(() => CallLetters.DraftReminder(call, draft.Id), draft.Id, reminder.Occasion, leads, Now, cancellationToken);
            }
        }, cancellationToken);
        await outbox.TryFreshAsync(cancellationToken);
    }

    /// <summary>Closes the call after its deadline, and sends what was submitted to screening.</summary>
    [Function(nameof(CloseCall))]
    public async Task CloseCall([ActivityTrigger] StageInput input, CancellationToken cancellationToken)
    {
        var call = await db.Calls.SingleAsync(c => c.Id == input.SubjectId, cancellationToken);
        RequireReached(call.ClosesAt);
        if (!call.Close(Now).IsRefused)
        {
            db.Note("call", call.Id, Actor.System(nameof(CloseCall)), Act.CloseCall, Now);
            await db.SaveChangesAsync(cancellationToken);
        }

        await applications.EndAsync(call, Actor.System(nameof(CloseCall)), cancellationToken);
        await outbox.TryFreshAsync(cancellationToken);
    }

    /// <summary>Whether the call still waits for decisions.</summary>
    [Function(nameof(AwaitsDecisions))]
    public Task<bool> AwaitsDecisions([ActivityTrigger] StageInput input, CancellationToken cancellationToken) =>
        db.Calls.AnyAsync(call => call.Id == input.SubjectId && call.Stage == Stage.CallClosed, cancellationToken);

    /// <summary>Reminds the grant managers that decisions are promised.</summary>
    /// <returns>Whether the call still waits for decisions.</returns>
    [Function(nameof(RemindDecisions))]
    public async Task<bool> RemindDecisions([ActivityTrigger] CallReminder reminder, CancellationToken cancellationToken)
    {
        var call = await db.Calls.AsNoTracking().SingleAsync(c => c.Id == reminder.CallId, cancellationToken);
        if (call.Stage != Stage.CallClosed) return false;
        await db.OnceAsync(call.Id, nameof(RemindDecisions), reminder.Occasion, Now, async () =>
        {
            var managers = await notifier.WithRoleAsync(Role.GrantManager, cancellationToken);
            await notifier.QueueAsync(() => CallLetters.DecisionsDue(call), call.Id, reminder.Occasion, managers, Now, cancellationToken);
        }, cancellationToken);
        await outbox.TryFreshAsync(cancellationToken);
        return true;
    }

    private DateTime Now => clock.GetUtcNow().UtcDateTime;

    // The orchestration has waited for the instant by the engine's clock. Where this machine's runs behind, the activity is tried again in some seconds.
    private void RequireReached(DateTime instant)
    {
        if (Now < instant) throw new InvalidOperationException("The clock of this machine runs behind: it is not yet time.");
    }
}
