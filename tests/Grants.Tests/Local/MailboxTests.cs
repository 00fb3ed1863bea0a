using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;

namespace Grants.Tests.Local;

/// <summary>One local host for the mailbox's tests.</summary>
public sealed class MailboxHost : IAsyncLifetime
{
    private readonly TemporaryFolder _folder = new();

    internal HostProcess Host { get; private set; } = null!;

    internal string Data => _folder.In("data");

    public async Task InitializeAsync() => Host = await HostProcess.ServeAsync(Data);

    public async Task DisposeAsync()
    {
        await Host.DisposeAsync();
        _folder.Dispose();
    }
}

public sealed class MailboxTests(MailboxHost fixture) : IClassFixture<MailboxHost>
{
    private readonly HostProcess _host = fixture.Host;

    [Fact]
    public async Task Send_IsAcceptedAndShown()
    {
        using var answer = await PostAsync(Mailbox.Message("Sok.Dara@cso.example", "Your receipt <1>"));

        Assert.Equal(HttpStatusCode.Accepted, answer.StatusCode);
        Assert.Equal("", await answer.Content.ReadAsStringAsync());
        var mail = Assert.Single((await MailsAsync("sok.dara@CSO.example")).EnumerateArray());
        Assert.Equal(Assert.Single(answer.Headers.GetValues("X-Message-Id")), mail.GetProperty("messageId").GetString());
        Assert.Equal("7", mail.GetProperty("details").GetProperty("customArgs").GetProperty("message_id").GetString());
        Assert.Equal(("Plain", "<p>Rich</p>"), (mail.GetProperty("text").GetString(), mail.GetProperty("html").GetString()));

        var list = await _host.Http.GetStringAsync("/dev/mail?to=sok.dara@cso.example");
        Assert.Contains("Your receipt &lt;1&gt;", list, StringComparison.Ordinal);
        var page = await _host.Http.GetStringAsync($"/dev/mail/{mail.GetProperty("id")}");
        Assert.Contains($"/dev/mail/{mail.GetProperty("id")}/html", page, StringComparison.Ordinal);
        using var html = await _host.Http.GetAsync($"/dev/mail/{mail.GetProperty("id")}/html");
        Assert.Equal("<p>Rich</p>", await html.Content.ReadAsStringAsync());
        Assert.Contains("sandbox", Assert.Single(html.Headers.GetValues("Content-Security-Policy")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task List_PagesInBothDirections()
    {
        for (var i = 1; i <= 5; i++) await Mailbox.SendAsync(_host, fixture.Data, "paged@cso.example", $"Mail {i}");

        var newest = await _host.GetJsonAsync("/dev/mail.json?to=paged@cso.example&limit=2");
        Assert.Equal(["Mail 5", "Mail 4"], Subjects(newest));
        Assert.True(newest.GetProperty("more").GetBoolean());
        var older = await _host.GetJsonAsync($"/dev/mail.json?to=paged@cso.example&limit=3&before={newest.GetProperty("mails")[1].GetProperty("id")}");
        Assert.Equal(["Mail 3", "Mail 2", "Mail 1"], Subjects(older));
        Assert.False(older.GetProperty("more").GetBoolean());
        var onwards = await _host.GetJsonAsync($"/dev/mail.json?to=paged@cso.example&after={older.GetProperty("mails")[1].GetProperty("id")}");
        Assert.Equal(["Mail 3", "Mail 4", "Mail 5"], Subjects(onwards));
        Assert.Empty(Subjects(await _host.GetJsonAsync("/dev/mail.json?to=paged@cso.example&since=2999-01-01")));
        Assert.Equal(HttpStatusCode.BadRequest, (await _host.Http.GetAsync("/dev/mail.json?since=then")).StatusCode);
    }

    [Fact]
    public async Task Send_WithoutTheKey_IsUnauthorized()
    {
        using var answer = await _host.Http.PostAsJsonAsync("/v3/mail/send", Mailbox.Message("nobody@cso.example", "No key"));

        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
        Assert.Equal("The provided authorization grant is invalid, expired, or revoked", (await ErrorsAsync(answer))[0].GetProperty("message").GetString());
        Assert.Empty((await MailsAsync("nobody@cso.example")).EnumerateArray());
    }

    [Theory]
    [InlineData("not json", null)]
    [InlineData("[]", null)]
    [InlineData("null", null)]
    [InlineData("""{"from":{"email":"a@b.example"},"subject":"s","content":[{"type":"text/plain","value":"v"}]}""", "personalizations")]
    [InlineData("""{"personalizations":[{"to":[]}],"from":{"email":"a@b.example"},"subject":"s","content":[{"type":"text/plain","value":"v"}]}""", "personalizations.0.to")]
    [InlineData("""{"personalizations":[{"to":[{"email":"a b@c"}]}],"from":{"email":"a@b.example"},"subject":"s","content":[{"type":"text/plain","value":"v"}]}""", "personalizations.0.to.0.email")]
    [InlineData("""{"personalizations":[{"to":[{"email":"a@b.example"},{"email":"A@b.example"}]}],"from":{"email":"a@b.example"},"subject":"s","content":[{"type":"text/plain","value":"v"}]}""", "personalizations.0")]
    [InlineData("""{"personalizations":[{"to":[{"email":"a@b.example"}]}],"subject":"s","content":[{"type":"text/plain","value":"v"}]}""", "from")]
    [InlineData("""{"personalizations":[{"to":[{"email":"a@b.example"}]}],"from":{"email":"a@b.example"},"content":[{"type":"text/plain","value":"v"}]}""", "subject")]
    [InlineData("""{"personalizations":[{"to":[{"email":"a@b.example"}]}],"from":{"email":"a@b.example"},"subject":"s"}""", "content")]
    [InlineData("""{"personalizations":[{"to":[{"email":"a@b.example"}]}],"from":{"email":"a@b.example"},"subject":"s","content":[{"type":"text/plain","value":""}]}""", "content.0.value")]
    [InlineData("""{"personalizations":[{"to":[{"email":"a@b.example"}]}],"from":{"email":"a@b.example"},"subject":"s","content":[{"type":"text/html","value":"v"},{"type":"text/plain","value":"v"}]}""", "content")]
    public async Task Send_Invalid_IsRefusedInSendGridsShape(string body, string? field)
    {
        using var answer = await PostAsync(new StringContent(body, Encoding.UTF8, "application/json"));

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        var error = Assert.Single((await ErrorsAsync(answer)).EnumerateArray());
        Assert.Equal(field, error.GetProperty("field").GetString());
        Assert.NotEqual("", error.GetProperty("message").GetString());
        Assert.Equal(field is not null, error.GetProperty("help").GetString()?.EndsWith("#message." + field, StringComparison.Ordinal) ?? false);
    }

    [Fact]
    public async Task Send_TooLarge_Is413()
    {
        using var answer = await PostAsync(Mailbox.Message("big@cso.example", new string('x', 30 * 1024 * 1024)));

        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, answer.StatusCode);
    }

    [Fact]
    public async Task Faults_HappenAsOftenAsAskedFor_ThenMailGoesThrough()
    {
        const string To = "faults@cso.example";
        await AddFaultAsync(new { kind = "tooManyRequests", count = 2, retryAfterSeconds = 3 });
        await AddFaultAsync(new { kind = "badRequest" });
        await AddFaultAsync(new { kind = "serverError" });
        await AddFaultAsync(new { kind = "timeout" });
        await AddFaultAsync(new { kind = "lostAnswer" });

        foreach (var _ in Enumerable.Range(0, 2))
        {
            using var refused = await PostAsync(Mailbox.Message(To, "refused"));
            Assert.Equal(HttpStatusCode.TooManyRequests, refused.StatusCode);
            Assert.Equal(TimeSpan.FromSeconds(3), refused.Headers.RetryAfter!.Delta);
        }

        using (var refused = await PostAsync(Mailbox.Message(To, "refused"))) Assert.Equal(HttpStatusCode.BadRequest, refused.StatusCode);
        using (var failed = await PostAsync(Mailbox.Message(To, "failed"))) Assert.Equal(HttpStatusCode.InternalServerError, failed.StatusCode);
        using (var patience = new CancellationTokenSource())
        {
            var unanswered = Mailbox.PostAsync(_host, fixture.Data, Mailbox.Message(To, "unanswered"), patience.Token);
            await Eventually.TrueAsync(async () => (await _host.GetJsonAsync("/dev/mail/faults")).GetProperty("faults").GetArrayLength() == 1, "the request has met the fault that answers nothing");
            Assert.False(unanswered.IsCompleted);
            await patience.CancelAsync();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => unanswered);
        }

        Assert.Empty((await MailsAsync(To)).EnumerateArray());

        await Assert.ThrowsAsync<HttpRequestException>(() => PostAsync(Mailbox.Message(To, "kept")));
        Assert.Equal("kept", Assert.Single((await MailsAsync(To)).EnumerateArray()).GetProperty("subject").GetString());
        await Mailbox.SendAsync(_host, fixture.Data, To, "through");
    }

    [Theory]
    [InlineData("""{"kind":"fire"}""")]
    [InlineData("""{"kind":"timeout","count":0}""")]
    [InlineData("nonsense")]
    public async Task Faults_NotUnderstood_AreRefused(string body)
    {
        using var answer = await _host.Http.PostAsync("/dev/mail/faults", new StringContent(body, Encoding.UTF8, "application/json"));

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
    }

    private Task<HttpResponseMessage> PostAsync(object body) => Mailbox.PostAsync(_host, fixture.Data, body);

    private async Task AddFaultAsync(object fault)
    {
        using var answer = await _host.Http.PostAsJsonAsync("/dev/mail/faults", fault);
        answer.EnsureSuccessStatusCode();
    }

    private async Task<JsonElement> MailsAsync(string to) => (await _host.GetJsonAsync($"/dev/mail.json?to={Uri.EscapeDataString(to)}")).GetProperty("mails");

    private static string[] Subjects(JsonElement answer) => [.. answer.GetProperty("mails").EnumerateArray().Select(each => each.GetProperty("subject").GetString()!)];

    private static async Task<JsonElement> ErrorsAsync(HttpResponseMessage answer) => (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("errors");
}
