using System.Net;
using System.Text.RegularExpressions;

namespace Grants.Benchmarks;

/// <summary>What a first visit of a page takes over the wire: the page, its styles and its script, compressed as a browser asks for them.</summary>
internal static partial class PagesBenchmark
{
    private static readonly string[] Pages = ["/", "/calls", "/sign-in", "/help", "/do-no-harm", "/privacy", "/accessibility"];

    public static async Task<int> RunAsync(string[] _)
    {
        await using var site = await LocalSite.StartAsync();
        using var client = new HttpClient(new SocketsHttpHandler { AutomaticDecompression = DecompressionMethods.None }) { BaseAddress = site.Address };
        client.DefaultRequestHeaders.Add("Accept-Encoding", "br");
        using var plain = new HttpClient { BaseAddress = site.Address };
        var largest = 0;
        foreach (var page in Pages)
        {
            var html = await plain.GetStringAsync(page);
            var assets = Assets().Matches(html).Select(match => match.Groups[1].Value).Distinct().ToList();
            var bytes = (await client.GetByteArrayAsync(page)).Length;
            foreach (var asset in assets) bytes += (await client.GetByteArrayAsync(asset)).Length;
            Console.WriteLine($"{page,-16} {bytes,7:N0} bytes with {assets.Count} assets");
            largest = Math.Max(largest, bytes);
        }

        Console.WriteLine($"largest {largest:N0} bytes; limit 60,000");
        return largest <= 60_000 ? 0 : 1;
    }

    [GeneratedRegex("""(?:href|src)="(/assets/[^"]+)" """, RegexOptions.IgnorePatternWhitespace)]
    private static partial Regex Assets();
}
