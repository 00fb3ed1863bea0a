using Grants.Accounts;
using Grants.Data;
using Microsoft.EntityFrameworkCore;

namespace Grants.Documents.UploadInChunks;

/// <summary>What is announced before its chunks come.</summary>
/// <param name="Purpose">What it is for.</param>
/// <param name="SubjectId">What it belongs to.</param>
/// <param name="Slot">The question that it answers.</param>
/// <param name="Name">The file's name.</param>
/// <param name="Length">In bytes.</param>
/// <param name="Sha256">Of the whole file (hex). With it, a file that was interrupted goes on where it stopped, and one that is there already is not sent again.</param>
internal sealed record Request(DocumentPurpose Purpose, Guid SubjectId, string? Slot, string? Name, long Length, string? Sha256 = null);

/// <summary>A file on its way.</summary>
/// <param name="Id">The document.</param>
/// <param name="Slot">The question that it answers.</param>
/// <param name="Name">The file's name.</param>
/// <param name="Length">In bytes.</param>
/// <param name="ChunkBytes">How many bytes every chunk but the last has.</param>
/// <param name="Received">The numbers of the chunks that are here.</param>
/// <param name="Scan">What the scanner said; null until the file is complete.</param>
internal sealed record Upload(Guid Id, string? Slot, string Name, long Length, int ChunkBytes, IReadOnlyList<int> Received, ScanResult? Scan);

/// <summary>
/// A file in pieces that survive a broken line: announced, sent chunk by chunk in any order, completed. Every step can be done again. Only the person who began may
/// go on, from wherever they sign in.
/// </summary>
internal sealed class Handler(
    GrantsDb db, DocumentStore store, DocumentUploads uploads, DocumentAccess access, CurrentActor actor, GrantsOptions options, TimeProvider clock) : IUseCase
{
    private const int Sha256Characters = 64;
    private const int MostUnfinished = 20;

    public async Task<Outcome<Upload>> BeginAsync(Request request, CancellationToken cancellationToken)
    {
        var place = await access.PlaceToAttachAsync(request.Purpose, request.SubjectId, cancellationToken);
        if (place.IsRefused) return place.Refusal;
        var name = DocumentName.Read(request.Name);
        if (name.IsRefused) return name.Refusal;
        if (request.Length < 1) return Refusal.Invalid("length", T("The file is empty. Choose another one."));
        if (request.Length > options.MaxDocumentBytes) return uploads.TooLarge();
        if (request.Slot?.Length > 100) return Refusal.Invalid("slot", T("A slot has at most 100 characters."));
        var sha256 = request.Sha256?.ToLowerInvariant();
        if (sha256 is not null && (sha256.Length != Sha256Characters || !sha256.All(char.IsAsciiHexDigitLower))) return Refusal.Invalid("sha256", T("A SHA-256 has 64 hexadecimal digits."));

        var slot = Texts.Clean(request.Slot) is { Length: > 0 } given ? given : place.Value.Slot;
        if (place.Value.WhyNot(slot, name.Value) is { } otherKind) return otherKind;
        if (sha256 is not null && await KnownAsync(request, slot, name.Value, sha256, cancellationToken) is { } known) return await StateAsync(known, cancellationToken);
        if (await uploads.WhyFullAsync(place.Value, request.Purpose, request.SubjectId, slot, cancellationToken) is { } full) return full;
        var document = new Document(request.Purpose, request.SubjectId, place.Value.OrganisationId, name.Value, actor.Value.PersonId, clock.GetUtcNow().UtcDateTime)
        {
            Slot = slot,
            AnnouncedLength = request.Length,
            AnnouncedSha256 = sha256,
        };
        db.Documents.Add(document);
        return (await db.CommitAsync(cancellationToken)).Refusal is { } refusal ? refusal : Of(document, []);
    }

    /// <summary>A file that this person began: what of it is here.</summary>
    public async Task<Outcome<Upload>> ShowAsync(Guid id, CancellationToken cancellationToken) =>
        await MineAsync(id, cancellationToken) is { } document ? await StateAsync(document, cancellationToken) : Refusal.NotFound(T("This document"));

    /// <summary>The files that this person began here and that have not arrived: choosing one of them again goes on with it.</summary>
    public async Task<IReadOnlyList<Upload>> UnfinishedAsync(Guid subjectId, CancellationToken cancellationToken)
    {
        var documents = await db.Documents.AsNoTracking()
            .Where(document => document.SubjectId == subjectId && document.UploadedBy == actor.Value.PersonId && document.Scan == null && document.DestroyedAt == null && document.AnnouncedSha256 != null)
            .OrderBy(document => document.CreatedAt).Take(MostUnfinished).ToListAsync(cancellationToken);
        return await Task.WhenAll(documents.Select(document => StateAsync(document, cancellationToken)));
    }

    public async Task<Outcome> TakeChunkAsync(Guid id, int number, Stream body, CancellationToken cancellationToken)
    {
        if (await MineAsync(id, cancellationToken) is not { } document) return Refusal.NotFound(T("This document"));
        return await store.StageAsync(document, number, body, cancellationToken);
    }

    public async Task<Outcome<StoredDocument>> CompleteAsync(Guid id, CancellationToken cancellationToken)
    {
        if (await MineAsync(id, cancellationToken) is not { } document) return Refusal.NotFound(T("This document"));
        // What it was announced for may have been submitted since.
        if (document.IsArriving && (await access.PlaceToAttachAsync(document.Purpose, document.SubjectId, cancellationToken)).Refusal is { } closed) return closed;
        if ((await uploads.CompleteAsync(document, actor.Value, cancellationToken)).Refusal is { } refusal) return refusal;
        // Another request may have completed it, in another tab.
        var now = db.Entry(document).State == EntityState.Detached ? await MineAsync(id, cancellationToken) : document;
        return now is { } complete ? StoredDocument.Of(complete) : Refusal.NotFound(T("This document"));
    }

    private static Upload Of(Document document, IReadOnlyList<int> received) =>
        new(document.Id, document.Slot, document.Name, document.AnnouncedLength, DocumentStore.ChunkBytes, received, document.Scan);

    private async Task<Upload> StateAsync(Document document, CancellationToken cancellationToken) => Of(document, await store.ReceivedAsync(document, cancellationToken));

    // The same bytes under the same name in the same place are the same file, whichever tab or day they come from.
    private Task<Document?> KnownAsync(Request request, string? slot, string name, string sha256, CancellationToken cancellationToken) =>
        db.Documents.AsNoTracking()
            .Where(document => document.SubjectId == request.SubjectId && document.Purpose == request.Purpose && document.UploadedBy == actor.Value.PersonId && document.Slot == slot
                && document.Name == name && document.AnnouncedLength == request.Length && document.AnnouncedSha256 == sha256
                && document.DestroyedAt == null && document.Scan != ScanResult.Infected)
            .OrderBy(document => document.CreatedAt).FirstOrDefaultAsync(cancellationToken);

    private Task<Document?> MineAsync(Guid id, CancellationToken cancellationToken) => Mine.For(db)(db, id, actor.Value.PersonId, cancellationToken);

    private static readonly Compiled<Func<GrantsDb, Guid, Guid?, CancellationToken, Task<Document?>>> Mine = new(() => EF.CompileAsyncQuery((GrantsDb db, Guid id, Guid? me, CancellationToken _) =>
        db.Documents.SingleOrDefault(document => document.Id == id && document.UploadedBy == me && document.DestroyedAt == null)));
}
