using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Grants.Tests.Fixtures;
using Microsoft.EntityFrameworkCore;

namespace Grants.Tests.Calls;

/// <summary>A manager says how applications are scored; applicants and reviewers read it, and with the call it is frozen.</summary>
public abstract class RubricTests(GrantsHost host) : FrontDoorTests(host)
{
    [SkippableFact]
    public async Task Rubric_IsMadePageByPage_WithoutScript()
    {
        var (id, manager) = await DraftCallAsync();
        var tasks = await manager.OpenAsync($"/calls/{id}/write");
        Assert.Contains("5 criteria. The programme's usual rubric stands ready", tasks.Text, StringComparison.Ordinal);
        var page = await manager.OpenAsync(tasks.Document.QuerySelectorAll("main a").Single(link => link.TextContent == "Rubric").GetAttribute("href")!);
        Assert.InRange(manager.LastCommands, 1, 8);

        // One taken away: the rest no longer sum to 100, and both pages say so.
        page = await page.SubmitAsync("Delete Value for money");
        Assert.Contains("The weights must sum to 100; they sum to 90, so 10% is missing", page.Text, StringComparison.Ordinal);
        Assert.Contains("4 criteria. The programme's usual rubric stands ready: change it, or copy another call's. To be put right", (await manager.OpenAsync($"/calls/{id}/write")).Text, StringComparison.Ordinal);
        Assert.Contains("10% is missing", (await manager.OpenAsync($"/calls/{id}/publish")).Text, StringComparison.Ordinal);

        // A new one takes what is left, and moves up.
        var criterion = await manager.OpenAsync($"/calls/{id}/rubric/criterion");
        Assert.Equal("10", criterion.Document.QuerySelector("[name=Weight]")!.GetAttribute("value"));
        var refused = await criterion.Fill("Weight", "a lot").SubmitAsync("Save");
        Assert.Equal(["Give the criterion a title of up to 200 characters", "Give the criterion a weight from 1 to 100 percent"], refused.Errors);
        page = await refused.Fill("Title", "Lasting change").Fill("Guidance", "What stays when the grant has ended?").Fill("Weight", "10").SubmitAsync("Save");
        Assert.DoesNotContain("Still to put right", page.Text, StringComparison.Ordinal);
        page = await page.SubmitAsync("Up Lasting change");
        Assert.Equal(["Relevance", "Approach", "Victims' rights and inclusion", "Lasting change", "Capacity"], await TitlesAsync(manager, id));
        page = await page.SubmitAsync("Undo the last change");
        Assert.Equal("Lasting change", (await TitlesAsync(manager, id))[^1]);

        // All weights together.
        page = await page.Fill("Weights[0].Weight", "none").SubmitAsync("Save the weights");
        Assert.Equal((HttpStatusCode.BadRequest, "Give 'Relevance' a weight from 1 to 100 percent"), (page.Status, Assert.Single(page.Errors)));
        page = await page.Fill("Weights[0].Weight", "30").Fill("Weights[3].Weight", "10").SubmitAsync("Save the weights");
        Assert.Contains("They must sum to 100 percent. Now they sum to 100.", page.Text, StringComparison.Ordinal);

        // The scale: from 1, without the highest score, then with another.
        var scale = await (await manager.OpenAsync($"/calls/{id}/rubric/scale")).Fill("Lowest", "1").SubmitAsync("Take away the highest score");
        scale = await scale.SubmitAsync("Add a higher score");
        refused = await scale.SubmitAsync("Save");
        Assert.Equal(["Give the score 6 a name of up to 60 characters", "Say in up to 500 characters what the score 6 stands for"], refused.Errors);
        page = await refused.Fill("Steps[5].Label", "Outstanding").Fill("Steps[5].Meaning", "An example for others.").SubmitAsync("Save");
        Assert.Contains("6: Outstanding", page.Text, StringComparison.Ordinal);
        Assert.Equal([1, 2, 3, 4, 5, 6], (await manager.GetAsync($"/api/v1/calls/{id}")).GetProperty("scale").EnumerateArray().Select(step => step.GetProperty("value").GetInt32()));
        Assert.Contains(await Host.InDatabaseAsync(db => db.AuditEntries.Where(entry => entry.SubjectId == id).Select(entry => entry.What).ToListAsync()), what => what == "ChangeRubric");
    }

    [SkippableFact]
    public async Task Rubric_OfAPublishedCall_IsFrozen_ShownToApplicants_AndGuidesReviewers()
    {
        var application = await Scenario.InReviewAsync();
        var (manager, path) = (await Host.SignInAsync(Scenario.Staff.Manager), $"/calls/{application.Call.Id}/rubric");
        var frozen = await manager.OpenAsync(path);
        Assert.Contains("its rubric is frozen", frozen.Text, StringComparison.Ordinal);
        Assert.Empty(frozen.Buttons);
        await manager.RefusedAsync(HttpStatusCode.Conflict, HttpMethod.Put, $"{application.Call.Path}/rubric", new { version = (await manager.GetAsync($"{application.Call.Path}/rubric")).Version() });

        using var anybody = Host.NewBrowser();
        var shown = await anybody.OpenAsync($"/calls/{application.Call.Id}");
        Assert.Contains("Does it meet a need?", shown.Text, StringComparison.Ordinal);
        Assert.Contains("Meets every aspect of the criterion convincingly", shown.Text, StringComparison.Ordinal);

        var asked = await Host.InDatabaseAsync(db => db.ReviewAssignments.Where(assignment => assignment.ApplicationId == application.Id).FirstAsync());
        var reviewer = await Host.SignInAsync(Scenario.Staff.Reviewers.Single(person => person.Id == asked.ReviewerId));
        await reviewer.PostAsync($"/api/v1/reviews/{asked.Id}/declaration", new { version = asked.Version, hasConflict = false });
        var sheet = await reviewer.OpenAsync($"/reviews/{asked.Id}");
        Assert.InRange(reviewer.LastCommands, 1, 8);
        Assert.Equal(2, sheet.Document.QuerySelectorAll(".govuk-radios__hint").Count(hint => hint.TextContent.StartsWith("Meets every aspect of the criterion", StringComparison.Ordinal)));
    }

    [SkippableFact]
    public async Task Rubric_IsExportedImportedAndCopied_AsItsPublicSchemaSays()
    {
        var (id, manager) = await DraftCallAsync();
        using var exported = await manager.SendAsync(HttpMethod.Get, $"/calls/{id}/rubric.json");
        var json = JsonNode.Parse(await exported.Content.ReadAsStringAsync())!;
        Assert.Equal("/schemas/rubric.json", (string?)json["$schema"]);
        using var anybody = Host.NewBrowser();
        using var schema = await anybody.SendAsync(HttpMethod.Get, "/schemas/rubric.json");
        Assert.Equal("application/schema+json", schema.Content.Headers.ContentType!.MediaType);

        // As a file, and as text; a rubric that is out of order does not take the place of one that is not.
        json["criteria"]![0]!["title"] = "Need";
        var page = await ImportAsync(json.ToJsonString());
        Assert.Contains("The rubric is replaced", page.Text, StringComparison.Ordinal);
        Assert.Equal("Need", (await TitlesAsync(manager, id))[0]);
        json["criteria"]![0]!["weight"] = 26;
        Assert.Equal(["The weights must sum to 100; they sum to 101, which is 1% too much"], (await ImportAsync(json.ToJsonString())).Errors);
        Assert.Contains("cannot be read", Assert.Single((await ImportAsync("{ \"criteria\": 1 }")).Errors), StringComparison.Ordinal);
        page = await ImportAsync("no JSON");
        Assert.Equal(("This file is not JSON", "#File"), (Assert.Single(page.Errors), page.Document.QuerySelector(".govuk-error-summary a")!.GetAttribute("href")));
        page = await manager.OpenAsync($"/calls/{id}/rubric/carry");
        Assert.Equal(["Choose a file, or paste the JSON"], (await page.SubmitAsync("Import")).Errors);
        page = await manager.OpenAsync($"/calls/{id}/rubric/carry");
        Assert.Equal(["This is not a JSON file: it holds no text"], (await page.Attach("File", "photo.json", [0xFF, 0xD8, 0xFF, 0xE0]).SubmitAsync("Import")).Errors);

        var other = await Scenario.PublishedCallAsync();
        await (await manager.OpenAsync($"/calls/{id}/rubric/carry")).Fill("From", other.Id.ToString()).SubmitAsync("Copy");
        Assert.Equal(["Relevance", "Capacity"], await TitlesAsync(manager, id));
        Assert.Empty(Ids(await manager.GetAsync($"/api/v1/calls/{id}")).Intersect(Ids(await manager.GetAsync(other.Path))));

        // The API's twin.
        var written = await manager.PutAsync($"/api/v1/calls/{id}/rubric", new
        {
            version = (await manager.GetAsync($"/api/v1/calls/{id}/rubric")).Version(),
            criteria = new[] { new { title = "All of it", weight = 100 } },
            scale = new[] { new { value = 0, label = "No", meaning = "Not good." }, new { value = 1, label = "Yes", meaning = "Good." } },
        });
        await manager.RefusedAsync(HttpStatusCode.Conflict, HttpMethod.Put, $"/api/v1/calls/{id}/rubric", new { version = written.Version() - 1 });
        var gap = await manager.RefusedAsync(HttpStatusCode.BadRequest, HttpMethod.Put, $"/api/v1/calls/{id}/rubric", new { version = written.Version(), scale = new[] { new { value = 0, label = "No", meaning = "Not good." }, new { value = 2, label = "Yes", meaning = "Good." } } });
        Assert.Contains("each score is one more", gap.GetRawText(), StringComparison.Ordinal);
        await (await Host.SignInAsync((await Scenario.OrganisationAsync()).Lead)).RefusedAsync(HttpStatusCode.Forbidden, HttpMethod.Get, $"/api/v1/calls/{id}/rubric");

        async Task<Page> ImportAsync(string text) => await (await manager.OpenAsync($"/calls/{id}/rubric/carry")).Attach("File", "rubric.json", Encoding.UTF8.GetBytes(text)).SubmitAsync("Import");

        static List<Guid> Ids(JsonElement call) => [.. call.GetProperty("rubric").EnumerateArray().Select(criterion => criterion.Id())];
    }

    private static async Task<List<string?>> TitlesAsync(Browser manager, Guid id) =>
        [.. (await manager.GetAsync($"/api/v1/calls/{id}/rubric")).GetProperty("criteria").EnumerateArray().Select(criterion => criterion.Text("title"))];

    private async Task<(Guid Id, Browser Manager)> DraftCallAsync()
    {
        var manager = await Host.SignInAsync(Scenario.Staff.Manager);
        return ((await manager.PostAsync("/api/v1/calls", new { reference = $"R-{Guid.NewGuid():n}"[..14].ToUpperInvariant(), title = "A call (illustrative)" })).Id(), manager);
    }

    public sealed class OnSqlite(SqliteHost host) : RubricTests(host), IClassFixture<SqliteHost>;

    public sealed class OnPostgres(PostgresHost host) : RubricTests(host), IClassFixture<PostgresHost>;
}
