using Grants.Accounts;
using Grants.Data;
using Grants.Notifications;
using Microsoft.EntityFrameworkCore;

namespace Grants.Partners.RemoveMember;

/// <summary>A lead takes somebody off the organisation's people, or a contributor leaves. A lead hands over first: an organisation is never without one.</summary>
internal sealed class Handler(GrantsDb db, CurrentActor current, Notifier notifier, TimeProvider clock) : IUseCase
{
    public async Task<Outcome> HandleAsync(Guid organisationId, Guid personId, int version, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow().UtcDateTime;
        var actor = current.Value;
        if (!actor.IsMemberOf(organisationId)) return Refusal.NotFound(T("This organisation"));
        if (!actor.IsLeadOf(organisationId) && actor.PersonId != personId) return Refusal.Forbidden(T("Only a lead of the organisation removes people."));
        var organisation = await db.Organisations.SingleAsync(row => row.Id == organisationId, cancellationToken);
        if (organisation.Version != version) return Refusal.Changed();
        var membership = await db.Memberships.SingleOrDefaultAsync(row => row.OrganisationId == organisationId && row.PersonId == personId, cancellationToken);
        if (membership is null) return Refusal.NotFound(T("This person"));
        if (membership.Kind == MembershipKind.Lead) return Refusal.WrongStage(T("A lead cannot leave or be removed. Hand over the lead to somebody else first."));

        var person = await db.People.SingleAsync(row => row.Id == personId, cancellationToken);
        db.Memberships.Remove(membership);
        db.FormerMemberships.Add(new FormerMembership(organisationId, personId, now));
        db.Touch(organisation);
        db.Note("organisation", organisationId, actor, actor.PersonId == personId ? "LeaveOrganisation" : "RemoveMember", now, ("person", personId));
        if (actor.PersonId == personId)
            await notifier.QueueAsync(() => PartnerLetters.MemberLeft(organisation, person.Name), organisationId, $"{personId}-{version}", await notifier.LeadsOfAsync(organisationId, cancellationToken), now, cancellationToken);
        else
            await notifier.QueueAsync(() => PartnerLetters.YouWereRemoved(organisation), organisationId, $"{personId}-{version}", [person], now, cancellationToken);
        return await db.CommitAsync(cancellationToken);
    }
}
