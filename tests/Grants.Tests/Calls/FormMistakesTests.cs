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
            var partners = (await FormAsync(manager, id)).GetProperty("form").GetProperty("sections").EnumerateArray().SelectMany(section => section.GetProperty("questions").EnumerateArray()).Single(each => each.Text("code") == "partners");
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
    public async Task Import_OfNoForm_IsRefusedWhereItWasGiven()
    {
        var (id, manager) = await DraftCallAsync();
        var before = (await FormAsync(manager, id)).GetRawText();
        IsAt(await ImportAsync("not JSON at all"), "File", "This file is not JSON");
        IsAt(await ImportAsync("""{"sections":[]}"""), "File", "The form has no section");
        Assert.StartsWith("The form cannot be read", Assert.Single((await ImportAsync("""{"sections":1}""")).Errors), StringComparison.Ordinal);
        var pasted = await (await manager.OpenAsync($"/calls/{id}/form/carry")).Fill("Json", "not JSON at all").SubmitAsync("Import");
        Assert.NotNull(pasted.Document.QuerySelector(".govuk-error-summary a[href='#Json']"));
        await manager.RefusedAsync(HttpStatusCode.BadRequest, HttpMethod.Put, $"/api/v1/calls/{id}/form", new { version = (await FormAsync(manager, id)).Version(), form = new { sections = Array.Empty<object>() } });
        Assert.Equal(before, (await FormAsync(manager, id)).GetRawText());

        async Task<Page> ImportAsync(string text) => await (await manager.OpenAsync($"/calls/{id}/form/carry")).Attach("File", "form.json", Encoding.UTF8.GetBytes(text)).SubmitAsync("Import");
    }

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
        var id = (await manager.PostAsync("/api/v1/calls", new { reference = $"F-{Guid.NewGuid():n}"[..14].ToUpperInvariant(), title = "A call (illustrative)" })).Id();
        await WriteAsync(manager, id);
        return (id, manager);
    }

    public sealed class OnSqlite(SqliteHost host) : FormMistakesTests(host), IClassFixture<SqliteHost>;

    public sealed class OnPostgres(PostgresHost host) : FormMistakesTests(host), IClassFixture<PostgresHost>;
}
