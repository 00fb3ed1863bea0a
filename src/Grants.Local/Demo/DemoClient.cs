using System.Net;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Grants.Local.Demo;

/// <summary>
/// One person at a browser of their own: cookies, and a session that was begun with the code that came by e-mail. Sessions end when the clock moves on;
/// then the person signs in again and goes on.
/// </summary>
internal sealed partial class DemoClient : IDisposable
{
    private readonly HttpClient _http;
    private readonly DemoMailbox _mailbox;

    /// <param name="address">Where the portal is.</param>
    /// <param name="mailbox">Where codes arrive.</param>
    /// <param name="email">The person's address.</param>
    /// <param name="name">Which of the people who share that address.</param>
    public DemoClient(Uri address, DemoMailbox mailbox, string email, string name)
    {
        _http = new HttpClient(new SocketsHttpHandler { CookieContainer = new CookieContainer(), AllowAutoRedirect = false }) { BaseAddress = address, Timeout = TimeSpan.FromMinutes(2) };
        (_mailbox, Email, Name) = (mailbox, email, name);
    }

    public string Email { get; }

    public string Name { get; }

    public Task<JsonElement> GetAsync(string path) => JsonAsync(HttpMethod.Get, path, null);

    public Task<JsonElement> PostAsync(string path, object? body = null) => JsonAsync(HttpMethod.Post, path, () => JsonContent.Create(body ?? new { }));

    public Task<JsonElement> PutAsync(string path, object body) => JsonAsync(HttpMethod.Put, path, () => JsonContent.Create(body));

    public Task<JsonElement> PutAsync(string path, ReadOnlyMemory<byte> bytes) => JsonAsync(HttpMethod.Put, path, () => new ReadOnlyMemoryContent(bytes));

    /// <summary>Downloads without holding the content in memory.</summary>
    public async Task<T> ReadAsync<T>(string path, Func<Stream, Task<T>> read)
    {
        using var response = await SendAsync(HttpMethod.Get, path, null);
        await using var content = await response.Content.ReadAsStreamAsync();
        return await read(content);
    }

    public void Dispose() => _http.Dispose();

    private async Task<JsonElement> JsonAsync(HttpMethod method, string path, Func<HttpContent>? content)
    {
        using var response = await SendAsync(method, path, content);
        return await BodyAsync(response);
    }

    private async Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, Func<HttpContent>? content)
    {
        var response = await OnceAsync(method, path, content);
        if (response.StatusCode == HttpStatusCode.Unauthorized)
        {
            response.Dispose();
            await SignInAsync();
            response = await OnceAsync(method, path, content);
        }

        return response.IsSuccessStatusCode ? response : throw await RefusalAsync(response, method, path);
    }

    private async Task<HttpResponseMessage> OnceAsync(HttpMethod method, string path, Func<HttpContent>? content)
    {
        using var request = new HttpRequestMessage(method, path);
        request.Content = content?.Invoke();
        return await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
    }

    private async Task SignInAsync()
    {
        var before = await _mailbox.LastIdAsync(Email);
        await RequireAsync("api/v1/sign-in", new { email = Email });
        var code = CodePattern().Match(await _mailbox.NextAsync(Email, "sign-in-code", before)).Value;
        var answer = await RequireAsync("api/v1/sign-in/code", new { email = Email, code });
        if (answer.Flag("signedIn")) return;
        var me = answer.Items("people").Single(person => person.Text("name") == Name);
        await RequireAsync("api/v1/sign-in/person", new { personId = me.Id() });
    }

    private async Task<JsonElement> RequireAsync(string path, object body)
    {
        using var response = await OnceAsync(HttpMethod.Post, path, () => JsonContent.Create(body));
        if (!response.IsSuccessStatusCode) throw await RefusalAsync(response, HttpMethod.Post, path);
        return await BodyAsync(response);
    }

    private async Task<Exception> RefusalAsync(HttpResponseMessage response, HttpMethod method, string path)
    {
        using (response)
        {
            var body = await response.Content.ReadAsStringAsync();
            if (response.StatusCode == HttpStatusCode.Conflict && JsonSerializer.Deserialize<JsonElement>(body).TextOrNull("code") == "Changed")
                return new ChangedMeanwhileException();
            return new DemoSurpriseException($"{Name}: {method} /{path.TrimStart('/')} was refused with {(int)response.StatusCode}: {body}");
        }
    }

    private static async Task<JsonElement> BodyAsync(HttpResponseMessage response)
    {
        var bytes = await response.Content.ReadAsByteArrayAsync();
        return bytes.Length == 0 ? default : JsonSerializer.Deserialize<JsonElement>(bytes);
    }

    [GeneratedRegex(@"\b\d{6}\b")]
    private static partial Regex CodePattern();
}

/// <summary>Something happened that the story does not have: the demo fails.</summary>
internal sealed class DemoSurpriseException(string message) : Exception(message);

/// <summary>Somebody else, mostly the system, changed the record between looking and acting: look again, as the page says.</summary>
internal sealed class ChangedMeanwhileException : Exception;
