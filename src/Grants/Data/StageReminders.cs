using Grants.Lifecycle;
using Microsoft.EntityFrameworkCore;

namespace Grants.Data;

/// <summary>
/// Which reminder a stage's orchestration sends next. Each is recorded as a step when it is sent, so one whose instant fell into an outage, into a change of hands
/// between instances, or into the moment in which a bell rang is found, and sent late rather than not at all.
/// </summary>
internal static class StageReminders
{
    /// <summary>The latest reminder since the stage began that was to be sent by now and was not; otherwise the next one to come; null when none is left.</summary>
    /// <param name="db">Knows what was sent.</param>
    /// <param name="reminders">In the order of time, each with the occasion under which its step is recorded.</param>
    /// <param name="subjectId">What the step is recorded for.</param>
    /// <param name="step">The step's name.</param>
    /// <param name="since">The stage's beginning (UTC): what would have been due before it is not missed.</param>
    /// <param name="now">UTC.</param>
    /// <param name="cancellationToken">Ends the asking.</param>
    public static async Task<(string Occasion, DateTime At)?> NextReminderAsync(
        this GrantsDb db, IEnumerable<(string Occasion, DateTime At)> reminders, Guid subjectId, string step, DateTime since, DateTime now, CancellationToken cancellationToken) =>
        reminders.LatestUpTo(now, since) is { } latest && !await db.Steps.AnyAsync(done => done.SubjectId == subjectId && done.Name == step && done.Occasion == latest.Occasion, cancellationToken)
            ? latest
            : reminders.NextAfter(now);
}
