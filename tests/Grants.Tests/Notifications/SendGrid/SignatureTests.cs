using System.Diagnostics;
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using Grants.Local.Mailbox;
using Grants.Notifications.RecordDelivery;
using Microsoft.AspNetCore.Http;

namespace Grants.Tests.Notifications.SendGrid;

/// <summary>The signature of events, against what SendGrid publishes and against an implementation that shares nothing with ours.</summary>
public sealed class SignatureTests
{
    // The vector of SendGrid's own libraries (RequestValidatorTests of sendgrid-csharp, and the same in the others).
    private const string PublicKey = "MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAE83T4O/n84iotIvIW4mdBgQ/7dAfSmpqIM8kF9mN1flpVKS3GRqe62gw+2fNNRaINXvVpiglSI8eNEc6wEA3F+g==";
    private const string OtherPublicKey = "MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEqTxd43gyp8IOEto2LdIfjRQrIbsd4SXZkLW6jDutdhXSJCWHw8REntlo7aNDthvj+y7GjUuFDb/R1NGe1OPzpA==";
    private const string Signature = "MEUCIGHQVtGj+Y3LkG9fLcxf3qfI10QysgDWmMOVmxG0u6ZUAiEAyBiXDWzM+uOe5W0JuG+luQAbPIqHh89M15TluLtEZtM=";
    private const string OtherSignature = "MEQCIB3bJQOarffIdM7+MEee+kYAdoViz6RUoScOASwMcXQxAiAcrus/j853JUlVm5qIRfbKBJwJq89znqOTedy3RetXLQ==";
    private const string Timestamp = "1600112502";
    private const string Payload =
        """[{"email":"hello@world.com","event":"dropped","reason":"Bounced Address","sg_event_id":"ZHJvcC0xMDk5NDkxOS1MUnpYbF9OSFN0T0doUTRrb2ZTbV9BLTA","sg_message_id":"LRzXl_NHStOGhQ4kofSm_A.filterdrecv-p3mdw1-756b745b58-kmzbl-18-5F5FC76C-9.0","smtp-id":"<LRzXl_NHStOGhQ4kofSm_A@ismtpd0039p1iad1.sendgrid.net>","timestamp":1600112492}]"""
        + "\r\n";

    private static readonly TimeSpan _tolerance = TimeSpan.FromMinutes(10);

    [Fact]
    public void PublishedVector_IsValid() => Assert.True(IsValid(Payload, Signature, Timestamp, PublicKey));

    [Theory]
    [InlineData("payload", Signature, Timestamp, PublicKey)]
    [InlineData(Payload, OtherSignature, Timestamp, PublicKey)]
    [InlineData(Payload, Signature, "1600112503", PublicKey)]
    [InlineData(Payload, Signature, "timestamp", PublicKey)]
    [InlineData(Payload, Signature, "", PublicKey)]
    [InlineData(Payload, Signature, "+1600112502", PublicKey)]
    [InlineData(Payload, Signature, Timestamp, OtherPublicKey)]
    [InlineData(Payload, "", Timestamp, PublicKey)]
    [InlineData(Payload, "no base64!", Timestamp, PublicKey)]
    [InlineData(Payload, "AAAA", Timestamp, PublicKey)]
    public void AnythingElse_IsNot(string payload, string signature, string timestamp, string publicKey) => Assert.False(IsValid(payload, signature, timestamp, publicKey));

    [Fact]
    public void Payload_WithoutItsLastLineEnd_IsNotWhatWasSigned() => Assert.False(IsValid(Payload.TrimEnd(), Signature, Timestamp, PublicKey));

    [Theory]
    [InlineData(600, true)]
    [InlineData(601, false)]
    [InlineData(-600, true)]
    [InlineData(-601, false)]
    public void Timestamp_FurtherFromNowThanTolerated_IsRefused(int secondsLater, bool valid) => Assert.Equal(valid, IsValid(Payload, Signature, Timestamp, PublicKey, secondsLater));

    [SkippableFact]
    public async Task WhatOthersSign_IsValid()
    {
        var payload = $$"""[{"event":"delivered","email":"ទំនាក់ទំនង@people.example","message_id":"{{Guid.NewGuid()}}"}]{{"\r\n"}}""";
        var signed = await NodeAsync("sign", new { payload, timestamp = Timestamp });
        Assert.True(IsValid(payload, signed.GetProperty("signature").GetString()!, Timestamp, signed.GetProperty("publicKey").GetString()!));
        Assert.False(IsValid(payload + " ", signed.GetProperty("signature").GetString()!, Timestamp, signed.GetProperty("publicKey").GetString()!));
    }

    /// <summary>What the local mailbox posts is what SendGrid's own package takes: the product is tried with the real thing.</summary>
    [SkippableFact]
    public async Task WhatTheLocalMailboxSigns_IsValidForSendGridsPackage()
    {
        var privateKey = EventWebhook.MakePrivateKey();
        var signature = EventWebhook.Sign(privateKey, Timestamp, Encoding.UTF8.GetBytes(Payload));
        Assert.True((await NodeAsync("verify", new { publicKey = EventWebhook.PublicKeyOf(privateKey), payload = Payload, signature, timestamp = Timestamp })).GetBoolean());
        Assert.False((await NodeAsync("verify", new { publicKey = EventWebhook.PublicKeyOf(privateKey), payload = Payload + " ", signature, timestamp = Timestamp })).GetBoolean());
        Assert.True((await NodeAsync("verify", new { publicKey = PublicKey, payload = Payload, signature = Signature, timestamp = Timestamp })).GetBoolean());
    }

    private static bool IsValid(string payload, string signature, string timestamp, string publicKey, int secondsLater = 0)
    {
        var headers = new HeaderDictionary
        {
            ["X-Twilio-Email-Event-Webhook-Timestamp"] = timestamp,
            ["X-Twilio-Email-Event-Webhook-Signature"] = signature,
        };
        var now = DateTimeOffset.FromUnixTimeSeconds(long.Parse(Timestamp, CultureInfo.InvariantCulture) + secondsLater);
        return SendGridSignature.IsValid(headers, Encoding.UTF8.GetBytes(payload), publicKey, _tolerance, now);
    }

    private static async Task<JsonElement> NodeAsync(string work, object input, [CallerFilePath] string here = "")
    {
        var folder = Path.GetDirectoryName(here)!;
        Skip.IfNot(
            Directory.Exists(Path.Combine(folder, "node_modules/@sendgrid/eventwebhook")),
            "@sendgrid/eventwebhook is not installed: run tests/run.sh, or 'npm ci' in tests/Grants.Tests/Notifications/SendGrid.");
        var start = new ProcessStartInfo("node", ["check.cjs", work]) { WorkingDirectory = folder, RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        start.StandardInputEncoding = start.StandardOutputEncoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false);
        using var process = Process.Start(start)!;
        await process.StandardInput.WriteAsync(JsonSerializer.Serialize(input));
        process.StandardInput.Close();
        var errors = process.StandardError.ReadToEndAsync();
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        Assert.True(process.ExitCode == 0, await errors);
        return JsonDocument.Parse(output).RootElement;
    }
}
