using Microsoft.Playwright;

namespace Grants.Browser.Tests.Fixtures;

/// <summary>The line of a phone at the edge of the net: half a second to and fro, 50 KB a second down and 20 KB up, and it breaks.</summary>
internal sealed class SlowLine
{
    private readonly ICDPSession _session;

    private SlowLine(ICDPSession session) => _session = session;

    /// <summary>Puts a page on such a line.</summary>
    public static async Task<SlowLine> OfAsync(IPage page)
    {
        var session = await page.Context.NewCDPSessionAsync(page);
        await session.SendAsync("Network.enable");
        var line = new SlowLine(session);
        await line.MendAsync();
        return line;
    }

    /// <summary>Nothing goes through.</summary>
    public Task BreakAsync() => SetAsync(broken: true);

    /// <summary>It goes through again, as slowly as before.</summary>
    public Task MendAsync() => SetAsync(broken: false);

    private Task SetAsync(bool broken) => _session.SendAsync("Network.emulateNetworkConditions", new()
    {
        ["offline"] = broken,
        ["latency"] = 500,
        ["downloadThroughput"] = 50_000,
        ["uploadThroughput"] = 20_000,
    });
}
