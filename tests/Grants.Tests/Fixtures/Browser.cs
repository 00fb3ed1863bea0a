using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.RegularExpressions;
using AngleSharp.Html.Dom;
using AngleSharp.Html.Parser;

namespace Grants.Tests.Fixtures;

/// <summary>
/// One person's browser: cookies, pages and forms of the portal, and the API with the same session. When an answer is here, everything that the
/// request does is done.
/// </summary>
internal sealed partial class Browser : IDisposable
{
    private static readonly JsonSerializerOptions _json = new(JsonSerializerDefaults.Web);
    private readonly GrantsHost _host;
    private readonly RequestFollower _follower;
    private readonly CookieContainer _cookies = new();
    private readonly HttpClient _http;
    private string? _lastRequest;

    public Browser(GrantsHost host, RequestFollower follower)
    {
        (_host, _follower) = (host, follower);
        _http = new HttpClient(new SocketsHttpHandler { CookieContainer = _cookies, AllowAutoRedirect = false }) { BaseAddress = host.Address };
    }

    /// <summary>The language that the browser asks for.</summary>
    public string Language
    {
        set => _http.DefaultRequestHeaders.TryAddWithoutValidation("Accept-Language", value);
    }

    /// <summary>Sends a header with every request from now on, or no longer.</summary>
    public void Says(string header, string? value)
    {
        _http.DefaultRequestHeaders.Remove(header);
        if (value is not null) _http.DefaultRequestHeaders.TryAddWithoutValidation(header, value);
    }

    /// <summary>How many database commands the last request took.</summary>
    public int LastCommands { get; private set; }

    public CookieCollection Cookies => _cookies.GetCookies(_host.Address);

    public void Dispose() => _http.Dispose();

    /// <summary>
    /// Signs in as people do: asks for a code, reads it in the mailbox, types it, says who it is where several share the address, and proves the second factor
    /// where that is asked.
    /// </summary>
    public async Task SignInAsync(TestPerson person)
    {
        if ((await SignInWithMailAsync(person)).GetProperty("secondFactor").GetBoolean()) await ProveSecondFactorAsync(person);
    }

    /// <summary>Types the code that the person's app shows now.</summary>
    public async Task ProveSecondFactorAsync(TestPerson person) => await PostAsync("/api/v1/sign-in/second-factor", new { code = await _host.AppCodeAsync(person) });

    /// <summary>Signs in as far as the mailbox goes.</summary>
    public async Task<JsonElement> SignInWithMailAsync(TestPerson person)
    {
        await PostAsync("/api/v1/sign-in", new { email = person.Email });
        await _host.SettleAsync();
        var answer = await PostAsync("/api/v1/sign-in/code", new { email = person.Email, code = CodeIn(_host.MailTo(person.Email)[^1].Text!) });
        return answer.GetProperty("signedIn").GetBoolean() ? answer : await PostAsync("/api/v1/sign-in/person", new { personId = person.Id });
    }

    /// <summary>The six digits of a sign-in e-mail.</summary>
    public static string CodeIn(string mail) => SixDigits().Match(mail) is { Success: true } code ? code.Value : throw new InvalidOperationException($"No code: {mail}");

    /// <summary>Sends a request; no redirect is followed.</summary>
    public async Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, object? body = null, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(method, path);
        request.Content = body as HttpContent ?? (body is null ? null : JsonContent.Create(body, options: _json));
        var id = _follower.Begin();
        _lastRequest = id;
        request.Headers.Add(RequestFollower.Header, id);
        foreach (var (name, value) in headers) request.Headers.Add(name, value);
        var response = await _http.SendAsync(request);
        LastCommands = await _follower.EndAsync(id);
        if (_host.Answered is { } answered)
        {
            await response.Content.LoadIntoBufferAsync();
            answered(method.Method, path, (int)response.StatusCode, await response.Content.ReadAsStringAsync());
        }

        return response;
    }

    /// <summary>Waits until the host is at work on the request that was sent last and has not been answered.</summary>
    public Task BegunAsync() => _follower.BegunAsync(_lastRequest ?? throw new InvalidOperationException("No request was sent."));

    public Task<JsonElement> GetAsync(string path) => AcceptedAsync(HttpMethod.Get, path, null);

    public Task<JsonElement> PostAsync(string path, object? body = null) => AcceptedAsync(HttpMethod.Post, path, body ?? new { });

    public Task<JsonElement> PutAsync(string path, object body) => AcceptedAsync(HttpMethod.Put, path, body);

    public Task<JsonElement> DeleteAsync(string path) => AcceptedAsync(HttpMethod.Delete, path, null);

    /// <summary>A request of the API that is refused.</summary>
    /// <returns>The problem details.</returns>
    public async Task<JsonElement> RefusedAsync(HttpStatusCode status, HttpMethod method, string path, object? body = null)
    {
        using var response = await SendAsync(method, path, body);
        var text = await response.Content.ReadAsStringAsync();
        Assert.True(status == response.StatusCode, $"{method} {path} was answered {(int)response.StatusCode}, not {(int)status}: {text}\n{_host.Log}");
        return text.Length == 0 ? default : JsonDocument.Parse(text).RootElement;
    }

    /// <summary>Opens a page of the portal, following redirects.</summary>
    public Task<Page> OpenAsync(string path) => PageAsync(HttpMethod.Get, path, null);

    internal async Task<Page> PageAsync(HttpMethod method, string path, HttpContent? content)
    {
        var response = await SendAsync(method, path, content);
        var uri = new Uri(_host.Address, path);
        for (var redirects = 0; response.StatusCode is HttpStatusCode.Redirect or HttpStatusCode.SeeOther && redirects < 5; redirects++)
        {
            uri = new Uri(uri, response.Headers.Location!);
            response.Dispose();
            response = await SendAsync(HttpMethod.Get, uri.PathAndQuery);
        }

        using (response)
        {
            var html = await response.Content.ReadAsStringAsync();
            Assert.True(response.StatusCode != HttpStatusCode.InternalServerError, $"{method} {path} failed.\n{_host.Log}");
            return new Page(this, uri.PathAndQuery, response.StatusCode, new HtmlParser().ParseDocument(html));
        }
    }

    private async Task<JsonElement> AcceptedAsync(HttpMethod method, string path, object? body)
    {
        using var response = await SendAsync(method, path, body);
        var text = await response.Content.ReadAsStringAsync();
        Assert.True(response.IsSuccessStatusCode, $"{method} {path} was answered {(int)response.StatusCode}: {text}\n{_host.Log}");
        return text.Length == 0 ? default : JsonDocument.Parse(text).RootElement;
    }

    [GeneratedRegex(@"(?<!\d)\d{6}(?!\d)")]
    private static partial Regex SixDigits();
}

/// <summary>A page of the portal as a person sees it without JavaScript: what it says, and its forms to fill and to send.</summary>
internal sealed class Page(Browser browser, string path, HttpStatusCode status, IHtmlDocument document)
{
    private readonly List<(string Name, string FileName, byte[] Bytes)> _files = [];

    /// <summary>Path and query of the page, after redirects.</summary>
    public string Path { get; } = path;

    public HttpStatusCode Status { get; } = status;

    public IHtmlDocument Document { get; } = document;

    public string Title => Document.QuerySelector("h1")!.TextContent.Trim();

    /// <summary>The words of the main part, with single spaces.</summary>
    public string Text => string.Join(' ', Document.QuerySelector("main")!.TextContent.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));

    /// <summary>What was typed into fields that the page no longer has, each with its name.</summary>
    public IReadOnlyList<string> TypedElsewhere => [.. Document.QuerySelectorAll(".typed-elsewhere dt").Select(name => $"{name.TextContent}: {name.NextElementSibling!.TextContent.Trim()}")];

    /// <summary>The messages of the error summary.</summary>
    public IReadOnlyList<string> Errors => [.. Document.QuerySelectorAll(".govuk-error-summary li").Select(item => item.TextContent.Trim())];

    /// <summary>The labels of the buttons that send a form in the main part.</summary>
    public IReadOnlyList<string> Buttons => [.. Document.QuerySelectorAll("main form button").Select(button => button.TextContent.Trim())];

    public bool Has(string selector) => Document.QuerySelector(selector) is not null;

    /// <summary>Types into a field, or chooses a value of radios, checkboxes or a select.</summary>
    public Page Fill(string name, string value)
    {
        var fields = Document.QuerySelectorAll($"main [name='{name}']");
        Assert.True(fields.Length > 0, $"{Path} has no field '{name}': {string.Join(", ", Document.QuerySelectorAll("main [name]").Select(field => field.GetAttribute("name")).Distinct())}");
        foreach (var field in fields)
        {
            switch (field)
            {
                case IHtmlInputElement { Type: "radio" or "checkbox" } choice when choice.Value == value:
                    choice.IsChecked = true;
                    break;
                case IHtmlInputElement { Type: "radio" } other:
                    other.IsChecked = false;
                    break;
                case IHtmlInputElement { Type: "checkbox" }:
                    break;
                case IHtmlInputElement input:
                    input.Value = value;
                    break;
                case IHtmlTextAreaElement area:
                    area.Value = value;
                    break;
                case IHtmlSelectElement select:
                    select.Value = value;
                    break;
            }
        }

        return this;
    }

    /// <summary>Chooses a file.</summary>
    public Page Attach(string name, string fileName, byte[] bytes)
    {
        Assert.NotNull(Document.QuerySelector($"main input[type=file][name='{name}']"));
        _files.Add((name, fileName, bytes));
        return this;
    }

    /// <summary>Presses a button of the main part and follows redirects; the only one when no label is given.</summary>
    public Task<Page> SubmitAsync(string? label = null)
    {
        var buttons = Document.QuerySelectorAll("main form button").OfType<IHtmlButtonElement>().Where(button => label is null || button.TextContent.Trim() == label).ToList();
        Assert.True(buttons.Count > 0, $"{Path} has no button '{label}': {string.Join(", ", Buttons)}");
        var button = buttons[0];
        var form = button.Form!;
        var action = button.GetAttribute("formaction") ?? form.GetAttribute("action");
        var target = string.IsNullOrEmpty(action) ? Path : action;
        var fields = Fields(form, button).ToList();
        if (!"post".Equals(form.GetAttribute("method"), StringComparison.OrdinalIgnoreCase))
            return browser.OpenAsync($"{target.Split('?')[0]}?{string.Join('&', fields.Select(field => $"{Uri.EscapeDataString(field.Key)}={Uri.EscapeDataString(field.Value)}"))}");
        if (form.GetAttribute("enctype") != "multipart/form-data") return browser.PageAsync(HttpMethod.Post, target, new FormUrlEncodedContent(fields));

        var content = new MultipartFormDataContent();
        foreach (var (name, value) in fields) content.Add(new StringContent(value), $"\"{name}\"");
        foreach (var (name, fileName, bytes) in _files) content.Add(new ByteArrayContent(bytes), $"\"{name}\"", fileName);
        return browser.PageAsync(HttpMethod.Post, target, content);
    }

    private static IEnumerable<KeyValuePair<string, string>> Fields(IHtmlFormElement form, IHtmlButtonElement pressed)
    {
        foreach (var element in form.Elements)
        {
            var name = element.GetAttribute("name");
            if (string.IsNullOrEmpty(name) || element.HasAttribute("disabled")) continue;
            var value = element switch
            {
                IHtmlInputElement { Type: "radio" or "checkbox", IsChecked: false } => null,
                IHtmlInputElement { Type: "file" or "submit" or "button" } => null,
                IHtmlInputElement input => input.Value,
                IHtmlTextAreaElement area => area.Value,
                IHtmlSelectElement select => select.Value,
                IHtmlButtonElement button => button == pressed ? button.Value : null,
                _ => null,
            };
            if (value is not null) yield return KeyValuePair.Create(name, value);
        }
    }
}

/// <summary>Short words for the API's answers.</summary>
internal static class JsonWords
{
    public static Guid Id(this JsonElement json, string name = "id") => json.GetProperty(name).GetGuid();

    public static int Version(this JsonElement json) => json.GetProperty("version").GetInt32();

    public static string? Text(this JsonElement json, string name) => json.GetProperty(name).ValueKind == JsonValueKind.Null ? null : json.GetProperty(name).ToString();

    public static string? Stage(this JsonElement json) => json.Text("stage");

    public static DateTime Instant(this JsonElement json, string name) => json.GetProperty(name).GetDateTime().ToUniversalTime();

    /// <summary>The items of an array, or of a page's 'items'.</summary>
    public static IReadOnlyList<JsonElement> Items(this JsonElement json) => [.. (json.ValueKind == JsonValueKind.Array ? json : json.GetProperty("items")).EnumerateArray()];
}
