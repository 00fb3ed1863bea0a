using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using Grants.Accounts;
using Grants.Tests.Fixtures;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Patterns;
using Microsoft.Extensions.DependencyInjection;

namespace Grants.Tests.Hosting;

/// <summary>
/// Every route, asked by everybody: a stranger, somebody without a role, and one person of each role. It answers exactly those whom it names; the
/// others are sent to sign in, or refused, before anything of theirs is read.
/// </summary>
public sealed class WhoMayWalkTests(SqliteHost host) : FrontDoorTests(host), IClassFixture<SqliteHost>
{
    [SkippableFact]
    public async Task Route_AnswersExactlyWhomItNames()
    {
        var organisation = await Scenario.OrganisationAsync();
        var staff = Host.Staff;
        (TestPerson? Person, Who Is)[] everybody =
        [
            (null, 0),
            (await Programme.PersonAsync(Host, "Without Role"), Who.SignedIn),
            (organisation.Lead, Who.SignedIn | Who.Applicant),
            (organisation.Contributor, Who.SignedIn | Who.Applicant),
            (staff.Reviewers[0], Who.SignedIn | Who.Reviewer),
            (staff.Manager, Who.SignedIn | Who.GrantManager),
            (staff.Endorser, Who.SignedIn | Who.Endorser),
            (staff.RegionalEndorser, Who.SignedIn | Who.Endorser),
            (staff.Delegate, Who.SignedIn | Who.Delegate),
            (staff.Finance, Who.SignedIn | Who.FinanceOfficer),
            (staff.Auditor, Who.SignedIn | Who.Auditor),
            (staff.Administrator, Who.SignedIn | Who.Administrator),
        ];

        var requests = Requests();
        Assert.True(requests.Count > 20, $"Only {requests.Count} routes.");
        var faults = new List<string>();
        foreach (var (person, who) in everybody)
        {
            var browser = person is null ? Host.NewBrowser() : await Host.SignInAsync(person);
            foreach (var (method, path, type, may) in requests)
            {
                using var response = await browser.SendAsync(new HttpMethod(method), path, BodyOf(type));
                var allowed = may.HasFlag(Who.Anyone) || (may & who) != 0;
                var answered = !response.Headers.Contains(RequestFollower.DeniedHeader);
                if (allowed != answered) faults.Add($"{method} {path}, for {may}: {person?.Name ?? "a stranger"} was {(answered ? "let in" : "refused")} ({(int)response.StatusCode})");
                if (response.StatusCode == HttpStatusCode.InternalServerError) faults.Add($"{method} {path} as {person?.Name ?? "a stranger"}: 500");
                if (answered) continue;
                var expected = person is not null ? HttpStatusCode.Forbidden : path.StartsWith("/api", StringComparison.Ordinal) ? HttpStatusCode.Unauthorized : HttpStatusCode.Redirect;
                if (response.StatusCode != expected) faults.Add($"{method} {path}: {person?.Name ?? "a stranger"} was refused with {(int)response.StatusCode}");
            }
        }

        Assert.True(faults.Count == 0, $"{string.Join('\n', faults)}\n{Host.Log}");
    }

    [SkippableFact]
    public async Task WhoeverIsRefused_SeesWhoTheyAreSignedInAs_AndWhereTheyCanGo()
    {
        var page = await (await Host.SignInAsync(await Programme.PersonAsync(Host, "Without Reviews"))).OpenAsync("/reviews");
        Assert.Equal(HttpStatusCode.Forbidden, page.Status);
        Assert.True(page.Has(".site-header__sign-out"));
        Assert.True(page.Has(".site-nav a[href='/tasks']"));
    }

    [SkippableFact]
    public async Task UnknownPath_IsNotFound_ForEverybody()
    {
        using var stranger = Host.NewBrowser();
        Assert.Equal(HttpStatusCode.NotFound, (await stranger.OpenAsync("/no-such-page")).Status);
        await stranger.RefusedAsync(HttpStatusCode.NotFound, HttpMethod.Get, "/api/v1/no-such-thing");
        var auditor = await Host.SignInAsync(Host.Staff.Auditor);
        var page = await auditor.OpenAsync("/no-such-page");
        Assert.Equal(HttpStatusCode.NotFound, page.Status);
        Assert.True(page.Has("nav[aria-label=Main]"), "The page does not show whose it is.");
        await auditor.RefusedAsync(HttpStatusCode.NotFound, HttpMethod.Get, "/api/v1/no-such-thing");
    }

    [SkippableFact]
    public async Task WrongMethodOrContent_IsSaidAsSuch()
    {
        var manager = await Host.SignInAsync(Host.Staff.Manager);
        await manager.RefusedAsync(HttpStatusCode.MethodNotAllowed, HttpMethod.Delete, "/api/v1/calls");
        await manager.RefusedAsync(HttpStatusCode.UnsupportedMediaType, HttpMethod.Post, "/api/v1/calls", new StringContent("x"));
        await manager.RefusedAsync(HttpStatusCode.BadRequest, HttpMethod.Post, "/api/v1/calls", new { });
        await manager.RefusedAsync(HttpStatusCode.BadRequest, HttpMethod.Post, "/api/v1/calls", new { title = (string?)null });
    }

    // Those of the product: the mailbox beside it names nobody. Signing out comes last, as everything after it would be asked by a stranger.
    private List<(string Method, string Path, string? ContentType, Who May)> Requests() =>
    [
        .. from endpoint in Host.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
           let may = endpoint.Metadata.GetMetadata<WhoMayMetadata>()
           where may is not null
           from method in endpoint.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods ?? ["GET"]
           let path = Path(endpoint.RoutePattern)
           orderby path.EndsWith("sign-out", StringComparison.Ordinal), path, method
           select (method, path, endpoint.Metadata.GetMetadata<IAcceptsMetadata>()?.ContentTypes[0], may.Who),
    ];

    // An empty one, of the kind that the route takes.
    private static HttpContent? BodyOf(string? contentType) => contentType switch
    {
        null => null,
        "multipart/form-data" => new MultipartFormDataContent(),
        _ => new StringContent(contentType == "application/json" ? "{}" : "") { Headers = { ContentType = new MediaTypeHeaderValue(contentType) } },
    };

    // Of something that does not exist.
    private static string Path(RoutePattern pattern) => "/" + string.Join('/', pattern.PathSegments.Select(segment => string.Concat(segment.Parts.Select(part => part switch
    {
        RoutePatternLiteralPart literal => literal.Content,
        RoutePatternSeparatorPart separator => separator.Content,
        RoutePatternParameterPart { ParameterPolicies: var policies } when policies.Any(policy => policy.Content == "guid") => Guid.Empty.ToString(),
        RoutePatternParameterPart { ParameterPolicies: var policies } when policies.Any(policy => policy.Content is "int" or "long") => 0.ToString(CultureInfo.InvariantCulture),
        RoutePatternParameterPart => Guid.Empty.ToString(),
        _ => throw new NotSupportedException(part.ToString()),
    }))));
}
