using Grants.Data;
using Grants.Documents;
using Grants.Lifecycle;
using Microsoft.EntityFrameworkCore;

namespace Grants.Applications;

/// <summary>Documents are attached to an application while it is a draft.</summary>
internal sealed class ApplicationDocuments(GrantsDb db) : IDocumentSubjects
{
    public DocumentPurpose Purpose => DocumentPurpose.Application;

    public Task<DocumentPlace?> FindAsync(Guid subjectId, CancellationToken cancellationToken) =>
        db.Applications.Where(application => application.Id == subjectId)
            .Select(application => new DocumentPlace(application.OrganisationId, application.Stage == Stage.ApplicationDraft, null))
            .SingleOrDefaultAsync(cancellationToken);
}
