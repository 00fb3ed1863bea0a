using System.Buffers;
using System.Security.Cryptography;
using System.Text;
using Azure;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using Azure.Storage.Blobs.Specialized;
using Grants.Accounts;
using Grants.Data;

namespace Grants.Documents;

/// <summary>
/// Documents' bytes in Blob Storage and their rows in the record. Bytes arrive in chunks, each a staged block; a document is in quarantine, readable to
/// nobody, until all have arrived and their kind has been looked at. A blob is committed once and never written again.
/// </summary>
public sealed class DocumentStore(GrantsDb db, BlobServiceClient blobs, TimeProvider clock, GrantsOptions options)
{
    /// <summary>The container of the documents.</summary>
    public const string Container = "documents";

    /// <summary>The container of closed grants' archives, which storage can be told to keep unchanged: nothing in it is ever swept.</summary>
    public const string ArchiveContainer = "archives";

    /// <summary>The size of a chunk, in bytes: at 64 kbit/s one takes about a minute, well under the 230 seconds after which a request dies in Azure.</summary>
    public const int ChunkBytes = 512 * 1024;

    private const int MostInMemory = 4 * 1024 * 1024;

    /// <summary>The blob's metadata that says when it was written, by this program's clock.</summary>
    internal const string WrittenAt = "writtenat";

    /// <summary>
    /// Keeps a document that the system made. Its row commits with the caller's transaction; made again for the same purpose, subject and slot, it
    /// is the one that exists.
    /// </summary>
    /// <param name="purpose">What it is for.</param>
    /// <param name="subjectId">What it belongs to.</param>
    /// <param name="organisationId">Whose people may read it.</param>
    /// <param name="name">The file's name.</param>
    /// <param name="contentType">Its media type.</param>
    /// <param name="content">The bytes; read once.</param>
    /// <param name="now">When (UTC).</param>
    /// <param name="cancellationToken">Ends with the request or function.</param>
    /// <param name="slot">Tells several documents of one purpose and subject apart.</param>
    internal async Task<Document> SaveGeneratedAsync(
        DocumentPurpose purpose, Guid subjectId, Guid organisationId, string name, string contentType, Stream content, DateTime now, CancellationToken cancellationToken, string slot = "made")
    {
        return await db.Documents.FindAsync([Document.IdOf(purpose, subjectId, slot)], cancellationToken)
            ?? await MakeAsync(purpose, subjectId, organisationId, name, contentType, content, now, cancellationToken, slot);
    }

    /// <summary>Keeps a document that the system made and that is known not to be there yet; where somebody else makes it at the same time, one of both is refused at the commit.</summary>
    /// <inheritdoc cref="SaveGeneratedAsync(DocumentPurpose, Guid, Guid, string, string, Stream, DateTime, CancellationToken, string)"/>
    internal async Task<Document> MakeAsync(
        DocumentPurpose purpose, Guid subjectId, Guid organisationId, string name, string contentType, Stream content, DateTime now, CancellationToken cancellationToken, string slot = "made")
    {
        var document = Document.Generated(purpose, subjectId, slot, organisationId, name, now);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        document.AnnouncedLength = await StageAllAsync(document, content, hash, long.MaxValue, cancellationToken)
            ?? throw new InvalidOperationException("A document without a limit exceeded it.");
        await CommitBlocksAsync(document, cancellationToken);
        document.Complete(document.AnnouncedLength, Convert.ToHexStringLower(hash.GetHashAndReset()), contentType, now);
        db.Documents.Add(document);
        return document;
    }

    /// <summary>Keeps a document that was rendered as one HTML file.</summary>
    /// <inheritdoc cref="SaveGeneratedAsync(DocumentPurpose, Guid, Guid, string, string, Stream, DateTime, CancellationToken, string)"/>
    internal async Task<Document> SaveGeneratedAsync(
        DocumentPurpose purpose, Guid subjectId, Guid organisationId, string name, byte[] html, DateTime now, CancellationToken cancellationToken, string slot = "made")
    {
        await using var content = new MemoryStream(html, writable: false);
        return await SaveGeneratedAsync(purpose, subjectId, organisationId, name, "text/html; charset=utf-8", content, now, cancellationToken, slot);
    }

    /// <summary>Opens the bytes of a document that has arrived: seekable, fetched piece by piece.</summary>
    internal async Task<Stream> OpenReadAsync(Document document, CancellationToken cancellationToken)
    {
        if (document.IsArriving) throw new InvalidOperationException($"Document {document.Id} has not arrived.");
        return await Blob(document).OpenReadAsync(new BlobOpenReadOptions(allowModifications: false) { BufferSize = ChunkBytes }, cancellationToken);
    }

    /// <summary>Takes one chunk; the same one again takes its place.</summary>
    /// <param name="document">A document in quarantine.</param>
    /// <param name="number">From 0.</param>
    /// <param name="body">The bytes: exactly as many as this chunk has.</param>
    /// <param name="cancellationToken">Ends with the request.</param>
    internal async Task<Outcome> StageAsync(Document document, int number, Stream body, CancellationToken cancellationToken)
    {
        if (!document.IsArriving) return Outcome.Done;
        if (number < 0 || number >= Chunks(document)) return Refusal.Invalid("n", T("There is no chunk of this number."));
        var expected = (int)Math.Min(ChunkBytes, document.AnnouncedLength - ((long)number * ChunkBytes));
        var buffer = ArrayPool<byte>.Shared.Rent(expected + 1);
        try
        {
            // One byte more than expected is asked for, so that too long a body shows.
            var read = await body.ReadAtLeastAsync(buffer.AsMemory(0, expected + 1), expected + 1, throwOnEndOfStream: false, cancellationToken);
            if (read != expected) return Refusal.Invalid("body", T($"This chunk must have {expected} bytes."));
            await StageAsync(document, number, buffer, read, cancellationToken);
            return Outcome.Done;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    /// <summary>Which chunks have arrived, in order: so an interrupted file goes on where it stopped, in another tab or on another day.</summary>
    internal async Task<IReadOnlyList<int>> ReceivedAsync(Document document, CancellationToken cancellationToken)
    {
        if (!document.IsArriving) return [.. Enumerable.Range(0, Chunks(document))];
        try
        {
            var staged = await Blob(document).GetBlockListAsync(BlockListTypes.Uncommitted, cancellationToken: cancellationToken);
            return [.. staged.Value.UncommittedBlocks.Select(block => NumberOf(block.Name)).Order()];
        }
        catch (RequestFailedException exception) when (exception.Status == 404)
        {
            return [];
        }
    }

    /// <summary>Takes a whole file as a stream of unknown length, chunk by chunk.</summary>
    /// <returns>Its length; null when there is more than may be.</returns>
    internal Task<long?> StageAllAsync(Document document, Stream body, CancellationToken cancellationToken) =>
        StageAllAsync(document, body, null, options.MaxDocumentBytes, cancellationToken);

    /// <summary>
    /// Makes one blob of the chunks, in their order. Only where no blob exists yet: of two that complete at once the second works with what the first
    /// committed, and no chunk gets in afterwards.
    /// </summary>
    internal async Task<Outcome> CommitBlocksAsync(Document document, CancellationToken cancellationToken)
    {
        var written = new Dictionary<string, string> { [WrittenAt] = clock.GetUtcNow().UtcDateTime.ToString("O", System.Globalization.CultureInfo.InvariantCulture) };
        try
        {
            await Blob(document).CommitBlockListAsync(
                Enumerable.Range(0, Chunks(document)).Select(BlockId),
                new CommitBlockListOptions { Metadata = written, Conditions = new BlobRequestConditions { IfNoneMatch = ETag.All } },
                cancellationToken);
            return Outcome.Done;
        }
        catch (RequestFailedException exception) when (exception.ErrorCode == BlobErrorCode.BlobAlreadyExists)
        {
            return Outcome.Done;
        }
        catch (RequestFailedException exception) when (exception.ErrorCode == BlobErrorCode.InvalidBlockList || exception.ErrorCode == BlobErrorCode.ContainerNotFound)
        {
            return Refusal.WrongStage(T("Parts of the file have not arrived. Send the missing chunks, then complete it again."));
        }
    }

    /// <summary>
    /// Fetches a document's bytes once, to be looked at front to back and from the end: a small one into memory, a large one into a file without a name that is
    /// gone when it is closed.
    /// </summary>
    internal async Task<Fetched> FetchAsync(Document document, CancellationToken cancellationToken)
    {
        using var download = (await Blob(document).DownloadStreamingAsync(cancellationToken: cancellationToken)).Value;
        return download.Details.ContentLength <= MostInMemory
            ? await IntoMemoryAsync(download.Content, (int)download.Details.ContentLength, cancellationToken)
            : await IntoFileAsync(download.Content, cancellationToken);
    }

    // Rented: at a deadline many come at once, and memory of this size is dear to get and to give back.
    private static async Task<Fetched> IntoMemoryAsync(Stream content, int length, CancellationToken cancellationToken)
    {
        var bytes = new RentedMemory(length);
        try
        {
            await content.ReadExactlyAsync(bytes.Whole, cancellationToken);
            return new Fetched(bytes, Convert.ToHexStringLower(SHA256.HashData(bytes.Whole.Span)));
        }
        catch
        {
            await bytes.DisposeAsync();
            throw;
        }
    }

    private static async Task<Fetched> IntoFileAsync(Stream content, CancellationToken cancellationToken)
    {
        var to = UnnamedFile();
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var buffer = ArrayPool<byte>.Shared.Rent(ChunkBytes);
        try
        {
            for (int read; (read = await content.ReadAsync(buffer, cancellationToken)) > 0;)
            {
                hash.AppendData(buffer, 0, read);
                await to.WriteAsync(buffer.AsMemory(0, read), cancellationToken);
            }
        }
        catch
        {
            await to.DisposeAsync();
            throw;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }

        return new Fetched(to, Convert.ToHexStringLower(hash.GetHashAndReset()));
    }

    /// <summary>
    /// Destroys a document for good (what could identify a survivor): commits the row as it then is, which says only that there was one, together with
    /// what else the caller has decided, and deletes the bytes with every snapshot and version that the storage keeps. Storage that keeps what was deleted for
    /// a time must be told to do so for days, not for years.
    /// </summary>
    internal async Task<Outcome> DestroyAsync(Document document, Actor actor, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow().UtcDateTime;
        document.Destroy(now);
        db.Note("document", document.Id, actor, "DestroyDocument", now, ("subject", document.SubjectId), ("sha256", document.Sha256));
        if ((await db.CommitAsync(cancellationToken)).Refusal is { } refusal) return refusal;
        await DeleteBlobAsync(document, cancellationToken);
        return Outcome.Done;
    }

    /// <summary>Deletes a document's bytes, with snapshots and versions. Bytes that stay behind are swept.</summary>
    internal async Task DeleteBlobAsync(Document document, CancellationToken cancellationToken)
    {
        await Blob(document).DeleteIfExistsAsync(DeleteSnapshotsOption.IncludeSnapshots, cancellationToken: cancellationToken);
        var container = ContainerOf(document);
        if (!await container.ExistsAsync(cancellationToken)) return;
        await foreach (var version in container.GetBlobsAsync(BlobTraits.None, BlobStates.Version, document.BlobName, cancellationToken))
        {
            if (version.VersionId is { } id) await container.GetBlobClient(version.Name).WithVersion(id).DeleteIfExistsAsync(cancellationToken: cancellationToken);
        }
    }

    private static FileStream UnnamedFile()
    {
        var path = Path.Combine(Path.GetTempPath(), $"grants-{Guid.NewGuid():N}");
        var file = new FileStream(path, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.Delete, 64 * 1024, FileOptions.DeleteOnClose);
        // Where that is possible it has no name from the beginning, so that nothing stays behind when the process dies.
        if (!OperatingSystem.IsWindows()) File.Delete(path);
        return file;
    }

    private static int Chunks(Document document) => (int)((document.AnnouncedLength + ChunkBytes - 1) / ChunkBytes);

    // All block ids of a blob must have the same length.
    private static string BlockId(int number) => Convert.ToBase64String(Encoding.ASCII.GetBytes(number.ToString("D6", System.Globalization.CultureInfo.InvariantCulture)));

    private static int NumberOf(string blockId) => int.Parse(Encoding.ASCII.GetString(Convert.FromBase64String(blockId)), System.Globalization.CultureInfo.InvariantCulture);

    private BlobContainerClient ContainerOf(Document document) => blobs.GetBlobContainerClient(document.Purpose == DocumentPurpose.Archive ? ArchiveContainer : Container);

    private BlockBlobClient Blob(Document document) => ContainerOf(document).GetBlockBlobClient(document.BlobName);

    // Returns the length, or null when there is more than may be.
    private async Task<long?> StageAllAsync(Document document, Stream content, IncrementalHash? hash, long most, CancellationToken cancellationToken)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(ChunkBytes);
        try
        {
            var length = 0L;
            for (var number = 0; ; number++)
            {
                var read = await content.ReadAtLeastAsync(buffer.AsMemory(0, ChunkBytes), ChunkBytes, throwOnEndOfStream: false, cancellationToken);
                if (read == 0) return length;
                length += read;
                if (length > most) return null;
                hash?.AppendData(buffer, 0, read);
                await StageAsync(document, number, buffer, read, cancellationToken);
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private async Task StageAsync(Document document, int number, byte[] bytes, int count, CancellationToken cancellationToken)
    {
        try
        {
            await StageOnceAsync();
        }
        catch (RequestFailedException exception) when (exception.ErrorCode == BlobErrorCode.ContainerNotFound)
        {
            await ContainerOf(document).CreateIfNotExistsAsync(cancellationToken: cancellationToken);
            await StageOnceAsync();
        }

        Task StageOnceAsync() => Blob(document).StageBlockAsync(BlockId(number), new MemoryStream(bytes, 0, count, writable: false), cancellationToken: cancellationToken);
    }
}

/// <summary>A document's bytes as they were fetched.</summary>
/// <param name="Bytes">Seekable.</param>
/// <param name="Sha256">Hex.</param>
internal sealed record Fetched(Stream Bytes, string Sha256) : IAsyncDisposable
{
    public ValueTask DisposeAsync() => Bytes.DisposeAsync();
}

/// <summary>Memory that is given back when it is disposed of.</summary>
internal sealed class RentedMemory : MemoryStream
{
    private byte[]? _rented;

    public RentedMemory(int length)
        : this(ArrayPool<byte>.Shared.Rent(length), length)
    {
    }

    private RentedMemory(byte[] rented, int length)
        : base(rented, 0, length, writable: false) => (_rented, Whole) = (rented, rented.AsMemory(0, length));

    /// <summary>All of it, to be filled.</summary>
    public Memory<byte> Whole { get; }

    protected override void Dispose(bool disposing)
    {
        if (Interlocked.Exchange(ref _rented, null) is { } rented) ArrayPool<byte>.Shared.Return(rented);
        base.Dispose(disposing);
    }
}
