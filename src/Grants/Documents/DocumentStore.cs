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

    /// <summary>The size of a chunk, in bytes: at 64 kbit/s one takes about a minute, well under the 230 seconds after which a request dies in Azure.</summary>
    public const int ChunkBytes = 512 * 1024;

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
        if (await db.Documents.FindAsync([Document.IdOf(purpose, subjectId, slot)], cancellationToken) is { } made) return made;
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

    /// <summary>Opens a complete document's bytes: seekable, fetched piece by piece.</summary>
    internal async Task<Stream> OpenReadAsync(Document document, CancellationToken cancellationToken)
    {
        if (!document.IsComplete) throw new InvalidOperationException($"Document {document.Id} is in quarantine.");
        return await Blob(document).OpenReadAsync(new BlobOpenReadOptions(allowModifications: false) { BufferSize = ChunkBytes }, cancellationToken);
    }

    /// <summary>Takes one chunk; the same one again takes its place.</summary>
    /// <param name="document">A document in quarantine.</param>
    /// <param name="number">From 0.</param>
    /// <param name="body">The bytes: exactly as many as this chunk has.</param>
    /// <param name="cancellationToken">Ends with the request.</param>
    internal async Task<Outcome> StageAsync(Document document, int number, Stream body, CancellationToken cancellationToken)
    {
        if (document.IsComplete) return Outcome.Done;
        if (number < 0 || number >= Chunks(document)) return Refusal.Invalid("n", "There is no chunk of this number.");
        var expected = (int)Math.Min(ChunkBytes, document.AnnouncedLength - ((long)number * ChunkBytes));
        var buffer = ArrayPool<byte>.Shared.Rent(expected + 1);
        try
        {
            // One byte more than expected is asked for, so that too long a body shows.
            var read = await body.ReadAtLeastAsync(buffer.AsMemory(0, expected + 1), expected + 1, throwOnEndOfStream: false, cancellationToken);
            if (read != expected) return Refusal.Invalid("body", $"This chunk must have {expected} bytes.");
            await StageAsync(document, number, buffer, read, cancellationToken);
            return Outcome.Done;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    /// <summary>Takes a whole file as a stream of unknown length, chunk by chunk, and completes it. Commits.</summary>
    internal async Task<Outcome> SaveAsync(Document document, Stream body, Actor actor, CancellationToken cancellationToken)
    {
        document.AnnouncedLength = await StageAllAsync(document, body, null, options.MaxDocumentBytes, cancellationToken) ?? -1;
        if (document.AnnouncedLength > 0) return await CompleteAsync(document, actor, cancellationToken);
        await RemoveAsync(document, actor, cancellationToken);
        return document.AnnouncedLength == 0 ? Refusal.Invalid("", "The file is empty. Choose another one.") : TooLarge();
    }

    /// <summary>
    /// Ends the quarantine when every chunk is there and the content is of an accepted kind that the name agrees with; otherwise the document is removed.
    /// Again for a complete document: nothing changes. Commits.
    /// </summary>
    internal async Task<Outcome> CompleteAsync(Document document, Actor actor, CancellationToken cancellationToken)
    {
        if (document.IsComplete) return Outcome.Done;
        if (await CommitBlocksAsync(document, cancellationToken) is { IsRefused: true } missing) return missing;

        string sha256;
        DocumentKind? kind;
        await using (var content = await Blob(document).OpenReadAsync(new BlobOpenReadOptions(allowModifications: false) { BufferSize = ChunkBytes }, cancellationToken))
        {
            sha256 = Convert.ToHexStringLower(await SHA256.HashDataAsync(content, cancellationToken));
            kind = await DocumentKind.OfAsync(content, cancellationToken);
        }

        if (kind is null || !kind.Fits(document.Name))
        {
            db.Documents.Remove(document);
            await db.SaveChangesAsync(cancellationToken);
            await Blob(document).DeleteIfExistsAsync(cancellationToken: cancellationToken);
            return Refusal.Invalid("", kind is null
                ? "This file cannot be taken. Send a PDF, Word (.docx), Excel (.xlsx), JPEG or PNG file without macros or a password."
                : $"The file's name does not fit what is in it. Its name should end in {kind.Extensions[0]}.");
        }

        var now = clock.GetUtcNow().UtcDateTime;
        document.Complete(document.AnnouncedLength, sha256, kind.ContentType, now);
        db.Note("document", document.Id, actor, "AddDocument", now, ("subject", document.SubjectId), ("purpose", document.Purpose), ("sha256", sha256), ("bytes", document.Length));
        return await db.CommitAsync(cancellationToken);
    }

    /// <summary>
    /// Removes a document: its row commits first, and a blob that then stays behind is swept. What was submitted with it is kept as it was, so the document is
    /// then only set aside.
    /// </summary>
    internal async Task<Outcome> RemoveAsync(Document document, Actor actor, CancellationToken cancellationToken, DateTime? submittedAt = null)
    {
        if (document.CompletedAt <= submittedAt)
        {
            document.SetAside();
            db.Note("document", document.Id, actor, "SetAsideDocument", clock.GetUtcNow().UtcDateTime, ("subject", document.SubjectId), ("sha256", document.Sha256));
            return await db.CommitAsync(cancellationToken);
        }

        db.Documents.Remove(document);
        if (document.IsComplete)
            db.Note("document", document.Id, actor, "RemoveDocument", clock.GetUtcNow().UtcDateTime, ("subject", document.SubjectId), ("sha256", document.Sha256));
        if ((await db.CommitAsync(cancellationToken)).Refusal is { } refusal) return refusal;
        await Blob(document).DeleteIfExistsAsync(cancellationToken: cancellationToken);
        return Outcome.Done;
    }

    /// <summary>What is said of a file over the limit.</summary>
    internal Refusal TooLarge() => new(RefusalKind.TooLarge, $"Files can have up to {options.MaxDocumentBytes / 1_000_000} MB. Make the file smaller or divide it into several.");

    private static int Chunks(Document document) => (int)((document.AnnouncedLength + ChunkBytes - 1) / ChunkBytes);

    // All block ids of a blob must have the same length.
    private static string BlockId(int number) => Convert.ToBase64String(Encoding.ASCII.GetBytes(number.ToString("D6", System.Globalization.CultureInfo.InvariantCulture)));

    private BlockBlobClient Blob(Document document) => blobs.GetBlobContainerClient(Container).GetBlockBlobClient(document.BlobName);

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
            await Blob(document).StageBlockAsync(BlockId(number), new MemoryStream(bytes, 0, count, writable: false), cancellationToken: cancellationToken);
        }
        catch (RequestFailedException exception) when (exception.ErrorCode == BlobErrorCode.ContainerNotFound)
        {
            await blobs.GetBlobContainerClient(Container).CreateIfNotExistsAsync(cancellationToken: cancellationToken);
            await Blob(document).StageBlockAsync(BlockId(number), new MemoryStream(bytes, 0, count, writable: false), cancellationToken: cancellationToken);
        }
    }

    // Only where no blob exists yet: of two that complete at once the second works with what the first committed, and no chunk gets in afterwards.
    private async Task<Outcome> CommitBlocksAsync(Document document, CancellationToken cancellationToken)
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
            return Refusal.WrongStage("Parts of the file have not arrived. Send the missing chunks, then complete it again.");
        }
    }
}
