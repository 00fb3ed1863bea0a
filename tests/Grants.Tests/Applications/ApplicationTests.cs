using Grants.Applications;
using Grants.Calls;
using Grants.Data;
using Grants.Lifecycle;
using Grants.Tests.Calls;

namespace Grants.Tests.Applications;

/// <summary>An application's own rules.</summary>
public sealed class ApplicationTests
{
    private static readonly DateTime _deadline = CallTests.Terms.DeadlineAt;
    private static readonly DateTime _inTime = _deadline.AddDays(-1);
    private static readonly AttachedDocument[] _documents = [new("registration-certificate", true), new("safeguarding-policy", true), new("detailed-budget", true)];
    private readonly Call _call = new(CallTests.Terms, DefaultForm.Questions(), DefaultForm.Rubric(), CallTests.Terms.OpensAt);
    private readonly Guid _person = Guid.NewGuid();

    [Fact]
    public void MaySubmit_WhenComplete() => Assert.False(Complete().MaySubmit(_call, _documents, _inTime).IsRefused);

    [Fact]
    public void MaySubmit_AtTheDeadlineItself() => Assert.False(Complete().MaySubmit(_call, _documents, _deadline).IsRefused);

    [Theory]
    [InlineData(0.2, "1 second ago")]
    [InlineData(59, "59 seconds ago")]
    [InlineData(61, "1 minute and 1 second ago")]
    [InlineData(3600 + 120, "1 hour and 2 minutes ago")]
    [InlineData(5 * 86400, "5 days ago")]
    public void MaySubmit_AfterTheDeadline_SaysByHowMuch(double seconds, string expected)
    {
        var refusal = Complete().MaySubmit(_call, _documents, _deadline.AddSeconds(seconds)).Refusal!;
        Assert.Equal(RefusalKind.TooLate, refusal.Kind);
        Assert.Contains(expected, refusal.Message, StringComparison.Ordinal);
        Assert.Contains("complain", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void MaySubmit_AfterTheDraftHasExpired_SaysThatItIsLate()
    {
        var application = Complete();
        application.Expire(_deadline.AddSeconds(5));
        Assert.Equal(RefusalKind.TooLate, application.MaySubmit(_call, _documents, _deadline.AddMinutes(1)).Refusal!.Kind);
    }

    [Fact]
    public void MaySubmit_WithoutARequiredAnswer_NamesIt()
    {
        var application = Complete();
        application.SetAnswer("problem", "", _person, _inTime);
        Assert.Equal("problem", Assert.Single(application.MaySubmit(_call, _documents, _inTime).Refusal!.Fields!).Key);
    }

    [Fact]
    public void MaySubmit_WithoutAnOptionalAnswer()
    {
        var application = Complete();
        application.SetAnswer("experience", "", _person, _inTime);
        Assert.False(application.MaySubmit(_call, _documents, _inTime).IsRefused);
    }

    [Fact]
    public void MaySubmit_WithNoToAConditionOfEligibility_ForAPersonToDecide()
    {
        var application = Complete();
        application.SetAnswer("registered", "no", _person, _inTime);
        Assert.False(application.MaySubmit(_call, _documents, _inTime).IsRefused);
        Assert.Contains(ApplicationChecks.Of(application, _call, _documents), check => check is { Code: "registered", Passed: false, Blocks: false });
    }

    [Fact]
    public void MaySubmit_WithAFileThatHasNotArrived_NamesIt()
    {
        var refusal = Complete().MaySubmit(_call, [.. _documents[..2], new("detailed-budget", false)], _inTime).Refusal!;
        Assert.Contains("not arrived completely", refusal.Fields!["detailed-budget"], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(999_999, false)]
    [InlineData(1_000_000, true)]
    [InlineData(10_000_000, true)]
    [InlineData(10_000_001, false)]
    public void MaySubmit_OnlyBetweenFloorAndCeiling(long minor, bool allowed)
    {
        var application = Complete();
        application.SetBudget([("Staff", minor - 1), ("Rest", 1)]);
        var outcome = application.MaySubmit(_call, _documents, _inTime);
        Assert.Equal(allowed, !outcome.IsRefused);
        if (!allowed) Assert.Equal("budget", Assert.Single(outcome.Refusal!.Fields!).Key);
    }

    [Theory]
    [InlineData(1000, true)]
    [InlineData(1001, false)]
    public void WhyNot_CountsCharactersAsAReaderDoes(int characters, bool allowed)
    {
        // A Khmer syllable: one letter for the reader, four code points for the machine.
        var text = string.Concat(Enumerable.Repeat("ខ្មែ", characters));
        Assert.Equal(allowed, ApplicationChecks.WhyNot(_call.Questions.Single(question => question.Code == "summary"), text) is null);
    }

    [Theory]
    [InlineData("trained", "១២០", true)]
    [InlineData("trained", "about 120", false)]
    [InlineData("registered", "yes", true)]
    [InlineData("registered", "perhaps", false)]
    [InlineData("detailed-budget", "see attached", false)]
    public void WhyNot_ReadsEachKind(string code, string text, bool allowed) =>
        Assert.Equal(allowed, ApplicationChecks.WhyNot(_call.Questions.Single(question => question.Code == code), text) is null);

    [Fact]
    public void Submit_TakesTheNumberAndTheInstant()
    {
        var application = Complete();
        Assert.False(application.Submit("CT-2030-1-007", _inTime).IsRefused);
        Assert.Equal(("CT-2030-1-007", (DateTime?)_inTime, Stage.Screening), (application.Number, application.SubmittedAt, application.Stage));
        Assert.Equal(RefusalKind.WrongStage, application.Submit("CT-2030-1-008", _inTime).Refusal!.Kind);
        Assert.Equal("CT-2030-1-007", application.Number);
    }

    [Fact]
    public void Screen_Ineligible_NeedsReasons()
    {
        var application = Complete();
        application.Submit("CT-2030-1-001", _inTime);
        Assert.Contains("Reasons", application.Screen(false, "", _person, _inTime).Refusal!.Fields!);
        Assert.False(application.Screen(false, "Not registered.", _person, _inTime).IsRefused);
        Assert.Equal((Stage.Ineligible, (Guid?)_person, "Not registered."), (application.Stage, application.ScreenedBy, application.DecisionReasons));
    }

    private Application Complete()
    {
        var application = new Application(_call.Id, Guid.NewGuid(), "AUD", CallTests.Terms.OpensAt);
        application.Describe("Legal aid", "KH");
        foreach (var question in _call.Questions.Where(question => question.Kind != QuestionKind.File))
        {
            var text = question.Kind switch
            {
                QuestionKind.Eligibility => "yes",
                QuestionKind.Number => "120",
                _ => "Text.",
            };
            application.SetAnswer(question.Code, text, _person, _inTime);
        }

        application.SetBudget([("Staff", 6_000_000), ("Legal fees", 2_000_000)]);
        return application;
    }
}
