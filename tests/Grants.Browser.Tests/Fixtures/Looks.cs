using System.Text.RegularExpressions;
using Deque.AxeCore.Playwright;
using Microsoft.Playwright;

namespace Grants.Browser.Tests.Fixtures;

/// <summary>
/// Looks at pages as the people concerned would: on a phone and on a desk, with axe, and for words that only programmers read. Each kind of page is
/// looked at once for each role and stage, and what is the same for everybody once. With GRANTS_SCREENSHOTS=1 in the environment it also writes what
/// it saw to Screenshots/, replacing what is there:
/// <code>GRANTS_SCREENSHOTS=1 dotnet test tests/Grants.Browser.Tests</code>
/// </summary>
internal sealed partial class Looks
{
    // Width, and the height from which a picture is cut: what matters of a very long page is above.
    private static readonly (int Width, int Most)[] _windows = [(360, 800), (1280, 640)];
    private static readonly string[] _everybodys = ["-home", "-sign-in", "-sign-in-code", "-sign-in-second-factor", "-account-authenticator", "-help", "-do-no-harm", "-privacy", "-accessibility"];
    private static readonly string? _folder = Environment.GetEnvironmentVariable("GRANTS_SCREENSHOTS") == "1" ? EmptyFolder() : null;

    private readonly HashSet<string> _seen = [];
    private readonly List<string> _findings = [];

    /// <summary>What was found since this was last asked: a journey goes on, and tells all of it at its end.</summary>
    public IReadOnlyList<string> TakeFindings()
    {
        List<string> found = [.. _findings];
        _findings.Clear();
        return found;
    }

    /// <summary>Looks at the page that is open, unless one of its kind was seen before. The window keeps its width.</summary>
    /// <param name="page">The page.</param>
    /// <param name="role">Who looks.</param>
    /// <param name="javaScript">Whether the page may run scripts; axe is one, and the page is the same for those who may.</param>
    public async Task AtAsync(IPage page, string role, bool javaScript)
    {
        var path = Kind(page.Url);
        var corrected = await page.Locator(".govuk-error-summary").CountAsync() > 0;
        var kind = $"{(_everybodys.Contains(path) ? "everybody" : role)}{path}{await StageAsync(page)}{(corrected ? "-errors" : "")}";
        if (!_seen.Add(kind)) return;

        var before = page.ViewportSize!;
        foreach (var (width, most) in _windows)
        {
            await page.SetViewportSizeAsync(width, before.Height);
            await FitsAsync(page, kind, width);
            if (_folder is not null && javaScript && !corrected) await ShootAsync(page, Path.Combine(_folder, $"{kind}-{width}.webp"), width, most);
        }

        await page.SetViewportSizeAsync(before.Width, before.Height);
        if (javaScript) _findings.AddRange((await page.RunAxe()).Violations.Select(violation => $"{kind}: {violation.Id}: {violation.Help}: {string.Join(", ", violation.Nodes.Select(node => node.Html))}"));
        // The audit trail shows what is recorded, and that is ids and codes.
        if (!page.Url.Contains("/audit/", StringComparison.Ordinal)) await SpeaksPlainlyAsync(page, kind);
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
    private async Task FitsAsync(IPage page, string kind, int width)
    {
        var outside = await page.EvaluateAsync<string[]>("""
            () => document.documentElement.scrollWidth <= window.innerWidth ? [] :
              [...document.querySelectorAll("body *")].filter(it => it.getBoundingClientRect().right > window.innerWidth + 1).map(it => it.outerHTML.slice(0, 120)).slice(-5)
                .concat(`${document.documentElement.scrollWidth} pixels wide`)
            """);
        if (outside.Length > 0) _findings.Add($"{kind} does not fit into {width} pixels: {string.Join("; ", outside)}");
    }

    private async Task SpeaksPlainlyAsync(IPage page, string kind)
    {
        var text = await page.Locator("body").InnerTextAsync();
        var raw = Raw().Matches(text).Select(match => match.Value).Distinct().ToList();
        if (raw.Count > 0) _findings.Add($"{kind} shows what only programmers read: {string.Join(", ", raw)}");
    }

    private static async Task ShootAsync(IPage page, string path, int width, int most)
    {
        var height = Math.Min(most, await page.EvaluateAsync<int>("() => document.documentElement.scrollHeight"));
        // WebP, which Playwright does not offer: the set stays small enough to be kept beside the code. The session ends with the page: one that is detached
        // takes the page's virtual authenticator with it.
        var session = await page.Context.NewCDPSessionAsync(page);
        var picture = await session.SendAsync("Page.captureScreenshot", new Dictionary<string, object>
        {
            ["format"] = "webp",
            ["quality"] = 5,
            ["captureBeyondViewport"] = true,
            ["clip"] = new { x = 0, y = 0, width, height, scale = 1 },
        });
        await File.WriteAllBytesAsync(path, picture!.Value.GetProperty("data").GetBytesFromBase64());
    }

    // Where one record is shown, what the page says depends on the record's stage.
    private static async Task<string> StageAsync(IPage page)
    {
        if (!Id().IsMatch(new Uri(page.Url).Segments[^1])) return "";
        var tags = await page.Locator("main .tag").AllInnerTextsAsync();
        return tags.Count == 0 ? "" : "-" + NoLetter().Replace(tags[0].ToLowerInvariant(), "-").Trim('-');
    }

    private static string Kind(string url)
    {
        var path = NoLetter().Replace(Id().Replace(new Uri(url).AbsolutePath, "one"), "-").Trim('-');
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
    [GeneratedRegex(@"\b[0-9a-f]{8}-[0-9a-f]{4}-|\b\d{4}-\d\d-\d\d\b|\b\d\d/\d\d/\d{4}\b|\b(?!JavaScript\b)[A-Z][a-z]+(?:[A-Z][a-z]+)+\b|System\.|Microsoft\.")]
    private static partial Regex Raw();

    [GeneratedRegex("[^a-z0-9]+")]
    private static partial Regex NoLetter();

    [GeneratedRegex("[0-9a-f]{8}-[0-9a-f-]{27}")]
    private static partial Regex Id();
}
