using Deque.AxeCore.Commons;
using Deque.AxeCore.Playwright;
using Grants.Language;
using Microsoft.Playwright;

namespace Grants.Tests.Language;

/// <summary>Shows pages that were read before in a browser as wide as a phone, with the portal's styles: axe looks at them, and that nothing stands out of the window.</summary>
internal static class PageLooker
{
    private const string Chromium = "/usr/bin/chromium";
    private const int Width = 360;

    /// <summary>Why no page can be looked at; null when pages can.</summary>
    public static string? Unavailable => File.Exists(Chromium) ? null : $"Chromium is not installed at {Chromium} (Debian's package chromium).";

    /// <summary>What is wrong with pages, one line each.</summary>
    /// <param name="site">Where the portal answers: styles and scripts come from there.</param>
    /// <param name="pages">Kind of page, and its HTML.</param>
    public static async Task<IReadOnlyList<string>> FindingsAsync(Uri site, IReadOnlyDictionary<string, string> pages)
    {
        using var playwright = await Playwright.CreateAsync();
        await using var browser = await playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions { ExecutablePath = Chromium, Args = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"] });
        var page = await browser.NewPageAsync(new BrowserNewPageOptions { BaseURL = site.ToString(), ViewportSize = new ViewportSize { Width = Width, Height = 800 } });
        var shown = "";
        await page.RouteAsync("**/shown-again", route => route.FulfillAsync(new RouteFulfillOptions { ContentType = "text/html; charset=utf-8", Body = shown }));
        List<(string Kind, string What)> findings = [];
        foreach (var (kind, html) in pages)
        {
            // The pseudo-language is none that axe could know.
            shown = html.Replace(PseudoLanguage.Name, "en", StringComparison.Ordinal);
            await page.GotoAsync("/shown-again");
            findings.AddRange((await page.RunAxe()).Violations.Select(violation => (kind, Words(violation))));
            if (await page.EvaluateAsync<int>("() => document.documentElement.scrollWidth") is var wide and > Width) findings.Add((kind, $"{wide} pixels wide in a window of {Width}"));
        }

        return [.. findings.GroupBy(finding => finding.What, finding => finding.Kind).Select(same => $"{same.Key} ({string.Join(", ", same.Take(3))})")];
    }

    private static string Words(AxeResultItem violation) => $"{violation.Id}: {violation.Help}: {violation.Nodes[0].Html}";
}
