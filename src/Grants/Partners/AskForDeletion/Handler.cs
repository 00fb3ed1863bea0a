using Grants.Accounts;
using Grants.Data;
using Grants.Notifications;
using Microsoft.EntityFrameworkCore;

namespace Grants.Partners.AskForDeletion;

/// <summary>What a lead sees of deletion: what it would mean, and the latest request.</summary>
/// <param name="OrganisationId">The organisation.</param>
/// <param name="Organisation">Its name.</param>
/// <param name="Plan">What would go and what would stay.</param>
/// <param name="RequestId">The latest request; null when there was none.</param>
/// <param name="RequestVersion">Its version, which withdrawing it names.</param>
/// <param name="State">Its state.</param>
/// <param name="AskedAt">When it was made (UTC).</param>
/// <param name="Reasons">What the administrator wrote.</param>
public sealed record DeletionView(Guid OrganisationId, string Organisation, DeletionPlan Plan, Guid? RequestId, int RequestVersion, DeletionState? State, DateTime? AskedAt, string? Reasons);

/// <summary>A lead asks to have the organisation's data deleted, or takes that back. All leads and the administrators are told.</summary>
internal sealed class Handler(GrantsDb db, CurrentActor current, Notifier notifier, TimeProvider clock) : IUseCase
{
    public async Task<Outcome<DeletionView>> FindAsync(Guid id, CancellationToken cancellationToken)
    {
        if (WhyNot(id) is { } refusal) return refusal;
        var name = await db.Organisations.Where(row => row.Id == id).Select(row => row.LegalName).SingleOrDefaultAsync(cancellationToken);
        if (name is null) return Refusal.NotFound(T("This organisation"));
        var request = await db.DeletionRequests.AsNoTracking().Where(row => row.OrganisationId == id).OrderByDescending(row => row.AskedAt).ThenByDescending(row => row.Id).FirstOrDefaultAsync(cancellationToken);
        return new DeletionView(id, name, await db.PlanAsync(id, cancellationToken), request?.Id, request?.Version ?? 0, request?.State, request?.AskedAt, request?.Reasons);
    }

    /// <returns>The request.</returns>
    public async Task<Outcome<Asked>> HandleAsync(Guid id, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow().UtcDateTime;
        if (WhyNot(id) is { } refusal) return refusal;
        var organisation = await db.Organisations.SingleOrDefaultAsync(row => row.Id == id, cancellationToken);
        if (organisation is null) return Refusal.NotFound(T("This organisation"));
        if (await db.DeletionRequests.AnyAsync(row => row.OrganisationId == id && (row.State == DeletionState.Asked || row.State == DeletionState.Approved), cancellationToken))
            return Refusal.WrongStage(T("A request of your organisation waits already."));
        var request = new DeletionRequest(id, current.Value.PersonId!.Value, now);
        db.DeletionRequests.Add(request);
        // Two leads at once: one of them is told that something changed.
        db.Touch(organisation);
        db.Note("organisation", id, current.Value, "AskForDeletion", now, ("request", request.Id));
        await notifier.QueueAsync(() => PartnerLetters.DeletionAsked(organisation, request), request.Id, "", await notifier.WithRoleAsync(Role.Administrator, cancellationToken), now, cancellationToken);
        await notifier.QueueAsync(() => PartnerLetters.DeletionReceived(organisation), request.Id, "", await notifier.LeadsOfAsync(id, cancellationToken), now, cancellationToken);
        return (await db.CommitAsync(cancellationToken)).Refusal is { } refused ? refused : new Asked(request.Id, request.Version);
    }

    public async Task<Outcome> WithdrawAsync(Guid id, int version, CancellationToken cancellationToken)
    {
        if (WhyNot(id) is { } refusal) return refusal;
        var request = await db.DeletionRequests.SingleOrDefaultAsync(row => row.OrganisationId == id && (row.State == DeletionState.Asked || row.State == DeletionState.Approved), cancellationToken);
        if (request is null) return Refusal.NotFound(T("This request"));
        if (request.Version != version) return Refusal.Changed();
        if (request.Withdraw().Refusal is { } refused) return refused;
        db.Note("organisation", id, current.Value, "WithdrawDeletion", clock.GetUtcNow().UtcDateTime, ("request", request.Id));
        return await db.CommitAsync(cancellationToken);
    }

    private Refusal? WhyNot(Guid id)
    {
        if (!current.Value.IsMemberOf(id)) return Refusal.NotFound(T("This organisation"));
        return current.Value.IsLeadOf(id) ? null : Refusal.Forbidden(T("Only a lead of the organisation asks to have its data deleted."));
    }
}

/// <param name="Id">The request.</param>
/// <param name="Version">The version that a decision names.</param>
internal sealed record Asked(Guid Id, int Version);
