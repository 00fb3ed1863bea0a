using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Grants.Data;

namespace Grants.Accounts;

/// <summary>
/// A six-digit sign-in code: sent to an address, good for ten minutes, one use, five wrong tries, and only in the browser that asked for it. The
/// digits are stored nowhere, neither here nor in the e-mail's row: they are a keyed hash of the id, computed when they are sent and when they are
/// compared, with a key that is kept outside the database.
/// </summary>
internal sealed class SignInCode : Aggregate
{
    private SignInCode()
    {
    }

    public SignInCode(string emailKey, string browserHash, string clientHash, bool knownBrowser, DateTime now) =>
        (EmailKey, BrowserHash, ClientHash, KnownBrowser, CreatedAt) = (emailKey, browserHash, clientHash, knownBrowser, now);

    /// <summary>How long a code is good for, and once it was entered how long a person may take to say who they are.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(10);

    private const int MostWrongTries = 5;

    /// <summary>The address as it was typed, in the form in which addresses are compared; also for addresses that nobody has.</summary>
    public string EmailKey { get; private init; } = "";

    /// <summary>Keyed hash of the secret that the asking browser holds in a cookie.</summary>
    public string BrowserHash { get; private init; } = "";

    /// <summary>Keyed hash of the network that asked.</summary>
    public string ClientHash { get; private init; } = "";

    /// <summary>Whether the browser that asked has signed in with this address before.</summary>
    public bool KnownBrowser { get; private init; }

    public DateTime CreatedAt { get; private init; }

    public int WrongTries { get; private set; }

    /// <summary>When the code was entered (UTC): it cannot be entered again.</summary>
    public DateTime? EnteredAt { get; private set; }

    /// <summary>Whether it was entered and waits, for as long as that may take, until the person says who they are.</summary>
    public bool WaitsForPerson(DateTime now) => EnteredAt is { } entered && SpentAt is null && now < entered + Lifetime;

    /// <summary>When a session came of it (UTC): none can come of it again.</summary>
    public DateTime? SpentAt { get; private set; }

    /// <summary>The six digits of a code.</summary>
    public static string DigitsOf(Guid id, AuditKey key)
    {
        var hash = HMACSHA256.HashData(key.Bytes, Encoding.ASCII.GetBytes($"sign-in-code:{id}"));
        return (BinaryPrimitives.ReadUInt64BigEndian(hash) % 1_000_000).ToString("D6", CultureInfo.InvariantCulture);
    }

    /// <summary>Enters the code, or counts a wrong try. Either way the change must be committed before the person is told.</summary>
    public Outcome Enter(string typed, AuditKey key, DateTime now)
    {
        if (EnteredAt is not null || WrongTries >= MostWrongTries || now >= CreatedAt + Lifetime) return NoLongerWorks;
        if (!CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(Digits(typed)), Encoding.UTF8.GetBytes(DigitsOf(Id, key))))
        {
            WrongTries++;
            return WrongTries < MostWrongTries ? Refusal.Invalid("Code", T("This is not the code that was sent for this browser. Check the six digits in our newest e-mail; where colleagues share a mailbox, take the one that came when you asked")) : NoLongerWorks;
        }

        EnteredAt = now;
        return Outcome.Done;
    }

    /// <summary>Takes the one session that may come of an entered code.</summary>
    public Outcome Spend(DateTime now)
    {
        if (!WaitsForPerson(now)) return NoLongerWorks;
        SpentAt = now;
        return Outcome.Done;
    }

    /// <summary>What is said of every code that cannot be used, whatever the reason.</summary>
    public static Refusal NoLongerWorks => Refusal.Invalid("Code", T("This code does not work, or no longer does. Ask for a new one, and use it in the same browser"));

    // People type spaces, and digits of their own script.
    internal static string Digits(string typed) =>
        string.Concat(typed.Select(c => CharUnicodeInfo.GetDecimalDigitValue(c)).Where(digit => digit >= 0));
}
