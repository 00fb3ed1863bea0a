using System.Text.RegularExpressions;
using Deque.AxeCore.Playwright;
using Microsoft.Playwright;

namespace Grants.Browser.Tests.Fixtures;

/// <summary>
/// Looks at pages as the people concerned would: on a phone and on a desk, with axe, and for words that only programmers read. Each kind of page is
/// looked at once for each role. With GRANTS_SCREENSHOTS=1 in the environment it also writes what it saw to Screenshots/, replacing what is there:
/// <code>GRANTS_SCREENSHOTS=1 dotnet test tests/Grants.Browser.Tests</code>
/// </summary>
internal sealed partial class Looks
{
    private static readonly int[] _widths = [360, 1280];
    private static readonly string? _folder = Environment.GetEnvironmentVariable("GRANTS_SCREENSHOTS") == "1" ? EmptyFolder() : null;

    private readonly HashSet<string> _seen = [];

    /// <summary>Looks at the page that is open, unless one of its kind was seen before. The window keeps its width.</summary>
    /// <param name="page">The page.</param>
    /// <param name="role">Who looks.</param>
    public async Task AtAsync(IPage page, string role)
    {
        var kind = $"{role}{Kind(page.Url)}{(await page.Locator(".govuk-error-summary").CountAsync() > 0 ? "-errors" : "")}";
        if (!_seen.Add(kind)) return;

        var before = page.ViewportSize!;
        foreach (var width in _widths)
        {
            await page.SetViewportSizeAsync(width, before.Height);
            await FitsAsync(page, kind, width);
            if (_folder is not null) await ShootAsync(page, Path.Combine(_folder, $"{kind}-{width}.jpg"));
        }

        await page.SetViewportSizeAsync(before.Width, before.Height);
        var axe = await page.RunAxe();
        Assert.True(axe.Violations.Length == 0, $"{kind}: {string.Join("; ", axe.Violations.Select(violation =>
            $"{violation.Id}: {violation.Help}: {string.Join(", ", violation.Nodes.Select(node => node.Html))}"))}");
        await SpeaksPlainlyAsync(page, kind);
    }

    /// <summary>Keeps the picture that README shows.</summary>
    public static async Task ForReadmeAsync(IPage page)
    {
        if (_folder is null) return;
        var before = page.ViewportSize!;
        await page.SetViewportSizeAsync(1280, 860);
        await page.ScreenshotAsync(new PageScreenshotOptions { Path = Path.Combine(_folder, "README.png") });
        await page.SetViewportSizeAsync(before.Width, before.Height);
    }

    // What stands out of the window makes the whole page scroll sideways.
    private static async Task FitsAsync(IPage page, string kind, int width)
    {
        var outside = await page.EvaluateAsync<string[]>("""
            () => document.documentElement.scrollWidth <= window.innerWidth ? [] :
              [...document.querySelectorAll("body *")].filter(it => it.getBoundingClientRect().right > window.innerWidth + 1).map(it => it.outerHTML.slice(0, 120)).slice(-5)
                .concat(`${document.documentElement.scrollWidth} pixels wide`)
            """);
        Assert.True(outside.Length == 0, $"{kind} does not fit into {width} pixels: {string.Join("; ", outside)}");
    }

    private static async Task SpeaksPlainlyAsync(IPage page, string kind)
    {
        var text = await page.Locator("body").InnerTextAsync();
        var raw = Raw().Matches(text).Select(match => match.Value).Distinct().ToList();
        Assert.True(raw.Count == 0, $"{kind} shows what only programmers read: {string.Join(", ", raw)}");
    }

    // Very long pages are cut: what matters of them is above.
    private static Task ShootAsync(IPage page, string path) => page.ScreenshotAsync(new PageScreenshotOptions
    {
        Path = path, FullPage = true, Type = ScreenshotType.Jpeg, Quality = 60,
    });

    private static string Kind(string url)
    {
        var path = Id().Replace(new Uri(url).AbsolutePath, "").Trim('/').Replace('/', '-').Replace("--", "-", StringComparison.Ordinal);
        return path.Length == 0 ? "-home" : "-" + path;
    }

    private static string EmptyFolder()
    {
        var root = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(root.FullName, "Grants.sln"))) root = root.Parent ?? throw new InvalidOperationException("The tests do not run inside the repository.");
        var folder = Directory.CreateDirectory(Path.Combine(root.FullName, "tests", "Grants.Browser.Tests", "Screenshots"));
        foreach (var old in folder.EnumerateFiles()) old.Delete();
        return folder.FullName;
    }

    /// <summary>Ids, dates and instants as machines write them, and names of code such as ReportSubmitted.</summary>
    [GeneratedRegex(@"\b[0-9a-f]{8}-[0-9a-f]{4}-|\b\d{4}-\d\d-\d\d\b|\b\d\d/\d\d/\d{4}\b|\b[A-Z][a-z]+(?:[A-Z][a-z]+)+\b|System\.|Microsoft\.")]
    private static partial Regex Raw();

    [GeneratedRegex("[0-9a-f]{8}-[0-9a-f-]{27}")]
    private static partial Regex Id();
}
