using Grants.Accounts;
using Grants.Data;
using Grants.Notifications;
using Microsoft.EntityFrameworkCore;

namespace Grants.Partners.HandOverLead;

/// <summary>
/// A lead makes a colleague the lead and is a contributor from then on. An administrator does it when the lead has left; then every lead before becomes a
/// contributor. All people of the organisation are told.
/// </summary>
internal sealed class Handler(GrantsDb db, CurrentActor current, Notifier notifier, TimeProvider clock) : IUseCase
{
    public async Task<Outcome> HandleAsync(Guid organisationId, Guid personId, int version, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow().UtcDateTime;
        var actor = current.Value;
        var (isLead, isAdministrator) = (actor.IsLeadOf(organisationId), actor.Is(Role.Administrator));
        if (!isLead && !isAdministrator) return actor.IsMemberOf(organisationId) ? Refusal.Forbidden(T("Only a lead hands over the lead.")) : Refusal.NotFound(T("This organisation"));
        var organisation = await db.Organisations.SingleOrDefaultAsync(row => row.Id == organisationId, cancellationToken);
        if (organisation is null) return Refusal.NotFound(T("This organisation"));
        if (!isLead && personId == actor.PersonId) return Refusal.Forbidden(T("You cannot make yourself the lead. Ask another administrator."));
        if (organisation.Version != version) return Refusal.Changed();
        var members = await (from membership in db.Memberships
                             join person in db.People on membership.PersonId equals person.Id
                             where membership.OrganisationId == organisationId
                             select new { Membership = membership, Person = person }).ToListAsync(cancellationToken);
        var next = members.Find(member => member.Person.Id == personId && member.Person.IsActive);
        if (next is null) return Refusal.NotFound(T("This person"));
        if (next.Membership.Kind == MembershipKind.Lead) return Refusal.WrongStage(T("This person is a lead already."));

        var before = members.Where(member => member.Membership.Kind == MembershipKind.Lead && (!isLead || member.Person.Id == actor.PersonId)).ToList();
        foreach (var member in before) member.Membership.Become(MembershipKind.Contributor);
        next.Membership.Become(MembershipKind.Lead);
        db.Touch(organisation);
        db.Note("organisation", organisationId, actor, "HandOverLead", now, ("to", personId), ("from", string.Join(' ', before.Select(member => member.Person.Id))));
        await notifier.QueueAsync(
            () => PartnerLetters.LeadHandedOver(organisation, next.Person.Name), organisationId, $"{personId}-{version}", [.. members.Select(member => member.Person).Where(person => person.IsActive)], now, cancellationToken);
        return await db.CommitAsync(cancellationToken);
    }
}
