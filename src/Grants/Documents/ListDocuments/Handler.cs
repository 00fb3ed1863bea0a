using Grants.Data;
using Microsoft.EntityFrameworkCore;

namespace Grants.Documents.ListDocuments;

/// <summary>The complete documents of a subject that this request's person may read.</summary>
internal sealed class Handler(GrantsDb db, DocumentAccess access) : IUseCase
{
    public async Task<IReadOnlyList<StoredDocument>> HandleAsync(Guid subjectId, CancellationToken cancellationToken)
    {
        var all = await db.Documents.AsNoTracking()
            .Where(document => document.SubjectId == subjectId && document.CompletedAt != null)
            .OrderBy(document => document.CreatedAt).ThenBy(document => document.Id)
            .ToListAsync(cancellationToken);
        var readable = new List<StoredDocument>();
        foreach (var place in all.GroupBy(document => (document.Purpose, document.OrganisationId)))
        {
            if (await access.MayReadAsync(place.Key.Purpose, subjectId, place.Key.OrganisationId, cancellationToken)) readable.AddRange(place.Select(StoredDocument.Of));
        }

        return readable;
    }
}
