using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using Grants.Accounts;
using Grants.Tests.Fixtures;
using Microsoft.EntityFrameworkCore;

namespace Grants.Tests.Accounts;

/// <summary>Access tokens: made by a person, for a part of what they may, for a time.</summary>
public abstract class TokenTests(GrantsHost host) : FrontDoorTests(host)
{
    [SkippableFact]
    public async Task Page_MakesAToken_ShowsItOnce_AndTellsThePerson()
    {
        var organisation = await Scenario.OrganisationAsync();
        var lead = await Host.SignInAsync(organisation.Lead);
        var made = await (await lead.OpenAsync("/account/tokens/new")).Fill("Name", "Our accounts").Fill("Scopes", "applications:read").Fill("ExpiresAt", "30").SubmitAsync("Make the token");
        var secret = made.Document.QuerySelector("#token")!.TextContent;
        Assert.StartsWith(AccessToken.Prefix, secret, StringComparison.Ordinal);

        var list = await lead.OpenAsync("/account/tokens");
        Assert.InRange(lead.LastCommands, 1, 8);
        Assert.Contains("Our accounts", list.Text, StringComparison.Ordinal);
        Assert.Contains("Never", list.Text, StringComparison.Ordinal);
        Assert.DoesNotContain(secret, list.Document.DocumentElement.OuterHtml, StringComparison.Ordinal);
        Assert.False(await Host.InDatabaseAsync(db => db.AccessTokens.AnyAsync(token => token.Hash.Contains(secret))));
        await Host.SettleAsync();
        Assert.Contains("access token", Host.MailTo(organisation.Lead.Email)[^1].Subject, StringComparison.Ordinal);

        using var program = Program(secret);
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(program, HttpMethod.Get, "/api/v1/applications"));
        Assert.DoesNotContain("Never", (await lead.OpenAsync("/account/tokens")).Text, StringComparison.Ordinal);
        await list.SubmitAsync("Revoke Our accounts");
        Assert.Equal(HttpStatusCode.Unauthorized, await StatusAsync(program, HttpMethod.Get, "/api/v1/applications"));
    }

    [SkippableFact]
    public async Task Token_DoesWhatItsScopesSay_AndNeverMoreThanThePerson()
    {
        var application = await Scenario.DraftApplicationAsync(await Scenario.OpenCallAsync(days: 3));
        using var reader = Program(await MakeAsync(application.Organisation.Contributor, "applications:read", "calls:read"));
        using var writer = Program(await MakeAsync(application.Organisation.Contributor, "applications:read", "applications:write", "calls:write"));

        var version = (await reader.GetFromJsonAsync<JsonElement>(application.Path)).Version();
        var refused = await ProblemAsync(reader, HttpStatusCode.Forbidden, HttpMethod.Put, $"{application.Path}/answers/approach", new { version = 1, value = "By a program." });
        Assert.Contains("applications:write", refused.Text("detail"), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(writer, HttpMethod.Put, $"{application.Path}/answers/approach", new { version = 1, value = "By a program." }));

        // The same checks and the same words as in the portal: a contributor does not submit, and writes no call.
        var forbidden = await ProblemAsync(writer, HttpStatusCode.Forbidden, HttpMethod.Post, $"{application.Path}/submit", new { version });
        Assert.Contains("Only a lead person", forbidden.Text("detail"), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.Forbidden, await StatusAsync(writer, HttpMethod.Post, "/api/v1/calls", new { }));
        Assert.Equal(HttpStatusCode.NotFound, await StatusAsync(reader, HttpMethod.Get, (await Scenario.DraftApplicationAsync()).Path));
        var entry = await Host.InDatabaseAsync(db => db.AuditEntries.AsNoTracking().Where(each => each.SubjectId == application.Id).OrderBy(each => each.Sequence).LastAsync());
        Assert.Equal(application.Organisation.Contributor.Id, entry.ActorId);
    }

    [SkippableFact]
    public async Task Token_MakesNoTokens_ChangesNoPeople_AndOpensNoPages()
    {
        var administrator = Scenario.Staff.Administrator;
        using var program = Program(await MakeAsync(administrator, [.. TokenScopes.All]));
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(program, HttpMethod.Get, "/api/v1/people"));
        foreach (var (method, path) in new[]
                 {
                     (HttpMethod.Post, "/api/v1/tokens"), (HttpMethod.Post, "/api/v1/people"), (HttpMethod.Post, $"/api/v1/people/{administrator.Id}/deactivate"), (HttpMethod.Post, $"/api/v1/people/{administrator.Id}/roles"),
                     (HttpMethod.Delete, $"/api/v1/tokens/{Guid.NewGuid()}"), (HttpMethod.Get, "/tasks"), (HttpMethod.Get, "/people"),
                 })
        {
            var refused = await ProblemAsync(program, HttpStatusCode.Forbidden, method, path, method == HttpMethod.Post ? new { } : null);
            Assert.Contains("signed in to the portal", refused.Text("detail"), StringComparison.Ordinal);
        }
    }

    [SkippableFact]
    public async Task Token_EndsWithItsTime_AndWithItsPerson()
    {
        var organisation = await Scenario.OrganisationAsync();
        using var shortLived = Program(await MakeAsync(organisation.Lead, TimeSpan.FromHours(2), "applications:read"));
        using var other = Program(await MakeAsync(organisation.Lead, "applications:read"));
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(shortLived, HttpMethod.Get, "/api/v1/applications"));
        await Host.AdvanceDaysAsync(0.2);
        var over = await ProblemAsync(shortLived, HttpStatusCode.Unauthorized, HttpMethod.Get, "/api/v1/applications");
        Assert.Contains("no longer does", over.Text("detail"), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(other, HttpMethod.Get, "/api/v1/applications"));

        var administrator = await Host.SignInAsync(Scenario.Staff.Administrator);
        var version = (await administrator.GetAsync($"/api/v1/people/{organisation.Lead.Id}")).Version();
        await administrator.PostAsync($"/api/v1/people/{organisation.Lead.Id}/deactivate", new { version });
        Assert.Equal(HttpStatusCode.Unauthorized, await StatusAsync(other, HttpMethod.Get, "/api/v1/applications"));
        Assert.True(await Host.InDatabaseAsync(db => db.AccessTokens.AllAsync(token => token.PersonId != organisation.Lead.Id || token.RevokedAt != null)));
    }

    [SkippableFact]
    public async Task Post_Tokens_RefusesWhatCannotBe()
    {
        var lead = await Host.SignInAsync((await Scenario.OrganisationAsync()).Lead);
        var refused = await lead.RefusedAsync(HttpStatusCode.BadRequest, HttpMethod.Post, "/api/v1/tokens", new { name = "", scopes = new[] { "everything:write" }, expiresAt = Host.Now.AddDays(366) });
        Assert.Equal(["expiresAt", "name", "scopes"], refused.GetProperty("errors").EnumerateObject().Select(error => error.Name).Order());
        var page = await (await lead.OpenAsync("/account/tokens/new")).Fill("Name", "Mine").SubmitAsync("Make the token");
        Assert.Equal(HttpStatusCode.BadRequest, page.Status);
        Assert.Equal("Mine", page.Document.QuerySelector("[name=Name]")!.GetAttribute("value"));
    }

    [SkippableFact]
    public async Task Token_ThatAsksTooOften_IsToldToWait()
    {
        using var program = Program(await MakeAsync((await Scenario.OrganisationAsync()).Lead, "tasks:read"));
        HttpResponseMessage? refused = null;
        for (var i = 0; i < 3 * TokenLimits.AtOnce && refused is null; i++)
        {
            var answer = await program.GetAsync("/api/v1/no-such-thing");
            if (answer.StatusCode == HttpStatusCode.TooManyRequests) refused = answer;
            else answer.Dispose();
        }

        Assert.NotNull(refused);
        Assert.True(refused.Headers.RetryAfter?.Delta >= TimeSpan.FromSeconds(1));
        refused.Dispose();
    }

    [SkippableFact]
    public async Task Token_ThatHasEnded_OrIsMadeUp_IsToldSo_WhereAnybodyMayRead()
    {
        var call = await Scenario.OpenCallAsync();
        var lead = (await Scenario.OrganisationAsync()).Lead;
        using var ended = Program(await MakeAsync(lead, TimeSpan.FromHours(2), "calls:read"));
        using var madeUp = Program("nonsense");
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(ended, HttpMethod.Get, "/api/v1/calls"));
        await Host.AdvanceDaysAsync(0.2);
        foreach (var path in new[] { "/api/v1/calls", call.Path, "/api/v1/applications", "/api/v1/no-such-thing" })
        {
            foreach (var program in new[] { ended, madeUp })
                Assert.Contains("no longer does", (await ProblemAsync(program, HttpStatusCode.Unauthorized, HttpMethod.Get, path)).Text("detail"), StringComparison.Ordinal);
        }

        using var anybody = new HttpClient { BaseAddress = Host.Address };
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(anybody, HttpMethod.Get, "/api/v1/calls"));
    }

    [SkippableFact]
    public async Task UnknownToken_AndMadeUpOne_AreRefused()
    {
        foreach (var secret in new[] { "nonsense", AccessToken.Prefix + "nonsense" })
        {
            using var program = Program(secret);
            Assert.Equal(HttpStatusCode.Unauthorized, await StatusAsync(program, HttpMethod.Get, "/api/v1/me"));
        }
    }

    private HttpClient Program(string secret)
    {
        var client = new HttpClient { BaseAddress = Host.Address };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", secret);
        return client;
    }

    private Task<string> MakeAsync(TestPerson person, params string[] scopes) => MakeAsync(person, TimeSpan.FromDays(30), scopes);

    private async Task<string> MakeAsync(TestPerson person, TimeSpan life, params string[] scopes)
    {
        var browser = await Host.SignInAsync(person);
        // Signed in a while ago: a token wants a fresh proof.
        await browser.ProveSecondFactorAsync(person);
        return (await browser.PostAsync("/api/v1/tokens", new { name = "A program", scopes, expiresAt = Host.Now + life })).Text("token")!;
    }

    private static async Task<HttpStatusCode> StatusAsync(HttpClient program, HttpMethod method, string path, object? body = null)
    {
        using var response = await SendAsync(program, method, path, body);
        return response.StatusCode;
    }

    private static async Task<JsonElement> ProblemAsync(HttpClient program, HttpStatusCode status, HttpMethod method, string path, object? body = null)
    {
        using var response = await SendAsync(program, method, path, body);
        var text = await response.Content.ReadAsStringAsync();
        Assert.True(status == response.StatusCode, $"{method} {path}: {(int)response.StatusCode} {text}");
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
        return JsonDocument.Parse(text).RootElement;
    }

    private static async Task<HttpResponseMessage> SendAsync(HttpClient program, HttpMethod method, string path, object? body)
    {
        using var request = new HttpRequestMessage(method, path) { Content = body is null ? null : JsonContent.Create(body) };
        return await program.SendAsync(request);
    }

    public sealed class OnSqlite(SqliteHost host) : TokenTests(host), IClassFixture<SqliteHost>;

    public sealed class OnPostgres(PostgresHost host) : TokenTests(host), IClassFixture<PostgresHost>;
}
