using Grants.Accounts;
using Grants.Data;
using Microsoft.EntityFrameworkCore;

namespace Grants.Documents.DownloadDocument;

/// <summary>Finds a document for a person who may read it. In quarantine (but for who sent it), or not theirs to read: there is none.</summary>
internal sealed class Handler(GrantsDb db, DocumentAccess access, CurrentActor actor) : IUseCase
{
    public async Task<Outcome<Document>> HandleAsync(Guid id, CancellationToken cancellationToken)
    {
        var document = await db.Documents.AsNoTracking().SingleOrDefaultAsync(d => d.Id == id && (d.CompletedAt != null || (d.Scan == ScanResult.Waiting && d.DestroyedAt == null && d.UploadedBy == actor.Value.PersonId)), cancellationToken);
        return document is not null && await access.MayReadAsync(document.Purpose, document.SubjectId, document.OrganisationId, cancellationToken)
            ? document
            : Refusal.NotFound(T("This document"));
    }
}
