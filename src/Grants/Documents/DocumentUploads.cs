using Grants.Accounts;
using Grants.Data;
using Grants.Documents.Inspection;
using Microsoft.EntityFrameworkCore;

namespace Grants.Documents;

/// <summary>
/// What people upload, from the first byte until it may be used, and its removal. A document is added and removed only while what it belongs to is held
/// open: a submission at the same time has it whole or not at all.
/// </summary>
internal sealed class DocumentUploads(GrantsDb db, DocumentStore store, DocumentScans scans, DocumentAccess access, GrantsOptions options, TimeProvider clock)
{
    // Of a file of the largest size the longest check takes about two seconds; what takes longer was made to.
    private static readonly TimeSpan _longestInspection = TimeSpan.FromSeconds(30);

    /// <summary>Why no further file can be added to a slot; null when it can. What is still on its way does not count: it may never arrive.</summary>
    public async Task<Refusal?> WhyFullAsync(DocumentPlace place, DocumentPurpose purpose, Guid subjectId, string? slot, CancellationToken cancellationToken) =>
        place.WhyFull(slot, int.MaxValue) is null
            ? null
            : place.WhyFull(slot, await Arrived.For(db)(db, subjectId, purpose, slot, cancellationToken));

    private static readonly Compiled<Func<GrantsDb, Guid, DocumentPurpose, string?, CancellationToken, Task<int>>> Arrived = new(() => EF.CompileAsyncQuery(
        (GrantsDb db, Guid subjectId, DocumentPurpose purpose, string? slot, CancellationToken _) => db.Documents.Count(
            document => document.SubjectId == subjectId && document.Purpose == purpose && document.Slot == slot
                && document.DestroyedAt == null && document.Scan != null && document.Scan != ScanResult.Infected)));

    /// <summary>Takes a whole file as a stream of unknown length, chunk by chunk, and completes it. Commits.</summary>
    public async Task<Outcome> SaveAsync(Document document, Stream body, Actor actor, CancellationToken cancellationToken)
    {
        document.AnnouncedLength = await store.StageAllAsync(document, body, cancellationToken) ?? -1;
        if (document.AnnouncedLength > 0) return await CompleteAsync(document, actor, cancellationToken);
        await DropAsync(document, cancellationToken);
        return document.AnnouncedLength == 0 ? Refusal.Invalid("", T("The file is empty. Choose another one.")) : TooLarge();
    }

    /// <summary>
    /// When every chunk is there: looks at the content, has it scanned, and lets the document be used. What is not accepted is removed, with the reason. Again for
    /// a document that has arrived: nothing changes. Commits.
    /// </summary>
    public async Task<Outcome> CompleteAsync(Document document, Actor actor, CancellationToken cancellationToken)
    {
        if (!document.IsArriving) return AsItIs(document);
        if (await store.CommitBlocksAsync(document, cancellationToken) is { IsRefused: true } missing) return missing;
        await using var fetched = await store.FetchAsync(document, cancellationToken);
        if (fetched.Bytes.Length != document.AnnouncedLength || (document.AnnouncedSha256 ?? fetched.Sha256) != fetched.Sha256)
            return await RefuseAsync(document, T("The file did not arrive as it was sent, perhaps because it was changed meanwhile. Add it again."), cancellationToken);
        var (kind, whyNot) = Inspect(fetched.Bytes, cancellationToken);
        if (kind is null) return await RefuseAsync(document, whyNot!, cancellationToken);
        if (!kind.Fits(document.Name)) return await RefuseAsync(document, T($"The file's name does not fit what is in it. Its name should end in {kind.Extensions[0]}."), cancellationToken);

        var (verdict, _) = await scans.AskAsync(fetched.Bytes, document.Id, cancellationToken);
        var (bytes, sha256) = (fetched.Bytes.Length, fetched.Sha256);
        var received = await db.InTransactionAsync(() => ReceiveAsync(document, bytes, sha256, kind.ContentType, verdict, actor, cancellationToken), cancellationToken);
        if (received.Refusal is { Kind: RefusalKind.Invalid, Fields: { } full }) return await RefuseAsync(document, full.Values.Single(), cancellationToken);
        if (received.IsRefused) return received.Refusal.Kind == RefusalKind.Changed ? await AsAnotherLeftItAsync(document, cancellationToken) : received.Refusal;
        if (received.Value.Scan == ScanResult.Infected) await store.DeleteBlobAsync(received.Value, cancellationToken);
        return AsItIs(received.Value);
    }

    private async Task<Outcome<Document>> ReceiveAsync(Document arrived, long length, string sha256, string contentType, ScanVerdict verdict, Actor actor, CancellationToken cancellationToken)
    {
        var place = await access.HoldAsync(arrived.Purpose, arrived.SubjectId, cancellationToken);
        if (place.IsRefused) return place.Refusal;
        if (await AgainAsync(arrived, cancellationToken) is not { } document) return Refusal.Changed();
        // What it was announced to may take other files by now, or none.
        if (place.Value.WhyNot(document.Slot, document.Name) is { } notHere) return notHere;
        // Several may have been on their way.
        if (await WhyFullAsync(place.Value, document.Purpose, document.SubjectId, document.Slot, cancellationToken) is { } full) return full;
        document.Receive(length, sha256, contentType);
        db.Note("document", document.Id, actor, "AddDocument", clock.GetUtcNow().UtcDateTime,
            ("subject", document.SubjectId), ("purpose", document.Purpose), ("sha256", document.Sha256), ("bytes", document.Length), ("scan", verdict.Result));
        await scans.JudgeAsync(document, verdict, cancellationToken);
        return (await db.CommitAsync(cancellationToken)).Refusal is { } refusal ? refusal : document;
    }

    // The row that the request has read; read anew when the transaction is made again.
    private async Task<Document?> AgainAsync(Document document, CancellationToken cancellationToken) =>
        db.Entry(document).State == EntityState.Detached ? await db.Documents.FindAsync([document.Id], cancellationToken) : document;

    /// <summary>
    /// Removes a document: its row commits first, and a blob that then stays behind is swept. What was submitted with it is kept as it was, so the document is
    /// then only set aside.
    /// </summary>
    public async Task<Outcome> RemoveAsync(Document document, Actor actor, CancellationToken cancellationToken)
    {
        var removed = await db.InTransactionAsync(() => TakeAwayAsync(document, actor, cancellationToken), cancellationToken);
        if (removed.IsRefused) return removed.Refusal;
        if (!removed.Value.IsKept) await store.DeleteBlobAsync(document, cancellationToken);
        return Outcome.Done;
    }

    private async Task<Outcome<Removal>> TakeAwayAsync(Document named, Actor actor, CancellationToken cancellationToken)
    {
        var place = await access.HoldAsync(named.Purpose, named.SubjectId, cancellationToken);
        if (place.IsRefused) return place.Refusal;
        if (await AgainAsync(named, cancellationToken) is not { } document) return Refusal.NotFound(T("This document"));
        if (place.Value.WhyClosed(document.Slot) is { } closed) return closed;
        var isKept = TakeAway(document, place.Value.SubmittedAt, actor);
        return (await db.CommitAsync(cancellationToken)).Refusal is { } refusal ? refusal : new Removal(isKept);
    }

    private sealed record Removal(bool IsKept);

    /// <summary>Takes a document away from what it belongs to, which the caller holds. The caller commits, and deletes the blob of what is not kept.</summary>
    /// <param name="document">What is taken away.</param>
    /// <param name="submittedAt">When what it belongs to was last submitted (UTC); null when it never was.</param>
    /// <param name="actor">Who does it.</param>
    /// <returns>Whether it is only set aside: what was submitted stays as it was, and that something was infected stays known.</returns>
    public bool TakeAway(Document document, DateTime? submittedAt, Actor actor)
    {
        var isKept = document.CompletedAt <= submittedAt || document.Scan == ScanResult.Infected;
        if (isKept) document.SetAside();
        else db.Documents.Remove(document);
        if (!document.IsArriving)
            db.Note("document", document.Id, actor, isKept ? "SetAsideDocument" : "RemoveDocument", clock.GetUtcNow().UtcDateTime, ("subject", document.SubjectId), ("sha256", document.Sha256));
        return isKept;
    }

    /// <summary>What is said of a file over the limit.</summary>
    public Refusal TooLarge() => new(RefusalKind.TooLarge, T($"Files can have up to {options.MaxDocumentBytes / 1_000_000} MB. Make the file smaller or divide it into several."));

    private static Outcome AsItIs(Document document) => document.Scan == ScanResult.Infected
        ? Refusal.Invalid("", T("This file has a virus and was deleted. Have your computer checked, make the file again on a clean one, and add that."))
        : Outcome.Done;

    private static Inspected Inspect(Stream content, CancellationToken cancellationToken)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(_longestInspection);
        try
        {
            return FileInspector.Inspect(content, patience.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return new Inspected(null, FileInspector.Bomb());
        }
    }

    // Two requests completed it at once, or it was removed meanwhile.
    private async Task<Outcome> AsAnotherLeftItAsync(Document document, CancellationToken cancellationToken)
    {
        db.Discard();
        return await db.Documents.FindAsync([document.Id], cancellationToken) is { IsArriving: false } other ? AsItIs(other) : Refusal.NotFound(T("This document"));
    }

    private async Task<Outcome> RefuseAsync(Document document, string whyNot, CancellationToken cancellationToken)
    {
        await DropAsync(document, cancellationToken);
        return Refusal.Invalid("", whyNot);
    }

    private async Task DropAsync(Document document, CancellationToken cancellationToken)
    {
        db.Documents.Remove(document);
        // Gone already: that is what was wanted.
        if ((await db.CommitAsync(cancellationToken)).IsRefused) db.Discard();
        await store.DeleteBlobAsync(document, cancellationToken);
    }
}
