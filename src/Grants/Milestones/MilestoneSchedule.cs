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
        if (Reminders(stage, since, dueAt).NextAfter(after) is { } reminder)
            return new MilestonePlan(stage == Stage.TrancheDue ? MilestoneStep.Release : MilestoneStep.Remind, reminder.At);
        var (deadline, anchor) = DeadlineOf(stage, since, dueAt);
        return new MilestonePlan(MilestoneStep.Hold, deadline.At(anchor));
    }

    /// <summary>Every reminder in order.</summary>
    /// <inheritdoc cref="Next"/>
    public static IEnumerable<Reminder> Reminders(Stage stage, DateTime since, DateTime dueAt)
    {
        var (deadline, anchor) = DeadlineOf(stage, since, dueAt);
        // A hold at the deadline speaks for itself: a reminder at the same instant would say the same twice.
        return deadline.Then is null ? deadline.Unending(anchor, RepeatDays) : deadline.Reminders(anchor).Where(reminder => reminder.At < deadline.At(anchor));
    }

    private static (Deadline Deadline, DateTime Anchor) DeadlineOf(Stage stage, DateTime since, DateTime dueAt)
    {
        var deadline = GrantLifecycle.DeadlineOf(stage);
        return (deadline, deadline.From == Anchor.ReportDue ? dueAt : since);
    }
}
