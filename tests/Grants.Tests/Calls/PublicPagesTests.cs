using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using System.Xml.Linq;
using AngleSharp.Html.Parser;
using Grants.Tests.Fixtures;

namespace Grants.Tests.Calls;

/// <summary>The pages of calls as anybody sees them.</summary>
public abstract class PublicPagesTests(GrantsHost host) : FrontDoorTests(host)
{
    private const int MostBytes = 60_000;

    [SkippableFact]
    public async Task FirstVisitOfACall_IsSmall_StructuredAndCacheable()
    {
        var call = await Scenario.OpenCallAsync();
        using var http = new HttpClient { BaseAddress = Host.Address };
        http.DefaultRequestHeaders.AcceptEncoding.ParseAdd("br");
        using var visitor = Host.NewBrowser();
        await visitor.OpenAsync($"/calls/{call.Id}");
        Assert.InRange(visitor.LastCommands, 1, 8);

        // Everything that a browser fetches on its first visit, as it comes over the line.
        using var response = await http.GetAsync(new Uri($"/calls/{call.Id}", UriKind.Relative));
        Assert.Equal("public, max-age=60", response.Headers.CacheControl!.ToString());
        Assert.Contains("Cookie", string.Join(',', response.Headers.Vary), StringComparison.Ordinal);
        Assert.False(response.Headers.Contains("Set-Cookie"));
        Assert.Equal("br", Assert.Single(response.Content.Headers.ContentEncoding));
        var bytes = (await response.Content.ReadAsByteArrayAsync()).Length;
        var document = new HtmlParser().ParseDocument(await PlainAsync($"/calls/{call.Id}"));
        foreach (var asset in document.QuerySelectorAll("link[rel=stylesheet], link[rel=icon], script[src], img").Select(element => element.GetAttribute("href") ?? element.GetAttribute("src")!))
            bytes += (await http.GetByteArrayAsync(new Uri(asset, UriKind.Relative))).Length;
        Assert.InRange(bytes, 1_000, MostBytes);

        using var data = JsonDocument.Parse(document.QuerySelector("script[type='application/ld+json']")!.TextContent);
        Assert.Equal("MonetaryGrant", data.RootElement.Text("@type"));
        Assert.Equal(call.Reference, data.RootElement.Text("identifier"));
        Assert.Equal(call.DeadlineAt, data.RootElement.GetProperty("potentialAction").Instant("endTime"), TimeSpan.FromSeconds(1));

        // What is somebody's own is kept by nobody.
        var lead = await Host.SignInAsync((await Scenario.OrganisationAsync()).Lead);
        using var own = await lead.SendAsync(HttpMethod.Get, $"/calls/{call.Id}");
        Assert.True(own.Headers.CacheControl!.NoStore);
    }

    [SkippableFact]
    public async Task StructuredData_CannotBeLeftByWhatSomebodyWrote()
    {
        var manager = await Host.SignInAsync(Scenario.Staff.Manager);
        const string Title = "</script><script>alert(1)</script> & \"quoted\" ភាសាខ្មែរ";
        var created = await manager.PostAsync("/api/v1/calls", Scenario.CallTerms($"X-{Guid.NewGuid():n}"[..12], Host.Now.AddHours(-1), Host.Now.AddDays(9), new { title = Title }));
        await manager.PostAsync($"/api/v1/calls/{created.Id()}/publish", new { version = created.Version() });
        var document = new HtmlParser().ParseDocument(await PlainAsync($"/calls/{created.Id()}"));
        using var data = JsonDocument.Parse(document.QuerySelector("script[type='application/ld+json']")!.TextContent);
        Assert.Equal(Title, data.RootElement.Text("name"));
        Assert.DoesNotContain(document.Scripts, script => script.TextContent.StartsWith("alert", StringComparison.Ordinal));
    }

    [SkippableFact]
    public async Task List_HasOpenComingAndPastCalls()
    {
        var past = await Scenario.OpenCallAsync(days: 2);
        await Host.AdvanceDaysAsync(3);
        var open = await Scenario.OpenCallAsync();
        var coming = await Scenario.PublishedCallAsync();
        using var visitor = Host.NewBrowser();
        var page = await visitor.OpenAsync("/calls");
        Assert.InRange(visitor.LastCommands, 1, 8);
        var html = page.Document.QuerySelector("main")!.InnerHtml;
        Assert.True(At(open) < At(coming) && At(coming) < At(past), html);

        int At(TestCall call) => html.IndexOf($"/calls/{call.Id}", StringComparison.Ordinal) is var at and >= 0 ? at : throw new InvalidOperationException($"{call.Reference} is not listed.");
    }

    [SkippableFact]
    public async Task Feed_IsAtom_NewestFirst_AndSaysWhetherItChanged()
    {
        var call = await Scenario.OpenCallAsync();
        var manager = await Host.SignInAsync(Scenario.Staff.Manager);
        await Host.AdvanceToAsync(Host.Now.AddMinutes(10));
        await manager.PostAsync($"{call.Path}/addenda", new { title = "More", text = "More text." });
        using var http = new HttpClient { BaseAddress = Host.Address };
        using var response = await http.GetAsync(new Uri("/calls/feed.atom", UriKind.Relative));
        Assert.Equal("application/atom+xml", response.Content.Headers.ContentType!.MediaType);
        XNamespace atom = "http://www.w3.org/2005/Atom";
        var feed = XDocument.Parse(await response.Content.ReadAsStringAsync()).Root!;
        var entry = feed.Elements(atom + "entry").First();
        Assert.Equal($"urn:uuid:{call.Id}", entry.Element(atom + "id")!.Value);
        Assert.Equal(Host.Now, DateTime.Parse(entry.Element(atom + "updated")!.Value, System.Globalization.CultureInfo.InvariantCulture, System.Globalization.DateTimeStyles.AdjustToUniversal), TimeSpan.FromSeconds(1));
        foreach (var element in new[] { "id", "title", "updated" }) Assert.NotEmpty(feed.Element(atom + element)!.Value);

        using var again = new HttpRequestMessage(HttpMethod.Get, "/calls/feed.atom");
        again.Headers.IfNoneMatch.Add(new EntityTagHeaderValue(response.Headers.ETag!.Tag));
        using var unchanged = await http.SendAsync(again);
        Assert.Equal(HttpStatusCode.NotModified, unchanged.StatusCode);
    }

    private async Task<string> PlainAsync(string path)
    {
        using var http = new HttpClient { BaseAddress = Host.Address };
        return await http.GetStringAsync(new Uri(path, UriKind.Relative));
    }

    public sealed class OnSqlite(SqliteHost host) : PublicPagesTests(host), IClassFixture<SqliteHost>;

    public sealed class OnPostgres(PostgresHost host) : PublicPagesTests(host), IClassFixture<PostgresHost>;
}
