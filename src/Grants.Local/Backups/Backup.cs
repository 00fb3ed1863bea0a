using System.Security.Cryptography;
using Azure;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using Grants.Data;
using Grants.Destruction;
using Grants.Documents;

namespace Grants.Local.Backups;

/// <summary>
/// Backs up the record and the documents of an installation, also one that runs, and puts them back into an empty place. The engine is not in it: it is rebuilt from
/// the record.
/// </summary>
/// <param name="record">The database.</param>
/// <param name="blobs">The documents.</param>
internal sealed class Backup(GrantsRecord record, BlobServiceClient blobs)
{
    private const int MostTries = 3;

    // Everything that the record names is in these two.
    private static readonly string[] _documents = [DocumentStore.Container, DocumentStore.ArchiveContainer];

    private static readonly string[] _all = [AuditSeals.Container, .. _documents, Destroyer.Container];

    /// <summary>Makes a backup in an empty folder.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="localDatabase">The local host's own small database, with its keys; null where there is none.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="StartFailure">The folder is not empty, or a document of the record is missing.</exception>
    public async Task<Manifest> MakeAsync(string folder, string? localDatabase, CancellationToken cancellationToken)
    {
        if (Directory.Exists(folder) && Directory.EnumerateFileSystemEntries(folder).Any()) throw new StartFailure($"{folder} is not empty: a backup is made into a folder of its own.");
        if (OperatingSystem.IsWindows()) Directory.CreateDirectory(folder);
        else Directory.CreateDirectory(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);

        for (var tries = 1; ; tries++)
        {
            // Seals before the record: none may name an entry that the record does not have. Documents and orders of destruction after it: a document is written once
            // and before its row, so whatever the record names is there, but for what was removed meanwhile; and the latest orders are to be known.
            var seals = await CopyAsync(AuditSeals.Container, folder, cancellationToken);
            var snapshot = await record.CopyToAsync(Manifest.RecordIn(folder, record.Kind), cancellationToken);
            var documents = new List<BackedBlob>();
            foreach (var container in _documents) documents.AddRange(await CopyAsync(container, folder, cancellationToken));
            var orders = await CopyAsync(Destroyer.Container, folder, cancellationToken);

            var copied = documents.ToDictionary(blob => blob.Name, blob => blob.Sha256, StringComparer.Ordinal);
            var missing = snapshot.Documents.Where(document => copied.GetValueOrDefault(document.BlobName) != document.Sha256).Select(document => document.BlobName).ToList();
            if (missing.Count == 0)
            {
                if (localDatabase is not null) GrantsRecord.CopyFile(localDatabase, Manifest.LocalIn(folder));
                var manifest = new Manifest(DateTime.UtcNow, record.Kind, snapshot.Tables, [.. seals, .. documents, .. orders]);
                await manifest.WriteAsync(folder, cancellationToken);
                return manifest;
            }

            // Removed while we copied: then the record as it is now does not name them.
            if (tries == MostTries) throw new StartFailure($"The record names {missing.Count} documents that are not in the store as they were written, the first {missing[0]}: look into that before anything else.");
            Directory.Delete(Path.Combine(folder, "blobs"), recursive: true);
        }
    }

    /// <summary>Restores a backup into an empty place and proves by hashes that it is equal.</summary>
    /// <param name="folder">The backup.</param>
    /// <param name="later">Where orders of destruction may be that were made after the backup; null for nowhere.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="StartFailure">The place is not empty, or what is there afterwards is not what was backed up.</exception>
    public async Task<Manifest> RestoreAsync(string folder, BlobServiceClient? later, CancellationToken cancellationToken)
    {
        var manifest = await Manifest.ReadAsync(folder, cancellationToken);
        if (manifest.Database != record.Kind) throw new StartFailure($"This is a backup of {manifest.Database}: it is restored into the same kind of database.");
        foreach (var container in _all)
        {
            await foreach (var blob in BlobsOf(blobs.GetBlobContainerClient(container), cancellationToken))
                throw new StartFailure($"The document store has {container}/{blob.Name} already: a backup is restored into an empty one.");
        }

        await record.PutBackAsync(Manifest.RecordIn(folder, manifest.Database), cancellationToken);
        foreach (var blob in manifest.Blobs) await PutBackAsync(blob, folder, cancellationToken);
        await CompareAsync(manifest, cancellationToken);
        if (later is not null) await TakeLaterOrdersAsync(later, cancellationToken);
        return manifest;
    }

    private async Task CompareAsync(Manifest manifest, CancellationToken cancellationToken)
    {
        var restored = (await record.ReadAsync(cancellationToken)).Tables;
        foreach (var name in manifest.Tables.Keys.Union(restored.Keys))
        {
            if (manifest.Tables.GetValueOrDefault(name) != restored.GetValueOrDefault(name))
                throw new StartFailure($"The table {name} is not what was backed up: {manifest.Tables.GetValueOrDefault(name)} then, {restored.GetValueOrDefault(name)} now.");
        }

        foreach (var blob in manifest.Blobs)
        {
            await using var content = await blobs.GetBlobContainerClient(blob.Container).GetBlobClient(blob.Name).OpenReadAsync(cancellationToken: cancellationToken);
            if (Convert.ToHexStringLower(await SHA256.HashDataAsync(content, cancellationToken)) != blob.Sha256) throw new StartFailure($"The blob {blob.Container}/{blob.Name} is not what was backed up.");
        }
    }

    private async Task<List<BackedBlob>> CopyAsync(string name, string folder, CancellationToken cancellationToken)
    {
        var container = blobs.GetBlobContainerClient(name);
        var copied = new List<BackedBlob>();
        await foreach (var blob in BlobsOf(container, cancellationToken))
        {
            try
            {
                var download = (await container.GetBlobClient(blob.Name).DownloadStreamingAsync(cancellationToken: cancellationToken)).Value;
                var to = new BackedBlob(name, blob.Name, 0, "", download.Details.ContentType, download.Details.Metadata.ToDictionary()).FileIn(folder);
                Directory.CreateDirectory(Path.GetDirectoryName(to)!);
                await using var file = File.Create(to);
                await download.Content.CopyToAsync(file, cancellationToken);
                file.Position = 0;
                copied.Add(new BackedBlob(name, blob.Name, file.Length, Convert.ToHexStringLower(await SHA256.HashDataAsync(file, cancellationToken)), download.Details.ContentType, download.Details.Metadata.ToDictionary()));
            }
            catch (RequestFailedException exception) when (exception.Status == 404)
            {
                // Removed since it was listed: whether it is missed is seen when all have been copied.
            }
        }

        return copied;
    }

    private async Task PutBackAsync(BackedBlob blob, string folder, CancellationToken cancellationToken)
    {
        var container = blobs.GetBlobContainerClient(blob.Container);
        await container.CreateIfNotExistsAsync(cancellationToken: cancellationToken);
        await using var file = File.OpenRead(blob.FileIn(folder));
        await container.GetBlobClient(blob.Name).UploadAsync(file, new BlobUploadOptions
        {
            HttpHeaders = new BlobHttpHeaders { ContentType = blob.ContentType },
            Metadata = blob.Metadata.ToDictionary(),
            Conditions = new BlobRequestConditions { IfNoneMatch = ETag.All },
        }, cancellationToken);
    }

    // The service carries them out when it starts: what was destroyed after the backup does not come back with it.
    private async Task TakeLaterOrdersAsync(BlobServiceClient later, CancellationToken cancellationToken)
    {
        var (from, to) = (later.GetBlobContainerClient(Destroyer.Container), blobs.GetBlobContainerClient(Destroyer.Container));
        await to.CreateIfNotExistsAsync(cancellationToken: cancellationToken);
        await foreach (var order in BlobsOf(from, cancellationToken))
        {
            var content = (await from.GetBlobClient(order.Name).DownloadContentAsync(cancellationToken)).Value.Content;
            await to.GetBlobClient(order.Name).UploadAsync(content, overwrite: true, cancellationToken);
        }
    }

    private static async IAsyncEnumerable<BlobItem> BlobsOf(BlobContainerClient container, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (!await container.ExistsAsync(cancellationToken)) yield break;
        await foreach (var blob in container.GetBlobsAsync(cancellationToken: cancellationToken)) yield return blob;
    }
}
