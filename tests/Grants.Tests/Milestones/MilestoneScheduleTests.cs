using Grants.Lifecycle;
using Grants.Milestones;

namespace Grants.Tests.Milestones;

public class MilestoneScheduleTests
{
    private static readonly DateTime Due = new(2027, 6, 30, 16, 59, 0, DateTimeKind.Utc);

    [Fact]
    public void Next_ForAnOpenReport_RemindsThenHolds()
    {
        var opened = Due.AddDays(-45);

        Assert.Equal(
            [(MilestoneStep.Remind, -30d), (MilestoneStep.Remind, -7d), (MilestoneStep.Remind, 0d), (MilestoneStep.Remind, 7d), (MilestoneStep.Hold, 14d)],
            Steps(Stage.ReportOpen, opened, 5));
    }

    [Fact]
    public void Next_AfterTheDateMoved_RemindsAgain()
    {
        var later = MilestoneSchedule.Next(Stage.RevisionRequested, Due, Due.AddDays(20), Due.AddDays(1));

        Assert.Equal(new MilestonePlan(MilestoneStep.Remind, Due.AddDays(13)), later);
    }

    [Fact]
    public void Next_ForATrancheDue_ChecksTheGatesAgainAndNeverEnds()
    {
        var steps = Steps(Stage.TrancheDue, Due, 5);

        Assert.All(steps, step => Assert.Equal(MilestoneStep.Release, step.Step));
        Assert.Equal([11d, 17d, 24d, 54d, 84d], steps.Select(step => step.Days));
    }

    [Theory]
    [InlineData(Stage.MilestonePlanned)]
    [InlineData(Stage.MilestoneOnHold)]
    [InlineData(Stage.TranchePaid)]
    public void Next_WhereNobodyIsWaitedFor_Ends(Stage stage) =>
        Assert.Equal(MilestoneStep.End, MilestoneSchedule.Next(stage, Due, Due, Due).Next);

    [Fact]
    public void Reminder_AfterSeveralWereMissed_IsTheLatest() =>
        Assert.Equal("before-7", MilestoneSchedule.Reminders(Stage.ReportOpen, Due.AddDays(-45), Due).LatestUpTo(Due.AddDays(-3), Due.AddDays(-45))?.Occasion);

    private static List<(MilestoneStep Step, double Days)> Steps(Stage stage, DateTime since, int count)
    {
        var steps = new List<(MilestoneStep, double)>();
        var after = since;
        for (var i = 0; i < count; i++)
        {
            var plan = MilestoneSchedule.Next(stage, since, Due, after);
            steps.Add((plan.Next, (plan.At - Due).TotalDays));
            after = plan.At;
        }

        return steps;
    }
}
