using Grants.Lifecycle;
using Microsoft.EntityFrameworkCore;

namespace Grants.Data;

/// <summary>
/// The reminders that a stage's orchestration sends. Each is recorded as a step when it is sent, so one whose instant fell into an outage, into a change of hands
/// between instances, or into the moment in which a bell rang is found, and sent late rather than not at all.
/// </summary>
/// <param name="db">Knows what was sent.</param>
/// <param name="subjectId">What the steps are recorded for.</param>
/// <param name="step">The steps' name.</param>
/// <param name="since">The stage's beginning (UTC): what would have been due before it is not missed.</param>
/// <param name="reminders">In the order of time; their occasions tell one stage of the subject from its next.</param>
internal sealed class StageReminders(GrantsDb db, Guid subjectId, string step, DateTime since, IEnumerable<Reminder> reminders)
{
    /// <summary>When to send again (UTC): the latest reminder that was to be sent by now and was not, otherwise the next to come; null when none is left.</summary>
    public async Task<DateTime?> NextAsync(DateTime now, CancellationToken cancellationToken) =>
        reminders.LatestUpTo(now, since) is { } latest && !await db.Steps.AnyAsync(done => done.SubjectId == subjectId && done.Name == step && done.Occasion == latest.Occasion, cancellationToken)
            ? latest.At
            : reminders.NextAfter(now)?.At;

    /// <summary>Sends the latest reminder whose time has come, once: of several that an outage has gathered, only that one.</summary>
    /// <param name="now">UTC.</param>
    /// <param name="queue">Puts its e-mails into the outbox.</param>
    /// <param name="cancellationToken">Ends the sending.</param>
    public async Task SendAsync(DateTime now, Func<Reminder, Task> queue, CancellationToken cancellationToken)
    {
        if (reminders.LatestUpTo(now, since) is { } latest) await db.OnceAsync(subjectId, step, latest.Occasion, now, () => queue(latest), cancellationToken);
    }
}
