using Grants.Data;
using Grants.Notifications;
using Microsoft.EntityFrameworkCore;

namespace Grants.Accounts.ResetSecondFactor;

/// <summary>
/// Takes the second factor of somebody who has lost it: they are signed out everywhere and set up a new one when they next sign in. Nobody resets their own, so that
/// whoever sits at an administrator's browser gains nothing; the administrator has proved theirs a short while ago.
/// </summary>
internal sealed class Handler(GrantsDb db, CurrentActor actor, Notifier notifier, Arrival arrival) : IUseCase
{
    public async Task<Outcome> HandleAsync(Guid id, int version, CancellationToken cancellationToken)
    {
        if (await db.People.SingleOrDefaultAsync(person => person.Id == id, cancellationToken) is not { } person) return Refusal.NotFound(T("The person"));
        if (person.Version != version) return Refusal.Changed();
        if (id == actor.Value.PersonId) return Refusal.Forbidden(T("You cannot reset your own second factor. Ask another administrator."));
        if (!actor.IsFresh(arrival.At)) return SecondFactorRules.NotFresh();

        await db.ForgetSecondFactorAsync(id, cancellationToken);
        await db.EndSessionsAsync(id, arrival.At, cancellationToken);
        db.Touch(person);
        db.Note("person", id, actor.Value, "ResetSecondFactor", arrival.At);
        notifier.QueueFirst(AccountLetters.SecondFactorChanged, id, [person], arrival.At, $"reset-{version}");
        return await db.CommitAsync(cancellationToken);
    }
}
