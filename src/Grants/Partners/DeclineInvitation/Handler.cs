using Grants.Accounts;
using Grants.Data;
using Grants.Notifications;
using Microsoft.EntityFrameworkCore;

namespace Grants.Partners.DeclineInvitation;

/// <summary>Whoever has signed in with the address that was invited says no. The leads are told: they may have meant another address.</summary>
internal sealed class Handler(GrantsDb db, CurrentActor current, Notifier notifier, TimeProvider clock) : IUseCase
{
    public async Task<Outcome> HandleAsync(Guid id, int version, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow().UtcDateTime;
        var emailKey = await db.People.Where(person => person.Id == current.Value.PersonId).Select(person => person.EmailKey).SingleAsync(cancellationToken);
        var invitation = await db.Invitations.SingleOrDefaultAsync(row => row.Id == id && row.EmailKey == emailKey, cancellationToken);
        if (invitation is null) return Refusal.NotFound(T("This invitation"));
        if (invitation.Version != version) return Refusal.Changed();
        if (invitation.Withdraw(now).Refusal is { } refused) return refused;

        var organisation = await db.Organisations.SingleAsync(row => row.Id == invitation.OrganisationId, cancellationToken);
        db.Note("organisation", organisation.Id, current.Value, "DeclineInvitation", now, ("invitation", id));
        var leads = await notifier.LeadsOfAsync(organisation.Id, cancellationToken);
        await notifier.QueueAsync(() => PartnerLetters.InvitationDeclined(organisation, invitation.Email), organisation.Id, $"{id}", leads, now, cancellationToken);
        return await db.CommitAsync(cancellationToken);
    }
}
