using Grants.Data;
using Grants.Lifecycle;
using Grants.Milestones;

namespace Grants.Tests.Milestones;

public class MilestoneTests
{
    private static readonly DateTime Due = new(2027, 6, 30, 16, 59, 0, DateTimeKind.Utc);
    private static readonly Guid Lead = Guid.NewGuid();
    private static readonly Guid Manager = Guid.NewGuid();

    [Fact]
    public void OpenWindow_OneMinuteTooEarly_IsRefused()
    {
        var milestone = new Milestone(1, "Legal aid", Due, 100_00, Due.AddYears(-1));

        Assert.Equal(RefusalKind.WrongStage, milestone.OpenWindow(Due.AddDays(-GrantLifecycle.ReportWindowDays).AddMinutes(-1)).Refusal!.Kind);
        Assert.Equal(Stage.MilestonePlanned, milestone.Stage);
        Assert.False(milestone.OpenWindow(Due.AddDays(-GrantLifecycle.ReportWindowDays)).IsRefused);
        Assert.Equal(Stage.ReportOpen, milestone.Stage);
    }

    [Fact]
    public void Hold_BeforeTwoWeeksOverdue_IsRefused()
    {
        var milestone = Open();

        Assert.True(milestone.Hold(Due.AddDays(14).AddTicks(-1)).IsRefused);
        Assert.False(milestone.Hold(Due.AddDays(14)).IsRefused);
        Assert.Equal(Stage.MilestoneOnHold, milestone.Stage);
    }

    [Fact]
    public void LiftHold_SetsANewDateAndBeginsTheNextRound()
    {
        var milestone = Open();
        milestone.Hold(Due.AddDays(14));
        var instance = milestone.InstanceId;

        Assert.Equal(RefusalKind.Invalid, milestone.LiftHold(Due, Due.AddDays(20)).Refusal!.Kind);
        Assert.False(milestone.LiftHold(Due.AddDays(40), Due.AddDays(20)).IsRefused);

        Assert.Equal((2, Due.AddDays(40), Stage.ReportOpen), (milestone.Round, milestone.DueAt, milestone.Stage));
        Assert.NotEqual(instance, milestone.InstanceId);
    }

    [Fact]
    public void Decide_WithEverySectionAccepted_MakesTheTrancheDue()
    {
        var milestone = Submitted();

        Assert.False(milestone.Decide(Manager, Decisions(), Due, Due).IsRefused);

        Assert.Equal((Stage.TrancheDue, (Guid?)Manager), (milestone.Stage, milestone.ReportApprovedBy));
        Assert.Equal(4, milestone.Submissions.Single().Decisions.Count);
    }

    [Fact]
    public void Decide_WithARefusedSection_SendsItBackWithANewDate()
    {
        var milestone = Submitted();

        Assert.False(milestone.Decide(Manager, Decisions(ReportSection.Spending, "Line 2 does not add up"), Due.AddDays(30), Due).IsRefused);

        Assert.Equal((Stage.RevisionRequested, Due.AddDays(30)), (milestone.Stage, milestone.DueAt));
        Assert.Null(milestone.ReportApprovedBy);
    }

    [Fact]
    public void Decide_RefusingASectionWithoutSayingWhy_IsRefused()
    {
        var milestone = Submitted();

        Assert.Contains("Sections[Evidence].Note", milestone.Decide(Manager, Decisions(ReportSection.Evidence, ""), Due.AddDays(30), Due).Refusal!.Fields!);
        Assert.Equal(Stage.ReportSubmitted, milestone.Stage);
    }

    [Fact]
    public void Decide_LeavingASectionOut_IsRefused()
    {
        var milestone = Submitted();

        Assert.Equal(RefusalKind.Invalid, milestone.Decide(Manager, Decisions().Take(3).ToList(), Due, Due).Refusal!.Kind);
        Assert.Equal(RefusalKind.Invalid, milestone.Decide(Manager, [.. Decisions().Take(3), Decisions()[0]], Due, Due).Refusal!.Kind);
    }

    [Fact]
    public void WriteReport_AfterSubmission_IsRefused()
    {
        var milestone = Submitted();

        Assert.Equal(RefusalKind.WrongStage, milestone.WriteReport(new ReportSections(Narratives: [])).Refusal!.Kind);
    }

    [Fact]
    public void WriteReport_LeavesSectionsThatAreNotGiven()
    {
        var milestone = Open();
        milestone.WriteReport(new ReportSections(Narratives: [new ReportNarrative(OutcomeArea.Justice, "Twelve hearings")]));
        milestone.WriteReport(new ReportSections(Trained: [new TrainedCount("KH", ActorKind.State, 10, 8, 0)]));

        Assert.Equal("Twelve hearings", milestone.Narratives.Single().Text);
        Assert.Equal(10, milestone.Trained.Single().Women);
    }

    [Fact]
    public void Release_BeforeApproval_IsRefused() => Assert.True(Submitted().Release(Due).IsRefused);

    [Fact]
    public void EndOf_IsTheDaysLastMinuteInTheZone() =>
        Assert.Equal(new DateTime(2027, 6, 30, 16, 59, 0, DateTimeKind.Utc), Milestone.EndOf(new DateOnly(2027, 6, 30), "Asia/Phnom_Penh"));

    private static Milestone Open()
    {
        var milestone = new Milestone(1, "Legal aid", Due, 100_00, Due.AddYears(-1));
        milestone.OpenWindow(Due.AddDays(-40));
        return milestone;
    }

    private static Milestone Submitted()
    {
        var milestone = Open();
        milestone.Submit(Lead, "{}", Due.AddDays(-1));
        return milestone;
    }

    private static List<SectionDecision> Decisions(ReportSection? refused = null, string note = "") =>
        ReportSubmission.Sections.Select(section => new SectionDecision(section, section != refused, section == refused ? note : "")).ToList();
}
