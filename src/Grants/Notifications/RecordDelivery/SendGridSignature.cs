using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;

namespace Grants.Notifications.RecordDelivery;

/// <summary>SendGrid's signature: ECDSA (P-256, SHA-256) over the timestamp header and the raw body.</summary>
internal static class SendGridSignature
{
    // Events that could not be posted are signed anew when they are tried again, so a valid request is always fresh.
    private static readonly TimeSpan Tolerance = TimeSpan.FromMinutes(10);

    public static bool IsValid(IHeaderDictionary headers, byte[] body, string publicKey, DateTimeOffset now)
    {
        var timestamp = headers["X-Twilio-Email-Event-Webhook-Timestamp"].ToString();
        var signature = headers["X-Twilio-Email-Event-Webhook-Signature"].ToString();
        if (!long.TryParse(timestamp, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) || Math.Abs(now.ToUnixTimeSeconds() - seconds) > Tolerance.TotalSeconds) return false;
        var bytes = new byte[signature.Length];
        if (!Convert.TryFromBase64String(signature, bytes, out var length)) return false;
        using var key = ECDsa.Create();
        key.ImportSubjectPublicKeyInfo(Convert.FromBase64String(publicKey), out _);
        return key.VerifyData([.. Encoding.ASCII.GetBytes(timestamp), .. body], bytes.AsSpan(0, length), HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence);
    }
}
