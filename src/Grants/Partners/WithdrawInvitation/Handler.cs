using Grants.Accounts;
using Grants.Data;

namespace Grants.Partners.WithdrawInvitation;

/// <summary>A lead takes an invitation back.</summary>
internal sealed class Handler(GrantsDb db, CurrentActor current, TimeProvider clock) : IUseCase
{
    /// <returns>The organisation.</returns>
    public async Task<Outcome<Guid>> HandleAsync(Guid id, int version, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow().UtcDateTime;
        var found = await db.FindInvitationAsync(current.Value, id, version, cancellationToken);
        if (found.IsRefused) return found.Refusal;
        var (invitation, organisation) = found.Value;
        if (invitation.Withdraw(now).Refusal is { } refused) return refused;
        db.Note("organisation", organisation.Id, current.Value, "WithdrawInvitation", now, ("invitation", id));
        return (await db.CommitAsync(cancellationToken)).Refusal is { } refusal ? refusal : organisation.Id;
    }
}
