using Grants.Accounts;
using Grants.Data;
using Microsoft.EntityFrameworkCore;

namespace Grants.Partners.ExportOrganisation;

/// <summary>A lead takes all data of the organisation away. That it was done is in the audit trail before the first byte goes out.</summary>
internal sealed class Handler(GrantsDb db, CurrentActor current, TimeProvider clock) : IUseCase
{
    public async Task<Outcome> HandleAsync(Guid id, CancellationToken cancellationToken)
    {
        var actor = current.Value;
        if (!actor.IsMemberOf(id)) return Refusal.NotFound(T("This organisation"));
        if (!actor.IsLeadOf(id)) return Refusal.Forbidden(T("Only a lead takes all data of the organisation: it holds bank details."));
        if (!await db.Organisations.AnyAsync(row => row.Id == id, cancellationToken)) return Refusal.NotFound(T("This organisation"));
        db.Note("organisation", id, actor, "ExportOrganisation", clock.GetUtcNow().UtcDateTime);
        return await db.CommitAsync(cancellationToken);
    }
}
