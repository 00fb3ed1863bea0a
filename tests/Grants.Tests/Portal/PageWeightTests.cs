using System.Net;
using System.Text.RegularExpressions;
using Grants.Tests.Fixtures;

namespace Grants.Tests.Portal;

/// <summary>What pages weigh over the wire, compressed as a browser asks for it: on a line of 64 kbit/s ten kilobytes take more than a second.</summary>
public sealed partial class PageWeightTests(SqliteHost host) : FrontDoorTests(host), IClassFixture<SqliteHost>
{
    private const int MostOfAFirstVisit = 60_000;
    private const int MostOfADraftSection = 80_000;
    private const int MostOfScript = 30_000;

    [SkippableFact]
    public async Task FirstVisit_OfTheCallPage_IsLight_AndItsAssetsAreKeptForEver()
    {
        var call = await Scenario.OpenCallAsync();
        var (page, assets) = await WeighAsync($"/calls/{call.Id}", null);
        Assert.InRange(page + assets.Values.Sum(), 1, MostOfAFirstVisit);
        Assert.InRange(assets.Where(asset => asset.Key.EndsWith(".js", StringComparison.Ordinal)).Sum(asset => asset.Value), 1, MostOfScript);
    }

    [SkippableFact]
    public async Task EverySectionOfADraft_IsLight()
    {
        var application = await Scenario.DraftApplicationAsync();
        var lead = await Host.SignInAsync(application.Organisation.Lead);
        var overview = await lead.OpenAsync($"/applications/{application.Id}");
        var sections = overview.Document.QuerySelectorAll("main a").Select(link => link.GetAttribute("href")!).Where(href => href.Contains("/edit/", StringComparison.Ordinal)).Distinct().ToList();
        Assert.NotEmpty(sections);
        var cookies = string.Join("; ", lead.Cookies.Select(cookie => $"{cookie.Name}={cookie.Value}"));
        foreach (var section in sections)
        {
            var (page, assets) = await WeighAsync(section, cookies);
            Assert.True(page + assets.Values.Sum() <= MostOfADraftSection, $"{section}: {page} bytes and {string.Join(", ", assets.Select(asset => $"{asset.Key} {asset.Value}"))}");
            Assert.InRange(assets.Where(asset => asset.Key.EndsWith(".js", StringComparison.Ordinal)).Sum(asset => asset.Value), 1, MostOfScript);
        }
    }

    private async Task<(int Page, Dictionary<string, int> Assets)> WeighAsync(string path, string? cookies)
    {
        using var wire = new HttpClient(new SocketsHttpHandler { AutomaticDecompression = DecompressionMethods.None, UseCookies = false }) { BaseAddress = Host.Address };
        using var reader = new HttpClient(new SocketsHttpHandler { AutomaticDecompression = DecompressionMethods.All, UseCookies = false }) { BaseAddress = Host.Address };
        foreach (var client in new[] { wire, reader })
        {
            client.DefaultRequestHeaders.Add("Accept-Encoding", "br, gzip");
            if (cookies is not null) client.DefaultRequestHeaders.Add("Cookie", cookies);
        }

        using var response = await wire.GetAsync(path);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.NotEmpty(response.Content.Headers.ContentEncoding);
        var page = (await response.Content.ReadAsByteArrayAsync()).Length;
        var assets = new Dictionary<string, int>();
        foreach (Match match in Assets().Matches(await reader.GetStringAsync(path)))
        {
            using var asset = await wire.GetAsync(match.Groups[1].Value);
            Assert.Equal("public, max-age=31536000, immutable", asset.Headers.CacheControl?.ToString());
            assets[match.Groups[1].Value] = (await asset.Content.ReadAsByteArrayAsync()).Length;
        }

        return (page, assets);
    }

    [GeneratedRegex("""(?:href|src)="(/assets/[^"]+)" """, RegexOptions.IgnorePatternWhitespace)]
    private static partial Regex Assets();
}
