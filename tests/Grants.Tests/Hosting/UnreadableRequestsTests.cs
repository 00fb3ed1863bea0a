using System.Net;
using System.Text.Json;
using Grants.Tests.Fixtures;

namespace Grants.Tests.Hosting;

/// <summary>A program whose request cannot be read is told why, and at which field, as with every other refusal.</summary>
public abstract class UnreadableRequestsTests(GrantsHost host) : FrontDoorTests(host)
{
    [SkippableFact]
    public async Task Body_ThatCannotBeRead_IsToldByField()
    {
        var call = await Scenario.OpenCallAsync();
        var organisation = await Scenario.OrganisationAsync();
        var (lead, manager) = (await Host.SignInAsync(organisation.Lead), await Host.SignInAsync(Scenario.Staff.Manager));
        var applications = $"{call.Path}/applications";

        Assert.Contains("needs a body in JSON", await DetailAsync(lead, HttpMethod.Post, applications, ""), StringComparison.Ordinal);
        Assert.Contains("needs a body in JSON", await DetailAsync(lead, HttpMethod.Post, applications, "null"), StringComparison.Ordinal);
        Assert.Contains("is not JSON: line 2, character 1", await DetailAsync(lead, HttpMethod.Post, applications, "{\nxx"), StringComparison.Ordinal);
        await IsToldAsync(lead, HttpMethod.Post, applications, "{}", ("organisationId", "This is missing"));
        await IsToldAsync(lead, HttpMethod.Post, applications, """{"organisationId":"abc"}""", ("organisationId", "Give an id"));
        await IsToldAsync(lead, HttpMethod.Post, applications, """{"organisationId":null}""", ("organisationId", "Give an id"));
        Assert.Contains("object", await DetailAsync(lead, HttpMethod.Post, applications, "[]"), StringComparison.Ordinal);
        await IsToldAsync(manager, HttpMethod.Post, "/api/v1/calls", "{}", ("reference", "This is missing"), ("title", "This is missing"));
        await IsToldAsync(manager, HttpMethod.Post, "/api/v1/calls", """{"reference":"A","title":"B","kind":"Nonsense"}""", ("kind", "OneStage"));
        await IsToldAsync(manager, HttpMethod.Post, "/api/v1/calls", """{"reference":"A","title":null}""", ("title", "cannot be null"));
        await IsToldAsync(manager, HttpMethod.Post, "/api/v1/calls", """{"reference":"A","title":"B","countries":"KH"}""", ("countries", "Give a list"));
        await IsToldAsync(manager, HttpMethod.Post, "/api/v1/calls", """{"reference":"A","title":"B","countries":[null]}""", ("countries", "empty"));
        await IsToldAsync(manager, HttpMethod.Post, "/api/v1/calls", """{"reference":"A","title":"B","floorMinor":"much"}""", ("floorMinor", "Give a whole number"));
        await IsToldAsync(manager, HttpMethod.Post, "/api/v1/calls", """{"reference":"A","title":"B","rubric":[{"title":5}]}""", ("rubric[0].title", "Give a text"));
        await IsToldAsync(manager, HttpMethod.Put, $"{call.Path}/timetable", """{"version":1,"timeZone":"Asia/Bangkok","opensAt":"x"}""", ("opensAt", "Give an instant in UTC"));
        await IsToldAsync(lead, HttpMethod.Post, "/api/v1/documents", """{"purpose":"Nothing"}""", ("purpose", "Application"));
    }

    [SkippableFact]
    public async Task Answer_ThatIsJsonButNoText_IsToldAtItsField()
    {
        var application = await Scenario.StartedApplicationAsync();
        var lead = await Host.SignInAsync(application.Organisation.Lead);
        var answers = $"{application.Path}/answers";
        foreach (var value in new[] { @"""\ud800""", """["\ud800"]""" })
            Assert.Contains("half a character", await ErrorAsync($"{answers}/title", "title", value), StringComparison.Ordinal);
        foreach (var value in new[]
        {
            """{"rows":[],"rows":[]}""", """{"rows":[{"description":"a","description":"b"}]}""", """{"rows":[{"description":"\ud800"}]}""", """{"rows":[{"\ud800":"x"}]}""",
            """{"\ud800":[]}""", """{"totals":{"requested":["\ud800"]}}""",
        }) Assert.Contains("cannot be read as a table", await ErrorAsync($"{answers}/budget", "budget", value), StringComparison.Ordinal);

        // Of several, what can be kept is.
        var problem = await ProblemAsync(lead, HttpMethod.Put, application.Path, """{"answers":{"approach":"\ud800","title":"Legal aid"}}""");
        Assert.Equal("approach", Assert.Single(problem.GetProperty("errors").EnumerateObject().ToList()).Name);
        Assert.Equal("Legal aid", (await lead.GetAsync(application.Path)).GetProperty("answers").Text("title"));
        // Names that differ only in capitals are one in the answer.
        problem = await ProblemAsync(lead, HttpMethod.Put, application.Path, """{"answers":{"Foo":"x","foo":"y"}}""");
        Assert.Equal("The call does not ask this", Assert.Single(problem.GetProperty("errors").EnumerateObject().ToList()).Value.GetString());

        async Task<string> ErrorAsync(string path, string field, string value) =>
            (await ProblemAsync(lead, HttpMethod.Put, path, $$"""{"version":0,"value":{{value}}}""")).GetProperty("errors").Text(field)!;
    }

    [SkippableFact]
    public async Task Charset_ThatNobodyKnows_IsToldAndAQuotedOneIsRead()
    {
        var manager = await Host.SignInAsync(Scenario.Staff.Manager);
        foreach (var (charset, status) in new[] { ("foo", HttpStatusCode.UnsupportedMediaType), ("utf-7", HttpStatusCode.UnsupportedMediaType), ("\"utf-8\"", HttpStatusCode.BadRequest), ("UTF-8", HttpStatusCode.BadRequest), ("iso-8859-1", HttpStatusCode.BadRequest) })
        {
            using var content = new StringContent("{}");
            content.Headers.Remove("Content-Type");
            Assert.True(content.Headers.TryAddWithoutValidation("Content-Type", $"application/json; charset={charset}"));
            var problem = await manager.RefusedAsync(status, HttpMethod.Post, "/api/v1/calls", content);
            if (status == HttpStatusCode.UnsupportedMediaType) Assert.Contains("application/json", problem.Text("detail"), StringComparison.Ordinal);
            else Assert.True(problem.GetProperty("errors").TryGetProperty("reference", out _), charset);
        }
    }

    [SkippableFact]
    public async Task Address_ThatCannotBeRead_IsToldToo()
    {
        var lead = await Host.SignInAsync((await Scenario.OrganisationAsync()).Lead);
        await IsToldAsync(lead, HttpMethod.Get, "/api/v1/documents?subject=abc", null, ("subject", "Give an id"));
        await IsToldAsync(lead, HttpMethod.Get, "/api/v1/documents", null, ("subject", "This is missing"));
    }

    [SkippableFact]
    public async Task Refusal_OfWhichOnlyTheStatusIsKnown_StillSaysWhatIsWrong()
    {
        var call = await Scenario.OpenCallAsync();
        var lead = await Host.SignInAsync((await Scenario.OrganisationAsync()).Lead);
        using var stranger = Host.NewBrowser();
        foreach (var (browser, status, method, path, code) in new (Browser, HttpStatusCode, HttpMethod, string, string?)[]
        {
            (stranger, HttpStatusCode.NotFound, HttpMethod.Get, "/api/v1/calls/nonsense", "NotFound"), (lead, HttpStatusCode.Forbidden, HttpMethod.Get, $"{call.Path}/form", "Forbidden"),
            (stranger, HttpStatusCode.Unauthorized, HttpMethod.Get, "/api/v1/me", null), (lead, HttpStatusCode.MethodNotAllowed, HttpMethod.Delete, "/api/v1/calls", null),
        })
        {
            var problem = await browser.RefusedAsync(status, method, path);
            Assert.NotEmpty(problem.Text("detail")!);
            Assert.Equal(code, problem.TryGetProperty("code", out var kind) ? kind.GetString() : null);
        }

        var text = await lead.RefusedAsync(HttpStatusCode.UnsupportedMediaType, HttpMethod.Post, $"{call.Path}/applications", new StringContent("{}"));
        Assert.Contains("application/json", text.Text("detail"), StringComparison.Ordinal);
    }

    private static async Task IsToldAsync(Browser browser, HttpMethod method, string path, string? body, params (string Field, string Words)[] expected)
    {
        var problem = await ProblemAsync(browser, method, path, body);
        var errors = problem.GetProperty("errors").EnumerateObject().ToDictionary(error => error.Name, error => error.Value.GetString()!);
        Assert.Equal(expected.Select(each => each.Field), errors.Keys);
        foreach (var (field, words) in expected)
        {
            Assert.Contains(words, errors[field], StringComparison.Ordinal);
            Assert.Contains(field, problem.Text("detail"), StringComparison.Ordinal);
        }
    }

    private static async Task<string> DetailAsync(Browser browser, HttpMethod method, string path, string body) => (await ProblemAsync(browser, method, path, body)).Text("detail")!;

    private static async Task<JsonElement> ProblemAsync(Browser browser, HttpMethod method, string path, string? body)
    {
        using var content = body is null ? null : new StringContent(body, null, "application/json");
        var problem = await browser.RefusedAsync(HttpStatusCode.BadRequest, method, path, content);
        Assert.Equal("Invalid", problem.Text("code"));
        return problem;
    }

    public sealed class OnSqlite(SqliteHost host) : UnreadableRequestsTests(host), IClassFixture<SqliteHost>;

    public sealed class OnPostgres(PostgresHost host) : UnreadableRequestsTests(host), IClassFixture<PostgresHost>;
}
