namespace Grants.Lifecycle;

/// <summary>One reminder of a deadline.</summary>
/// <param name="Occasion">Which of the deadline's reminders it is: recorded when it is sent.</param>
/// <param name="At">When it is due (UTC).</param>
/// <param name="IsOverdue">Whether the promised day has passed by then.</param>
public sealed record Reminder(string Occasion, DateTime At, bool IsOverdue);

/// <summary>The order of a deadline's reminders in time.</summary>
internal static class Reminders
{
    private const int Week = 7;

    /// <summary>The map's reminders, and then further ones for ever: what waits for people is never forgotten.</summary>
    /// <param name="deadline">A deadline with overdue notices.</param>
    /// <param name="anchor">What it is counted from (UTC).</param>
    /// <param name="every">How many days lie between the further ones.</param>
    public static IEnumerable<Reminder> Unending(this Deadline deadline, DateTime anchor, int every)
    {
        foreach (var reminder in deadline.Reminders(anchor)) yield return reminder;
        var promised = deadline.At(anchor).AddDays(-deadline.GraceDays);
        for (var days = deadline.RemindAfter!.Max() + every; ; days += every) yield return new Reminder($"after-{days}", promised.AddDays(days), IsOverdue: true);
    }

    /// <summary>The map's reminders, and where overdue notices are due at all, weekly ones for ever.</summary>
    public static IEnumerable<Reminder> Ordered(this Deadline deadline, DateTime anchor) =>
        deadline.RemindAfter is { Count: > 0 } ? deadline.Unending(anchor, Week) : deadline.Reminders(anchor);

    /// <summary>The first reminder after an instant (UTC); null when none is left.</summary>
    public static Reminder? NextAfter(this IEnumerable<Reminder> reminders, DateTime instant) => reminders.FirstOrDefault(reminder => reminder.At > instant);

    /// <summary>The latest reminder whose time has come, of those that lie after another instant, such as a stage's beginning (both UTC); null when there is none.</summary>
    public static Reminder? LatestUpTo(this IEnumerable<Reminder> reminders, DateTime instant, DateTime since) =>
        reminders.TakeWhile(reminder => reminder.At <= instant).LastOrDefault(reminder => reminder.At > since);
}
