using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Grants.Data;

/// <summary>Facts as audit entries hold them.</summary>
internal static class AuditFact
{
    public static string Text(object value) => value switch
    {
        DateTime instant => instant.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture),
        IFormattable formattable => formattable.ToString(null, CultureInfo.InvariantCulture),
        _ => value.ToString() ?? "",
    };

    /// <summary>
    /// A keyed hash of something that the trail must be able to confirm and must not show: an address, an account number. Without the key, which is
    /// kept outside the database, nobody can try values until one fits.
    /// </summary>
    public static string Keyed(AuditKey key, string value) =>
        Convert.ToHexStringLower(HMACSHA256.HashData(key.Bytes, Encoding.UTF8.GetBytes(value.Normalize(NormalizationForm.FormC))));
}

/// <summary>The key of <see cref="AuditFact.Keyed"/>.</summary>
/// <param name="Bytes">At least 32 random bytes.</param>
public sealed record AuditKey(byte[] Bytes)
{
    private const int FewestBytes = 32;

    /// <summary>Reads the key from its setting.</summary>
    /// <exception cref="InvalidOperationException">There is none, or it is too short: sign-in codes made with it could be guessed.</exception>
    public static AuditKey Read(string base64)
    {
        var bytes = new byte[base64.Length];
        return Convert.TryFromBase64String(base64, bytes, out var length) && length >= FewestBytes
            ? new AuditKey(bytes[..length])
            : throw new InvalidOperationException($"{nameof(GrantsOptions)}.{nameof(GrantsOptions.HashKey)} must be at least {FewestBytes} random bytes, base64.");
    }
}
