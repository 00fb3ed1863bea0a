using System.Security.Cryptography;
using System.Text;
using Grants.Data;

namespace Grants.Accounts;

/// <summary>
/// What a browser keeps for a person until it can be sent is encrypted with this key. Only pages of that person hold it, and no page stays in a cache: whoever
/// uses the device next cannot read what the last one typed.
/// </summary>
internal static class DeviceKey
{
    /// <summary>The key of a person, base64; always the same, so that what was kept can be read after the next sign-in.</summary>
    public static string Of(AuditKey key, Guid personId) => Convert.ToBase64String(HMACSHA256.HashData(key.Bytes, Encoding.UTF8.GetBytes($"kept-on-device|{personId}")));
}
