using Grants.Lifecycle;

namespace Grants.Data;

/// <summary>A reminder that a stage's orchestration waits for.</summary>
/// <param name="Occasion">Part of the e-mail's identity: 'before-7', 'after-1'.</param>
/// <param name="At">When (UTC).</param>
public sealed record Reminder(string Occasion, DateTime At);

/// <summary>Which reminders of a deadline still lie ahead.</summary>
internal static class StageReminders
{
    /// <summary>
    /// The map's reminders that are not over yet. When all are over, the next in weekly steps after the last: a stage that waits for people never falls
    /// silent.
    /// </summary>
    public static IReadOnlyList<Reminder> Ahead(this Deadline deadline, DateTime anchor, DateTime now)
    {
        var ahead = deadline.Reminders(anchor).Where(reminder => reminder.At > now).Select(reminder => new Reminder(reminder.Occasion, reminder.At)).ToList();
        if (ahead.Count > 0) return ahead;
        return deadline.NextAfter(anchor, now) is { } next ? [new Reminder(next.Occasion, next.At)] : [];
    }
}
