using Grants.Forms;

namespace Grants.Tests.Forms;

public sealed class RuleWordsTests
{
    private static readonly FormTerms Terms = AnyForm.Terms with { Countries = ["KH", "LA"] };

    [Fact]
    public void Hint_SaysEveryRule_AfterTheHelp()
    {
        Assert.Equal("In whole people. From 5 to 20.", RuleWords.Hint(new Question("people", QuestionKind.Number, "How many?") { Help = "In whole people.", Least = 5, Most = 20 }, Terms));
        Assert.Equal("AUD\u00A01,000.00 or more.", RuleWords.Hint(new Question("cost", QuestionKind.Money, "What does it cost?") { Least = 1_000_00 }, Terms));
        Assert.Equal("2,000 or less.", RuleWords.Hint(new Question("people", QuestionKind.Number, "How many?") { Most = 2000 }, Terms));
        Assert.Equal(
            "You can ask for AUD\u00A020,000.00 to AUD\u00A0150,000.00 in all. 'Office': at most 10% of what you ask for. Others pay at least 15% of the whole cost.",
            RuleWords.Hint(
                new Question("budget", QuestionKind.Budget, "What does it cost?")
                {
                    Choices = [new("staff", "Staff"), new("office", "Office", MostPercent: 10)],
                    Budget = new BudgetRules(CoFunding: true, LeastCoFundingPercent: 15),
                },
                Terms));
        Assert.Equal("This call is for Cambodia, Lao PDR.", RuleWords.Hint(new Question("country", QuestionKind.Country, "Where?"), Terms));
        Assert.Null(RuleWords.Hint(new Question("country", QuestionKind.Country, "Where?"), AnyForm.Terms));
        Assert.Null(RuleWords.Hint(new Question("registered-in", QuestionKind.Country, "Where are you registered?"), Terms));
    }

    [Theory]
    [InlineData("KH", null)]
    [InlineData("regional", null)]
    [InlineData("TH", "The call is for Cambodia, Lao PDR, and the project is carried out here: Thailand")]
    public void Country_OutsideTheCall_IsADoubt_AndBlocksNothing(string country, string? finding)
    {
        var form = new FormDefinition([new Section("one", "One", null, [new Question("country", QuestionKind.Country, "Where?")])]);
        var check = Assert.Single(new AnsweredForm(form, Terms, new Dictionary<string, string> { ["country"] = country }).Checks([]));
        Assert.Equal(finding is null, check.Passed);
        if (finding is not null) Assert.Equal((finding, false), (check.Finding, check.Blocks));
    }

    [Theory]
    [InlineData(QuestionKind.ShortText, QuestionKind.ShortText, true)]
    [InlineData(QuestionKind.Money, QuestionKind.Budget, false)]
    [InlineData(QuestionKind.File, QuestionKind.File, false)]
    [InlineData(QuestionKind.Declaration, QuestionKind.Declaration, false)]
    public void CarryOver_NeedsTheSameKind_AndNoDeclarationOrFile(QuestionKind before, QuestionKind after, bool may)
    {
        var earlier = new FormDefinition([new Section("one", "One", null, [new Question("same", before, "?")])]);
        Assert.Equal(may, FormRules.MayCarryOver(new Question("same", after, "?"), earlier));
        Assert.False(FormRules.MayCarryOver(new Question("other", after, "?"), earlier));
    }

    [Fact]
    public void FixedCode_IsGivenToTheFirstQuestionOfItsKind_ThatTheFormLacks()
    {
        var form = new FormDefinition([new Section("one", "One", null, [new Question("title", QuestionKind.ShortText, "?")])]);
        Assert.Null(FormRules.FixedCode(form, QuestionKind.ShortText));
        Assert.Equal(["country", "budget", "budget", null], new[] { QuestionKind.Country, QuestionKind.Budget, QuestionKind.Money, QuestionKind.LongText }.Select(kind => FormRules.FixedCode(form, kind)));
    }

    [Fact]
    public void Pathways_AreOfferedAsTheCallFundsThem()
    {
        var question = new Question("pathways", QuestionKind.Pathway, "Which?");
        string[] Offered(Grants.Calls.Pathways funded) => [.. FormAnswers.ChoicesOf(question).Where(choice => (AnyForm.Terms with { Pathways = funded }).Offers(question, choice)).Select(choice => choice.Code)];
        Assert.Equal(["RegionalCapacity", "InclusivePolicy"], Offered(Grants.Calls.Pathways.RegionalCapacity | Grants.Calls.Pathways.InclusivePolicy));
        Assert.Equal(3, Offered(Grants.Calls.Pathways.None).Length);
    }

    [Fact]
    public void Country_OfACallForOneCountry_IsNotRegional() =>
        Assert.NotNull(RuleWords.OutsideCountries("regional", AnyForm.Terms with { Countries = ["KH"] }));
}
