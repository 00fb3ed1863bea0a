using Grants.Accounts;
using Grants.Data;
using Grants.Lifecycle;
using Grants.Notifications;
using Microsoft.Azure.Functions.Worker;
using Microsoft.EntityFrameworkCore;

namespace Grants.Applications;

/// <summary>
/// What the screening's orchestration has done in the record. Each reads the row first, does nothing that the row's stage does not allow, so may run any
/// number of times, and answers with what comes next.
/// </summary>
public sealed class ScreeningActivities(GrantsDb db, Notifier notifier, Outbox outbox, SubmissionPapers papers, ScreeningFindings findings, TimeProvider clock)
{
    /// <summary>
    /// Reads what the application waits for now. Whoever screens finds its findings counted, and the submission's documents made, also of a receipt that nobody has opened.
    /// </summary>
    [Function(nameof(ReadScreening))]
    public async Task<ScreeningPlan> ReadScreening([ActivityTrigger] ScreeningInput input, CancellationToken cancellationToken)
    {
        var application = await db.Applications.AsNoTracking().SingleAsync(a => a.Id == input.ApplicationId, cancellationToken);
        if (application is { Stage: Stage.Screening, SubmissionId: { } id })
        {
            await papers.EnsureAsync(await db.Submissions.AsNoTracking().SingleAsync(submission => submission.Id == id, cancellationToken), cancellationToken);
            await findings.TryCountAsync(application.Id, cancellationToken);
        }

        return await NextAsync(application, clock.GetUtcNow().UtcDateTime, cancellationToken);
    }

    /// <summary>
    /// Reminds whom the application waits for: the organisation's leads, or the screener; late, every grant manager, and from the last of the map's
    /// reminders on the administrators as well.
    /// </summary>
    [Function(nameof(RemindScreening))]
    public async Task<ScreeningPlan> RemindScreening([ActivityTrigger] ScreeningInput input, CancellationToken cancellationToken)
    {
        var now = clock.NotBefore(input.At);
        var application = await db.Applications.AsNoTracking().SingleAsync(a => a.Id == input.ApplicationId, cancellationToken);
        // After an outage the time to answer may be over, which is said instead.
        if (!application.IsBeingScreened || ScreeningSchedule.EndsAt(application) <= now) return await NextAsync(application, now, cancellationToken);
        await RemindersOf(application).SendAsync(now, async reminder =>
        {
            var call = await CallOfAsync(application, cancellationToken);
            var recipients = application.Stage == Stage.Screening ? await ScreenersAsync(application, now, cancellationToken) : await notifier.LeadsOfAsync(application.OrganisationId, cancellationToken);
            Func<Letter> letter = application.Stage switch
            {
                Stage.ClarificationAsked => () => ScreeningLetters.ClarificationDue(call, application),
                Stage.ReplyAwaited => () => ScreeningLetters.ReplyDue(call, application),
                _ => () => ScreeningLetters.ScreeningDue(application, now >= application.StageDeadline),
            };
            await notifier.QueueAsync(letter, application.Id, reminder.Occasion, recipients, now, cancellationToken);
        }, cancellationToken);
        await outbox.TryFreshAsync(cancellationToken);
        return await NextAsync(application, now, cancellationToken);
    }

    /// <summary>
    /// Ends the time in which the organisation could answer: screening goes on with what there is, or the finding becomes final. Both sides are told.
    /// </summary>
    [Function(nameof(EndReplyTime))]
    public async Task<ScreeningPlan> EndReplyTime([ActivityTrigger] ScreeningInput input, CancellationToken cancellationToken)
    {
        var now = clock.NotBefore(input.At);
        var next = await db.InTransactionAsync(() => EndReplyTimeAsync(input.ApplicationId, now, cancellationToken), cancellationToken);
        await outbox.TryFreshAsync(cancellationToken);
        await findings.TryCountAsync(input.ApplicationId, cancellationToken);
        return next.Value!;
    }

    private async Task<Outcome<ScreeningPlan>> EndReplyTimeAsync(Guid applicationId, DateTime now, CancellationToken cancellationToken)
    {
        var application = (await db.HoldApplicationAsync(applicationId, cancellationToken))!;
        await db.Entry(application).Collection(a => a.Requests).LoadAsync(cancellationToken);
        var act = application.IsBeingScreened ? GrantLifecycle.DeadlineOf(application.Stage).Then : null;
        // Answered in the last moment.
        if (act is null || (await EndAsync(application, now, cancellationToken)).IsRefused) return await NextAsync(application, now, cancellationToken);
        db.Note("application", application.Id, Actor.System(nameof(EndReplyTime)), act.Value, now, ("submission", application.SubmissionCount));
        var call = await CallOfAsync(application, cancellationToken);
        var leads = await notifier.LeadsOfAsync(application.OrganisationId, cancellationToken);
        if (act == Act.ConfirmIneligible)
        {
            notifier.QueueFirst(() => ScreeningLetters.FindingIsFinal(call, application), application.Id, leads, now, AuditFact.Text(application.StageSince));
        }
        else
        {
            var occasion = application.Requests[^1].Id.ToString();
            await notifier.QueueAsync(() => ScreeningLetters.ClarificationOver(call, application), application.Id, occasion, leads, now, cancellationToken);
            await notifier.QueueAsync(() => ScreeningLetters.Answered(application, inTime: false), application.Id, occasion, await ScreenersAsync(application, now, cancellationToken), now, cancellationToken);
        }

        await db.SaveChangesAsync(cancellationToken);
        return await NextAsync(application, now, cancellationToken);
    }

    private async Task<Outcome> EndAsync(Application application, DateTime now, CancellationToken cancellationToken)
    {
        var standing = await db.Submissions.AsNoTracking().SingleAsync(submission => submission.Id == application.SubmissionId, cancellationToken);
        var call = await CallOfAsync(application, cancellationToken);
        var form = await ToSubmit.FormAsync(db, call, application.FormNumber, cancellationToken);
        var ended = application.EndReplyTime(standing, call, form, ToSubmit.Complete(await ToSubmit.DocumentsAsync(db, application.Id, cancellationToken)), now, out var frozen);
        if (frozen is not null) db.Submissions.Add(frozen);
        return ended;
    }

    private async Task<ScreeningPlan> NextAsync(Application application, DateTime now, CancellationToken cancellationToken)
    {
        if (!application.IsBeingScreened) return new ScreeningPlan(ScreeningStep.End, now);
        var endsAt = ScreeningSchedule.EndsAt(application);
        return endsAt <= now || await RemindersOf(application).NextAsync(now, cancellationToken) is not { } next
            ? new ScreeningPlan(ScreeningStep.EndReplyTime, endsAt!.Value)
            : new ScreeningPlan(ScreeningStep.Remind, next);
    }

    private StageReminders RemindersOf(Application application) => new(db, application.Id, nameof(RemindScreening), application.StageSince, ScreeningSchedule.Reminders(application));

    private async Task<IReadOnlyCollection<Person>> ScreenersAsync(Application application, DateTime now, CancellationToken cancellationToken)
    {
        var screeners = await notifier.ScreenersOfAsync(application, everybody: now >= application.StageDeadline, cancellationToken);
        var escalate = now >= application.StageDeadline.AddDays(GrantLifecycle.DeadlineOf(Stage.Screening).RemindAfter!.Max());
        return escalate ? [.. screeners, .. await notifier.WithRoleAsync(Role.Administrator, cancellationToken)] : screeners;
    }

    private Task<Calls.Call> CallOfAsync(Application application, CancellationToken cancellationToken) =>
        db.Calls.AsNoTracking().SingleAsync(call => call.Id == application.CallId, cancellationToken);
}
