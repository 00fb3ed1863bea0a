using System.Security.Cryptography;
using System.Text;
using Grants.Data;

namespace Grants.Accounts;

/// <summary>
/// What a person with a role proves besides their mailbox: an authenticator app, passkeys, or one of their recovery codes. The app's key is stored nowhere: it is a
/// keyed hash of <see cref="Seed"/>, with a key that is kept outside the database, so that a copy of the database makes no codes.
/// </summary>
internal sealed class SecondFactor : Aggregate
{
    private const int MostWrongTries = 10;
    private const int FewestRecoveryCharacters = 12;

    private static readonly TimeSpan WrongTriesCountFor = TimeSpan.FromMinutes(15);

    private SecondFactor()
    {
    }

    public SecondFactor(Guid personId) => Id = personId;

    /// <summary>How long a proof is fresh: what gives others access, or takes the proof away, asks for one as young as this.</summary>
    public static readonly TimeSpan Fresh = TimeSpan.FromMinutes(10);

    /// <summary>How many recovery codes are made at once.</summary>
    public const int RecoveryCodes = 10;

    /// <summary>What the authenticator app's key is made from; null when there is no app.</summary>
    public Guid? Seed { get; private set; }

    /// <summary>The step of the app's code that was used last: it and those before it are worth nothing.</summary>
    public long LastStep { get; private set; }

    /// <summary>Wrong tries since <see cref="WrongSince"/>.</summary>
    public int WrongTries { get; private set; }

    /// <summary>When the wrong tries that still count began (UTC).</summary>
    public DateTime? WrongSince { get; private set; }

    /// <summary>The key that an app shares, from the seed that is enrolled or offered.</summary>
    public static byte[] KeyOf(Guid personId, Guid seed, AuditKey key) =>
        HMACSHA256.HashData(key.Bytes, Encoding.ASCII.GetBytes($"authenticator:{personId}:{seed}"))[..Totp.KeyBytes];

    /// <summary>Enrols an app: the person has typed the code that it shows for an offered seed.</summary>
    public Outcome Enrol(Guid seed, string typed, AuditKey key, DateTime now)
    {
        if (Totp.Find(KeyOf(Id, seed, key), DigitsOf(typed), 0, now) is not { } step)
            return Refusal.Invalid("Code", T("This is not the code that the app shows now. Check the key in the app and that the clock of your phone is right"));
        (Seed, LastStep) = (seed, step);
        return Outcome.Done;
    }

    /// <summary>Enrols an app without its first code: for the illustrative programme, whose people have no phones.</summary>
    public void Enrol(Guid seed) => Seed = seed;

    /// <summary>Compares a code of the app, or a recovery code. Either way the change must be committed before the person is told.</summary>
    /// <param name="typed">What the person typed.</param>
    /// <param name="codes">The recovery codes that are left.</param>
    /// <param name="key">The key outside the database.</param>
    /// <param name="now">UTC.</param>
    public Outcome Prove(string typed, IEnumerable<RecoveryCode> codes, AuditKey key, DateTime now)
    {
        if (MayTry(now).Refusal is { } refusal) return refusal;
        var digits = DigitsOf(typed);
        if (digits.Length == Totp.Digits && Seed is { } seed && Totp.Find(KeyOf(Id, seed, key), digits, LastStep, now) is { } step)
        {
            LastStep = step;
            return Proved();
        }

        var hash = RecoveryCode.HashOf(key, Id, typed);
        if (codes.FirstOrDefault(code => code.UsedAt is null && code.Hash == hash) is { } recovery)
        {
            recovery.Use(now);
            return Proved();
        }

        Wrong(now);
        return Refusal.Invalid("Code", digits.Length == Totp.Digits || typed.Length < FewestRecoveryCharacters
            ? T("This code does not work, or was used already. Wait until the app shows the next one")
            : T("This recovery code does not work, or was used already"));
    }

    /// <summary>Whether another try is allowed now.</summary>
    public Outcome MayTry(DateTime now) => WrongTries >= MostWrongTries && now < WrongSince + WrongTriesCountFor
        ? new Refusal(RefusalKind.TooMany, T("Too many wrong codes were typed. Wait fifteen minutes, then try again."))
        : Outcome.Done;

    /// <summary>Counts a try that failed.</summary>
    public void Wrong(DateTime now)
    {
        if (WrongSince is null || now >= WrongSince + WrongTriesCountFor) (WrongSince, WrongTries) = (now, 0);
        WrongTries++;
    }

    /// <summary>Forgets the tries that failed.</summary>
    public Outcome Proved()
    {
        (WrongSince, WrongTries) = (null, 0);
        return Outcome.Done;
    }

    // People type spaces, as apps show them, and digits of their own script.
    private static string DigitsOf(string typed) => SignInCode.Digits(typed);
}

/// <summary>A code for when app and passkeys are lost: shown once, kept as a keyed hash, good once.</summary>
internal sealed class RecoveryCode
{
    // Without the letters and digits that are taken for one another. 31 to the power of 12 is more than 2 to the power of 59: nobody tries that many.
    private const string Characters = "ABCDEFGHJKMNPQRSTUVWXYZ23456789";
    private const int Length = 12;
    private const int Group = 4;

    private RecoveryCode()
    {
    }

    public Guid Id { get; private init; } = Guid.CreateVersion7();

    public Guid PersonId { get; private init; }

    /// <summary>Keyed hash of the code.</summary>
    public string Hash { get; private init; } = "";

    /// <summary>When it was used (UTC).</summary>
    public DateTime? UsedAt { get; private set; }

    /// <summary>Makes a code.</summary>
    /// <returns>Its row, and what the person is shown this once.</returns>
    public static (RecoveryCode Row, string Shown) Make(Guid personId, AuditKey key)
    {
        var code = RandomNumberGenerator.GetString(Characters, Length);
        return (new RecoveryCode { PersonId = personId, Hash = HashOf(key, personId, code) }, string.Join('-', code.Chunk(Group).Select(part => new string(part))));
    }

    /// <summary>What the record keeps of a code, however it was typed.</summary>
    public static string HashOf(AuditKey key, Guid personId, string typed) =>
        AuditFact.Keyed(key, $"recovery:{personId}:{string.Concat(typed.ToUpperInvariant().Where(char.IsAsciiLetterOrDigit))}");

    public void Use(DateTime now) => UsedAt ??= now;
}

/// <summary>A passkey (WebAuthn credential) of a person. The private key never leaves their device; this is what its answers are checked with.</summary>
internal sealed class Passkey
{
    private Passkey()
    {
    }

    public Passkey(Guid personId, string name, Microsoft.AspNetCore.Identity.UserPasskeyInfo info, DateTime now)
    {
        (PersonId, Name, CredentialId, PublicKey) = (personId, name, info.CredentialId, info.PublicKey);
        (CreatedAt, SignCount, Transports) = (now, info.SignCount, info.Transports is { } transports ? string.Join(' ', transports) : "");
        (IsUserVerified, IsBackupEligible, IsBackedUp) = (info.IsUserVerified, info.IsBackupEligible, info.IsBackedUp);
        (AttestationObject, ClientDataJson) = (info.AttestationObject, info.ClientDataJson);
    }

    public Guid Id { get; private init; } = Guid.CreateVersion7();

    public Guid PersonId { get; private init; }

    /// <summary>What the person calls it.</summary>
    public string Name { get; private init; } = "";

    /// <summary>The authenticator's own id of it.</summary>
    public byte[] CredentialId { get; private init; } = [];

    /// <summary>COSE.</summary>
    public byte[] PublicKey { get; private init; } = [];

    public DateTime CreatedAt { get; private init; }

    /// <summary>How often it has signed, where the authenticator counts: a copy shows by counting from less.</summary>
    public long SignCount { get; private set; }

    /// <summary>How it can be reached, parted by spaces.</summary>
    public string Transports { get; private init; } = "";

    public bool IsUserVerified { get; private set; }

    public bool IsBackupEligible { get; private init; }

    public bool IsBackedUp { get; private set; }

    public byte[] AttestationObject { get; private init; } = [];

    public byte[] ClientDataJson { get; private init; } = [];

    /// <summary>When it was used last (UTC).</summary>
    public DateTime? LastUsedAt { get; private set; }

    /// <summary>As ASP.NET Core Identity reads it.</summary>
    public Microsoft.AspNetCore.Identity.UserPasskeyInfo Info => new(
        CredentialId, PublicKey, new DateTimeOffset(CreatedAt, TimeSpan.Zero), (uint)SignCount, Transports.Length == 0 ? null : Transports.Split(' '),
        IsUserVerified, IsBackupEligible, IsBackedUp, AttestationObject, ClientDataJson)
    { Name = Name };

    /// <summary>Records that it has signed.</summary>
    public void Used(Microsoft.AspNetCore.Identity.UserPasskeyInfo info, DateTime now) =>
        (SignCount, IsUserVerified, IsBackedUp, LastUsedAt) = (info.SignCount, info.IsUserVerified || IsUserVerified, info.IsBackedUp, now);
}
