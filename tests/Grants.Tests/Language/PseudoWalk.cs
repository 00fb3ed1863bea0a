using System.Net;
using System.Text.RegularExpressions;
using AngleSharp.Html.Dom;
using AngleSharp.Html.Parser;
using Grants.Language;
using Grants.Tests.Fixtures;

namespace Grants.Tests.Language;

/// <summary>
/// Walks as people would who follow every link that they are shown and send forms with nothing in them, in the pseudo-language; keeps every kind of page
/// and what is wrong with it.
/// </summary>
/// <param name="host">Where they walk.</param>
/// <param name="lead">Whose grant it is.</param>
internal sealed partial class PseudoWalk(GrantsHost host, TestPerson lead)
{
    // What would carry the story on, though nothing was typed.
    private static readonly string[] _acts = ["/endorse", "/approve", "/withdraw", "/turn-down", "/sign-out", "/language", "/retry"];

    private readonly PlainText _plain = new();
    private readonly SortedSet<string> _faults = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _pages = new(StringComparer.Ordinal);
    private readonly HashSet<(string Name, string Path)> _shown = [];

    /// <summary>The lead of the organisation whose grant it is.</summary>
    public TestPerson Lead => lead;

    /// <summary>The texts that are not in the reader's language, and the pages that failed.</summary>
    public IReadOnlyCollection<string> Faults => _faults;

    /// <summary>One page of each kind, as HTML.</summary>
    public IReadOnlyDictionary<string, string> Pages => _pages;

    /// <summary>Every page of one record that somebody was shown, by who it was; a stranger's have no name.</summary>
    public IReadOnlySet<(string Name, string Path)> Shown => _shown;

    /// <summary>How many documents were read.</summary>
    public int Documents { get; private set; }

    /// <summary>Everybody walks; null is a stranger.</summary>
    public async Task EverybodyAsync(IEnumerable<TestPerson?> people)
    {
        await _plain.ReadAsync(host);
        foreach (var person in people)
        {
            if (person is not null)
            {
                await OneAsync(await host.SignInAsync(person), person.Name);
                continue;
            }

            using var stranger = host.NewBrowser();
            stranger.Language = $"{PseudoLanguage.Name}, en;q=0.5";
            await OneAsync(stranger, "");
        }
    }

    /// <summary>Reads what was written into an e-mail.</summary>
    public void Read(string mail)
    {
        foreach (var text in mail.Split('\n'))
        {
            if (_plain.Plain(text) is { } plain) _faults.Add($"e-mail: {plain}");
        }
    }

    // One page of each kind, of those that links lead to.
    private async Task OneAsync(Browser browser, string name)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var paths = new Queue<string>(["/", "/tasks", "/no-such-page"]);
        while (paths.TryDequeue(out var path))
        {
            var kind = Id().Replace(path.Split('?', '#')[0], "*");
            if (!seen.Add(kind)) continue;
            using var response = await browser.SendAsync(HttpMethod.Get, path);
            if (response.StatusCode is HttpStatusCode.Redirect or HttpStatusCode.SeeOther) paths.Enqueue(response.Headers.Location!.ToString());
            if (response.StatusCode == HttpStatusCode.OK && kind.Contains('*', StringComparison.Ordinal)) _shown.Add((name, path.Split('#')[0]));
            if (response.Content.Headers.ContentType?.MediaType != "text/html") continue;
            if (response.StatusCode == HttpStatusCode.InternalServerError) _faults.Add($"{kind}: failed");
            var document = await LookAsync(response, kind);
            foreach (var link in document.QuerySelectorAll("a[href^='/']")) paths.Enqueue(link.GetAttribute("href")!);
            if (kind == "/documents/*") Documents++;
            else await SendEmptyAsync(browser, document, path, kind);
        }
    }

    private async Task SendEmptyAsync(Browser browser, IHtmlDocument document, string path, string kind)
    {
        foreach (var form in document.QuerySelectorAll("main form[method=post]"))
        {
            var action = form.GetAttribute("action") is { Length: > 0 } given ? given : path;
            if (_acts.Any(act => action.EndsWith(act, StringComparison.Ordinal)) || form.QuerySelector("input:not([type=hidden]), textarea, select") is null) continue;
            var fields = form.QuerySelectorAll("input[type=hidden]").OfType<IHtmlInputElement>().Where(input => input.Name is "Version" or "__RequestVerificationToken")
                .Select(input => KeyValuePair.Create(input.Name!, input.Value))
                .Concat(form.QuerySelectorAll("input[type=text], input[type=email], textarea, select").Select(field => KeyValuePair.Create(field.GetAttribute("name")!, "")))
                .Concat(form.QuerySelectorAll("button[name]").TakeLast(1).Select(button => KeyValuePair.Create(button.GetAttribute("name")!, button.GetAttribute("value")!)));
            HttpContent content = form.GetAttribute("enctype") == "multipart/form-data" ? Multipart(fields) : new FormUrlEncodedContent(fields);
            var sent = $"{kind} sent empty to {Id().Replace(action, "*")}";
            using var answered = await browser.SendAsync(HttpMethod.Post, action, content);
            if (answered.StatusCode == HttpStatusCode.InternalServerError) _faults.Add($"{sent}: failed");
            if (answered.Headers.Location is not { } next)
            {
                await LookAsync(answered, sent);
                continue;
            }

            using var shown = await browser.SendAsync(HttpMethod.Get, next.ToString());
            if (shown.StatusCode == HttpStatusCode.OK) await LookAsync(shown, sent);
        }
    }

    private static MultipartFormDataContent Multipart(IEnumerable<KeyValuePair<string, string>> fields)
    {
        var content = new MultipartFormDataContent();
        foreach (var (name, value) in fields) content.Add(new StringContent(value), $"\"{name}\"");
        return content;
    }

    private async Task<IHtmlDocument> LookAsync(HttpResponseMessage response, string kind)
    {
        var html = await response.Content.ReadAsStringAsync();
        _pages.TryAdd(kind, html);
        var document = new HtmlParser().ParseDocument(html);
        // The agreement is one binding text, in English.
        if (kind == "/documents/*" && document.Title!.StartsWith("Grant agreement", StringComparison.Ordinal)) return document;
        if (document.DocumentElement.GetAttribute("lang") != PseudoLanguage.Name) _faults.Add($"{kind}: <html lang={document.DocumentElement.GetAttribute("lang")}>");
        foreach (var plain in _plain.In(document)) _faults.Add($"{kind}: {plain}");
        return document;
    }

    [GeneratedRegex("[0-9a-f]{8}-[0-9a-f-]{27}|(?<=/)[0-9]+")]
    private static partial Regex Id();
}
