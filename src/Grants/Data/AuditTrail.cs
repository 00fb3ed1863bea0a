using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Grants.Data;

/// <summary>
/// One link of an aggregate's audit chain: who did what, when, to which aggregate, with ids, codes and keyed hashes, never free text.
/// Append-only: <see cref="GrantsDb"/> refuses to change or delete one.
/// </summary>
internal sealed class AuditEntry
{
    private AuditEntry()
    {
    }

    public long Id { get; private init; }

    /// <summary>The kind of aggregate: 'call', 'application', 'award', 'grant', 'organisation', 'person'.</summary>
    public string Subject { get; private init; } = "";

    public Guid SubjectId { get; private init; }

    /// <summary>1 for the first entry of the chain, then without a gap.</summary>
    public int Sequence { get; private init; }

    /// <summary>When (UTC, whole milliseconds: both databases keep that exactly).</summary>
    public DateTime At { get; private init; }

    /// <summary>The person who did it; null when the system did.</summary>
    public Guid? ActorId { get; private init; }

    /// <summary>In which capacity: a role, or the name of the function.</summary>
    public string Capacity { get; private init; } = "";

    /// <summary>What was done: an act of the lifecycle map or another code.</summary>
    public string What { get; private init; } = "";

    /// <summary>Facts as a JSON object with sorted keys: ids, codes, amounts, instants, keyed hashes.</summary>
    public string Facts { get; private init; } = "{}";

    /// <summary>The hash of the entry before, hex; 64 zeros at the chain's start.</summary>
    public string PreviousHash { get; private init; } = "";

    /// <summary>SHA-256 over everything above, hex.</summary>
    public string Hash { get; private init; } = "";

    public static readonly string Genesis = new('0', 64);

    public static AuditEntry Append(AuditNote note, int sequence, string previousHash)
    {
        var at = new DateTime(note.At.Ticks - (note.At.Ticks % TimeSpan.TicksPerMillisecond), DateTimeKind.Utc);
        var facts = JsonSerializer.Serialize(new SortedDictionary<string, string>(note.Facts.ToDictionary(), StringComparer.Ordinal));
        return new AuditEntry
        {
            Subject = note.Subject,
            SubjectId = note.SubjectId,
            Sequence = sequence,
            At = at,
            ActorId = note.ActorId,
            Capacity = note.Capacity,
            What = note.What,
            Facts = facts,
            PreviousHash = previousHash,
            Hash = Compute(note.Subject, note.SubjectId, sequence, at, note.ActorId, note.Capacity, note.What, facts, previousHash),
        };
    }

    /// <summary>Whether the entry's hash is the hash of what it says.</summary>
    public bool IsIntact() => Hash == Compute(Subject, SubjectId, Sequence, At, ActorId, Capacity, What, Facts, PreviousHash);

    private static string Compute(string subject, Guid subjectId, int sequence, DateTime at, Guid? actorId, string capacity, string what, string facts, string previousHash)
    {
        // A JSON array keeps the fields apart, so that no text can be moved from one to the next without changing the hash.
        string[] fields =
        [
            subject, subjectId.ToString(), sequence.ToString(CultureInfo.InvariantCulture), at.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture),
            actorId?.ToString() ?? "", capacity, what, facts, previousHash,
        ];
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(JsonSerializer.Serialize(fields))));
    }
}

/// <summary>What is to be appended when the transaction commits.</summary>
internal sealed record AuditNote(string Subject, Guid SubjectId, DateTime At, Guid? ActorId, string Capacity, string What, IReadOnlyDictionary<string, string> Facts);
