using Grants.Data;
using Microsoft.EntityFrameworkCore;

namespace Grants.Accounts.EndSession;

/// <summary>Ends one of the person's own sessions, in another browser.</summary>
internal sealed class Handler(GrantsDb db, CurrentActor actor, Arrival arrival) : IUseCase
{
    public async Task<Outcome> HandleAsync(Guid id, CancellationToken cancellationToken)
    {
        if (await db.Sessions.SingleOrDefaultAsync(session => session.Id == id && session.PersonId == actor.Value.PersonId, cancellationToken) is not { } session) return Refusal.NotFound(T("The session"));
        session.End(arrival.At);
        db.Note("person", session.PersonId, actor.Value, "EndSession", arrival.At);
        return await db.CommitAsync(cancellationToken);
    }
}
