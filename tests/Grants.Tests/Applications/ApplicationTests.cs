using Grants.Applications;
using Grants.Calls;
using Grants.Data;
using Grants.Forms;
using Grants.Lifecycle;
using Grants.Local.Demo;
using Grants.Tests.Calls;

namespace Grants.Tests.Applications;

/// <summary>An application's own rules.</summary>
public sealed class ApplicationTests
{
    private static readonly DateTime _deadline = CallTests.Terms.Timetable.DeadlineAt;
    private static readonly DateTime _inTime = _deadline.AddDays(-1);
    private static readonly AttachedFile[] _documents = [new("registration-certificate", "certificate.pdf", true), new("safeguarding-policy", "policy.pdf", true), new("detailed-budget", "budget.xlsx", true)];
    private readonly Call _call = new(CallTests.Terms, DefaultForm.Form, DefaultForm.Rubric(), CallTests.Terms.Timetable.OpensAt);
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
        Assert.Contains(application.Answered(_call).Checks(_documents), check => check is { Code: "registered", Passed: false, Blocks: false });
    }

    [Fact]
    public void MaySubmit_WithAFileThatHasNotArrived_NamesIt()
    {
        var refusal = Complete().MaySubmit(_call, [.. _documents[..2], new("detailed-budget", "budget.xlsx", false)], _inTime).Refusal!;
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
        application.SetAnswer("budget", Budget(minor), _person, _inTime);
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
        Assert.Equal(allowed, FormAnswers.WhyNot(_call.Form.Find("summary")!, text, _call.FormTerms) is null);
    }

    [Theory]
    [InlineData("trained", "១២០", true)]
    [InlineData("trained", "about 120", false)]
    [InlineData("registered", "yes", true)]
    [InlineData("registered", "perhaps", false)]
    [InlineData("detailed-budget", "see attached", false)]
    public void WhyNot_ReadsEachKind(string code, string text, bool allowed) =>
        Assert.Equal(allowed, FormAnswers.WhyNot(_call.Form.Find(code)!, FormAnswers.Canonical(_call.Form.Find(code)!, text, _call.FormTerms), _call.FormTerms) is null);

    [Fact]
    public void Submit_FreezesWhatIsSubmitted_UnderTheNumberAndTheInstant()
    {
        var application = Complete();
        var submission = application.Submit(_call, "CT-2030-1-007", [], _person, _inTime).Value!;
        Assert.Equal(("CT-2030-1-007", (DateTime?)_inTime, Stage.Submitted, (Guid?)submission.Id), (application.Number, application.SubmittedAt, application.Stage, application.SubmissionId));
        Assert.Equal((1, _deadline, "Legal aid"), (submission.Sequence, submission.DeadlineAt, submission.Read().Title));
        Assert.Equal(RefusalKind.WrongStage, application.Submit(_call, "CT-2030-1-008", [], _person, _inTime).Refusal!.Kind);
        Assert.Equal("CT-2030-1-007", application.Number);
    }

    [Fact]
    public void Reopen_ThenSubmitAgain_KeepsTheNumber()
    {
        var application = Submitted();
        Assert.False(application.Reopen(_call, _inTime).IsRefused);
        Assert.True(application.IsReopened);
        application.SetAnswer("title", "Legal aid and shelter", _person, _inTime);
        var second = application.Submit(_call, "CT-2030-1-999", [], _person, _inTime).Value!;
        Assert.Equal((2, "CT-2030-1-007", "Legal aid and shelter"), (second.Sequence, second.Number, second.Read().Title));
    }

    [Fact]
    public void Reopen_AtTheDeadlineItself_AndNotAfter()
    {
        Assert.False(Submitted().Reopen(_call, _deadline).IsRefused);
        var late = Submitted().Reopen(_call, _deadline.AddSeconds(2)).Refusal!;
        Assert.Equal(RefusalKind.TooLate, late.Kind);
        Assert.Contains("2 seconds ago. What your organisation submitted last stands", late.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Restore_PutsBackWhatWasSubmitted()
    {
        var application = Complete();
        var submission = application.Submit(_call, "CT-2030-1-007", [], _person, _inTime).Value!;
        var before = submission.Content;
        application.Reopen(_call, _inTime);
        application.SetAnswer("title", "", _person, _inTime);
        application.SetAnswer("country", "regional", _person, _inTime);
        application.SetAnswer("problem", "", _person, _inTime);
        application.SetAnswer("experience", "Written afterwards.", _person, _inTime);
        application.SetAnswer("budget", Budget(5), _person, _inTime);

        Assert.False(application.Restore(submission, _deadline.AddMinutes(4)).IsRefused);

        Assert.Equal(Stage.Screening, application.Stage);
        Assert.Equal(before, SubmittedContent.Of(application, []).ToJson());
    }

    [Fact]
    public void Withdraw_ThenReopen_LeavesNothingThatStands()
    {
        var application = Submitted();
        application.Withdraw(_inTime);
        Assert.False(application.Reopen(_call, _inTime).IsRefused);
        Assert.Equal((false, null, null, "CT-2030-1-007"), (application.IsReopened, application.SubmittedAt, application.SubmissionId, application.Number));
        Assert.Equal(RefusalKind.WrongStage, application.Withdraw(_inTime).Refusal!.Kind);
    }

    [Fact]
    public void Destroy_TakesTheAnswerOutOfTheSubmission_AndChangesItsFingerprint()
    {
        var submission = Complete().Submit(_call, "CT-2030-1-007", [], _person, _inTime).Value!;
        var before = submission.ContentSha256;
        Assert.True(submission.Destroy("problem", _inTime));
        Assert.DoesNotContain(submission.Read().Answers, answer => answer.Code == "problem");
        Assert.NotEqual(before, submission.ContentSha256);
        Assert.False(submission.Destroy("problem", _inTime));
    }

    [Fact]
    public void Screen_BeforeTheDeadline_IsNotPossible() =>
        Assert.Equal(RefusalKind.WrongStage, Submitted().Screen(true, "", _person, _inTime).Refusal!.Kind);

    [Fact]
    public void Screen_Ineligible_NeedsReasons()
    {
        var application = Submitted();
        application.StartScreening(_deadline.AddMinutes(4));
        Assert.Contains("Reasons", application.Screen(false, "", _person, _inTime).Refusal!.Fields!);
        Assert.False(application.Screen(false, "Not registered.", _person, _inTime).IsRefused);
        Assert.Equal((Stage.ReplyAwaited, (Guid?)_person, "Not registered."), (application.Stage, application.ScreenedBy, application.DecisionReasons));
    }

    private Application Submitted()
    {
        var application = Complete();
        application.Submit(_call, "CT-2030-1-007", [], _person, _inTime);
        return application;
    }

    private Application Complete()
    {
        var application = new Application(_call.Id, Guid.NewGuid(), "AUD", CallTests.Terms.Timetable.OpensAt);
        foreach (var (code, answer) in DemoAnswers.To(_call.Form, DemoWorld.Applicants[0] with { AmountMinor = 8_000_000 })) application.SetAnswer(code, answer, _person, _inTime);
        application.SetAnswer("title", "Legal aid", _person, _inTime);
        return application;
    }

    private static string Budget(long minor) =>
        $$"""{"rows":[{"description":"Staff","category":"people","requested":{{minor - 1}}},{"description":"Rest","category":"travel","requested":1}],"totals":{"requested":{{minor}} } }""";
}
