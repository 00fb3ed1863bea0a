using Grants.Accounts;
using Grants.Data;
using Grants.Language;
using Grants.Notifications;
using Microsoft.EntityFrameworkCore;

namespace Grants.Partners;

/// <summary>What the acts on invitations share.</summary>
internal static class Invitations
{
    /// <summary>Puts an invitation into the outbox: to an address, whoever has it.</summary>
    public static void QueueInvitation(this GrantsDb db, Organisation organisation, Invitation invitation, string by, DateTime now) =>
        db.Emails.Add(new EmailMessage(PartnerLetters.Invited(organisation, invitation, by), invitation.Id, $"sending-{invitation.Sendings}", Guid.Empty, invitation.Email, "", now) { Language = Languages.Tag });

    /// <summary>The names of the organisations, beside this one, that a person belongs to.</summary>
    public static Task<List<string>> OtherOrganisationsAsync(this GrantsDb db, Guid personId, Guid organisationId, CancellationToken cancellationToken) =>
        db.Organisations.Where(organisation => organisation.Id != organisationId && db.Memberships.Any(membership => membership.OrganisationId == organisation.Id && membership.PersonId == personId))
            .InOrderOfName().Select(organisation => organisation.LegalName).ToListAsync(cancellationToken);

    /// <summary>An invitation with its organisation, for a lead who changes it from this version.</summary>
    public static async Task<Outcome<(Invitation Invitation, Organisation Organisation)>> FindInvitationAsync(this GrantsDb db, Actor actor, Guid id, int version, CancellationToken cancellationToken)
    {
        if (await db.Invitations.SingleOrDefaultAsync(row => row.Id == id, cancellationToken) is not { } invitation || !actor.IsMemberOf(invitation.OrganisationId)) return Refusal.NotFound(T("This invitation"));
        if (!actor.IsLeadOf(invitation.OrganisationId)) return Refusal.Forbidden(T("Only a lead of the organisation invites people."));
        if (invitation.Version != version) return Refusal.Changed();
        return (invitation, await db.Organisations.SingleAsync(row => row.Id == invitation.OrganisationId, cancellationToken));
    }
}
