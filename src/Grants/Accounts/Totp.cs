using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Grants.Accounts;

/// <summary>
/// One-time passwords from the time, as authenticator apps make them: RFC 6238 over RFC 4226, with what every app takes (HMAC-SHA-1, 30 seconds, six digits).
/// </summary>
internal static class Totp
{
    /// <summary>How long a key is: what RFC 4226 (section 4, R6) recommends.</summary>
    public const int KeyBytes = 20;

    /// <summary>How many digits a code has.</summary>
    public const int Digits = 6;

    /// <summary>For how long a code is shown, in seconds.</summary>
    public const int StepSeconds = 30;

    // RFC 6238, section 5.2, allows at most one step of delay; a phone's clock may also be a little ahead.
    private const int Tolerance = 1;

    // RFC 4648, section 6.
    private const string Base32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

    /// <summary>The step that an instant (UTC) lies in, counted from the beginning of 1970.</summary>
    public static long StepOf(DateTime at) => new DateTimeOffset(at, TimeSpan.Zero).ToUnixTimeSeconds() / StepSeconds;

    /// <summary>The code of a step.</summary>
    /// <param name="key">The shared secret.</param>
    /// <param name="step">The moving factor: RFC 4226's counter.</param>
    /// <param name="digits">From six to eight.</param>
    public static string Code(ReadOnlySpan<byte> key, long step, int digits = Digits)
    {
        Span<byte> counter = stackalloc byte[sizeof(long)];
        BinaryPrimitives.WriteInt64BigEndian(counter, step);
        Span<byte> hash = stackalloc byte[HMACSHA1.HashSizeInBytes];
#pragma warning disable CA5350 // The standard's algorithm: apps know no other, and HMAC does not need a hash without collisions.
        HMACSHA1.HashData(key, counter, hash);
#pragma warning restore CA5350
        // RFC 4226, section 5.3: four bytes from where the last one points, without the sign.
        var number = BinaryPrimitives.ReadInt32BigEndian(hash[(hash[^1] & 0xF)..]) & int.MaxValue;
        return (number % (int)Math.Pow(10, digits)).ToString(CultureInfo.InvariantCulture).PadLeft(digits, '0');
    }

    /// <summary>The step whose code was typed, of those that count now and come after the last one that was used; null when there is none.</summary>
    public static long? Find(ReadOnlySpan<byte> key, string code, long lastUsed, DateTime now)
    {
        long? found = null;
        for (var step = StepOf(now) - Tolerance; step <= StepOf(now) + Tolerance; step++)
        {
            // Every step is compared, so that the time it takes says nothing.
            if (CryptographicOperations.FixedTimeEquals(Encoding.ASCII.GetBytes(Code(key, step)), Encoding.UTF8.GetBytes(code)) && step > lastUsed) found ??= step;
        }

        return found;
    }

    /// <summary>A key as people type it into an app.</summary>
    public static string KeyText(ReadOnlySpan<byte> key)
    {
        var text = new StringBuilder();
        int bits = 0, count = 0;
        foreach (var one in key)
        {
            (bits, count) = (bits << 8 | one, count + 8);
            for (; count >= 5; count -= 5) text.Append(Base32[bits >> (count - 5) & 31]);
            bits &= (1 << count) - 1;
        }

        return count == 0 ? text.ToString() : text.Append(Base32[bits << (5 - count) & 31]).ToString();
    }

    /// <summary>The link that an app on the same device opens (the 'Key Uri Format' of Google Authenticator, which the others took over).</summary>
    public static string Link(string issuer, string account, ReadOnlySpan<byte> key) =>
        $"otpauth://totp/{Uri.EscapeDataString(issuer)}:{Uri.EscapeDataString(account)}?secret={KeyText(key)}&issuer={Uri.EscapeDataString(issuer)}";
}
