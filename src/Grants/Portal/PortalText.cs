using System.Globalization;
using System.Numerics;

namespace Grants.Portal;

/// <summary>How the portal writes dates, money and lengths: British English, whatever the server's culture.</summary>
public static class PortalText
{
    private static readonly CultureInfo English = CultureInfo.GetCultureInfo("en-GB");

    // ISO 4217 minor units of currencies that have none; all others used here have two.
    private static readonly HashSet<string> WholeUnits = new(StringComparer.OrdinalIgnoreCase) { "VND", "JPY", "KRW" };

    /// <summary>For example <c>15 March 2026</c>.</summary>
    public static string Date(DateOnly date) => date.ToString("d MMMM yyyy", English);

    /// <summary>For example <c>15 March 2026, 17:00</c>.</summary>
    public static string DateAndTime(DateTime local) => local.ToString("d MMMM yyyy, HH:mm", English);

    /// <summary>For example <c>Phnom Penh time, UTC+7</c>: the place in the zone's name, and the offset in force at that instant.</summary>
    /// <param name="zone">A zone with an IANA name.</param>
    /// <param name="utc">The instant, in UTC.</param>
    public static string Zone(TimeZoneInfo zone, DateTime utc)
    {
        if (zone.HasSameRules(TimeZoneInfo.Utc)) return "UTC";
        TimeSpan offset = zone.GetUtcOffset(utc);
        string minutes = offset.Minutes == 0 ? "" : $":{Math.Abs(offset.Minutes):00}";
        string place = zone.Id[(zone.Id.LastIndexOf('/') + 1)..].Replace('_', ' ');
        return string.Create(CultureInfo.InvariantCulture, $"{place} time, UTC{(offset < TimeSpan.Zero ? '−' : '+')}{Math.Abs(offset.Hours)}{minutes}");
    }

    /// <summary>For example <c>USD 12,500.00</c>, with a space that does not break.</summary>
    /// <param name="minor">Integer minor units.</param>
    /// <param name="currency">ISO 4217 code.</param>
    public static string Money(long minor, string currency) => $"{currency}\u00A0{Amount(minor, currency, grouped: true)}";

    /// <summary>Minor units as the text of a money field, for example <c>12500.00</c>.</summary>
    /// <param name="minor">Integer minor units.</param>
    /// <param name="currency">ISO 4217 code.</param>
    public static string TypedMoney(long minor, string currency) => Amount(minor, currency, grouped: false);

    /// <summary>
    /// Reads an amount as people type it: <c>12,500</c>, <c>12 500.50</c>, <c>USD 12,500.5</c>, with Khmer, Lao, Thai or other digits.
    /// A comma groups thousands and a point starts decimals; anything doubtful (<c>12,5</c>, <c>1.234.567</c>) is refused, never guessed.
    /// </summary>
    /// <param name="typed">What was typed.</param>
    /// <param name="currency">ISO 4217 code of the field.</param>
    /// <param name="minor">Integer minor units when true is returned.</param>
    public static bool TryParseMoney(string? typed, string currency, out long minor)
    {
        minor = 0;
        string text = AsciiDigits(typed ?? "").Trim();
        if (text.StartsWith(currency, StringComparison.OrdinalIgnoreCase)) text = text[currency.Length..].TrimStart();
        else if (text.EndsWith(currency, StringComparison.OrdinalIgnoreCase)) text = text[..^currency.Length].TrimEnd();

        string[] parts = text.Split('.');
        int decimals = Decimals(currency);
        if (parts.Length > 2 || (parts.Length == 2 && (parts[1].Length == 0 || parts[1].Length > decimals || !parts[1].All(char.IsAsciiDigit)))) return false;

        string[] groups = parts[0].Split(',', ' ', '\u00A0', '\u202F');
        if (groups.Any(g => !g.All(char.IsAsciiDigit)) || groups[0].Length == 0) return false;
        if (groups.Length > 1 && (groups[0].Length > 3 || groups[1..].Any(g => g.Length != 3))) return false;

        string fraction = (parts.Length == 2 ? parts[1] : "").PadRight(decimals, '0');
        return long.TryParse(string.Concat(groups) + fraction, NumberStyles.None, CultureInfo.InvariantCulture, out minor);
    }

    /// <summary>Reads a whole number that is not negative, with or without thousands separators, in any script's digits.</summary>
    public static bool TryParseCount(string? typed, out int count)
    {
        count = 0;
        return TryParseMoney(typed, "VND", out long value) && value <= int.MaxValue && (count = (int)value) >= 0;
    }

    /// <summary>For example <c>2 hours and 10 minutes</c>, rounded up to the minute.</summary>
    public static string Duration(TimeSpan length)
    {
        long minutes = (long)Math.Ceiling(length.TotalMinutes);
        var (hours, rest) = (minutes / 60, minutes % 60);
        string inHours = Count(hours, "{0} hour", "{0} hours"), inMinutes = Count(rest, "{0} minute", "{0} minutes");
        return hours == 0 ? inMinutes : rest == 0 ? inHours : T($"{inHours} and {inMinutes}");
    }

    /// <summary>For example <c>2.4 MB</c>.</summary>
    public static string FileSize(long bytes) => bytes switch
    {
        < 1_000 => string.Create(English, $"{bytes} bytes"),
        < 1_000_000 => string.Create(English, $"{bytes / 1_000d:0} KB"),
        _ => string.Create(English, $"{bytes / 1_000_000d:0.0} MB"),
    };

    /// <summary>How many characters a reader sees: a letter with its vowels, marks and subscripts counts once, and so does a line break.</summary>
    public static int Length(string? text)
    {
        int length = 0;
        char before = '\0';
        ReadOnlySpan<char> rest = (text ?? "").Normalize().ReplaceLineEndings("\n");
        while (!rest.IsEmpty)
        {
            int element = StringInfo.GetNextTextElementLength(rest);
            // Browsers already follow Unicode 16, in which a Khmer or Myanmar subscript belongs to the letter above it; the runtime does not yet.
            if (before is not ('\u17D2' or '\u1039') || !char.IsLetter(rest[0])) length++;
            before = rest[element - 1];
            rest = rest[element..];
        }

        return length;
    }

    /// <summary>How many digits follow the decimal point in a currency.</summary>
    public static int Decimals(string currency) => WholeUnits.Contains(currency) ? 0 : 2;

    private static string Amount(long minor, string currency, bool grouped)
    {
        int decimals = Decimals(currency);
        var whole = BigInteger.DivRem(BigInteger.Abs(minor), decimals == 0 ? 1 : 100, out BigInteger rest);
        string text = whole.ToString(grouped ? "#,##0" : "0", English);
        return (minor < 0 ? "−" : "") + (decimals == 0 ? text : $"{text}.{rest:00}");
    }

    private static string AsciiDigits(string text) => string.Create(text.Length, text, static (span, source) =>
    {
        for (int i = 0; i < span.Length; i++)
        {
            int digit = CharUnicodeInfo.GetDecimalDigitValue(source[i]);
            span[i] = digit >= 0 ? (char)('0' + digit) : source[i];
        }
    });
}
