namespace Grants.Lifecycle;

/// <summary>The order of a deadline's reminders in time.</summary>
internal static class Reminders
{
    private const int Week = 7;

    /// <summary>The map's reminders, and then further ones for ever: what waits for people is never forgotten.</summary>
    /// <param name="deadline">A deadline with overdue notices.</param>
    /// <param name="anchor">What it is counted from (UTC).</param>
    /// <param name="every">How many days lie between the further ones.</param>
    public static IEnumerable<(string Occasion, DateTime At)> Unending(this Deadline deadline, DateTime anchor, int every)
    {
        foreach (var reminder in deadline.Reminders(anchor)) yield return reminder;
        var promised = deadline.At(anchor).AddDays(-deadline.GraceDays);
        for (var days = deadline.RemindAfter!.Max() + every; ; days += every) yield return ($"after-{days}", promised.AddDays(days));
    }

    /// <summary>The first reminder after an instant; after the last one of the map, where overdue notices are due at all, weekly.</summary>
    /// <returns>Its occasion and its instant (UTC); null when none is left.</returns>
    public static (string Occasion, DateTime At)? NextAfter(this Deadline deadline, DateTime anchor, DateTime instant)
    {
        var reminders = deadline.RemindAfter is { Count: > 0 } ? deadline.Unending(anchor, Week) : deadline.Reminders(anchor);
        return reminders.Where(reminder => reminder.At > instant).Select(reminder => ((string, DateTime)?)reminder).FirstOrDefault();
    }
}
