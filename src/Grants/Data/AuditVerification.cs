using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Azure;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using Microsoft.EntityFrameworkCore;

namespace Grants.Data;

/// <summary>One chain's head as a seal keeps it.</summary>
/// <param name="SubjectId">The aggregate.</param>
/// <param name="Sequence">The last entry's number.</param>
/// <param name="Hash">Its hash.</param>
internal sealed record ChainHead(Guid SubjectId, int Sequence, string Hash);

/// <summary>A day's seal: the heads of all chains that grew since the seal before, and that seal's hash.</summary>
internal sealed record Seal(DateTime At, string PreviousSeal, IReadOnlyList<ChainHead> Heads);

/// <summary>
/// Seals the heads of the audit chains in Blob Storage, one blob a day, never overwritten; in Azure the container is immutable. So cutting a chain off
/// or rewriting it shows even to whoever can rewrite the database.
/// </summary>
public sealed class AuditSeals(GrantsDb db, BlobServiceClient blobs, TimeProvider clock)
{
    /// <summary>The container of the seals.</summary>
    public const string Container = "audit-seals";

    // An entry is stamped before it commits: a commit that was under way when the last seal was made is caught by looking back a little.
    private static readonly TimeSpan Overlap = TimeSpan.FromHours(1);

    /// <summary>Seals what has grown since the last seal. Twice on one day: the first stands.</summary>
    public async Task SealAsync(CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow().UtcDateTime;
        var container = blobs.GetBlobContainerClient(Container);
        await container.CreateIfNotExistsAsync(cancellationToken: cancellationToken);
        var name = $"{now:yyyy-MM-dd}.json";
        if (await container.GetBlobClient(name).ExistsAsync(cancellationToken)) return;

        var (lastSeal, lastAt) = await LastAsync(container, now, cancellationToken);
        var heads = await HeadsSinceAsync(lastAt == DateTime.UnixEpoch ? lastAt : lastAt - Overlap, cancellationToken);
        var body = BinaryData.FromBytes(JsonSerializer.SerializeToUtf8Bytes(new Seal(now, lastSeal, heads)));
        try
        {
            await container.GetBlobClient(name).UploadAsync(body, new BlobUploadOptions { Conditions = new BlobRequestConditions { IfNoneMatch = ETag.All } }, cancellationToken);
        }
        catch (RequestFailedException exception) when (exception.ErrorCode == BlobErrorCode.BlobAlreadyExists)
        {
            // Another instance sealed this day first: its seal stands.
        }
    }

    /// <summary>Every seal, oldest first, with the hash of its bytes.</summary>
    internal async IAsyncEnumerable<(string Name, Seal Seal, string Hash)> ReadAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var container = blobs.GetBlobContainerClient(Container);
        if (!await container.ExistsAsync(cancellationToken)) yield break;
        await foreach (var item in container.GetBlobsAsync(cancellationToken: cancellationToken))
        {
            var content = (await container.GetBlobClient(item.Name).DownloadContentAsync(cancellationToken)).Value.Content;
            yield return (item.Name, content.ToObjectFromJson<Seal>()!, Hash(content));
        }
    }

    private static string Hash(BinaryData content) => Convert.ToHexStringLower(SHA256.HashData(content));

    private async Task<List<ChainHead>> HeadsSinceAsync(DateTime since, CancellationToken cancellationToken) =>
        await db.AuditEntries.AsNoTracking()
            .Where(entry => entry.At >= since && entry.Sequence == db.AuditEntries.Where(other => other.SubjectId == entry.SubjectId).Max(other => other.Sequence))
            .OrderBy(entry => entry.Id)
            .Select(entry => new ChainHead(entry.SubjectId, entry.Sequence, entry.Hash))
            .ToListAsync(cancellationToken);

    // Names sort by day, so the last blob is the last seal. It is nearly always of this month or the one before: after years the whole list is long.
    private static async Task<(string Hash, DateTime At)> LastAsync(BlobContainerClient container, DateTime now, CancellationToken cancellationToken)
    {
        string? last = null;
        foreach (var prefix in new[] { $"{now:yyyy-MM}", $"{now.AddMonths(-1):yyyy-MM}", null })
        {
            await foreach (var item in container.GetBlobsAsync(prefix: prefix, cancellationToken: cancellationToken)) last = item.Name;
            if (last is not null) break;
        }

        if (last is null) return (AuditEntry.Genesis, DateTime.UnixEpoch);
        var content = (await container.GetBlobClient(last).DownloadContentAsync(cancellationToken)).Value.Content;
        return (Hash(content), content.ToObjectFromJson<Seal>()!.At);
    }
}

/// <summary>What a verification of the audit trail came to.</summary>
/// <param name="Entries">How many entries were read.</param>
/// <param name="Chains">How many chains.</param>
/// <param name="Seals">How many seals.</param>
/// <param name="FirstBroken">What is wrong first, in words; null when everything holds.</param>
public sealed record AuditReport(long Entries, int Chains, int Seals, string? FirstBroken)
{
    /// <summary>What even an intact trail does not prove.</summary>
    public const string Limits =
        "What this cannot prove: entries added after the last seal could be cut off or rewritten by someone who controls the database and this program; "
        + "the seals are as immutable as the storage that holds them (in Azure a locked policy, on one machine only a file); "
        + "and that an entry tells what happened is proved by the code that wrote it, not by its hash.";

    /// <summary>Whether every chain and every seal holds.</summary>
    public bool IsIntact => FirstBroken is null;
}

/// <summary>
/// Proves the audit trail, or names the first broken entry. It reads page by page: what it holds in memory does not grow with the record, and no statement takes longer
/// than a request's may.
/// </summary>
public sealed class AuditVerification(GrantsDb db, AuditSeals seals)
{
    private const int PageSize = 1_000;

    // Each head is looked for by two parameters.
    private const int HeadsAtOnce = 200;

    /// <summary>Reads every entry and every seal.</summary>
    public Task<AuditReport> RunAsync(CancellationToken cancellationToken) => RunAsync(PageSize, cancellationToken);

    /// <summary>Reads every entry, so many at a time, and every seal.</summary>
    internal async Task<AuditReport> RunAsync(int pageSize, CancellationToken cancellationToken)
    {
        AuditEntry? before = null;
        var (entries, chains) = (0L, 0);
        string? broken = null;
        await foreach (var entry in EntriesAsync(pageSize, cancellationToken))
        {
            if (before is not null && (entry.SubjectId, entry.Sequence).CompareTo((before.SubjectId, before.Sequence)) <= 0)
            {
                // SQLite keeps ids as text: one that somebody wrote in another way sorts elsewhere, and pages would go round in circles.
                broken ??= Where(entry).Append(" is not in its place").ToString();
                break;
            }

            var isNewChain = before?.SubjectId != entry.SubjectId;
            if (isNewChain) chains++;
            entries++;
            broken ??= Fault(entry, isNewChain ? null : before);
            before = entry;
        }

        var sealCount = 0;
        var previousSeal = AuditEntry.Genesis;
        await foreach (var (name, seal, hash) in seals.ReadAsync(cancellationToken))
        {
            sealCount++;
            if (seal.PreviousSeal != previousSeal) broken ??= $"seal {name} does not follow the seal before it";
            if (broken is null && await FirstMissingAsync(seal, cancellationToken) is { } head)
                broken = $"seal {name} names entry {head.Sequence} of {head.SubjectId}, which is missing or says something else now";
            previousSeal = hash;
        }

        return new AuditReport(entries, chains, sealCount, broken);
    }

    // Chain by chain. One statement for all of them would be held in memory whole: a connection that tries again reads to the end before it hands anything on.
    private async IAsyncEnumerable<AuditEntry> EntriesAsync(int pageSize, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        IQueryable<AuditEntry> rest = db.AuditEntries;
        while (true)
        {
            var page = await rest.AsNoTracking().OrderBy(entry => entry.SubjectId).ThenBy(entry => entry.Sequence).Take(pageSize).ToListAsync(cancellationToken);
            foreach (var entry in page) yield return entry;
            if (page.Count < pageSize) yield break;
            var (subject, sequence) = (page[^1].SubjectId, page[^1].Sequence);
            // The first condition is in the others already: it is the one that the index begins at.
            rest = db.AuditEntries.Where(entry => entry.SubjectId >= subject && (entry.SubjectId > subject || entry.Sequence > sequence));
        }
    }

    private async Task<ChainHead?> FirstMissingAsync(Seal seal, CancellationToken cancellationToken)
    {
        foreach (var heads in seal.Heads.Chunk(HeadsAtOnce))
        {
            var (subjects, sequences) = (heads.Select(head => head.SubjectId).ToList(), heads.Select(head => head.Sequence).Distinct().ToList());
            var found = await db.AuditEntries.Where(entry => subjects.Contains(entry.SubjectId) && sequences.Contains(entry.Sequence))
                .Select(entry => new ChainHead(entry.SubjectId, entry.Sequence, entry.Hash)).ToListAsync(cancellationToken);
            if (heads.Except(found).FirstOrDefault() is { } missing) return missing;
        }

        return null;
    }

    private static string? Fault(AuditEntry entry, AuditEntry? before)
    {
        if (entry.Sequence != (before?.Sequence ?? 0) + 1) return Where(entry).Append(" does not follow the entry before it: one is missing").ToString();
        if (entry.PreviousHash != (before?.Hash ?? AuditEntry.Genesis)) return Where(entry).Append(" does not carry the hash of the entry before it").ToString();
        return entry.IsIntact() ? null : Where(entry).Append(" does not have the hash of what it says").ToString();
    }

    private static StringBuilder Where(AuditEntry entry) => new StringBuilder().Append("entry ").Append(entry.Sequence).Append(" of ").Append(entry.Subject).Append(' ').Append(entry.SubjectId);
}
