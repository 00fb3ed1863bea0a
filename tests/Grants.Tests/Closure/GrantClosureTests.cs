using Grants.Data;
using Grants.Lifecycle;
using Grants.Milestones;

namespace Grants.Tests.Closure;

public class GrantClosureTests
{
    private static readonly DateTime Now = new(2027, 6, 30, 3, 0, 0, DateTimeKind.Utc);
    private static readonly Guid Approver = Guid.NewGuid();

    [Fact]
    public void Close_ByWhoApprovedTheFinalReport_IsRefused() => Assert.Equal(RefusalKind.Forbidden, Closing().Close(Approver, true, true, "Thank you", Now).Refusal!.Kind);

    [Theory]
    [InlineData(false, true, "FinalSpendAccepted")]
    [InlineData(true, false, "SurvivorDataChecked")]
    public void Close_WithoutBothConfirmations_IsRefused(bool spend, bool survivors, string field) =>
        Assert.Contains(field, Closing().Close(Guid.NewGuid(), spend, survivors, "Thank you", Now).Refusal!.Fields!);

    [Fact]
    public void Close_WithATrancheUnpaid_IsRefused()
    {
        var grant = Grant(Paid(1), new Milestone(2, "Last", Now, 50_00, Now));
        grant.StartClosure(Now);

        Assert.Equal(RefusalKind.WrongStage, grant.Close(Guid.NewGuid(), true, true, "Thank you", Now).Refusal!.Kind);
        Assert.Equal(Stage.GrantClosing, grant.Stage);
    }

    [Fact]
    public void Close_KeepsTheRecordForSevenYears()
    {
        var grant = Closing();
        var checker = Guid.NewGuid();

        Assert.False(grant.Close(checker, true, true, "Thank you", Now).IsRefused);

        Assert.Equal((Stage.GrantClosed, new DateOnly(2034, 6, 30), (Guid?)checker), (grant.Stage, grant.RetainUntil!.Value, grant.SurvivorDataCheckedBy));
    }

    private static Grant Closing()
    {
        var grant = Grant(Paid(1), Paid(2));
        grant.StartClosure(Now);
        return grant;
    }

    private static Grant Grant(params Milestone[] milestones) => new(
        Guid.NewGuid(), "CT-1-001", Guid.NewGuid(), "Legal aid", "KH", "AUD", 100_00, new DateOnly(2025, 7, 1), new DateOnly(2027, 6, 30), "Asia/Phnom_Penh", [new GrantBudgetLine(1, "Staff", 100_00)], milestones, Now.AddYears(-2));

    private static Milestone Paid(int order)
    {
        var milestone = new Milestone(order, "Report", Now, 50_00, Now.AddYears(-2));
        milestone.OpenWindow(Now);
        milestone.Submit(Guid.NewGuid(), "{}", Now);
        milestone.Decide(Approver, ReportSubmission.Sections.Select(section => new SectionDecision(section, true, "")).ToList(), Now, Now);
        milestone.Release(Now);
        milestone.Pay(Now);
        return milestone;
    }
}
