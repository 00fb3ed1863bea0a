using System.Text.Json.Nodes;
using Grants.Forms;

namespace Grants.Tests.Forms;

public sealed class FormAnswersTests
{
    private static readonly FormTerms Terms = AnyForm.Terms;

    private static readonly Question Budget = new("budget", QuestionKind.Budget, "What does it cost?")
    {
        Choices = [new("staff", "Staff"), new("office", "Office", MostPercent: 10)],
        Budget = new BudgetRules(CoFunding: true, LeastCoFundingPercent: 10, StatedTotals: true),
    };

    private static string Lines(string rows, string totals = """{"requested":5000000,"coFunding":1000000}""") => $$"""{"rows":[{{rows}}],"totals":{{totals}}}""";

    [Theory]
    [InlineData("""{"description":"Lawyer","category":"staff","requested":4800000,"coFunding":1000000},{"description":"Rent","category":"office","requested":200000}""", null)]
    [InlineData("""{"description":"Lawyer","category":"staff","requested":4800000,"coFunding":1000000},{"description":"Rent","category":"office","requested":100000}""", "is given as AUD\u00A050,000.00, but the lines sum to AUD\u00A049,000.00")]
    [InlineData("""{"description":"Lawyer","category":"staff","requested":4000000,"coFunding":1000000},{"description":"Rent","category":"office","requested":1000000}""", "'Office' is AUD\u00A010,000.00, more than 10% of what is asked for")]
    [InlineData("""{"category":"staff","requested":5000000,"coFunding":1000000}""", "Line 1: fill in 'What for'")]
    [InlineData("""{"description":"Lawyer","category":"car","requested":5000000,"coFunding":1000000}""", "choose from what is offered for 'Category'")]
    [InlineData("""{"description":"Lawyer","category":"staff","requested":"12,5","coFunding":1000000}""", "enter an amount in figures")]
    [InlineData("""{"description":"Lawyer","category":"staff","requested":5000000,"coFunding":1000000},{"description":"Rent","category":"office"}""", "Line 2: enter an amount of more than nothing")]
    [InlineData("""{"description":"Lawyer","category":"staff","requested":5000000,"coFunding":1000000,"survivor":"x"}""", "there is no column 'survivor'")]
    public void Budget_IsInOrder_OnlyWhenItsSumsAgree(string rows, string? problem)
    {
        var problems = FormAnswers.Problems(Budget, Lines(rows), Terms);
        if (problem is null) Assert.Empty(problems);
        else Assert.Contains(problems, each => each.Message.Contains(problem, StringComparison.Ordinal));
    }

    [Fact]
    public void Budget_NeedsItsCoFunding_AndAGrantOfTheCall()
    {
        var little = FormAnswers.Problems(Budget, Lines("""{"description":"Lawyer","category":"staff","requested":1000000,"coFunding":1000}""", """{"requested":1000000,"coFunding":1000}"""), Terms);
        Assert.Contains(little, each => each is { IsUnfit: false, Field: "budget" } && each.Message.Contains("less than 10% of the whole cost", StringComparison.Ordinal));
        Assert.Contains(little, each => each.Message.Contains("less than the smallest grant of AUD\u00A020,000.00", StringComparison.Ordinal));
        Assert.Equal(1_000_000, FormAnswers.RequestedMinor(Lines("""{"description":"Lawyer","requested":1000000}""")));
        Assert.Null(FormAnswers.WhyNot(Budget, Lines("""{"category":"staff"}"""), Terms));
    }

    // No spaces between words, and a letter with its vowels, marks and subscripts counts once.
    [Theory]
    [InlineData("ផែនការសកម្មភាព", 9, true)]
    [InlineData("ផែនការសកម្មភាព", 8, false)]
    [InlineData("ความยุติธรรม", 10, true)]
    [InlineData("👩‍👩‍👧", 1, true)]
    [InlineData("ab", 1, false)]
    public void Limit_IsInCharactersAsAReaderCountsThem(string text, int limit, bool fits) =>
        Assert.Equal(fits, FormAnswers.WhyNot(new Question("text", QuestionKind.LongText, "?") { MaxCharacters = limit }, text, Terms) is null);

    [Theory]
    [InlineData(QuestionKind.Number, "1200", "1,200")]
    [InlineData(QuestionKind.Money, "1250050", "AUD\u00A012,500.50")]
    [InlineData(QuestionKind.Date, "2027-03-15", "15 March 2027")]
    [InlineData(QuestionKind.YesNo, "no", "No")]
    [InlineData(QuestionKind.Country, "KH", "Cambodia")]
    [InlineData(QuestionKind.Country, "regional", "Regional (ASEAN)")]
    [InlineData(QuestionKind.Pathway, "RegionalCapacity,InclusivePolicy", "Enhancing regional-level capacity; Developing inclusive public policy and dialogue")]
    [InlineData(QuestionKind.WorkPlan, """{"rows":[{"activity":"Training","quarters":["q1","q2"]}]}""", "Training; In which quarters of the grant: Quarter 1, Quarter 2")]
    public void Words_AreWhatPeopleRead(QuestionKind kind, string value, string words) => Assert.Equal(words, FormAnswers.Words(new Question("q", kind, "?"), value, Terms));

    [Theory]
    [InlineData(QuestionKind.Number, "twelve")]
    [InlineData(QuestionKind.Money, "12,5")]
    [InlineData(QuestionKind.Date, "31/2/2027")]
    [InlineData(QuestionKind.YesNo, "perhaps")]
    [InlineData(QuestionKind.Country, "AU")]
    [InlineData(QuestionKind.Pathway, "RegionalCapacity,Other")]
    [InlineData(QuestionKind.Declaration, "no")]
    [InlineData(QuestionKind.File, "contract.pdf")]
    [InlineData(QuestionKind.ShortText, "two\nlines")]
    [InlineData(QuestionKind.LogFrame, "as it was before the form changed")]
    [InlineData(QuestionKind.People, """{"rows":[{"name":"A","position":"Lead","time":"150"}]}""")]
    public void Answer_ThatCannotStand_IsSaid(QuestionKind kind, string value) => Assert.NotNull(FormAnswers.WhyNot(new Question("q", kind, "?"), value, Terms));

    [Theory]
    [InlineData("240", true)]
    [InlineData("45% of those asked", true)]
    [InlineData("១២០ នាក់", true)]
    [InlineData("many", false)]
    [InlineData("-", false)]
    public void LogFrame_TargetIsAFigure_InWhateverDigits(string target, bool holds)
    {
        var problems = FormAnswers.Problems(new Question("q", QuestionKind.LogFrame, "?"), $$"""{"rows":[{"level":"output","statement":"S","indicator":"I","target":"{{target}}"}]}""", Terms);
        Assert.Equal(holds ? [] : ["q[0].target"], problems.Select(problem => problem.Field));
        Assert.DoesNotContain(problems, problem => problem.IsUnfit);
    }

    [Fact]
    public void WorkPlan_HasTheQuartersOfTheGrant()
    {
        Assert.Equal(8, TableShape.Of(new Question("plan", QuestionKind.WorkPlan, "?"), Terms).Columns[^1].Choices!.Count);
        Assert.Equal(3, TableShape.Of(new Question("plan", QuestionKind.WorkPlan, "?") { Quarters = 3 }, Terms).Columns[^1].Choices!.Count);
    }

    [Fact]
    public void Condition_FollowsTheAnswerThatItLooksAt_AndThatQuestionsOwn()
    {
        var form = new FormDefinition([new Section("s", "S", null,
        [
            new("partners", QuestionKind.YesNo, "Are there partners?"),
            new("kinds", QuestionKind.ManyOf, "Which?") { Choices = [new("state", "State"), new("union", "Union")], AskIf = new("partners", ["yes"]) },
            new("agreement", QuestionKind.LongText, "What is agreed with the state?") { AskIf = new("kinds", ["state"]) },
        ])]);
        Assert.Equal(["partners"], Asked());
        Assert.Equal(["partners", "kinds"], Asked(("partners", "yes")));
        Assert.Equal(["partners", "kinds", "agreement"], Asked(("partners", "yes"), ("kinds", "union,state")));

        // What stands below a condition that no longer holds is not asked, is not missed, and is kept.
        Assert.Equal(["partners"], Asked(("partners", "no"), ("kinds", "state"), ("agreement", "Nothing")));
        var answered = new AnsweredForm(form, Terms, new Dictionary<string, string> { ["partners"] = "no", ["kinds"] = "state", ["agreement"] = "Nothing" });
        Assert.All(answered.Checks([]), check => Assert.True(check.Passed));
        Assert.Equal(["agreement", "kinds"], answered.Kept.Keys.Order());

        string[] Asked(params (string Code, string Value)[] answers) =>
            [.. form.Questions.Where(question => form.IsAsked(question, answers.ToDictionary(answer => answer.Code, answer => answer.Value))).Select(question => question.Code)];
    }

    [Fact]
    public void Files_AreCheckedByNumberAndType()
    {
        var form = new FormDefinition([new Section("s", "S", null, [new("policy", QuestionKind.File, "Policy") { Files = new(["pdf", "jpg"], 2) }])]);
        var answered = new AnsweredForm(form, Terms, new Dictionary<string, string>());
        Assert.True(Passes(new AttachedFile("policy", "policy.PDF", true), new AttachedFile("policy", "page.jpeg", true), new AttachedFile("other", "x.docx", false)));
        Assert.False(Passes());
        Assert.False(Passes(new AttachedFile("policy", "policy.docx", true)));
        Assert.False(Passes(new AttachedFile("policy", "policy.pdf", false)));
        Assert.False(Passes(new AttachedFile("policy", "1.pdf", true), new AttachedFile("policy", "2.pdf", true), new AttachedFile("policy", "3.pdf", true)));

        bool Passes(params AttachedFile[] files) => answered.Checks(files).All(check => check.Passed);
    }

    [Fact]
    public void Schema_IsOfWhatIsRead()
    {
        var schema = JsonNode.Parse(FormJson.Schema)!;
        Assert.Equal("https://json-schema.org/draft/2020-12/schema", (string?)schema["$schema"]);
        var question = schema["properties"]!["sections"]!["items"]!["properties"]!["questions"]!["items"]!;
        Assert.Equal(Enum.GetNames<QuestionKind>(), question["properties"]!["kind"]!["enum"]!.AsArray().Select(kind => (string?)kind));
        Assert.Equal(["code", "kind", "text"], question["required"]!.AsArray().Select(name => (string?)name));
        Assert.False((bool)question["additionalProperties"]!);
        Assert.All(question["properties"]!.AsObject(), property => Assert.NotNull(property.Value!["description"]));
    }

    [Theory]
    [InlineData("""{"sections":[{"code":"a","title":"A","questions":[{"code":"x","kind":"Video","text":"?"}]}]}""", "kind")]
    [InlineData("""{"sections":[{"code":"a","title":"A","questions":[{"code":"x","kind":"Number","text":"?","max":3}]}]}""", "max")]
    [InlineData("""{"sections":[{"code":"a","title":"A"}]}""", "questions")]
    [InlineData("""{"sections":null}""", "sections")]
    [InlineData("""{"sections":[],"sections":[]}""", "sections")]
    [InlineData("[]", "object")]
    [InlineData("no JSON", "line 1, character 2, is where it stops being JSON")]
    [InlineData("{ \"sections\": [\n  { \"code\": \"a\", } ] }", "line 2")]
    [InlineData("""{"sections":[null]}""", "$.sections[0]")]
    [InlineData("""{"sections":[{"code":"a","title":"A","questions":[]},{"code":"a","title":"B","questions":[]}]}""", "Two sections have the code 'a'")]
    [InlineData("""{"sections":[{"code":"a","title":"A","questions":[{"code":"x","kind":"Number","text":"?"},{"code":"x","kind":"Date","text":"When?"}]}]}""", "Two questions have the code 'x'")]
    [InlineData("""{"sections":[{"code":"a","title":"A","questions":[{"code":"b","kind":"OneOf","text":"?","choices":[null]}]}]}""", "choices[0]")]
    public void Import_OfWhatIsNoForm_SaysWhere(string json, string where) => Assert.Contains(where, FormJson.TryRead(json, out _), StringComparison.Ordinal);

    [Fact]
    public void Rules_SayWhatIsMissingInAForm()
    {
        var form = new FormDefinition(
        [
            new("a", "A", null, [new("title", QuestionKind.LongText, "Title?"), new("later", QuestionKind.Number, "How many?") { AskIf = new("choice", ["x"]) }]),
            new("b", "", null, [new("choice", QuestionKind.OneOf, "Which?") { Choices = [new("x", "X"), new("x", "Y")] }, new("Bad Code", QuestionKind.Number, "?") { Least = 5, Most = 2 }]),
            new("empty", "Empty", null, []),
        ]);
        var problems = FormRules.Problems(form).Select(problem => problem.Message).ToList();
        Assert.DoesNotContain(problems, problem => problem.Contains("same words", StringComparison.Ordinal));
        foreach (var expected in new[] { "“Title?” asks for", "the country of work", "the requested money", "not asked before", "title of up to 200", "same code", "not possible", "least is more", "no question yet" })
            Assert.Contains(problems, problem => problem.Contains(expected, StringComparison.Ordinal));
    }

    [Fact]
    public void Changes_AreToldInWords()
    {
        var before = new FormDefinition(
        [
            new("a", "About", null, [new("title", QuestionKind.ShortText, "Title?"), new("summary", QuestionKind.LongText, "Summary?") { MaxCharacters = 2000 }]),
            new("b", "Budget", null, [new("old", QuestionKind.Number, "How many?"), new("one", QuestionKind.OneOf, "Which?") { Choices = [new("x", "X"), new("y", "Y")] }]),
        ]);
        var after = before.RemoveQuestion("old").ChangeSection("b", "Money", "New").AddQuestion("b", new Question("new", QuestionKind.Date, "When?") { Required = false })
            .ChangeQuestion("summary", before.Find("summary")! with { MaxCharacters = 1500, Required = false })
            .ChangeQuestion("one", before.Find("one")! with { Choices = [new("x", "X"), new("z", "Z")] });
        Assert.Equal(
            [
                "“Summary?” need no longer be answered.",
                "The answer to “Summary?” now has up to 1,500 characters; before, 2,000.",
                "“Which?” has a new choice: “Z”.",
                "“Which?” no longer has the choice “Y”. If you chose it, choose again.",
                "New question on the page “Money”: “When?”. You may answer it.",
                "No longer asked: “How many?”. What you answered is kept, but it is not part of the application.",
                "The page “Budget” is now called “Money”.",
                "The introduction of the page “Money” is new.",
            ],
            FormChanges.Between(before, after).Select(change => change.Words));
        Assert.Equal(["The questions stand in another order."], FormChanges.Between(before, before.MoveQuestion("summary", -1)).Select(change => change.Words));
        Assert.Single(FormRules.ProblemsAfter(before, before.ChangeQuestion("old", before.Find("old")! with { Kind = QuestionKind.Date })));
    }

    [Fact]
    public void Codes_AreMadeOfTheWords_AndNeverTwice()
    {
        var form = new FormDefinition([new("s", "S", null, [new("what-will-you-do", QuestionKind.LongText, "?")])]);
        Assert.Equal("what-will-you-do-2", form.FreeCode("What will you do?"));
        Assert.Equal("dao-tao", form.FreeCode("Đào tạo".Replace("Đ", "D", StringComparison.Ordinal)));
        Assert.Equal("item", form.FreeCode("ផែនការ"));
        Assert.Equal("item-2", form.FreeCode("ផែនការ", ["item"]));
    }
}
