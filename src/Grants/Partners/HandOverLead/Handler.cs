using Grants.Accounts;
using Grants.Data;
using Grants.Notifications;
using Grants.Portal;
using Microsoft.EntityFrameworkCore;

namespace Grants.Partners.HandOverLead;

/// <summary>Whom an administrator is about to make the lead.</summary>
/// <param name="OrganisationId">Of which organisation.</param>
/// <param name="Organisation">What it is called.</param>
/// <param name="Version">The organisation's version.</param>
/// <param name="Next">The name of the one who would lead it.</param>
public sealed record LeadChange(Guid OrganisationId, string Organisation, int Version, string Next);

/// <summary>
/// A lead makes a colleague the lead and is a contributor from then on. An administrator does it when the lead has left; then every lead before becomes a
/// contributor, and it is kept how they know. All people of the organisation are told.
/// </summary>
internal sealed class Handler(GrantsDb db, CurrentActor current, Notifier notifier, TimeProvider clock) : IUseCase
{
    /// <summary>The most characters of a reason.</summary>
    public const int MostOfReason = 1000;

    /// <summary>Who would lead an organisation from now on.</summary>
    public async Task<Outcome<LeadChange>> ReadAsync(Guid organisationId, Guid personId, CancellationToken cancellationToken) =>
        await (from membership in db.Memberships
               where membership.OrganisationId == organisationId && membership.PersonId == personId && membership.Kind == MembershipKind.Contributor
               join organisation in db.Organisations on membership.OrganisationId equals organisation.Id
               join person in db.People on membership.PersonId equals person.Id
               where person.IsActive
               select new LeadChange(organisation.Id, organisation.LegalName, organisation.Version, person.Name)).SingleOrDefaultAsync(cancellationToken) is { } change
            ? change
            : Refusal.NotFound(T("This person"));

    public async Task<Outcome> HandleAsync(Guid organisationId, Guid personId, int version, string? typed, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow().UtcDateTime;
        var actor = current.Value;
        var (isLead, isAdministrator) = (actor.IsLeadOf(organisationId), actor.Is(Role.Administrator));
        if (!isLead && !isAdministrator) return actor.IsMemberOf(organisationId) ? Refusal.Forbidden(T("Only a lead hands over the lead.")) : Refusal.NotFound(T("This organisation"));
        var organisation = await db.Organisations.SingleOrDefaultAsync(row => row.Id == organisationId, cancellationToken);
        if (organisation is null) return Refusal.NotFound(T("This organisation"));
        if (!isLead && personId == actor.PersonId) return Refusal.Forbidden(T("You cannot make yourself the lead. Ask another administrator."));
        var reason = isLead ? null : Texts.Clean(typed);
        if (reason is "") return Refusal.Invalid("Reason", T("Say how you know that the lead has left: whom you called, on which number and when"));
        if (PortalText.Length(reason) > MostOfReason) return Refusal.Invalid("Reason", T($"Shorten the reason to {MostOfReason:N0} characters"));
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
        next.Membership.Become(MembershipKind.Lead, reason);
        db.Touch(organisation);
        db.Note("organisation", organisationId, actor, "HandOverLead", now, ("to", personId), ("from", string.Join(' ', before.Select(member => member.Person.Id))));
        var occasion = $"{personId}-{version}";
        await notifier.QueueAsync(() => PartnerLetters.YouAreLead(organisation, actor.Name), organisationId, occasion, [next.Person], now, cancellationToken);
        await notifier.QueueAsync(
            () => PartnerLetters.LeadHandedOver(organisation, next.Person.Name, actor.Name, reason), organisationId, occasion,
            [.. members.Select(member => member.Person).Where(person => person.IsActive && person != next.Person)], now, cancellationToken);
        return await db.CommitAsync(cancellationToken);
    }
}
