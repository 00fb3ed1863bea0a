using Grants.Accounts;
using Grants.Data;
using Grants.Notifications;
using Microsoft.EntityFrameworkCore;

namespace Grants.Partners.DecideDeletion;

/// <summary>A request for deletion, for an administrator.</summary>
/// <param name="Id">The request.</param>
/// <param name="Version">The version that a decision names.</param>
/// <param name="OrganisationId">The organisation.</param>
/// <param name="Organisation">Its name.</param>
/// <param name="AskedBy">The lead who asked.</param>
/// <param name="AskedAt">When (UTC).</param>
/// <param name="State">How far it has come.</param>
/// <param name="Plan">What goes and what stays, as the record is now.</param>
public sealed record RequestView(Guid Id, int Version, Guid OrganisationId, string Organisation, string AskedBy, DateTime AskedAt, DeletionState State, DeletionPlan Plan);

/// <summary>An administrator, not of the organisation, approves or refuses that its data is deleted. Nothing is deleted yet.</summary>
internal sealed class Handler(GrantsDb db, CurrentActor current, Notifier notifier, TimeProvider clock) : IUseCase
{
    public async Task<Outcome<RequestView>> FindAsync(Guid id, CancellationToken cancellationToken)
    {
        var found = await (from request in db.DeletionRequests.AsNoTracking()
                           join organisation in db.Organisations on request.OrganisationId equals organisation.Id
                           join person in db.People on request.AskedBy equals person.Id
                           where request.Id == id
                           select new { Request = request, organisation.LegalName, person.Name }).SingleOrDefaultAsync(cancellationToken);
        if (found is null) return Refusal.NotFound(T("This request"));
        return new RequestView(
            id, found.Request.Version, found.Request.OrganisationId, found.LegalName, found.Name, found.Request.AskedAt, found.Request.State, await db.PlanAsync(found.Request.OrganisationId, cancellationToken));
    }

    public async Task<Outcome> HandleAsync(Guid id, int version, bool approved, string reasons, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow().UtcDateTime;
        var request = await db.DeletionRequests.SingleOrDefaultAsync(row => row.Id == id, cancellationToken);
        if (request is null) return Refusal.NotFound(T("This request"));
        if (current.Value.IsMemberOf(request.OrganisationId)) return Refusal.Forbidden(T("You belong to this organisation. Somebody else must decide."));
        if (request.Version != version) return Refusal.Changed();
        if (reasons.Length > Texts.MostOfNote) return Refusal.Invalid("Reasons", T("Shorten the reasons"));
        if (request.Decide(approved, reasons, current.Value.PersonId!.Value, now).Refusal is { } refused) return refused;

        var organisation = await db.Organisations.SingleAsync(row => row.Id == request.OrganisationId, cancellationToken);
        db.Note("organisation", organisation.Id, current.Value, approved ? "ApproveDeletion" : "RefuseDeletion", now, ("request", id));
        await notifier.QueueAsync(() => PartnerLetters.DeletionDecided(organisation, request), id, "", await notifier.LeadsOfAsync(organisation.Id, cancellationToken), now, cancellationToken);
        return await db.CommitAsync(cancellationToken);
    }
}
