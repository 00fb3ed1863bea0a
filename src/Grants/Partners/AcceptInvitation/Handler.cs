using Grants.Accounts;
using Grants.Data;
using Grants.Notifications;
using Microsoft.EntityFrameworkCore;

namespace Grants.Partners.AcceptInvitation;

/// <summary>An invitation, for whoever has the address that it went to.</summary>
/// <param name="Id">The invitation.</param>
/// <param name="Version">The version that accepting it names.</param>
/// <param name="OrganisationId">The organisation.</param>
/// <param name="Organisation">Its name.</param>
/// <param name="Country">Its country, ISO 3166 alpha-2.</param>
/// <param name="By">Who invites.</param>
/// <param name="State">Whether it can be accepted.</param>
/// <param name="ExpiresAt">Until when (UTC).</param>
/// <param name="IsMember">Whether the reader belongs to the organisation already.</param>
/// <param name="Others">The names of the organisations that the reader belongs to.</param>
public sealed record InvitationView(
    Guid Id, int Version, Guid OrganisationId, string Organisation, string Country, string By, InvitationState State, DateTime ExpiresAt, bool IsMember, IReadOnlyList<string> Others);

/// <summary>
/// Whoever has signed in with the address that was invited accepts, and is a contributor from then on. To everybody else there is no such invitation.
/// </summary>
internal sealed class Handler(GrantsDb db, CurrentActor current, Notifier notifier, TimeProvider clock) : IUseCase
{
    public async Task<Outcome<InvitationView>> FindAsync(Guid id, CancellationToken cancellationToken)
    {
        var row = await (from invitation in db.Invitations.AsNoTracking()
                         join organisation in db.Organisations on invitation.OrganisationId equals organisation.Id
                         join inviter in db.People on invitation.InvitedBy equals inviter.Id
                         where invitation.Id == id && db.People.Any(me => me.Id == current.Value.PersonId && me.EmailKey == invitation.EmailKey)
                         select new { Invitation = invitation, organisation.LegalName, organisation.Country, By = inviter.Name }).SingleOrDefaultAsync(cancellationToken);
        if (row is null) return Refusal.NotFound(T("This invitation"));
        return new InvitationView(
            id, row.Invitation.Version, row.Invitation.OrganisationId, row.LegalName, row.Country, row.By, row.Invitation.StateAt(clock.GetUtcNow().UtcDateTime), row.Invitation.ExpiresAt,
            current.Value.IsMemberOf(row.Invitation.OrganisationId), await db.OtherOrganisationsAsync(current.Value.PersonId!.Value, row.Invitation.OrganisationId, cancellationToken));
    }

    /// <returns>The organisation.</returns>
    public async Task<Outcome<Guid>> HandleAsync(Guid id, int version, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow().UtcDateTime;
        var actor = current.Value;
        var me = await db.People.SingleAsync(person => person.Id == actor.PersonId, cancellationToken);
        var invitation = await db.Invitations.SingleOrDefaultAsync(row => row.Id == id && row.EmailKey == me.EmailKey, cancellationToken);
        if (invitation is null) return Refusal.NotFound(T("This invitation"));
        if (invitation.Version != version) return Refusal.Changed();
        if (invitation.Accept(me.Id, now).Refusal is { } refused) return refused;
        if (actor.IsMemberOf(invitation.OrganisationId)) return Refusal.WrongStage(T("You belong to this organisation already."));

        var organisation = await db.Organisations.SingleAsync(row => row.Id == invitation.OrganisationId, cancellationToken);
        var leads = await notifier.LeadsOfAsync(organisation.Id, cancellationToken);
        var others = await db.OtherOrganisationsAsync(me.Id, organisation.Id, cancellationToken);
        db.Memberships.Add(new Membership(organisation.Id, me.Id, MembershipKind.Contributor));
        db.Touch(organisation);
        db.Note("organisation", organisation.Id, actor, "AcceptInvitation", now, ("invitation", id), ("person", me.Id));
        await notifier.QueueAsync(() => PartnerLetters.MemberJoined(organisation, me.Name, others), organisation.Id, $"{id}", leads, now, cancellationToken);
        return (await db.CommitAsync(cancellationToken)).Refusal is { } refusal ? refusal : organisation.Id;
    }
}
