using Grants.Accounts;
using Grants.Data;
using Grants.Documents;
using Microsoft.EntityFrameworkCore;

namespace Grants.Calls.DiscardAddendum;

/// <summary>What was discarded.</summary>
/// <param name="CallId">The call that it was written for.</param>
/// <param name="Removed">The documents whose bytes nothing needs any more.</param>
internal sealed record Discarded(Guid CallId, IReadOnlyList<Document> Removed);

/// <summary>Discards an addendum that nobody has published, with its documents. Also when the call has closed meanwhile.</summary>
internal sealed class Handler(GrantsDb db, DocumentUploads uploads, DocumentStore store, CurrentActor actor, TimeProvider clock) : IUseCase
{
    public async Task<Outcome<Discarded>> HandleAsync(Guid id, int version, CancellationToken cancellationToken)
    {
        var discarded = await db.InTransactionAsync(() => DiscardAsync(id, version, cancellationToken), cancellationToken);
        if (discarded.IsRefused) return discarded;
        // The rows are gone: bytes that stay behind are swept.
        foreach (var document in discarded.Value.Removed) await store.DeleteBlobAsync(document, cancellationToken);
        return discarded;
    }

    private async Task<Outcome<Discarded>> DiscardAsync(Guid id, int version, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow().UtcDateTime;
        // Alone: a document that arrives meanwhile is there by now, or finds nothing to be attached to.
        await db.HoldAddendumAloneAsync(id, cancellationToken);
        var addendum = await db.Addenda.SingleOrDefaultAsync(a => a.Id == id, cancellationToken);
        if (addendum is null) return Refusal.NotFound(T("The addendum"));
        if (addendum.WhyFrozen is { } published) return published;
        if (addendum.Version != version) return Refusal.Changed();

        var documents = await db.Documents
            .Where(document => document.Purpose == DocumentPurpose.Addendum && document.SubjectId == id && document.DestroyedAt == null && document.Slot != Document.SetAsideSlot)
            .ToListAsync(cancellationToken);
        var removed = documents.FindAll(document => !uploads.TakeAway(document, submittedAt: null, actor.Value));
        db.Addenda.Remove(addendum);
        db.Note("call", addendum.CallId, actor.Value, "DiscardAddendum", now, ("addendum", id), ("documents", documents.Count));
        return (await db.CommitAsync(cancellationToken)).Refusal is { } refusal ? refusal : new Discarded(addendum.CallId, removed);
    }
}
