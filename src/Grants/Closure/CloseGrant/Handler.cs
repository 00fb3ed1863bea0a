using Grants.Accounts;
using Grants.Data;
using Grants.Lifecycle;
using Grants.Milestones;
using Grants.Notifications;
using Microsoft.EntityFrameworkCore;

namespace Grants.Closure.CloseGrant;

/// <summary>A manager closes a grant; the orchestration makes the archive package afterwards.</summary>
internal sealed class Handler(GrantsDb db, CurrentActor current, Notifier notifier, TimeProvider clock) : IUseCase
{
    public async Task<Outcome<ClosedGrant>> HandleAsync(Guid grantId, int version, bool finalSpendAccepted, bool survivorDataChecked, string note, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow().UtcDateTime;
        var actor = current.Value;
        var grant = await db.Grants.Include(row => row.Milestones).SingleOrDefaultAsync(row => row.Id == grantId, cancellationToken);
        if (grant is null || !actor.MaySee(grant.OrganisationId)) return Refusal.NotFound(T("This grant"));
        if (!actor.MayActAs(Party.GrantManager, grant.OrganisationId)) return Refusal.Forbidden(T("A grant manager closes a grant."));
        if (actor.IsMemberOf(grant.OrganisationId)) return Refusal.Forbidden(T("You belong to this organisation. Somebody else must close its grant."));
        if (grant.Version != version) return Refusal.Changed();
        if (note.Length == 0) return Refusal.Invalid("Note", T("Write a few words to the partner"));
        if (note.Length > Texts.MostOfNote) return Refusal.Invalid("Note", T("Shorten your words to the partner"));

        var closed = grant.Close(actor.PersonId!.Value, finalSpendAccepted, survivorDataChecked, note, now);
        if (closed.IsRefused) return closed.Refusal;
        db.Note("grant", grant.Id, actor, Act.CloseGrant, now,
            ("finalSpendAccepted", finalSpendAccepted), ("survivorDataChecked", survivorDataChecked), ("retainUntil", grant.RetainUntil));
        var leads = await notifier.LeadsOfAsync(grant.OrganisationId, cancellationToken);
        await notifier.QueueAsync(() => ClosureLetters.GrantClosed(grant, note), grant.Id, "closed", leads, now, cancellationToken);
        db.RingToWake(ClosureOrchestration.InstanceOf(grant.Id), grant.Id, now);
        var committed = await db.CommitAsync(cancellationToken);
        return committed.IsRefused ? committed.Refusal : new ClosedGrant(grant.Stage, grant.RetainUntil!.Value, grant.Version);
    }
}

/// <summary>A closed grant.</summary>
/// <param name="Stage">Its stage.</param>
/// <param name="RetainUntil">Until when its record is kept.</param>
/// <param name="Version">Its version.</param>
internal sealed record ClosedGrant(Stage Stage, DateOnly RetainUntil, int Version);
