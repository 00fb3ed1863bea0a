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
    internal async IAsyncEnumerable<(string Name, Seal Seal, string Hash)> ReadAsync([System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
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

/// <summary>Proves the audit trail, or names the first broken entry.</summary>
public sealed class AuditVerification(GrantsDb db, AuditSeals seals)
{
    /// <summary>Reads every entry and every seal.</summary>
    public async Task<AuditReport> RunAsync(CancellationToken cancellationToken)
    {
        var heads = new Dictionary<Guid, AuditEntry>();
        var hashes = new HashSet<(Guid, int, string)>();
        long count = 0;
        string? broken = null;
        await foreach (var entry in db.AuditEntries.AsNoTracking().OrderBy(entry => entry.SubjectId).ThenBy(entry => entry.Sequence).AsAsyncEnumerable().WithCancellation(cancellationToken))
        {
            count++;
            var before = heads.GetValueOrDefault(entry.SubjectId);
            broken ??= Fault(entry, before);
            heads[entry.SubjectId] = entry;
            hashes.Add((entry.SubjectId, entry.Sequence, entry.Hash));
        }

        var sealCount = 0;
        var previousSeal = AuditEntry.Genesis;
        await foreach (var (name, seal, hash) in seals.ReadAsync(cancellationToken))
        {
            sealCount++;
            if (seal.PreviousSeal != previousSeal) broken ??= $"seal {name} does not follow the seal before it";
            foreach (var head in seal.Heads.Where(head => !hashes.Contains((head.SubjectId, head.Sequence, head.Hash))))
                broken ??= $"seal {name} names entry {head.Sequence} of {head.SubjectId}, which is missing or says something else now";
            previousSeal = hash;
        }

        return new AuditReport(count, heads.Count, sealCount, broken);
    }

    private static string? Fault(AuditEntry entry, AuditEntry? before)
    {
        var where = new StringBuilder().Append("entry ").Append(entry.Sequence).Append(" of ").Append(entry.Subject).Append(' ').Append(entry.SubjectId);
        if (entry.Sequence != (before?.Sequence ?? 0) + 1) return where.Append(" does not follow the entry before it: one is missing").ToString();
        if (entry.PreviousHash != (before?.Hash ?? AuditEntry.Genesis)) return where.Append(" does not carry the hash of the entry before it").ToString();
        return entry.IsIntact() ? null : where.Append(" does not have the hash of what it says").ToString();
    }
}
