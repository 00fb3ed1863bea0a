using System.Text.Json;
using System.Text.Json.Nodes;
using Grants.Forms;
using Grants.Tests.Documents;
using Grants.Tests.Fixtures;

namespace Grants.Tests.Applications;

/// <summary>What programs are shown of answers is true: every example is taken as it stands, and nothing is left to be put right in it.</summary>
public abstract class AnswerExamplesTests(GrantsHost host) : FrontDoorTests(host)
{
    // By kind: the question's code, and the settings without which it would not be a question of the kind, or would ask for less than it can.
    private static readonly (QuestionKind Kind, string Code, object? Settings)[] _questions =
    [
        (QuestionKind.ShortText, "title", null), (QuestionKind.Country, "country", null), (QuestionKind.LongText, "approach", null), (QuestionKind.Number, "trained", null), (QuestionKind.Money, "own-money", null),
        (QuestionKind.Date, "begins-on", null), (QuestionKind.YesNo, "shared", null), (QuestionKind.Eligibility, "registered", null), (QuestionKind.Pathway, "pathways", null), (QuestionKind.WorkPlan, "work-plan", null),
        (QuestionKind.People, "people", null), (QuestionKind.Declaration, "no-harm", null),
        (QuestionKind.OneOf, "reach", new { choices = Choices("national", "regional") }), (QuestionKind.ManyOf, "groups", new { choices = Choices("women", "men", "children") }),
        (QuestionKind.Budget, "budget", new { choices = Choices("people", "training"), budget = new { coFunding = true, statedTotals = true } }), (QuestionKind.LogFrame, "log-frame", new { choices = Choices("sex", "age") }),
        (QuestionKind.File, "certificate", null),
    ];

    [SkippableFact]
    public async Task Example_OfEachKind_IsTakenWithoutAFinding_AndStandsWhereverAnswersAreDescribed()
    {
        var application = await Scenario.StartedApplicationAsync(await CallAsync());
        var lead = await Host.SignInAsync(application.Organisation.Lead);
        var operations = (await lead.GetAsync("/openapi/v1.json")).GetProperty("paths");
        var examples = Body(operations, "/api/v1/applications/{id}/answers/{code}", "put").GetProperty("examples");
        using var answered = await lead.SendAsync(HttpMethod.Get, "/schemas/answers.json");
        var schemas = JsonDocument.Parse(await answered.Content.ReadAsStringAsync()).RootElement.GetProperty("$defs");
        var page = await lead.OpenAsync("/api");
        var shown = page.Document.QuerySelectorAll("#answers dd code").Select(code => code.TextContent).ToList();

        Assert.Equal(Enum.GetNames<QuestionKind>().Order(), schemas.EnumerateObject().Select(kind => kind.Name).Order());
        Assert.Equal(Enum.GetNames<QuestionKind>().Where(kind => kind != nameof(QuestionKind.File)).Order(), examples.EnumerateObject().Select(kind => kind.Name).Order());
        foreach (var (kind, code, _) in _questions.Where(question => question.Kind != QuestionKind.File))
        {
            var body = examples.GetProperty($"{kind}").GetProperty("value");
            var saved = await lead.PutAsync($"{application.Path}/answers/{code}", body);
            Assert.True(saved.Text("finding") is null, $"{kind}: {saved}");
            var value = body.GetProperty("value").GetRawText();
            Assert.True(JsonNode.DeepEquals(JsonNode.Parse(value), JsonNode.Parse(schemas.GetProperty($"{kind}").GetProperty("examples")[0].GetRawText())), $"{kind}: {value}");
            Assert.Contains(shown, text => JsonNode.DeepEquals(JsonNode.Parse(text), JsonNode.Parse(value)));
        }

        // A file is sent as a document; then nothing is left to be put right.
        var announcement = JsonNode.Parse(shown[^1])!;
        var file = SampleFiles.Pdf();
        (announcement["subjectId"], announcement["length"]) = (application.Id, file.Length);
        var begun = await lead.PostAsync("/api/v1/documents", announcement);
        using var content = new ByteArrayContent(file);
        await lead.PutAsync($"/api/v1/documents/{begun.Id()}/chunks/0", content);
        await lead.PostAsync($"/api/v1/documents/{begun.Id()}/complete");
        await Scenario.ActAsync(application.Organisation.Lead, application.Path, "submit");
    }

    [SkippableFact]
    public async Task Example_OfAWholeDraft_IsTakenWithoutAFinding()
    {
        var application = await Scenario.StartedApplicationAsync(await CallAsync());
        var lead = await Host.SignInAsync(application.Organisation.Lead);
        var body = Body((await lead.GetAsync("/openapi/v1.json")).GetProperty("paths"), "/api/v1/applications/{id}", "put").GetProperty("example");
        Assert.Empty((await lead.PutAsync(application.Path, body)).GetProperty("findings").EnumerateObject());
        Assert.Equal(_questions.Length - 1, (await lead.GetAsync(application.Path)).GetProperty("answers").EnumerateObject().Count());
    }

    [SkippableFact]
    public async Task Schema_NamesWhatEachTableHas()
    {
        using var anybody = Host.NewBrowser();
        using var answered = await anybody.SendAsync(HttpMethod.Get, "/schemas/answers.json");
        Assert.Equal("application/schema+json", answered.Content.Headers.ContentType!.MediaType);
        var budget = JsonDocument.Parse(await answered.Content.ReadAsStringAsync()).RootElement.GetProperty("$defs").GetProperty("Budget").GetProperty("properties");
        Assert.Equal(["description", "category", "requested", "coFunding"], budget.GetProperty("rows").GetProperty("items").GetProperty("properties").EnumerateObject().Select(column => column.Name));
        Assert.Equal(["requested", "coFunding"], budget.GetProperty("totals").GetProperty("properties").EnumerateObject().Select(column => column.Name));
    }

    [SkippableFact]
    public async Task Example_OfAForm_IsTaken()
    {
        var manager = await Host.SignInAsync(Scenario.Staff.Manager);
        var call = await manager.PostAsync("/api/v1/calls", new { reference = $"T-{Guid.NewGuid():n}"[..14].ToUpperInvariant(), title = "A call whose form comes from elsewhere (illustrative)" });
        var path = $"/api/v1/calls/{call.Id()}/form";
        var body = JsonNode.Parse(Body((await manager.GetAsync("/openapi/v1.json")).GetProperty("paths"), "/api/v1/calls/{id}/form", "put").GetProperty("example").GetRawText())!;
        body["version"] = (await manager.GetAsync(path)).Version();
        await manager.PutAsync(path, body);
        var form = await manager.GetAsync(path);
        Assert.Empty(form.GetProperty("problems").EnumerateArray());
        Assert.Equal(["title", "country", "approach", "budget"], form.GetProperty("form").GetProperty("sections")[0].GetProperty("questions").EnumerateArray().Select(question => question.Text("code")));
    }

    private Task<TestCall> CallAsync() => Scenario.OpenCallAsync(other: new { form = new { sections = new[] { new { code = "all", title = "Everything", questions = _questions.Select(Question) } } }, pathways = "NationalCapacity, InclusivePolicy" });

    private static JsonObject Question((QuestionKind Kind, string Code, object? Settings) of)
    {
        var question = JsonSerializer.SerializeToNode(of.Settings ?? new { }, JsonSerializerOptions.Web)!.AsObject();
        (question["code"], question["kind"], question["text"]) = (of.Code, $"{of.Kind}", $"A question of the kind {of.Kind}");
        return question;
    }

    private static object[] Choices(params string[] codes) => [.. codes.Select(code => new { code, text = code })];

    private static JsonElement Body(JsonElement operations, string path, string method) =>
        operations.GetProperty(path).GetProperty(method).GetProperty("requestBody").GetProperty("content").GetProperty("application/json");

    public sealed class OnSqlite(SqliteHost host) : AnswerExamplesTests(host), IClassFixture<SqliteHost>;

    public sealed class OnPostgres(PostgresHost host) : AnswerExamplesTests(host), IClassFixture<PostgresHost>;
}
