using Grants.Accounts;
using Grants.Data;
using Grants.Documents;
using Microsoft.EntityFrameworkCore;

namespace Grants.Awards;

/// <summary>The committee that endorses an award, and the delegates, read its agreement.</summary>
internal sealed class AgreementReaders(GrantsDb db) : IDocumentReaders
{
    public IReadOnlyCollection<DocumentPurpose> Purposes { get; } = [DocumentPurpose.Agreement];

    public async Task<bool> MayReadAsync(Guid subjectId, Actor actor, CancellationToken cancellationToken)
    {
        if (actor.Is(Role.Delegate)) return true;
        if (!actor.Is(Role.Endorser)) return false;
        var country = await db.Awards.Where(award => award.Id == subjectId).Select(award => award.Country).SingleOrDefaultAsync(cancellationToken);
        return actor.MayActAs(Lifecycle.Party.Endorser, Guid.Empty, country);
    }
}
