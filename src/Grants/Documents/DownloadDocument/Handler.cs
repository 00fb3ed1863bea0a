using Grants.Accounts;
using Grants.Data;
using Microsoft.EntityFrameworkCore;

namespace Grants.Documents.DownloadDocument;

/// <summary>Finds a document for a person who may read it. In quarantine (but for who sent it), or not theirs to read: there is none. Destroyed: it says so.</summary>
internal sealed class Handler(GrantsDb db, DocumentAccess access, CurrentActor actor) : IUseCase
{
    public async Task<Outcome<Document>> HandleAsync(Guid id, CancellationToken cancellationToken)
    {
        var document = await db.Documents.AsNoTracking().SingleOrDefaultAsync(
            d => d.Id == id && (d.CompletedAt != null || d.DestroyedAt != null || (d.Scan == ScanResult.Waiting && d.UploadedBy == actor.Value.PersonId)), cancellationToken);
        if (document is null || !await access.MayReadAsync(document.Purpose, document.SubjectId, document.OrganisationId, cancellationToken)) return Refusal.NotFound(T("This document"));
        return document.DestroyedAt is null ? document : new Refusal(RefusalKind.Gone, T("This document was destroyed, because it could have identified a survivor."));
    }
}
