using Grants.Lifecycle;

namespace Grants.Milestones;

/// <summary>When a milestone's orchestration acts next, by the lifecycle map.</summary>
internal static class MilestoneSchedule
{
    // Where nothing happens by itself at the deadline, people are reminded again and again: no wait is forgotten.
    private const int RepeatDays = 30;

    /// <summary>The next step after an instant.</summary>
    /// <param name="stage">The milestone's stage.</param>
    /// <param name="since">Since when (UTC).</param>
    /// <param name="dueAt">When the report is due (UTC).</param>
    /// <param name="after">What was planned up to here is done (UTC).</param>
    public static MilestonePlan Next(Stage stage, DateTime since, DateTime dueAt, DateTime after)
    {
        if (stage is not (Stage.ReportOpen or Stage.RevisionRequested or Stage.ReportSubmitted or Stage.TrancheDue or Stage.TrancheReleased))
            return new MilestonePlan(MilestoneStep.End, after);
        var deadline = GrantLifecycle.DeadlineOf(stage);
        var anchor = AnchorOf(deadline, since, dueAt);
        return Reminders(stage, since, dueAt).NextAfter(after) is { } reminder
            ? new MilestonePlan(stage == Stage.TrancheDue ? MilestoneStep.Release : MilestoneStep.Remind, reminder.At)
            : new MilestonePlan(MilestoneStep.Hold, deadline.At(anchor));
    }

    /// <summary>The latest reminder whose time has come; null before the first.</summary>
    /// <inheritdoc cref="Next"/>
    public static string? Occasion(Stage stage, DateTime since, DateTime dueAt, DateTime after) => Reminders(stage, since, dueAt).LatestUpTo(after, since)?.Occasion;

    /// <summary>Every reminder in order, as (occasion, instant in UTC).</summary>
    /// <inheritdoc cref="Next"/>
    public static IEnumerable<(string Occasion, DateTime At)> Reminders(Stage stage, DateTime since, DateTime dueAt)
    {
        var deadline = GrantLifecycle.DeadlineOf(stage);
        var anchor = AnchorOf(deadline, since, dueAt);
        // A hold at the deadline speaks for itself: a reminder at the same instant would say the same twice.
        return deadline.Then is null ? deadline.Unending(anchor, RepeatDays) : deadline.Reminders(anchor).Where(reminder => reminder.At < deadline.At(anchor));
    }

    private static DateTime AnchorOf(Deadline deadline, DateTime since, DateTime dueAt) => deadline.From == Anchor.ReportDue ? dueAt : since;
}
