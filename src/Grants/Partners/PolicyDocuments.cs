using Grants.Data;
using Grants.Documents;
using Microsoft.EntityFrameworkCore;

namespace Grants.Partners;

/// <summary>An organisation attaches its policies at any time; the subject is the organisation, the slot the kind of policy.</summary>
internal sealed class PolicyDocuments(GrantsDb db) : IDocumentSubjects
{
    public DocumentPurpose Purpose => DocumentPurpose.Policy;

    public Task<DocumentPlace?> FindAsync(Guid subjectId, CancellationToken cancellationToken) =>
        db.Organisations.Where(organisation => organisation.Id == subjectId).Select(organisation => new DocumentPlace(organisation.Id, true, null, null)).SingleOrDefaultAsync(cancellationToken);

    // Policies are never submitted: there is nothing to be held against.
    public Task HoldAsync(Guid subjectId, CancellationToken cancellationToken) => Task.CompletedTask;
}
