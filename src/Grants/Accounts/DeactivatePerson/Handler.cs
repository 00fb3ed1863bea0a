using Grants.Data;
using Microsoft.EntityFrameworkCore;

namespace Grants.Accounts.DeactivatePerson;

/// <summary>Ends a person's access at once: no sign-in, and every session is over. What they did stays theirs.</summary>
internal sealed class Handler(GrantsDb db, CurrentActor actor, TimeProvider clock) : IUseCase
{
    public async Task<Outcome> HandleAsync(Guid id, int version, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow().UtcDateTime;
        if (await db.People.SingleOrDefaultAsync(p => p.Id == id, cancellationToken) is not { } person) return Refusal.NotFound(T("The person"));
        if (person.Version != version) return Refusal.Changed();
        if (id == actor.Value.PersonId) return Refusal.Forbidden(T("You cannot deactivate yourself. Ask another administrator."));

        person.Deactivate();
        await db.EndSessionsAsync(id, now, cancellationToken);
        db.Note("person", id, actor.Value, "Deactivate", now);
        return await db.CommitAsync(cancellationToken);
    }
}
