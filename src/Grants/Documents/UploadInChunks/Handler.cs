using Grants.Accounts;
using Grants.Data;
using Microsoft.EntityFrameworkCore;

namespace Grants.Documents.UploadInChunks;

/// <summary>What is announced before its chunks come.</summary>
internal sealed record Request(DocumentPurpose Purpose, Guid SubjectId, string? Slot, string? Name, long Length);

/// <param name="Id">The document, in quarantine.</param>
/// <param name="ChunkBytes">How many bytes every chunk but the last has.</param>
internal sealed record Begun(Guid Id, int ChunkBytes);

/// <summary>
/// A file in pieces that survive a broken line: announced, sent chunk by chunk, completed. Every step can be done again. Only the person who began may go on.
/// </summary>
internal sealed class Handler(GrantsDb db, DocumentStore store, DocumentAccess access, CurrentActor actor, GrantsOptions options, TimeProvider clock) : IUseCase
{
    public async Task<Outcome<Begun>> BeginAsync(Request request, CancellationToken cancellationToken)
    {
        var place = await access.PlaceToAttachAsync(request.Purpose, request.SubjectId, cancellationToken);
        if (place.IsRefused) return place.Refusal;
        var name = DocumentName.Read(request.Name);
        if (name.IsRefused) return name.Refusal;
        if (request.Length < 1) return Refusal.Invalid("Length", "The file is empty. Choose another one.");
        if (request.Length > options.MaxDocumentBytes) return store.TooLarge();
        if (request.Slot?.Length > 100) return Refusal.Invalid("Slot", "A slot has at most 100 characters.");

        var document = new Document(request.Purpose, request.SubjectId, place.Value.OrganisationId, name.Value, actor.Value.PersonId, clock.GetUtcNow().UtcDateTime)
        {
            Slot = Texts.Clean(request.Slot) is { Length: > 0 } slot ? slot : place.Value.Slot,
            AnnouncedLength = request.Length,
        };
        db.Documents.Add(document);
        return (await db.CommitAsync(cancellationToken)).Refusal is { } refusal ? refusal : new Begun(document.Id, DocumentStore.ChunkBytes);
    }

    public async Task<Outcome> TakeChunkAsync(Guid id, int number, Stream body, CancellationToken cancellationToken)
    {
        if (await MineAsync(id, cancellationToken) is not { } document) return Refusal.NotFound("This document");
        return await store.StageAsync(document, number, body, cancellationToken);
    }

    public async Task<Outcome<StoredDocument>> CompleteAsync(Guid id, CancellationToken cancellationToken)
    {
        if (await MineAsync(id, cancellationToken) is not { } document) return Refusal.NotFound("This document");
        // What it was announced for may have been submitted since.
        if (!document.IsComplete && (await access.PlaceToAttachAsync(document.Purpose, document.SubjectId, cancellationToken)).Refusal is { } closed) return closed;
        return (await store.CompleteAsync(document, actor.Value, cancellationToken)).Refusal is { } refusal ? refusal : StoredDocument.Of(document);
    }

    private Task<Document?> MineAsync(Guid id, CancellationToken cancellationToken) =>
        db.Documents.SingleOrDefaultAsync(document => document.Id == id && document.UploadedBy == actor.Value.PersonId, cancellationToken);
}
