using Grants.Data;
using Microsoft.EntityFrameworkCore;

namespace Grants.Accounts.EndSessions;

/// <summary>Signs a person out everywhere and ends their tokens: somebody who leaves, or whose device is lost. They may sign in again.</summary>
internal sealed class Handler(GrantsDb db, CurrentActor actor, Arrival arrival) : IUseCase
{
    public async Task<Outcome> HandleAsync(Guid id, CancellationToken cancellationToken)
    {
        if (!await db.People.AnyAsync(person => person.Id == id, cancellationToken)) return Refusal.NotFound(T("The person"));
        await db.EndSessionsAsync(id, arrival.At, cancellationToken);
        db.Note("person", id, actor.Value, "EndSessions", arrival.At);
        return await db.CommitAsync(cancellationToken);
    }
}
