using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using Grants.Calls;
using Grants.Tests.Fixtures;
using Microsoft.EntityFrameworkCore;

namespace Grants.Tests.Calls;

/// <summary>A manager makes a form, tries it, publishes it, and changes it while organisations write: no answer is lost.</summary>
public abstract class FormBuilderTests(GrantsHost host) : FrontDoorTests(host)
{
    [SkippableFact]
    public async Task Form_IsMadePageByPage_WithoutScript()
    {
        var (id, manager) = await DraftCallAsync();
        var page = await manager.OpenAsync($"/calls/{id}/form");
        Assert.InRange(manager.LastCommands, 1, 8);
        Assert.Contains("What is the project called?", page.Text, StringComparison.Ordinal);

        page = await (await manager.OpenAsync($"/calls/{id}/form/section")).Fill("Title", "Partners").SubmitAsync("Save");
        var question = await manager.OpenAsync($"/calls/{id}/form/question?kind=OneOf&section=partners");
        var refused = await question.Fill("Text", "With whom do you work?").SubmitAsync("Save");
        Assert.Equal((HttpStatusCode.BadRequest, "Give what can be chosen, one on a line"), (refused.Status, Assert.Single(refused.Errors)));
        await refused.Fill("Choices", "State agencies\nTrade unions").SubmitAsync("Save");
        page = await (await manager.OpenAsync($"/calls/{id}/form/question?kind=LongText&section=partners")).Fill("Text", "What is agreed with them?").Fill("MaxCharacters", "500")
            .Fill("AskIf", "with-whom-do-you-work").SubmitAsync("Save");
        Assert.Equal(["“What is agreed with them?” is asked only after certain answers to “With whom do you work?”: tick one or more of them"], page.Errors);
        page = await page.Fill("AskIfIs.with-whom-do-you-work", "state-agencies").Fill("AskIfIs.with-whom-do-you-work", "trade-unions").SubmitAsync("Save");
        Assert.Equal(["state-agencies", "trade-unions"], QuestionIn(await FormAsync(manager, id), "what-is-agreed-with-them").GetProperty("askIf").GetProperty("is").EnumerateArray().Select(code => code.GetString()));
        Assert.Equal(2, (await manager.OpenAsync($"/calls/{id}/form/question/what-is-agreed-with-them")).Document.QuerySelectorAll("[name='AskIfIs.with-whom-do-you-work'][checked]").Length);
        Assert.Equal(["with-whom-do-you-work", "what-is-agreed-with-them"], (await CodesAsync(manager, id))[^2..]);

        // A condition looks back: moved before what it looks at, the question is out of order, and the page says so.
        page = await page.SubmitAsync("Up What is agreed with them?");
        Assert.Equal(["what-is-agreed-with-them", "with-whom-do-you-work"], (await CodesAsync(manager, id))[^2..]);
        Assert.Contains("“What is agreed with them?” is asked only after certain answers to “With whom do you work?”, which is not asked before it", page.Text, StringComparison.Ordinal);
        page = await page.SubmitAsync("Undo: “What is agreed with them?” and “With whom do you work?” changed places");
        Assert.DoesNotContain("Still to put right", page.Text, StringComparison.Ordinal);

        page = await page.SubmitAsync("Duplicate With whom do you work?");
        Assert.Contains("with-whom-do-you-work-2", await CodesAsync(manager, id));
        page = await page.SubmitAsync("Delete Partners");
        Assert.DoesNotContain("with-whom-do-you-work", await CodesAsync(manager, id));
        page = await page.SubmitAsync("Undo: “Partners” was deleted");
        Assert.Contains("with-whom-do-you-work", await CodesAsync(manager, id));

        // What every form has cannot be deleted; words and choices change, and codes stay.
        Assert.DoesNotContain(page.Buttons, button => button == "Delete What is the project called?");
        await (await manager.OpenAsync($"/calls/{id}/form/question/with-whom-do-you-work")).Fill("Choices", "State agencies and courts\nTrade unions\nUniversities").SubmitAsync("Save");
        var choices = QuestionIn(await FormAsync(manager, id), "with-whom-do-you-work").GetProperty("choices").EnumerateArray().Select(choice => choice.Text("code"));
        Assert.Equal(["state-agencies", "trade-unions", "universities"], choices);

        // Another thing in the place of a choice is another choice: nobody's answer comes to say it.
        await (await manager.OpenAsync($"/calls/{id}/form/question/with-whom-do-you-work")).Fill("Choices", "State agencies and courts\nEmployers\nUniversities").SubmitAsync("Save");
        choices = QuestionIn(await FormAsync(manager, id), "with-whom-do-you-work").GetProperty("choices").EnumerateArray().Select(choice => choice.Text("code"));
        Assert.Equal(["state-agencies", "employers", "universities"], choices);
    }

    [SkippableFact]
    public async Task Undo_GoesBackStepByStep_NamesEach_AndBringsNoneAgain()
    {
        var (id, manager) = await DraftCallAsync();
        var before = await CodesAsync(manager, id);
        var page = await manager.OpenAsync($"/calls/{id}/form");
        Assert.DoesNotContain(page.Buttons, button => button.StartsWith("Undo", StringComparison.Ordinal));
        List<string> names = [.. page.Buttons.Where(button => button.StartsWith("Duplicate ", StringComparison.Ordinal)).Select(button => button["Duplicate ".Length..]).Take(FormStep.Most + 3)];
        Assert.InRange(names.Count, 11, FormStep.Most);
        foreach (var name in names) page = await page.SubmitAsync($"Delete {name}");
        var bare = await CodesAsync(manager, id);

        // What nothing came of is no step.
        page = await page.SubmitAsync("Up What is the project called?");
        foreach (var name in Enumerable.Reverse(names))
        {
            page = await page.SubmitAsync(Assert.Single(page.Buttons, button => button.StartsWith("Undo", StringComparison.Ordinal)));
            Assert.InRange(manager.LastCommands, 1, 8);
            Assert.Contains(name.Length > 60 ? name[..50] : $"“{name}” is there again.", page.Document.QuerySelector(".govuk-notification-banner")!.TextContent, StringComparison.Ordinal);
        }

        Assert.NotEqual(before, bare);
        Assert.Equal(before, await CodesAsync(manager, id));
        Assert.DoesNotContain(page.Buttons, button => button.StartsWith("Undo", StringComparison.Ordinal));
        Assert.Equal(0, await Host.InDatabaseAsync(db => db.FormSteps.CountAsync(step => db.FormVersions.Any(version => version.Id == step.FormVersionId && version.CallId == id))));

        // Further back than so many steps nothing is kept.
        for (var change = 0; change < FormStep.Most + 3; change++) page = await page.SubmitAsync("Duplicate " + names[0]);
        Assert.Equal(FormStep.Most, await Host.InDatabaseAsync(db => db.FormSteps.CountAsync(step => db.FormVersions.Any(version => version.Id == step.FormVersionId && version.CallId == id))));
        Assert.Contains(page.Buttons, button => button.StartsWith("Undo: “", StringComparison.Ordinal) && button.EndsWith("was added", StringComparison.Ordinal));
    }

    [SkippableFact]
    public async Task Form_ThatTwoManagersChange_IsNotOverwritten()
    {
        var (id, manager) = await DraftCallAsync();
        var mine = await manager.OpenAsync($"/calls/{id}/form/section");
        await (await manager.OpenAsync($"/calls/{id}/form/section")).Fill("Title", "First").SubmitAsync("Save");
        var second = await mine.Fill("Title", "Second").SubmitAsync("Save");
        Assert.Equal(HttpStatusCode.Conflict, second.Status);
        Assert.Equal("Somebody else changed this", second.Title);
        Assert.Contains("Second", second.Document.QuerySelector("main .govuk-summary-list")!.TextContent, StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task Preview_ChecksWhatIsTyped_AndLeavesNoTrace()
    {
        var (id, manager) = await DraftCallAsync();
        var page = await manager.OpenAsync($"/calls/{id}/form/preview");
        var before = await RowsAsync();
        page = await page.Fill("title", "ជំនួយផ្លូវច្បាប់").Fill("trained", "many").Fill("budget[0].description", "Staff").Fill("budget[0].requested", "1,000").SubmitAsync("Check what I typed");
        Assert.Contains("Enter a whole number in figures", page.Text, StringComparison.Ordinal);
        Assert.Contains("Line 1: fill in 'Category'", page.Text, StringComparison.Ordinal);
        Assert.Equal("many", page.Document.QuerySelector("[name=trained]")!.GetAttribute("value"));
        Assert.Equal(before, await RowsAsync());

        // Programs hear the same.
        var tried = await manager.PostAsync($"/api/v1/calls/{id}/form/trial", new { answers = new { title = "ជំនួយផ្លូវច្បាប់", trained = "many" } });
        Assert.False(tried.GetProperty("canBeSubmitted").GetBoolean());
        Assert.True(Check("title").GetProperty("passed").GetBoolean());
        Assert.Contains("Enter a whole number in figures", Check("trained").Text("finding"), StringComparison.Ordinal);
        var problem = await manager.RefusedAsync(HttpStatusCode.BadRequest, HttpMethod.Post, $"/api/v1/calls/{id}/form/trial", new { answers = new { budget = "much", colour = "green" } });
        Assert.Equal(["budget", "colour"], problem.GetProperty("errors").EnumerateObject().Select(error => error.Name).Order());
        Assert.Equal(before, await RowsAsync());
        await (await Host.SignInAsync((await Scenario.OrganisationAsync()).Lead)).RefusedAsync(HttpStatusCode.Forbidden, HttpMethod.Get, $"/api/v1/calls/{id}/form");

        JsonElement Check(string code) => tried.GetProperty("checks").EnumerateArray().Single(check => check.Text("code") == code);

        Task<(int, int, int)> RowsAsync() => Host.InDatabaseAsync(async db => (
            await db.AuditEntries.CountAsync(), await db.Applications.CountAsync(), await db.FormVersions.SumAsync(version => version.Revision)));
    }

    [SkippableFact]
    public async Task Form_IsExportedImportedAndCopied_AsItsPublicSchemaSays()
    {
        var (id, manager) = await DraftCallAsync();
        using var exported = await manager.SendAsync(HttpMethod.Get, $"/calls/{id}/form.json");
        var json = JsonNode.Parse(await exported.Content.ReadAsStringAsync())!;
        Assert.Equal("/schemas/form.json", (string?)json["$schema"]);
        using var anybody = Host.NewBrowser();
        using var schema = await anybody.SendAsync(HttpMethod.Get, "/schemas/form.json");
        Assert.Equal("application/schema+json", schema.Content.Headers.ContentType!.MediaType);

        json["sections"]!.AsArray().RemoveAt(3);
        var revision = (await FormAsync(manager, id)).Version();
        await manager.PutAsync($"/api/v1/calls/{id}/form", new { version = revision, form = json });
        Assert.DoesNotContain("log-frame", await CodesAsync(manager, id));
        await manager.RefusedAsync(HttpStatusCode.Conflict, HttpMethod.Put, $"/api/v1/calls/{id}/form", new { version = revision, form = json });
        var problem = await manager.RefusedAsync(HttpStatusCode.BadRequest, HttpMethod.Put, $"/api/v1/calls/{id}/form", new { version = revision + 1, form = new { sections = "none" } });
        Assert.Contains("sections", problem.GetProperty("errors").Text("form"), StringComparison.Ordinal);

        // As a file: the whole form again.
        var imported = await (await manager.OpenAsync($"/calls/{id}/form/carry")).Attach("File", "form.json", await exported.Content.ReadAsByteArrayAsync()).SubmitAsync("Import");
        Assert.Contains("The form is replaced", imported.Text, StringComparison.Ordinal);
        Assert.Contains("log-frame", await CodesAsync(manager, id));

        var other = await Scenario.PublishedCallAsync();
        var copied = await (await manager.OpenAsync($"/calls/{id}/form/carry")).Fill("From", other.Id.ToString()).SubmitAsync("Copy");
        Assert.Contains("The form is replaced", copied.Text, StringComparison.Ordinal);
        Assert.Equal(["title", "country", "registered", "approach", "budget", "certificate"], await CodesAsync(manager, id));
        await (await manager.OpenAsync($"/calls/{id}/form")).SubmitAsync("Undo: several things were changed");
        Assert.Contains("people", await CodesAsync(manager, id));
    }

    [SkippableFact]
    public async Task PublishedForm_IsFrozen_ItsNextVersionIsToldToDrafts_AndNoAnswerIsLost()
    {
        var application = await Scenario.DraftApplicationAsync();
        var (manager, lead, path) = (await Host.SignInAsync(Scenario.Staff.Manager), await Host.SignInAsync(application.Organisation.Lead), $"/calls/{application.Call.Id}/form");
        var frozen = await manager.OpenAsync(path);
        Assert.DoesNotContain(frozen.Buttons, button => button.StartsWith("Delete", StringComparison.Ordinal));
        await manager.RefusedAsync(HttpStatusCode.Conflict, HttpMethod.Put, $"{application.Call.Path}/form", new { version = 1, form = (await FormAsync(manager, application.Call.Id)).GetProperty("form") });

        // A page that is open while the form changes.
        var open = await lead.OpenAsync($"/applications/{application.Id}/edit/answers");
        var next = await frozen.SubmitAsync("Change the form");
        next = await next.SubmitAsync("Delete What will you do?");
        await (await manager.OpenAsync($"{path}/question?kind=Number&section=answers")).Fill("Text", "How many people will be trained?").SubmitAsync("Save");
        Assert.Empty((await lead.OpenAsync($"/applications/{application.Id}/edit/answers")).Document.QuerySelectorAll("[name='how-many-people-will-be-trained']"));
        var changes = await manager.OpenAsync($"{path}/publish");
        Assert.InRange(manager.LastCommands, 1, 8);
        Assert.Contains("1 organisation has a draft", changes.Text, StringComparison.Ordinal);
        await changes.SubmitAsync("Publish the new version");
        await Host.SettleAsync();

        var letter = Assert.Single(Host.MailTo(application.Organisation.Lead.Email), mail => mail.Subject.StartsWith("The form has changed", StringComparison.Ordinal));
        Assert.Contains("No longer asked: “What will you do?”", letter.Text, StringComparison.Ordinal);
        Assert.Contains("New question on the page “The project”: “How many people will be trained?”. You must answer it.", letter.Text, StringComparison.Ordinal);

        // What is typed on the page that was open is kept as well.
        await open.Fill("approach", "Legal aid in five provinces.").SubmitAsync("Save and go on");
        var draft = await lead.OpenAsync($"/applications/{application.Id}");
        Assert.InRange(lead.LastCommands, 1, 8);
        Assert.Contains("The form has changed since you last looked at it", draft.Text, StringComparison.Ordinal);
        Assert.Contains("1 answer that is kept and is not part of the application", draft.Text, StringComparison.Ordinal);
        Assert.Contains("Legal aid in five provinces.", draft.Text, StringComparison.Ordinal);
        Assert.Contains(draft.Document.QuerySelectorAll("dt"), asked => asked.TextContent.Trim() == "What will you do?");
        var told = await lead.GetAsync(application.Path);
        Assert.Equal(2, told.GetProperty("formNumber").GetInt32());
        Assert.Contains(told.GetProperty("formChanges").EnumerateArray(), change => change.Text("question") == "approach" && change.Text("words")!.StartsWith("No longer asked", StringComparison.Ordinal));
        draft = await draft.SubmitAsync("I have read this");
        Assert.Empty((await lead.GetAsync(application.Path)).GetProperty("formChanges").EnumerateArray());
        await lead.PostAsync($"{application.Path}/form-changes", new { number = 2 });
        Assert.DoesNotContain("The form has changed", draft.Text, StringComparison.Ordinal);
        Assert.Contains("The form is changed: version 2", (await lead.OpenAsync($"/applications/{application.Id}/timeline")).Text, StringComparison.Ordinal);
        var refused = await lead.RefusedAsync(HttpStatusCode.BadRequest, HttpMethod.Post, $"{application.Path}/submit", new { version = (await lead.GetAsync(application.Path)).Version() });
        Assert.Equal("how-many-people-will-be-trained", Assert.Single(refused.GetProperty("errors").EnumerateObject()).Name);
        await Scenario.AnswerAsync(application, ("how-many-people-will-be-trained", 40));

        // The submission holds the answer that is asked no longer, so the guard looks through it as well: it stands on the last page.
        var late = await lead.PutAsync($"{application.Path}/answers/approach", new { version = 2, value = "Ask 012 345 678." });
        Assert.NotEmpty(late.GetProperty("mayIdentify").EnumerateArray());
        refused = await lead.RefusedAsync(HttpStatusCode.BadRequest, HttpMethod.Post, $"{application.Path}/submit", new { version = (await lead.GetAsync(application.Path)).Version() });
        Assert.Equal("approach", Assert.Single(refused.GetProperty("errors").EnumerateObject()).Name);
        var last = await lead.OpenAsync($"/applications/{application.Id}/edit/documents");
        Assert.InRange(lead.LastCommands, 1, 8);
        await last.Fill("approach", "Legal aid in five provinces.").SubmitAsync("Save and go on");
        await Scenario.ActAsync(application.Organisation.Lead, application.Path, "submit");
        Assert.Equal("Legal aid in five provinces.", (await lead.GetAsync(application.Path)).GetProperty("answers").Text("approach"));

        // A code that was published keeps its kind.
        await (await manager.OpenAsync(path)).SubmitAsync("Change the form");
        var form = JsonNode.Parse((await FormAsync(manager, application.Call.Id)).GetProperty("form").GetRawText())!;
        form["sections"]![2]!["questions"]!.AsArray().Add(new JsonObject { ["code"] = "approach", ["kind"] = "Date", ["text"] = "When?" });
        await manager.PutAsync($"{application.Call.Path}/form", new { version = (await FormAsync(manager, application.Call.Id)).Version(), form });
        Assert.Contains("has been published as another kind of question", (await manager.OpenAsync($"{path}/publish")).Text, StringComparison.Ordinal);
    }

    private static System.Text.Json.JsonElement QuestionIn(System.Text.Json.JsonElement form, string code) =>
        form.GetProperty("form").GetProperty("sections").EnumerateArray().SelectMany(section => section.GetProperty("questions").EnumerateArray()).Single(each => each.Text("code") == code);

    private static Task<System.Text.Json.JsonElement> FormAsync(Browser manager, Guid id) => manager.GetAsync($"/api/v1/calls/{id}/form");

    private static async Task<List<string?>> CodesAsync(Browser manager, Guid id) =>
        [.. (await FormAsync(manager, id)).GetProperty("form").GetProperty("sections").EnumerateArray().SelectMany(section => section.GetProperty("questions").EnumerateArray()).Select(question => question.Text("code"))];

    private async Task<(Guid Id, Browser Manager)> DraftCallAsync()
    {
        var manager = await Host.SignInAsync(Scenario.Staff.Manager);
        return ((await manager.PostAsync("/api/v1/calls", new { reference = $"F-{Guid.NewGuid():n}"[..14].ToUpperInvariant(), title = "A call (illustrative)" })).Id(), manager);
    }

    public sealed class OnSqlite(SqliteHost host) : FormBuilderTests(host), IClassFixture<SqliteHost>;

    public sealed class OnPostgres(PostgresHost host) : FormBuilderTests(host), IClassFixture<PostgresHost>;
}
