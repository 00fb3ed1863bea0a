namespace Grants.Lifecycle;

/// <summary>The order of a deadline's reminders in time.</summary>
internal static class Reminders
{
    /// <summary>
    /// The first reminder after an instant. Where overdue notices are due at all, another follows every week after the last one of the map: what
    /// waits is never forgotten.
    /// </summary>
    /// <returns>Its occasion and its instant (UTC); null when none is left.</returns>
    public static (string Occasion, DateTime At)? NextAfter(this Deadline deadline, DateTime anchor, DateTime instant)
    {
        foreach (var reminder in deadline.Reminders(anchor))
        {
            if (reminder.At > instant) return reminder;
        }

        if (deadline.RemindAfter is not { Count: > 0 } after) return null;
        var last = deadline.At(anchor).AddDays(after[^1] - deadline.GraceDays);
        var weeks = (int)((instant - last) / TimeSpan.FromDays(7)) + 1;
        return ($"after-{after[^1] + (7 * weeks)}", last.AddDays(7 * weeks));
    }
}
