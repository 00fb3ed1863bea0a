using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Grants.Local;
using Grants.Local.Mailbox;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging.Abstractions;

namespace Grants.Tests.Local;

/// <summary>What the mailbox tells about mail, received over HTTP and verified with the public key alone.</summary>
public sealed class EventWebhookTests : IAsyncLifetime
{
    private readonly TemporaryFolder _folder = new();
    private readonly ConcurrentQueue<(string Signature, string Timestamp, byte[] Body)> _received = new();
    private readonly string _privateKey = EventWebhook.MakePrivateKey();
    private WebApplication _receiver = null!;
    private MailStore _mails = null!;
    private volatile int _refusals;

    public async Task InitializeAsync()
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        _receiver = builder.Build();
        _receiver.Run(async context =>
        {
            using var body = new MemoryStream();
            await context.Request.Body.CopyToAsync(body);
            if (Interlocked.Decrement(ref _refusals) >= 0)
            {
                context.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
                return;
            }

            Assert.Equal("/webhooks/sendgrid", context.Request.Path);
            _received.Enqueue((
                context.Request.Headers["X-Twilio-Email-Event-Webhook-Signature"].ToString(),
                context.Request.Headers["X-Twilio-Email-Event-Webhook-Timestamp"].ToString(), body.ToArray()));
        });
        await _receiver.StartAsync();
        _mails = new MailStore(LocalStore.Open(_folder.In("local.db")), TimeProvider.System);
    }

    public async Task DisposeAsync()
    {
        await _receiver.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task EachRecipient_IsTold_SignedAsSendGridDoes()
    {
        _mails.SetBouncing("Gone@cso.example", true);
        var messageId = _mails.Add(Body("here@cso.example", "gone@cso.example"));
        using var webhook = Webhook();

        Assert.True(await webhook.PostAllAsync(CancellationToken.None));

        var (signature, timestamp, body) = Assert.Single(_received);
        using var key = ECDsa.Create();
        key.ImportSubjectPublicKeyInfo(Convert.FromBase64String(EventWebhook.PublicKeyOf(_privateKey)), out _);
        byte[] signed = [.. Encoding.UTF8.GetBytes(timestamp), .. body];
        Assert.True(key.VerifyData(signed, Convert.FromBase64String(signature), HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence));
        signed[^2] ^= 1;
        Assert.False(key.VerifyData(signed, Convert.FromBase64String(signature), HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence));

        var events = JsonSerializer.Deserialize<JsonElement[]>(body)!;
        Assert.Equal([("here@cso.example", "delivered"), ("gone@cso.example", "bounce")], events.Select(each => (Text(each, "email"), Text(each, "event"))));
        Assert.All(events, each => Assert.Equal("41", Text(each, "message_id")));
        Assert.All(events, each => Assert.StartsWith(messageId, Text(each, "sg_message_id"), StringComparison.Ordinal));
        Assert.Equal(2, events.Select(each => Text(each, "sg_event_id")).Distinct().Count());
        Assert.Equal("5.1.1", Text(events[1], "status"));
    }

    [Fact]
    public async Task Refused_IsPostedAgain_UntilAccepted_AndNotOnceMore()
    {
        _mails.Add(Body("here@cso.example"));
        _refusals = 2;
        using var webhook = Webhook();

        Assert.False(await webhook.PostAllAsync(CancellationToken.None));
        Assert.False(await webhook.PostAllAsync(CancellationToken.None));
        Assert.True(await webhook.PostAllAsync(CancellationToken.None));
        Assert.True(await webhook.PostAllAsync(CancellationToken.None));

        Assert.Single(_received);
    }

    [Fact]
    public async Task WhatWaits_IsPostedByTheNextProcess()
    {
        _mails.Add(Body("here@cso.example"));
        using var webhook = Webhook();

        await webhook.StartAsync(CancellationToken.None);
        await Eventually.TrueAsync(() => !_received.IsEmpty, "the event was posted");
        _mails.Add(Body("there@cso.example"));
        webhook.Wake();
        await Eventually.TrueAsync(() => _received.Count == 2, "the next event was posted");
        await Eventually.TrueAsync(() => _mails.PendingEvents(1).Count == 0, "the answer to the post was noted");
        await webhook.StopAsync(CancellationToken.None);

        Assert.Equal(2, _received.Count);
    }

    private EventWebhook Webhook() =>
        new(_mails, TimeProvider.System, new EventWebhookOptions(new Uri(_receiver.Urls.First()), _privateKey), NullLogger<EventWebhook>.Instance);

    private static MailSendBody Body(params string[] to) => new(
        [new Personalization([.. to.Select(each => new EmailAddress(each, null))], null, null, null, null, null)],
        new EmailAddress("grants@programme.example", null), null, "Subject", [new MailContent("text/plain", "Text")], null, null,
        new Dictionary<string, string> { ["message_id"] = "41", ["event"] = "not the event" }, null);

    private static string Text(JsonElement element, string name) => element.GetProperty(name).GetString()!;
}
