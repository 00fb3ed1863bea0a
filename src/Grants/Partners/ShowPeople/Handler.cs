using Grants.Accounts;
using Grants.Data;
using Microsoft.EntityFrameworkCore;

namespace Grants.Partners.ShowPeople;

/// <summary>The people of an organisation.</summary>
/// <param name="OrganisationId">The organisation.</param>
/// <param name="Organisation">Its name.</param>
/// <param name="Version">The version that a change names.</param>
/// <param name="MayChange">Whether the reader is a lead of it.</param>
/// <param name="MayHandOver">Whether the reader may make somebody else the lead.</param>
/// <param name="Members">Leads first, then by name.</param>
/// <param name="Invitations">Those that may still be accepted or sent again, latest first.</param>
/// <param name="Requests">Who asks to join, oldest first.</param>
public sealed record PeopleView(
    Guid OrganisationId, string Organisation, int Version, bool MayChange, bool MayHandOver, IReadOnlyList<MemberView> Members, IReadOnlyList<InvitationView> Invitations, IReadOnlyList<AskingView> Requests);

/// <summary>A person of the organisation.</summary>
/// <param name="PersonId">The person.</param>
/// <param name="Name">Their name.</param>
/// <param name="Email">Their address.</param>
/// <param name="IsLead">A lead; otherwise a contributor.</param>
/// <param name="IsMe">Whether it is the reader.</param>
/// <param name="IsActive">Whether they can sign in.</param>
/// <param name="UndeliverableSince">Since when their address refuses mail (UTC).</param>
/// <param name="LeadReason">Of a lead whom an administrator made: how they knew that the lead before had left; otherwise null.</param>
public sealed record MemberView(Guid PersonId, string Name, string Email, bool IsLead, bool IsMe, bool IsActive, DateTime? UndeliverableSince, string? LeadReason);

/// <summary>An invitation.</summary>
/// <param name="Id">The invitation.</param>
/// <param name="Version">The version that a change names.</param>
/// <param name="Email">To whom.</param>
/// <param name="State">Open or expired.</param>
/// <param name="ExpiresAt">Until when it may be accepted (UTC).</param>
public sealed record InvitationView(Guid Id, int Version, string Email, InvitationState State, DateTime ExpiresAt);

/// <summary>Somebody who asks to join.</summary>
/// <param name="Id">The request.</param>
/// <param name="Name">Who.</param>
/// <param name="AskedAt">Since when (UTC).</param>
public sealed record AskingView(Guid Id, string Name, DateTime AskedAt);

/// <summary>Who belongs to an organisation, is invited and asks to join: for its own people and programme staff.</summary>
internal sealed class Handler(GrantsDb db, CurrentActor current, TimeProvider clock) : IUseCase
{
    private const int Most = 100;

    public async Task<Outcome<PeopleView>> HandleAsync(Guid id, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow().UtcDateTime;
        var actor = current.Value;
        if (!actor.IsStaff && !actor.IsMemberOf(id)) return Refusal.NotFound(T("This organisation"));
        var organisation = await db.Organisations.AsNoTracking().Where(row => row.Id == id).Select(row => new { row.LegalName, row.Version }).SingleOrDefaultAsync(cancellationToken);
        if (organisation is null) return Refusal.NotFound(T("This organisation"));
        var members = await (from membership in db.Memberships
                             join person in db.People on membership.PersonId equals person.Id
                             where membership.OrganisationId == id
                             orderby membership.Kind descending, EF.Property<string>(person, SearchKeys.SortColumn), person.Id
                             select new MemberView(person.Id, person.Name, person.Email, membership.Kind == MembershipKind.Lead, person.Id == actor.PersonId, person.IsActive, person.UndeliverableSince, membership.LeadReason)).ToListAsync(cancellationToken);
        var invitations = await db.Invitations.AsNoTracking().Where(invitation => invitation.OrganisationId == id && invitation.AcceptedAt == null && invitation.WithdrawnAt == null)
            .OrderByDescending(invitation => invitation.CreatedAt).Take(Most).ToListAsync(cancellationToken);
        var requests = await (from request in db.JoinRequests
                              join person in db.People on request.PersonId equals person.Id
                              where request.OrganisationId == id && request.DecidedAt == null
                              orderby request.AskedAt
                              select new AskingView(request.Id, person.Name, request.AskedAt)).Take(Most).ToListAsync(cancellationToken);
        var isLead = actor.IsLeadOf(id);
        return new PeopleView(
            id, organisation.LegalName, organisation.Version, isLead, isLead || actor.Is(Role.Administrator), members,
            [.. invitations.Select(invitation => new InvitationView(invitation.Id, invitation.Version, invitation.Email, invitation.StateAt(now), invitation.ExpiresAt))], requests);
    }
}
