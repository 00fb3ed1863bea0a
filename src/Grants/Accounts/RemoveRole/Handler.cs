using Grants.Data;
using Microsoft.EntityFrameworkCore;

namespace Grants.Accounts.RemoveRole;

/// <summary>Takes a role from a person, at once. Nobody takes one from themselves, so that an administrator always remains.</summary>
internal sealed class Handler(GrantsDb db, CurrentActor actor, TimeProvider clock) : IUseCase
{
    public async Task<Outcome> HandleAsync(Guid id, Guid roleId, int version, CancellationToken cancellationToken)
    {
        if (await db.People.SingleOrDefaultAsync(person => person.Id == id, cancellationToken) is not { } person) return Refusal.NotFound(T("The person"));
        if (person.Version != version) return Refusal.Changed();
        if (id == actor.Value.PersonId) return Refusal.Forbidden(T("You cannot remove a role of your own. Ask another administrator."));

        var removed = person.Remove(roleId);
        if (removed.IsRefused) return removed.Refusal;
        var role = removed.Value;
        db.Touch(person);
        db.Note("person", id, actor.Value, "RemoveRole", clock.GetUtcNow().UtcDateTime, ("role", role.Role), ("country", role.Country), ("limitMinor", role.LimitMinor));
        return await db.CommitAsync(cancellationToken);
    }
}
