using Grants.Data;
using Microsoft.EntityFrameworkCore;

namespace Grants.Accounts.SignOut;

/// <summary>Ends this browser's session, in the record: a copy of the cookie is worth nothing afterwards.</summary>
internal sealed class Handler(GrantsDb db, CurrentActor actor, TimeProvider clock) : IUseCase
{
    public async Task<Outcome> HandleAsync(Guid? sessionId, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow().UtcDateTime;
        if (await db.Sessions.SingleOrDefaultAsync(session => session.Id == sessionId, cancellationToken) is not { } session) return Outcome.Done;
        session.End(now);
        db.Note("person", session.PersonId, actor.Value, "SignOut", now);
        return await db.CommitAsync(cancellationToken);
    }
}
