using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;

namespace Grants.Notifications.RecordDelivery;

/// <summary>
/// SendGrid's signature: ECDSA (P-256, SHA-256, DER) over the timestamp header and the raw body, as 'Event Webhook Security Features' describes it
/// (https://www.twilio.com/docs/sendgrid/for-developers/tracking-events/getting-started-event-webhook-security-features).
/// </summary>
internal static class SendGridSignature
{
    /// <summary>Whether the post is SendGrid's, and was signed a short while ago.</summary>
    /// <param name="headers">The request's.</param>
    /// <param name="body">The raw body: one byte more or less, and it is not what was signed.</param>
    /// <param name="publicKey">SubjectPublicKeyInfo, base64.</param>
    /// <param name="tolerance">How far the timestamp may be from now.</param>
    /// <param name="now">UTC.</param>
    public static bool IsValid(IHeaderDictionary headers, byte[] body, string publicKey, TimeSpan tolerance, DateTimeOffset now)
    {
        var timestamp = headers["X-Twilio-Email-Event-Webhook-Timestamp"].ToString();
        var signature = headers["X-Twilio-Email-Event-Webhook-Signature"].ToString();
        if (!long.TryParse(timestamp, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) || Math.Abs(now.ToUnixTimeSeconds() - seconds) > tolerance.TotalSeconds) return false;
        var bytes = new byte[signature.Length];
        if (!Convert.TryFromBase64String(signature, bytes, out var length)) return false;
        using var key = ECDsa.Create();
        key.ImportSubjectPublicKeyInfo(Convert.FromBase64String(publicKey), out _);
        return key.VerifyData([.. Encoding.ASCII.GetBytes(timestamp), .. body], bytes.AsSpan(0, length), HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence);
    }
}
