using Grants.Calls;
using Grants.Data;
using Grants.Forms;
using Grants.Lifecycle;

namespace Grants.Tests.Calls;

/// <summary>A call's own rules.</summary>
public sealed class CallTests
{
    private static readonly DateTime _now = new(2030, 3, 1, 0, 0, 0, DateTimeKind.Utc);

    internal static CallTerms Terms { get; } = new(
        new CallAbout("CT-2030-1", "Legal assistance", "For organisations that support victims.", "To reach justice.", "Registered organisations.", ["KH"], Pathways.NationalCapacity, ProjectAreas.Knowledge),
        new CallMoney("AUD", 1_000_000, 10_000_000, 50_000_000, 24),
        new CallTimetable("Asia/Phnom_Penh", _now.AddDays(1), _now.AddDays(20), _now.AddDays(31), _now.AddDays(120)),
        ReviewersPerApplication: 2);

    [Fact]
    public void Publish_WhenInOrder_IsPublished()
    {
        var call = Make(Terms);
        Assert.False(call.Publish(_now).IsRefused);
        Assert.Equal(Stage.CallPublished, call.Stage);
    }

    [Fact]
    public void Publish_Twice_IsRefused()
    {
        var call = Make(Terms);
        call.Publish(_now);
        Assert.Equal(RefusalKind.WrongStage, call.Publish(_now).Refusal!.Kind);
    }

    [Fact]
    public void Publish_AfterTheDeadline_IsRefused() => Assert.Contains("DeadlineAt", Make(Terms).Publish(Terms.Timetable.DeadlineAt).Refusal!.Fields!);

    [Theory]
    [InlineData("CeilingMinor")]
    [InlineData("TotalMinor")]
    [InlineData("FloorMinor")]
    [InlineData("DeadlineAt")]
    [InlineData("DecisionsBy")]
    [InlineData("TimeZone")]
    [InlineData("Reference")]
    [InlineData("QuestionsCloseAt")]
    [InlineData("Objectives")]
    [InlineData("Eligibility")]
    [InlineData("Countries")]
    [InlineData("ProjectAreas")]
    [InlineData("Currency")]
    public void Problems_NameTheField(string field)
    {
        var terms = field switch
        {
            "CeilingMinor" => Terms with { Money = Terms.Money with { CeilingMinor = Terms.Money.FloorMinor - 1 } },
            "TotalMinor" => Terms with { Money = Terms.Money with { TotalMinor = Terms.Money.CeilingMinor - 1 } },
            "FloorMinor" => Terms with { Money = Terms.Money with { FloorMinor = 0 } },
            "DeadlineAt" => Terms with { Timetable = Terms.Timetable with { DeadlineAt = Terms.Timetable.OpensAt, QuestionsCloseAt = Terms.Timetable.OpensAt } },
            "QuestionsCloseAt" => Terms with { Timetable = Terms.Timetable with { QuestionsCloseAt = Terms.Timetable.DeadlineAt.AddTicks(1) } },
            "DecisionsBy" => Terms with { Timetable = Terms.Timetable with { DecisionsBy = Terms.Timetable.DeadlineAt } },
            "Currency" => Terms with { Money = Terms.Money with { Currency = "USD" } },
            "TimeZone" => Terms with { Timetable = Terms.Timetable with { TimeZone = "Nowhere" } },
            "Objectives" => Terms with { About = Terms.About with { Objectives = "" } },
            "Eligibility" => Terms with { About = Terms.About with { Eligibility = new string('a', Call.MostText + 1) } },
            "Countries" => Terms with { About = Terms.About with { Countries = ["KH", "FR"] } },
            "ProjectAreas" => Terms with { About = Terms.About with { ProjectAreas = ProjectAreas.None } },
            _ => Terms with { About = Terms.About with { Reference = "with spaces" } },
        };
        Assert.Equal(field, Assert.Single(Make(terms).Problems()).Key);
        Assert.Contains(field, Make(terms).Publish(_now).Refusal!.Fields!);
    }

    [Theory]
    [InlineData(60, 39, "they sum to 99, so 1% is missing")]
    [InlineData(60, 41, "they sum to 101, which is 1% too much")]
    public void Publish_WithWeightsThatDoNotSumTo100_IsRefused(int first, int second, string message)
    {
        var call = new Call(Terms, DefaultForm.Form, new Rubric([new("One", "", first), new("Two", "", second)], DefaultForm.Scale), _now);
        Assert.Contains(message, call.Publish(_now).Refusal!.Fields!["Rubric"], StringComparison.Ordinal);
    }

    [Fact]
    public void Rubric_IsFrozenWithTheCall()
    {
        var call = Make(Terms);
        Assert.False(call.Write(DefaultForm.Rubric()).IsRefused);
        call.Publish(_now);
        Assert.Equal(RefusalKind.WrongStage, call.Write(DefaultForm.Rubric()).Refusal!.Kind);
        Assert.Equal(RefusalKind.WrongStage, call.UndoRubric().Refusal!.Kind);
    }

    [Fact]
    public void Publish_WithAFormThatIsOutOfOrder_IsRefused()
    {
        var call = new Call(Terms, DefaultForm.Form.AddQuestion("answers", new Question("why", QuestionKind.LongText, new string('a', 401))), DefaultForm.Rubric(), _now);
        Assert.Contains("up to 400 characters", call.Publish(_now).Refusal!.Fields!["Form"], StringComparison.Ordinal);
    }

    [Fact]
    public void TakesApplications_ByTheClockAlone()
    {
        var call = Make(Terms);
        Assert.False(call.TakesApplications(Terms.Timetable.OpensAt));
        call.Publish(_now);
        Assert.False(call.TakesApplications(Terms.Timetable.OpensAt.AddTicks(-1)));
        Assert.True(call.TakesApplications(Terms.Timetable.OpensAt));
        Assert.True(call.TakesApplications(Terms.Timetable.DeadlineAt));
        Assert.False(call.TakesApplications(Terms.Timetable.DeadlineAt.AddTicks(1)));
    }

    [Fact]
    public void DefaultForm_IsInOrder()
    {
        foreach (var kind in Enum.GetValues<CallKind>())
        {
            Assert.Empty(FormRules.Problems(DefaultForm.Of(kind)));
            Assert.Empty(DefaultForm.Rubric(kind).Problems());
        }

        // A concept note is short, and what it answers begins the answers to the full proposal.
        Assert.InRange(DefaultForm.Of(CallKind.ConceptNote).Questions.Count(), 5, 12);
        Assert.Equal(
            [FormDefinition.BudgetCode, "no-harm"],
            DefaultForm.Of(CallKind.ConceptNote).Questions.Select(question => question.Code).Where(code => !FormRules.MayCarryOver(DefaultForm.Form.Find(code)!, DefaultForm.Of(CallKind.ConceptNote))));
    }

    [Fact]
    public void Reminders_GoOnWeeklyAfterTheLast()
    {
        var deadline = GrantLifecycle.DeadlineOf(Stage.CallClosed);
        var reminders = deadline.Ordered(_now);
        Assert.Equal(["before-14", "after-1", "after-7", "after-14", "after-21", "after-28"], reminders.Take(6).Select(reminder => reminder.Occasion));
        Assert.Equal(new Reminder("after-21", _now.AddDays(21), IsOverdue: true), reminders.NextAfter(_now.AddDays(14)));
        Assert.Equal(new Reminder("after-14", _now.AddDays(14), IsOverdue: true), reminders.LatestUpTo(_now.AddDays(14), since: _now));
        Assert.Null(reminders.LatestUpTo(_now.AddDays(-1), since: _now.AddDays(-10)));
    }

    internal static Call Make(CallTerms terms) => new(terms, DefaultForm.Form, DefaultForm.Rubric(), _now);
}
