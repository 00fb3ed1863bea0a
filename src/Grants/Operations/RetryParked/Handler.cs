using Grants.Accounts;
using Grants.Data;
using Microsoft.EntityFrameworkCore;

namespace Grants.Operations.RetryParked;

/// <summary>Gives a parked outbox row its tries again; the next sweep takes it.</summary>
internal sealed class Handler(GrantsDb db, CurrentActor actor, TimeProvider clock) : IUseCase
{
    public async Task<Outcome> HandleAsync(Guid id, CancellationToken cancellationToken)
    {
        var row = (IOutboxRow?)await db.Doorbells.SingleOrDefaultAsync(bell => bell.Id == id, cancellationToken)
            ?? await db.Emails.SingleOrDefaultAsync(email => email.Id == id, cancellationToken);
        if (row is null) return Refusal.NotFound(T("What is parked"));
        if (row.State != OutboxState.Parked) return Refusal.WrongStage(T("This is no longer parked: it was handed over, or is being tried again."));

        var now = clock.GetUtcNow().UtcDateTime;
        (row.State, row.Attempts, row.NextAttemptAt) = (OutboxState.Waiting, 0, now);
        db.Note("outbox", row.Id, actor.Value, "RetryParked", now);
        return await db.CommitAsync(cancellationToken);
    }
}
