using System.Net;
using System.Text;
using System.Text.Json;
using Grants.Tests.Fixtures;

namespace Grants.Tests.Calls;

/// <summary>What a manager gets wrong in a form is said where it is put right, and nothing is dropped without a word.</summary>
public abstract class FormMistakesTests(GrantsHost host) : FrontDoorTests(host)
{
    [SkippableTheory]
    [InlineData("LongText", "MaxCharacters", "999999", "The limit is from 1 to")]
    [InlineData("LongText", "MaxCharacters", "0", "The limit is from 1 to")]
    [InlineData("Number", "Least", "9", "The least is more than the most", "Most", "3")]
    [InlineData("People", "MostRows", "101", "A table has from 1 to 100 lines")]
    [InlineData("People", "MostRows", "0", "A table has from 1 to 100 lines")]
    [InlineData("WorkPlan", "Quarters", "0", "A work plan has from 1 to 20 quarters")]
    [InlineData("File", "MostFiles", "21", "A question takes from 1 to 20 files")]
    [InlineData("Budget", "LeastCoFundingPercent", "20", "Ask for co-funding, or take its least part away")]
    [InlineData("OneOf", "Choices", "State agencies", "Give at least two choices, one on a line")]
    [InlineData("OneOf", "Choices", "Courts\nCourts\nUnions", "'Courts' stands here twice")]
    public async Task Question_ThatIsOutOfOrder_SaysSoAtItsField(string kind, string field, string typed, string message, string? other = null, string? typedThere = null)
    {
        var (id, manager) = await DraftCallAsync();
        var page = (await manager.OpenAsync($"/calls/{id}/form/question?kind={kind}&section=about")).Fill("Text", "How is it done?").Fill(field, typed);
        if (other is not null) page = page.Fill(other, typedThere!);
        page = await page.SubmitAsync("Save");
        Assert.Equal(HttpStatusCode.BadRequest, page.Status);
        IsAt(page, field, Assert.Single(page.Errors, error => error.StartsWith(message, StringComparison.Ordinal)));
        Assert.Single(page.Errors);
        Assert.Equal("true", page.Document.GetElementById(field)!.GetAttribute("aria-invalid"));
        Assert.DoesNotContain("how-is-it-done", (await FormAsync(manager, id)).GetRawText(), StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task Condition_WhoseQuestionIsMovedOrDeleted_NamesBothByTheirWords_AndStaysUntilItIsChanged()
    {
        var (id, manager) = await DraftCallAsync();
        await WriteAsync(manager, id, new { code = "shared", kind = "YesNo", text = "Do others carry out a part?" }, new { code = "partners", kind = "ShortText", text = "Who are they?", askIf = new { question = "shared", @is = new[] { "yes" } } });

        var form = await (await manager.OpenAsync($"/calls/{id}/form")).SubmitAsync("Down Do others carry out a part?");
        Assert.Contains("“Who are they?” is asked only after certain answers to “Do others carry out a part?”, which is not asked before it", form.Text, StringComparison.Ordinal);
        form = await form.SubmitAsync("Delete Do others carry out a part?");
        Assert.Contains("“Who are they?” is asked only after certain answers to a question that is not here", form.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("shared", form.Text, StringComparison.Ordinal);

        var question = await manager.OpenAsync($"/calls/{id}/form/question/partners");
        Assert.Equal("A question that is not here", question.Document.QuerySelector("[name=AskIf] option[selected]")!.TextContent);
        await question.Fill("Text", "Who are these others?").SubmitAsync("Save");
        Assert.Equal(("shared", "yes"), await ConditionAsync());

        // With the question comes all of it; and a manager can let go of it.
        form = await manager.OpenAsync($"/calls/{id}/form");
        form = await form.SubmitAsync("Undo: “Who are they?” was changed");
        form = await form.SubmitAsync("Undo: “Do others carry out a part?” was deleted");
        form = await form.SubmitAsync("Undo: “Who are they?” and “Do others carry out a part?” changed places");
        Assert.DoesNotContain("Who are they?” is asked only", form.Text, StringComparison.Ordinal);
        await (await manager.OpenAsync($"/calls/{id}/form")).SubmitAsync("Delete Do others carry out a part?");
        await (await manager.OpenAsync($"/calls/{id}/form/question/partners")).Fill("AskIf", "").SubmitAsync("Save");
        Assert.Null(await ConditionAsync());

        async Task<(string?, string?)?> ConditionAsync()
        {
            var partners = await QuestionAsync(manager, id, "partners");
            return partners.TryGetProperty("askIf", out var condition) && condition.ValueKind == JsonValueKind.Object ? (condition.Text("question"), condition.GetProperty("is")[0].GetString()) : null;
        }
    }

    [SkippableFact]
    public async Task Preview_SaysWhatIsWrongAtTheField_AsApplicantsReadIt()
    {
        var (id, manager) = await DraftCallAsync();
        await WriteAsync(manager, id, new { code = "trained", kind = "Number", text = "How many are trained?" }, new { code = "registered", kind = "Eligibility", text = "Are you registered?" });
        var page = await (await manager.OpenAsync($"/calls/{id}/form/preview"))
            .Fill("trained", "many").Fill("registered", "no").Fill("country", Programme.Country).Fill("budget[0].description", "Staff").SubmitAsync("Check what I typed");
        Assert.Equal(HttpStatusCode.BadRequest, page.Status);
        IsAt(page, "trained", "Enter a whole number in figures");
        IsAt(page, "title", "Answer the question: What is the project called?");
        Assert.Contains(page.Document.QuerySelectorAll(".govuk-error-summary a"), link => link.GetAttribute("href")!.StartsWith("#budget-0-", StringComparison.Ordinal));
        Assert.Contains("You can submit all the same", page.Text, StringComparison.Ordinal);
        page = await page.Fill("trained", "40").Fill("title", "Legal aid").Fill("budget[0].requested", "100,000").SubmitAsync("Check what I typed");
        Assert.Equal((HttpStatusCode.OK, 0), (page.Status, page.Errors.Count));
        Assert.Contains("Nothing would stop a submission", page.Text, StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task Choice_ThatANewVersionTakesAway_KeepsItsWordsWhereItWasChosen()
    {
        var manager = await Host.SignInAsync(Scenario.Staff.Manager);
        var call = await Scenario.OpenCallAsync(other: new
        {
            form = Form(
                new { code = "language", kind = "OneOf", text = "In which language?", choices = new[] { new { code = "khm", text = "Khmer" }, new { code = "lao", text = "Lao (written)" }, new { code = "vie", text = "Vietnamese" } } },
                "Budget", new[] { new { code = "staff", text = "Staff and volunteers" }, new { code = "travel", text = "Travel" } }),
        });
        var application = await Scenario.StartedApplicationAsync(call);
        await Scenario.AnswerAsync(application, ("language", "lao"), ("budget", new { rows = new[] { new { description = "Trainers", category = "staff", requested = 1000 } } }));
        await (await manager.OpenAsync($"/calls/{call.Id}/form")).SubmitAsync("Change the form");
        await (await manager.OpenAsync($"/calls/{call.Id}/form/question/language")).Fill("Choices", "Khmer\nVietnamese").SubmitAsync("Save");
        await (await manager.OpenAsync($"/calls/{call.Id}/form/question/budget")).Fill("Choices", "Travel").SubmitAsync("Save");
        await (await manager.OpenAsync($"/calls/{call.Id}/form/publish")).SubmitAsync("Publish the new version");

        var lead = await Host.SignInAsync(application.Organisation.Lead);
        var page = await lead.OpenAsync($"/applications/{application.Id}/edit/about");
        Assert.InRange(lead.LastCommands, 1, 9);
        Assert.Contains("Lao (written) (no longer offered)", page.Text, StringComparison.Ordinal);
        Assert.Contains("Staff and volunteers (no longer offered)", page.Text, StringComparison.Ordinal);
        Assert.Equal("lao", page.Document.QuerySelector("[name=language][checked]")!.GetAttribute("value"));
    }

    [SkippableFact]
    public async Task Choice_ThatHasGone_LeavesItsCodeToNoOther()
    {
        var manager = await Host.SignInAsync(Scenario.Staff.Manager);
        var call = await Scenario.OpenCallAsync(other: new
        {
            form = Form([new { code = "language", kind = "OneOf", text = "ภาษาใด", choices = new[] { new { code = "item", text = "เขมร" }, new { code = "item-2", text = "ลาว" }, new { code = "item-3", text = "ไทย" } } }]),
        });
        await (await manager.OpenAsync($"/calls/{call.Id}/form")).SubmitAsync("Change the form");

        await WriteChoicesAsync("เขมร\nไทย");
        await WriteChoicesAsync("เขมร\nไทย\nพม่า");
        Assert.Equal([("item", "เขมร"), ("item-3", "ไทย"), ("item-4", "พม่า")], await ChoicesAsync());
        // Whoever chose what is offered again has chosen it.
        await WriteChoicesAsync("เขมร\nไทย\nพม่า\nลาว");
        Assert.Equal([("item", "เขมร"), ("item-3", "ไทย"), ("item-4", "พม่า"), ("item-2", "ลาว")], await ChoicesAsync());

        async Task WriteChoicesAsync(string typed) => Assert.Equal(HttpStatusCode.OK, (await (await manager.OpenAsync($"/calls/{call.Id}/form/question/language")).Fill("Choices", typed).SubmitAsync("Save")).Status);

        async Task<IEnumerable<(string?, string?)>> ChoicesAsync() =>
            (await QuestionAsync(manager, call.Id, "language")).GetProperty("choices").EnumerateArray().Select(choice => (choice.Text("code"), choice.Text("text")));
    }

    [SkippableFact]
    public async Task Question_ThatOthersDependOn_LeavesItsCodeToNoOther()
    {
        var (id, manager) = await DraftCallAsync();
        await WriteAsync(manager, id, new { code = "item", kind = "YesNo", text = "มีผู้อื่นร่วมด้วยหรือไม่" }, new { code = "partners", kind = "ShortText", text = "ใครบ้าง", askIf = new { question = "item", @is = new[] { "yes" } } });
        await (await manager.OpenAsync($"/calls/{id}/form")).SubmitAsync("Delete มีผู้อื่นร่วมด้วยหรือไม่");
        await (await manager.OpenAsync($"/calls/{id}/form/question?kind=YesNo&section=about")).Fill("Text", "จดทะเบียนแล้วหรือไม่").SubmitAsync("Save");
        Assert.Equal("จดทะเบียนแล้วหรือไม่", (await QuestionAsync(manager, id, "item-2")).Text("text"));
        Assert.Contains("asked only after certain answers to a question that is not here", (await manager.OpenAsync($"/calls/{id}/form")).Text, StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task Lines_OfWhichTheFormNowTakesFewer_AreAllShown_AndSaved()
    {
        var manager = await Host.SignInAsync(Scenario.Staff.Manager);
        var call = await Scenario.OpenCallAsync();
        var application = await Scenario.StartedApplicationAsync(call);
        await Scenario.AnswerAsync(application, ("budget", new { rows = Enumerable.Range(1, 6).Select(line => new { description = $"Line {line}", requested = 10_000 }).ToArray() }));
        await (await manager.OpenAsync($"/calls/{call.Id}/form")).SubmitAsync("Change the form");
        await (await manager.OpenAsync($"/calls/{call.Id}/form/question/budget")).Fill("MostRows", "4").SubmitAsync("Save");
        await (await manager.OpenAsync($"/calls/{call.Id}/form/publish")).SubmitAsync("Publish the new version");

        var lead = await Host.SignInAsync(application.Organisation.Lead);
        var page = await lead.OpenAsync($"/applications/{application.Id}/edit/budget");
        Assert.Equal("Line 6", page.Document.QuerySelector("[name='budget[5].description']")!.GetAttribute("value"));
        Assert.False(page.Has("[name='budget[6].description']"), "No more is taken.");
        await page.Fill("budget[0].description", "The first line").SubmitAsync("Save and go on");
        Assert.Equal(["The first line", "Line 2", "Line 3", "Line 4", "Line 5", "Line 6"],
            (await lead.GetAsync(application.Path)).GetProperty("answers").GetProperty("budget").GetProperty("rows").EnumerateArray().Select(row => row.Text("description")));
    }

    [SkippableFact]
    public async Task Mistake_CorrectedAfterAColleagueWasFaster_TakesNothingOfTheirsAway()
    {
        var (id, manager) = await DraftCallAsync();
        await WriteAsync(manager, id, new { code = "approach", kind = "LongText", text = "What will you do?" });
        var path = $"/calls/{id}/form/question/approach";
        var (mine, refused) = (await manager.OpenAsync(path), await (await manager.OpenAsync(path)).Fill("Text", "").SubmitAsync("Save"));
        Assert.Equal(HttpStatusCode.BadRequest, refused.Status);
        await (await manager.OpenAsync(path)).Fill("Text", "What will you change?").SubmitAsync("Save");

        foreach (var page in new[] { mine.Fill("Text", ""), refused.Fill("Text", "What will you do, and where?") })
        {
            var saved = await page.SubmitAsync("Save");
            Assert.Equal(HttpStatusCode.Conflict, saved.Status);
        }

        Assert.Equal("What will you change?", (await QuestionAsync(manager, id, "approach")).Text("text"));
    }

    [SkippableFact]
    public async Task Call_WhoseFormWasChangedSinceItWasChecked_IsNotPublished()
    {
        var manager = await Host.SignInAsync(Scenario.Staff.Manager);
        var id = (await manager.PostAsync("/api/v1/calls", Scenario.CallTerms($"F-{Guid.NewGuid():n}"[..14].ToUpperInvariant(), Host.Now.AddHours(1), Host.Now.AddDays(30)))).Id();
        var check = await manager.OpenAsync($"/calls/{id}/publish");
        await (await manager.OpenAsync($"/calls/{id}/form")).SubmitAsync("Delete What will you do?");
        await (await manager.OpenAsync($"/calls/{id}/form")).SubmitAsync("Delete The project");
        Assert.Equal(HttpStatusCode.Conflict, (await check.SubmitAsync("Publish the call")).Status);
        Assert.Contains("The call is published", (await (await manager.OpenAsync($"/calls/{id}/publish")).SubmitAsync("Publish the call")).Text, StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task Form_OfOneSection_OffersNotToDeleteIt_AndAnUnknownKindIsALongText()
    {
        var (id, manager) = await DraftCallAsync();
        var form = await manager.OpenAsync($"/calls/{id}/form");
        Assert.DoesNotContain("Delete About", form.Buttons);
        await (await manager.OpenAsync($"/calls/{id}/form/section")).Fill("Title", "The rest").SubmitAsync("Save");
        form = await manager.OpenAsync($"/calls/{id}/form");
        Assert.Contains("Delete About", form.Buttons);
        Assert.Contains("Deleted. You can undo it.", (await form.SubmitAsync("Delete The rest")).Text, StringComparison.Ordinal);
        Assert.True((await manager.OpenAsync($"/calls/{id}/form/question?kind=99&section=about")).Has("[name=Kind][value=LongText]"));
    }

    [SkippableFact]
    public async Task Undo_OfAnImportThatLacksOneQuestionAndChangesOthers_SaysThatThereAreSeveral()
    {
        var (id, manager) = await DraftCallAsync();
        await WriteAsync(manager, id, new { code = "approach", kind = "LongText", text = "What will you do?" }, new { code = "risk", kind = "LongText", text = "What can go wrong?" });
        await WriteAsync(manager, id, new { code = "approach", kind = "LongText", text = "What will you do, and where?" });
        Assert.Contains("Undo: several things were changed", (await manager.OpenAsync($"/calls/{id}/form")).Buttons);
        await WriteAsync(manager, id);
        Assert.Contains("Undo: “What will you do, and where?” was deleted", (await manager.OpenAsync($"/calls/{id}/form")).Buttons);
    }

    [SkippableFact]
    public async Task Import_OfNoForm_IsRefusedWhereItWasGiven()
    {
        var (id, manager) = await DraftCallAsync();
        var before = (await FormAsync(manager, id)).GetRawText();
        IsAt(await ImportAsync("not JSON at all"), "File", "This file is not JSON");
        IsAt(await ImportAsync("""{"sections":[]}"""), "File", "The form has no section");
        IsAt(await ImportAsync(Twice), "File", "Two questions have the code 'title': give each its own");
        Assert.StartsWith("The form cannot be read", Assert.Single((await ImportAsync("""{"sections":1}""")).Errors), StringComparison.Ordinal);
        var pasted = await (await manager.OpenAsync($"/calls/{id}/form/carry")).Fill("Json", "not JSON at all").SubmitAsync("Import");
        Assert.NotNull(pasted.Document.QuerySelector(".govuk-error-summary a[href='#Json']"));
        await manager.RefusedAsync(HttpStatusCode.BadRequest, HttpMethod.Put, $"/api/v1/calls/{id}/form", new { version = (await FormAsync(manager, id)).Version(), form = new { sections = Array.Empty<object>() } });
        Assert.Equal(before, (await FormAsync(manager, id)).GetRawText());

        async Task<Page> ImportAsync(string text) => await (await manager.OpenAsync($"/calls/{id}/form/carry")).Attach("File", "form.json", Encoding.UTF8.GetBytes(text)).SubmitAsync("Import");
    }

    private const string Twice = """{"sections":[{"code":"a","title":"A","questions":[{"code":"title","kind":"ShortText","text":"One?"},{"code":"title","kind":"ShortText","text":"Two?"}]}]}""";

    private static async Task<JsonElement> QuestionAsync(Browser manager, Guid id, string code) =>
        (await FormAsync(manager, id)).GetProperty("form").GetProperty("sections").EnumerateArray().SelectMany(section => section.GetProperty("questions").EnumerateArray()).Single(question => question.Text("code") == code);

    [SkippableFact]
    public async Task Import_OfWhatIsNoText_IsRefusedWhereItWasGiven_AndStaysThere()
    {
        var (id, manager) = await DraftCallAsync();
        foreach (var json in new[] { """{"sections":[{"code":"about","title":"\ud800","questions":[]}]}""", """{"\ud800":[]}""", """{"sections":[{"\ud800":1}]}""" })
        {
            var page = await (await manager.OpenAsync($"/calls/{id}/form/carry")).Fill("Json", json).SubmitAsync("Import");
            Assert.Equal(HttpStatusCode.BadRequest, page.Status);
            IsAt(page, "Json", Assert.Single(page.Errors));
            Assert.Equal(json, page.Document.GetElementById("Json")!.TextContent.Trim());
            Assert.Contains("half a character", await ErrorAsync(manager, HttpMethod.Put, $"/api/v1/calls/{id}/form", $$"""{"version":{{(await FormAsync(manager, id)).Version()}},"form":{{json}}}"""), StringComparison.Ordinal);
            Assert.Contains("half a character", await ErrorAsync(manager, HttpMethod.Post, "/api/v1/calls", $$"""{"reference":"{{Reference()}}","title":"A call","form":{{json}}}"""), StringComparison.Ordinal);
        }
    }

    [SkippableFact]
    public async Task Form_ThatIsLargerThanTheRecordHolds_IsRefusedWhereverItComesFrom()
    {
        var (id, manager) = await DraftCallAsync();
        var before = (await FormAsync(manager, id)).GetRawText();
        var large = JsonSerializer.Serialize(Form([new { code = "long", kind = "LongText", text = "Why?", help = new string('h', 1_000_000) }]), JsonSerializerOptions.Web);
        var page = await (await manager.OpenAsync($"/calls/{id}/form/carry")).Fill("Json", large).SubmitAsync("Import");
        IsAt(page, "Json", "The form is too large to be kept: shorten its texts");
        Assert.Equal(large.Length, page.Document.GetElementById("Json")!.TextContent.Trim().Length);
        Assert.Contains("too large", await ErrorAsync(manager, HttpMethod.Put, $"/api/v1/calls/{id}/form", $$"""{"version":{{(await FormAsync(manager, id)).Version()}},"form":{{large}}}"""), StringComparison.Ordinal);
        Assert.Contains("too large", await ErrorAsync(manager, HttpMethod.Post, "/api/v1/calls", $$"""{"reference":"{{Reference()}}","title":"A call","form":{{large}}}"""), StringComparison.Ordinal);
        Assert.Equal(before, (await FormAsync(manager, id)).GetRawText());

        // What fits, and what a change of one question makes of it.
        await WriteAsync(manager, id, new { code = "long", kind = "LongText", text = "Why?", help = new string('h', 998_000) });
        before = (await FormAsync(manager, id)).GetRawText();
        var question = (await manager.OpenAsync($"/calls/{id}/form/question?kind=LongText&section=about")).Fill("Text", "How?").Fill("Help", new string('g', 1_900));
        page = await question.SubmitAsync("Save");
        Assert.Equal(HttpStatusCode.BadRequest, page.Status);
        Assert.Contains("The form is too large to be kept: shorten its texts", page.Errors);
        Assert.Equal(1_900, page.Document.GetElementById("Help")!.TextContent.Trim().Length);
        Assert.Equal(before, (await FormAsync(manager, id)).GetRawText());
    }

    private static async Task<string> ErrorAsync(Browser manager, HttpMethod method, string path, string json)
    {
        using var content = new StringContent(json, null, "application/json");
        return (await manager.RefusedAsync(HttpStatusCode.BadRequest, method, path, content)).GetProperty("errors").Text("form")!;
    }

    private static string Reference() => $"F-{Guid.NewGuid():n}"[..14].ToUpperInvariant();

    private static void IsAt(Page page, string field, string message)
    {
        Assert.Contains(page.Document.QuerySelectorAll(".govuk-error-summary a"), link => link.GetAttribute("href") == $"#{field}" && link.TextContent.EndsWith(message, StringComparison.Ordinal));
        Assert.Contains(message, page.Document.GetElementById($"{field}-error")!.TextContent, StringComparison.Ordinal);
        Assert.Contains(page.Document.QuerySelectorAll($"[aria-describedby~='{field}-error']"), control => control.Id == field || control.QuerySelector($"[id='{field}']") is not null);
    }

    private static Task<JsonElement> FormAsync(Browser manager, Guid id) => manager.GetAsync($"/api/v1/calls/{id}/form");

    private static async Task WriteAsync(Browser manager, Guid id, params object[] questions) =>
        await manager.PutAsync($"/api/v1/calls/{id}/form", new { version = (await FormAsync(manager, id)).Version(), form = Form(questions) });

    private static object Form(object question, string kind, object categories) => FormOf([question, new { code = "budget", kind, text = "What does it cost?", choices = categories }]);

    private static object Form(object[] questions) => FormOf([.. questions, new { code = "budget", kind = "Budget", text = "What does it cost?" }]);

    private static object FormOf(object[] questions) => new
    {
        sections = new[]
        {
            new
            {
                code = "about",
                title = "About",
                questions = (object[])[new { code = "title", kind = "ShortText", text = "What is the project called?" }, new { code = "country", kind = "Country", text = "Where is it carried out?" }, .. questions],
            },
        },
    };

    private async Task<(Guid Id, Browser Manager)> DraftCallAsync()
    {
        var manager = await Host.SignInAsync(Scenario.Staff.Manager);
        var id = (await manager.PostAsync("/api/v1/calls", new { reference = Reference(), title = "A call (illustrative)" })).Id();
        await WriteAsync(manager, id);
        return (id, manager);
    }

    public sealed class OnSqlite(SqliteHost host) : FormMistakesTests(host), IClassFixture<SqliteHost>;

    public sealed class OnPostgres(PostgresHost host) : FormMistakesTests(host), IClassFixture<PostgresHost>;
}
