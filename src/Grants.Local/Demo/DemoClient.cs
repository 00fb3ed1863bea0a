using System.Net;
using System.Text.Json;
using System.Text.RegularExpressions;
using Grants.Accounts;

namespace Grants.Local.Demo;

/// <summary>
/// One person at a browser of their own: cookies, and a session that was begun with the code that came by e-mail. Sessions end when the clock moves on;
/// then the person signs in again and goes on.
/// </summary>
internal sealed partial class DemoClient : IDisposable
{
    private const int MostCodes = 3;

    private readonly HttpClient _http;
    private readonly Instances _instances;
    private readonly DemoMailbox _mailbox;

    /// <param name="instances">Where the portal is: each request goes to the next of them.</param>
    /// <param name="mailbox">Where codes arrive.</param>
    /// <param name="email">The person's address.</param>
    /// <param name="name">Which of the people who share that address.</param>
    public DemoClient(Instances instances, DemoMailbox mailbox, string email, string name)
    {
        _http = new HttpClient(new SocketsHttpHandler { CookieContainer = new CookieContainer(), AllowAutoRedirect = false }) { Timeout = TimeSpan.FromMinutes(2) };
        (_instances, _mailbox, Email, Name) = (instances, mailbox, email, name);
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
        try
        {
            return await BodyAsync(response);
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException && _instances.WereSeveral)
        {
            throw new ChangedMeanwhileException(); // it died in the middle of its answer
        }
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
        var instance = _instances.Next();
        using var request = new HttpRequestMessage(method, new Uri(instance, path));
        request.Content = content?.Invoke();
        try
        {
            return await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        }
        catch (HttpRequestException) when (_instances.Leave(instance))
        {
            // It has died, and nobody here knows what it still did.
            throw new ChangedMeanwhileException();
        }
    }

    private async Task SignInAsync()
    {
        var before = await _mailbox.LastIdAsync(Email);
        string? mail = null;
        for (var asked = 0; mail is null; asked++)
        {
            if (asked == MostCodes) throw new DemoSurpriseException($"No code to sign in arrived at {Email}.");
            await RequireAsync("api/v1/sign-in", new { email = Email });
            mail = await _mailbox.TryNextAsync(Email, "sign-in-code", before);
        }

        var code = CodePattern().Match(mail).Value;
        var answer = await RequireAsync("api/v1/sign-in/code", new { email = Email, code });
        if (!answer.Flag("signedIn"))
        {
            var me = answer.Items("people").Single(person => person.Text("name") == Name);
            answer = await RequireAsync("api/v1/sign-in/person", new { personId = me.Id() });
        }

        if (answer.Flag("secondFactor")) await ProveSecondFactorAsync();
    }

    // A code is good once. Whoever signs in again at once, as after an interruption, waits for the next as people do.
    private async Task ProveSecondFactorAsync()
    {
        for (var tries = 0; tries < MostCodes; tries++)
        {
            var code = await CodeAsync();
            using var response = await OnceAsync(HttpMethod.Post, "api/v1/sign-in/second-factor", () => JsonContent.Create(new { code }));
            if (response.IsSuccessStatusCode) return;
            for (var seconds = 0; seconds <= Totp.StepSeconds && await CodeAsync() == code; seconds++) await Task.Delay(TimeSpan.FromSeconds(1));
        }

        throw new DemoSurpriseException($"{Name}: no code of the authenticator app was accepted.");
    }

    private async Task<string> CodeAsync()
    {
        using var response = await OnceAsync(HttpMethod.Get, $"dev/authenticator.json?email={Uri.EscapeDataString(Email)}", null);
        return (await BodyAsync(response)).Text("code");
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
