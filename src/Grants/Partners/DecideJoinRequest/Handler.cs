using Grants.Accounts;
using Grants.Data;
using Grants.Notifications;
using Microsoft.EntityFrameworkCore;

namespace Grants.Partners.DecideJoinRequest;

/// <summary>A request to join, for whoever decides on it.</summary>
/// <param name="Id">The request.</param>
/// <param name="Version">The version that a decision names.</param>
/// <param name="OrganisationId">The organisation.</param>
/// <param name="Organisation">Its name.</param>
/// <param name="Name">Who asks.</param>
/// <param name="Email">Their address, which they have proved.</param>
/// <param name="AskedAt">When (UTC).</param>
/// <param name="Accepted">The decision; null while there is none.</param>
public sealed record RequestView(Guid Id, int Version, Guid OrganisationId, string Organisation, string Name, string Email, DateTime AskedAt, bool? Accepted);

/// <summary>A lead accepts or refuses somebody who asks to join; an administrator, when no lead can be reached or none has answered for two weeks.</summary>
internal sealed class Handler(GrantsDb db, CurrentActor current, Notifier notifier, TimeProvider clock) : IUseCase
{
    public async Task<Outcome<RequestView>> FindAsync(Guid id, CancellationToken cancellationToken)
    {
        var view = await (from request in db.JoinRequests.AsNoTracking()
                          join organisation in db.Organisations on request.OrganisationId equals organisation.Id
                          join person in db.People on request.PersonId equals person.Id
                          where request.Id == id
                          select new RequestView(request.Id, request.Version, organisation.Id, organisation.LegalName, person.Name, person.Email, request.AskedAt, request.Accepted)).SingleOrDefaultAsync(cancellationToken);
        if (view is null) return Refusal.NotFound(T("This request"));
        return await WhyNotAsync(view.OrganisationId, view.AskedAt, cancellationToken) is { } refusal ? refusal : view;
    }

    public async Task<Outcome> HandleAsync(Guid id, int version, bool accepted, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow().UtcDateTime;
        var request = await db.JoinRequests.SingleOrDefaultAsync(row => row.Id == id, cancellationToken);
        if (request is null) return Refusal.NotFound(T("This request"));
        if (await WhyNotAsync(request.OrganisationId, request.AskedAt, cancellationToken) is { } mayNot) return mayNot;
        if (request.Version != version) return Refusal.Changed();
        var decided = request.Decide(accepted, current.Value.PersonId!.Value, now);
        if (decided.IsRefused) return decided;

        var organisation = await db.Organisations.SingleAsync(row => row.Id == request.OrganisationId, cancellationToken);
        var person = await db.People.SingleAsync(row => row.Id == request.PersonId, cancellationToken);
        var joins = accepted && person.IsActive && !await db.Memberships.AnyAsync(row => row.OrganisationId == organisation.Id && row.PersonId == person.Id, cancellationToken);
        if (joins)
        {
            var leads = await notifier.LeadsOfAsync(organisation.Id, cancellationToken);
            db.Memberships.Add(new Membership(organisation.Id, person.Id, MembershipKind.Contributor));
            var others = await db.OtherOrganisationsAsync(person.Id, organisation.Id, cancellationToken);
            await notifier.QueueAsync(() => PartnerLetters.MemberJoined(organisation, person.Name, others), organisation.Id, $"{request.Id}", leads, now, cancellationToken);
        }

        db.Touch(organisation);
        db.Note("organisation", organisation.Id, current.Value, accepted ? "AcceptJoinRequest" : "RefuseJoinRequest", now, ("request", request.Id), ("person", person.Id));
        await notifier.QueueAsync(() => PartnerLetters.JoinDecided(organisation, accepted), request.Id, "", [person], now, cancellationToken);
        return await db.CommitAsync(cancellationToken);
    }

    private async Task<Refusal?> WhyNotAsync(Guid organisationId, DateTime askedAt, CancellationToken cancellationToken)
    {
        var actor = current.Value;
        if (actor.IsLeadOf(organisationId)) return null;
        if (!actor.Is(Role.Administrator))
            return actor.IsMemberOf(organisationId) ? Refusal.Forbidden(T("Only a lead of the organisation decides who joins it.")) : Refusal.NotFound(T("This request"));
        return askedAt + JoinRequest.Patience <= clock.GetUtcNow().UtcDateTime || !await db.HasActiveLeadAsync(organisationId, cancellationToken)
            ? null
            : Refusal.Forbidden(T("The organisation has a lead who can be reached, and who has two weeks to decide."));
    }
}
