using Grants.Accounts;
using Grants.Data;
using Grants.Notifications;
using Microsoft.EntityFrameworkCore;

namespace Grants.Partners.JoinOrganisation;

/// <summary>A person asks to join an organisation that is registered already. A lead decides; an administrator where no lead can be reached.</summary>
internal sealed class Handler(GrantsDb db, CurrentActor current, Notifier notifier, TimeProvider clock) : IUseCase
{
    private const int MostOpen = 5;

    public async Task<Outcome<Asked>> HandleAsync(Guid organisationId, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow().UtcDateTime;
        var actor = current.Value;
        var organisation = await db.Organisations.SingleOrDefaultAsync(row => row.Id == organisationId, cancellationToken);
        if (organisation is null) return Refusal.NotFound(T("This organisation"));
        if (actor.IsMemberOf(organisationId)) return Refusal.WrongStage(T("You belong to this organisation already."));
        var open = await db.JoinRequests.AsNoTracking().Where(request => request.PersonId == actor.PersonId && request.DecidedAt == null).ToListAsync(cancellationToken);
        // Asking twice is asking once.
        if (open.Find(request => request.OrganisationId == organisationId) is { } asked) return new Asked(asked.Id, asked.Version);
        if (open.Count >= MostOpen) return new Refusal(RefusalKind.TooMany, T("Several of your requests wait for an answer. Wait for it before you ask to join another organisation."));

        var me = await db.People.SingleAsync(person => person.Id == actor.PersonId, cancellationToken);
        var request = new JoinRequest(organisationId, me.Id, now);
        db.JoinRequests.Add(request);
        db.Note("organisation", organisationId, actor, "AskToJoin", now, ("request", request.Id));
        await notifier.QueueAsync(() => PartnerLetters.JoinAsked(organisation, request, me), request.Id, "", await notifier.DecidersOfAsync(db, organisationId, cancellationToken), now, cancellationToken);
        return (await db.CommitAsync(cancellationToken)).Refusal is { } refusal ? refusal : new Asked(request.Id, request.Version);
    }
}

/// <summary>A request that waits for a decision.</summary>
/// <param name="Id">The request.</param>
/// <param name="Version">The version that a decision names.</param>
internal sealed record Asked(Guid Id, int Version);
