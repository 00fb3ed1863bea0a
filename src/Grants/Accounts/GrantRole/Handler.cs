using Grants.Data;
using Microsoft.EntityFrameworkCore;

namespace Grants.Accounts.GrantRole;

/// <summary>Gives an existing person a role. Nobody gives one to themselves.</summary>
internal sealed class Handler(GrantsDb db, CurrentActor actor, TimeProvider clock) : IUseCase
{
    public async Task<Outcome<Person>> FindAsync(Guid id, CancellationToken cancellationToken) =>
        await db.People.SingleOrDefaultAsync(person => person.Id == id, cancellationToken) is { } person ? person : Refusal.NotFound(T("The person"));

    public async Task<Outcome> HandleAsync(Guid id, int version, RoleGrant role, CancellationToken cancellationToken)
    {
        var found = await FindAsync(id, cancellationToken);
        if (found.IsRefused) return found.Refusal;
        var person = found.Value;
        if (person.Version != version) return Refusal.Changed();
        if (id == actor.Value.PersonId) return Refusal.Forbidden(T("You cannot give yourself a role. Ask another administrator."));

        var granted = person.Grant(role);
        if (granted.IsRefused) return granted;
        db.Touch(person);
        db.Note("person", id, actor.Value, "GrantRole", clock.GetUtcNow().UtcDateTime, ("role", role.Role), ("country", role.Country), ("limitMinor", role.LimitMinor));
        return await db.CommitAsync(cancellationToken);
    }
}
