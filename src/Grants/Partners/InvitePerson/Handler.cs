using Grants.Accounts;
using Grants.Data;
using Microsoft.EntityFrameworkCore;

namespace Grants.Partners.InvitePerson;

/// <summary>A lead invites somebody, by their address, to write with them.</summary>
internal sealed class Handler(GrantsDb db, CurrentActor current, AuditKey key, TimeProvider clock) : IUseCase
{
    // Nobody's mailbox is filled through us.
    private const int MostADay = 20;

    /// <summary>The organisation's name, for a lead.</summary>
    public async Task<Outcome<string>> FindAsync(Guid id, CancellationToken cancellationToken)
    {
        var actor = current.Value;
        if (!actor.IsMemberOf(id)) return Refusal.NotFound(T("This organisation"));
        if (!actor.IsLeadOf(id)) return Refusal.Forbidden(T("Only a lead of the organisation invites people."));
        return await db.Organisations.Where(row => row.Id == id).Select(row => row.LegalName).SingleAsync(cancellationToken);
    }

    public async Task<Outcome<Invited>> HandleAsync(Guid id, string? email, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow().UtcDateTime;
        var found = await FindAsync(id, cancellationToken);
        if (found.IsRefused) return found.Refusal;
        var address = Texts.Clean(email);
        if (!AddressRules.IsAddress(address)) return Refusal.Invalid("Email", AddressRules.Message);
        var emailKey = Person.KeyOf(address);
        var open = await db.Invitations.Where(row => row.OrganisationId == id && row.CreatedAt > now.AddDays(-1)).ToListAsync(cancellationToken);
        if (open.Exists(row => row.EmailKey == emailKey && row.StateAt(now) == InvitationState.Open)) return Refusal.Invalid("Email", T("This address was invited already. You can send the invitation again from the page of your people"));
        if (open.Count >= MostADay) return new Refusal(RefusalKind.TooMany, T("Your organisation has invited many people today. Go on tomorrow."));

        var organisation = await db.Organisations.SingleAsync(row => row.Id == id, cancellationToken);
        var invitation = new Invitation(id, address, current.Value.PersonId!.Value, now);
        db.Invitations.Add(invitation);
        db.Note("organisation", id, current.Value, "InvitePerson", now, ("invitation", invitation.Id), ("email", AuditFact.Keyed(key, emailKey)));
        db.QueueInvitation(organisation, invitation, current.Value.Name, now);
        return (await db.CommitAsync(cancellationToken)).Refusal is { } refusal ? refusal : new Invited(invitation.Id, invitation.Version);
    }
}

/// <summary>An invitation that was sent.</summary>
/// <param name="Id">The invitation.</param>
/// <param name="Version">The version that a change names.</param>
internal sealed record Invited(Guid Id, int Version);
