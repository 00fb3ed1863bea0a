using Grants.Accounts;
using Grants.Data;
using Grants.Documents;

namespace Grants.Reviews;

/// <summary>An application's reviewers read its documents, once they have declared that they have no conflict of interest.</summary>
internal sealed class ApplicationReaders(GrantsDb db) : IDocumentReaders
{
    public IReadOnlyCollection<DocumentPurpose> Purposes { get; } = [DocumentPurpose.Application];

    public async Task<bool> MayReadAsync(Guid subjectId, Actor actor, CancellationToken cancellationToken) =>
        actor.PersonId is { } person && await ReviewAccess.MayReadAsync(db, person, subjectId, cancellationToken);
}
