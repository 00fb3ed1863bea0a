using System.Globalization;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using Grants.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;

namespace Grants.Documents;

/// <summary>
/// Finds and removes what nothing refers to: documents that never became complete or were never attached, and blobs without a row. Only what is older
/// than three days, so that nothing goes that is under way: a file that was interrupted can go on until then.
/// </summary>
public sealed class OrphanSweep(GrantsDb db, BlobServiceClient blobs, TimeProvider clock, ILogger<OrphanSweep> logger)
{
    private static readonly TimeSpan Age = TimeSpan.FromDays(3);
    private const int Page = 200;

    /// <summary>Runs once.</summary>
    /// <returns>How many rows and how many blobs were removed.</returns>
    public async Task<(int Rows, int Blobs)> RunAsync(CancellationToken cancellationToken)
    {
        var before = clock.GetUtcNow().UtcDateTime - Age;
        // Rows first: from then on nothing needs their blobs, which go in the same run.
        var rows = await db.Documents.Where(d => d.CreatedAt < before && d.DestroyedAt == null && (d.Scan == null || d.Slot == null)).ExecuteDeleteAsync(cancellationToken);
        var removed = 0;
        var container = blobs.GetBlobContainerClient(DocumentStore.Container);
        if (await container.ExistsAsync(cancellationToken))
        {
            await foreach (var page in container.GetBlobsAsync(BlobTraits.Metadata, cancellationToken: cancellationToken).AsPages(pageSizeHint: Page))
                removed += await RemoveAsync(container, page.Values.Where(blob => WrittenAt(blob) < before).Select(blob => blob.Name).ToList(), cancellationToken);
        }

        if (rows + removed > 0) logger.LogInformation("Removed {Rows} unused documents and {Blobs} blobs that nothing refers to.", rows, removed);
        return (rows, removed);
    }

    private async Task<int> RemoveAsync(BlobContainerClient container, List<string> old, CancellationToken cancellationToken)
    {
        var needed = await db.Documents.Where(document => old.Contains(document.BlobName) && document.Scan != ScanResult.Infected && document.DestroyedAt == null).Select(document => document.BlobName).ToListAsync(cancellationToken);
        var orphans = old.Except(needed).ToList();
        foreach (var name in orphans) await container.DeleteBlobIfExistsAsync(name, cancellationToken: cancellationToken);
        return orphans.Count;
    }

    // By the clock that wrote the rows, which need not be the storage's.
    private static DateTime WrittenAt(BlobItem blob) =>
        blob.Metadata.TryGetValue(DocumentStore.WrittenAt, out var at) && DateTime.TryParse(at, CultureInfo.InvariantCulture, DateTimeStyles.RoundtripKind, out var written)
            ? written
            : blob.Properties.LastModified?.UtcDateTime ?? DateTime.MaxValue;
}
