using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using Grants.Accounts;
using Grants.Tests.Fixtures;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Patterns;
using Microsoft.Extensions.DependencyInjection;

namespace Grants.Tests.Hosting;

/// <summary>What a form or a program leaves out is refused or read as nothing, and never the server's fault: no box ticked, no body, an empty place in a list.</summary>
public sealed class NothingSentTests(SqliteHost host) : FrontDoorTests(host), IClassFixture<SqliteHost>
{
    [SkippableFact]
    public async Task FormOfWhichNothingIsSent_IsNeverOurFault()
    {
        var people = await PeopleAsync();
        var (faults, asked) = (new List<string>(), 0);
        foreach (var route in Routes().Where(route => route.Metadata.GetMetadata<IAcceptsMetadata>()?.ContentTypes.Any(type => type.Contains("form", StringComparison.Ordinal)) == true))
        {
            var path = PathOf(route);
            var (browser, token) = Asks(people, route);
            using var form = new FormUrlEncodedContent([KeyValuePair.Create("__RequestVerificationToken", token)]);
            using var response = await browser.SendAsync(HttpMethod.Post, path, form);
            asked++;
            if (response.StatusCode >= HttpStatusCode.InternalServerError) faults.Add($"{path}: {(int)response.StatusCode}");
        }

        Assert.True(asked > 60, $"Only {asked} forms.");
        Assert.True(faults.Count == 0, $"{string.Join('\n', faults)}\n{Host.Log}");
    }

    [SkippableFact]
    public async Task BodyOrElementThatIsNull_IsRefused()
    {
        var people = await PeopleAsync();
        var document = await people[0].Signed.Browser.GetAsync("/openapi/v1.json");
        var (schema, faults, asked) = (new ApiSchema(document), new List<string>(), 0);
        foreach (var route in Routes().Where(route => route.Metadata.GetMetadata<IAcceptsMetadata>()?.ContentTypes.Contains("application/json") == true))
        {
            var method = route.Metadata.GetMetadata<HttpMethodMetadata>()!.HttpMethods[0];
            var path = PathOf(route);
            var browser = Asks(people, route).Browser;
            var body = schema.Find(method, path)!.Value.Operation.GetProperty("requestBody").GetProperty("content").GetProperty("application/json");
            var isRequired = route.Metadata.GetMetadata<IAcceptsMetadata>()!.IsOptional == false;
            foreach (var (what, json) in EmptyPlaces(Example(body)).Prepend(("the body", "null")).Prepend(("the body, which is not JSON,", "xx")).Prepend(("the body, which is empty,", "")))
            {
                using var content = new StringContent(json, null, "application/json");
                using var response = await browser.SendAsync(new HttpMethod(method), path, content);
                asked++;
                if (response.StatusCode >= HttpStatusCode.InternalServerError) faults.Add($"{method} {path} with null for {what}: {(int)response.StatusCode}");
                else if (isRequired && response.StatusCode is not (HttpStatusCode.BadRequest or HttpStatusCode.Unauthorized)) faults.Add($"{method} {path} with null for {what}: {(int)response.StatusCode}");
                if (response.StatusCode == HttpStatusCode.BadRequest && !await SaysWhatIsWrongAsync(response)) faults.Add($"{method} {path} with null for {what} says nothing: {await response.Content.ReadAsStringAsync()}");
            }
        }

        Assert.True(asked > 80, $"Only {asked} bodies.");
        Assert.True(faults.Count == 0, $"{string.Join('\n', faults)}\n{Host.Log}");
    }

    private static async Task<bool> SaysWhatIsWrongAsync(HttpResponseMessage response) =>
        JsonDocument.Parse(await response.Content.ReadAsStringAsync()).RootElement is var problem && problem.Text("detail") is { Length: > 0 } && problem.Text("code") == "Invalid";

    // The first, where there are several.
    private static JsonElement Example(JsonElement body) =>
        body.TryGetProperty("example", out var only) ? only : body.GetProperty("examples").EnumerateObject().First().Value.GetProperty("value");

    // The example with null as the only element of each list in turn.
    private static IEnumerable<(string What, string Json)> EmptyPlaces(JsonElement example)
    {
        if (example.ValueKind != JsonValueKind.Object) yield break;
        foreach (var list in example.EnumerateObject().Where(member => member.Value.ValueKind == JsonValueKind.Array))
        {
            var body = JsonNode.Parse(example.GetRawText())!.AsObject();
            body[list.Name] = new JsonArray([null]);
            yield return ($"an element of '{list.Name}'", body.ToJsonString());
        }
    }

    private async Task<List<(Who Who, (Browser Browser, string Token) Signed)>> PeopleAsync()
    {
        var organisation = await Scenario.OrganisationAsync();
        var staff = Host.Staff;
        (TestPerson Person, Who Who)[] people =
        [
            (organisation.Lead, Who.SignedIn | Who.Applicant), (staff.Manager, Who.GrantManager), (staff.Reviewers[0], Who.Reviewer), (staff.Endorser, Who.Endorser), (staff.Delegate, Who.Delegate),
            (staff.Finance, Who.FinanceOfficer), (staff.Auditor, Who.Auditor), (staff.Administrator, Who.Administrator),
        ];
        var signed = new List<(Who, (Browser, string))> { (Who.Anyone, await SeenAsync(Host.NewBrowser(), "/sign-in")) };
        foreach (var (person, who) in people) signed.Add((who, await SeenAsync(await Host.SignInAsync(person), "/tasks")));
        return signed;
    }

    private static async Task<(Browser Browser, string Token)> SeenAsync(Browser browser, string path) =>
        (browser, (await browser.OpenAsync(path)).Document.QuerySelector("[name=__RequestVerificationToken]")!.GetAttribute("value")!);

    // Whoever signs out is nobody from then on: a stranger does that.
    private static (Browser Browser, string Token) Asks(List<(Who Who, (Browser Browser, string Token) Signed)> people, RouteEndpoint route)
    {
        var may = route.RoutePattern.RawText!.Contains("sign-", StringComparison.Ordinal) ? Who.Anyone : route.Metadata.GetMetadata<WhoMayMetadata>()!.Who;
        return people.First(person => (may & person.Who) != 0).Signed;
    }

    private IEnumerable<RouteEndpoint> Routes() => Host.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>().Where(route => route.Metadata.GetMetadata<WhoMayMetadata>() is not null);

    // Of something that does not exist: what is sent is read before it is looked for.
    private static string PathOf(RouteEndpoint route) => "/" + string.Join('/', route.RoutePattern.PathSegments.Select(segment => string.Concat(segment.Parts.Select(part => part switch
    {
        RoutePatternLiteralPart literal => literal.Content,
        RoutePatternParameterPart { Name: "kind" } => "ChildProtection",
        RoutePatternParameterPart => Guid.Empty.ToString(),
        _ => "",
    }))));
}
