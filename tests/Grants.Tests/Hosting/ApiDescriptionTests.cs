using System.Net;
using System.Text.Json;
using Grants.Tests.Fixtures;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Grants.Tests.Hosting;

/// <summary>The API describes itself completely, and answers as it says.</summary>
public sealed class ApiDescriptionTests(SqliteHost host) : FrontDoorTests(host), IClassFixture<SqliteHost>
{
    private JsonElement _document;
    private ApiSchema _schema = null!;

    public override async Task InitializeAsync()
    {
        await base.InitializeAsync();
        using var anybody = Host.NewBrowser();
        _document = await anybody.GetAsync("/openapi/v1.json");
        _schema = new ApiSchema(_document);
    }

    [SkippableFact]
    public void EveryRouteOfTheApi_IsDescribed()
    {
        var routes = Host.Services.GetServices<EndpointDataSource>().SelectMany(source => source.Endpoints).OfType<RouteEndpoint>().Where(endpoint => endpoint.RoutePattern.RawText!.StartsWith("/api/v1/", StringComparison.Ordinal)).ToList();
        Assert.True(routes.Count > 60);
        foreach (var route in routes)
        {
            foreach (var method in route.Metadata.GetMetadata<HttpMethodMetadata>()!.HttpMethods)
                Assert.True(_schema.Find(method, route.RoutePattern.RawText!.TrimEnd('/').Replace(":guid", "", StringComparison.Ordinal).Replace(":int", "", StringComparison.Ordinal)) is not null, $"{method} {route.RoutePattern.RawText}");
        }
    }

    [SkippableFact]
    public void EveryOperation_HasSummarySchemasAndExamplesThatFit_RefusalsAndSecurity()
    {
        var faults = new List<string>();
        foreach (var (method, path, operation) in _schema.Operations)
        {
            var what = $"{method} {path}";
            if (!operation.TryGetProperty("summary", out _) || !operation.TryGetProperty("operationId", out _)) faults.Add($"{what}: no summary or no operationId");
            if (!operation.TryGetProperty("security", out _) && !operation.GetProperty("description").GetString()!.StartsWith("For everybody.", StringComparison.Ordinal)) faults.Add($"{what}: no security");
            if (operation.TryGetProperty("requestBody", out var request)) faults.AddRange(Bodies(request).SelectMany(body => FaultsOfExample($"{what} request", body)));
            var responses = operation.GetProperty("responses").EnumerateObject().ToList();
            var success = responses.Where(response => response.Name[0] == '2').ToList();
            if (success.Count == 0) faults.Add($"{what}: no success");
            foreach (var response in success)
            {
                var bodies = Bodies(response.Value).ToList();
                if (response.Name == "200" && bodies.Count == 0 && !response.Value.TryGetProperty("content", out _)) faults.Add($"{what}: 200 without a schema");
                faults.AddRange(bodies.SelectMany(body => FaultsOfExample($"{what} {response.Name}", body)));
            }

            var refusals = responses.Where(response => response.Name[0] == '4').ToList();
            if (refusals.Count == 0) faults.Add($"{what}: no refusal");
            faults.AddRange(refusals.SelectMany(refusal => Bodies(refusal.Value).SelectMany(body => FaultsOfExample($"{what} {refusal.Name}", body))));
        }

        Assert.True(faults.Count == 0, string.Join('\n', faults));
        foreach (var scheme in new[] { "token", "session" }) Assert.True(_document.GetProperty("components").GetProperty("securitySchemes").TryGetProperty(scheme, out _), scheme);
    }

    [SkippableFact]
    public async Task WhatIsAnswered_FitsTheDescription_FromTheCallToTheOffer()
    {
        var faults = new List<string>();
        var seen = new HashSet<string>();
        Host.Answered = (method, path, status, text) =>
        {
            if (!path.StartsWith("/api/v1/", StringComparison.Ordinal) || text.Length == 0) return;
            if (_schema.Find(method, path) is not { } found)
            {
                faults.Add($"{method} {path} is not described");
                return;
            }

            seen.Add($"{method} {found.Path} {status}");
            if (!found.Operation.GetProperty("responses").TryGetProperty($"{status}", out var response)) faults.Add($"{method} {found.Path}: {status} is not described");
            else if (Bodies(response).FirstOrDefault() is { ValueKind: JsonValueKind.Object } body)
                faults.AddRange(_schema.Faults(body.GetProperty("schema"), JsonDocument.Parse(text).RootElement).Select(fault => $"{method} {found.Path} {status}: {fault}"));
        };
        try
        {
            var draft = await Scenario.StartedApplicationAsync(await Scenario.OpenCallAsync(days: 3));
            var lead = await Host.SignInAsync(draft.Organisation.Lead);
            await lead.RefusedAsync(HttpStatusCode.BadRequest, HttpMethod.Post, $"{draft.Path}/submit", new { version = 1 });
            await lead.RefusedAsync(HttpStatusCode.NotFound, HttpMethod.Get, $"/api/v1/applications/{Guid.NewGuid()}");
            var award = await Scenario.OfferedAsync();
            var leads = await Host.SignInAsync(award.Organisation.Lead);
            foreach (var path in new[] { "/api/v1/me", "/api/v1/calls", "/api/v1/applications", award.Application.Path, $"{award.Application.Path}/receipt", "/api/v1/tasks", "/api/v1/tokens", award.Path })
                await leads.GetAsync(path);
            var administrator = await Host.SignInAsync(Scenario.Staff.Administrator);
            foreach (var path in new[] { "/api/v1/people", "/api/v1/operations", $"/api/v1/audit?subject={award.Application.Id}", "/api/v1/organisations", "/api/v1/awards" }) await administrator.GetAsync(path);
        }
        finally
        {
            Host.Answered = null;
        }

        Assert.True(seen.Count > 20, string.Join('\n', seen));
        Assert.True(faults.Count == 0, string.Join('\n', faults.Distinct()));
    }

    private IEnumerable<string> FaultsOfExample(string what, JsonElement body)
    {
        if (!body.TryGetProperty("schema", out var schema)) return [$"{what}: no schema"];
        if (body.TryGetProperty("examples", out var several)) return several.EnumerateObject().SelectMany(each => _schema.Faults(schema, each.Value.GetProperty("value")).Select(fault => $"{what} {each.Name}: {fault}"));
        return body.TryGetProperty("example", out var example) ? _schema.Faults(schema, example).Select(fault => $"{what}: {fault}") : [$"{what}: no example"];
    }

    private static IEnumerable<JsonElement> Bodies(JsonElement of) =>
        of.TryGetProperty("content", out var content) ? content.EnumerateObject().Where(body => body.Name.EndsWith("json", StringComparison.Ordinal)).Select(body => body.Value) : [];
}
