using Grants.Accounts;
using Grants.Data;

namespace Grants.Partners.ResendInvitation;

/// <summary>A lead sends an invitation again: the e-mail was lost, or its time is over.</summary>
internal sealed class Handler(GrantsDb db, CurrentActor current, TimeProvider clock) : IUseCase
{
    /// <returns>The organisation.</returns>
    public async Task<Outcome<Guid>> HandleAsync(Guid id, int version, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow().UtcDateTime;
        var found = await db.FindInvitationAsync(current.Value, id, version, cancellationToken);
        if (found.IsRefused) return found.Refusal;
        var (invitation, organisation) = found.Value;
        if (invitation.SendAgain(now).Refusal is { } refused) return refused;
        db.Note("organisation", organisation.Id, current.Value, "ResendInvitation", now, ("invitation", id), ("sending", invitation.Sendings));
        db.QueueInvitation(organisation, invitation, current.Value.Name, now);
        return (await db.CommitAsync(cancellationToken)).Refusal is { } refusal ? refusal : organisation.Id;
    }
}
