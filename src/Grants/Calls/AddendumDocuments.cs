using Grants.Accounts;
using Grants.Data;
using Grants.Documents;
using Microsoft.EntityFrameworkCore;

namespace Grants.Calls;

/// <summary>The documents of an addendum: grant managers attach them while it is written; with it they become public, and are frozen.</summary>
internal sealed class AddendumDocuments(GrantsDb db) : IDocumentSubjects, IDocumentReaders
{
    public DocumentPurpose Purpose => DocumentPurpose.Addendum;

    public IReadOnlyCollection<DocumentPurpose> Purposes { get; } = [DocumentPurpose.Addendum];

    public bool IncludesStrangers => true;

    public async Task<DocumentPlace?> FindAsync(Guid subjectId, CancellationToken cancellationToken) =>
        await db.Addenda.Where(addendum => addendum.Id == subjectId).Select(addendum => new { addendum.PublishedAt }).SingleOrDefaultAsync(cancellationToken) is { } found
            ? new DocumentPlace(Guid.Empty, found.PublishedAt is null, CallDocuments.Slot) { KeptBy = Role.GrantManager }
            : null;

    public Task HoldAsync(Guid subjectId, CancellationToken cancellationToken) => db.HoldAddendumAsync(subjectId, cancellationToken);

    public Task<bool> MayReadAsync(Guid subjectId, Actor actor, CancellationToken cancellationToken) =>
        db.Addenda.AnyAsync(addendum => addendum.Id == subjectId && (actor.IsStaff || addendum.PublishedAt != null), cancellationToken);
}
