using Grants.Data;
using Microsoft.EntityFrameworkCore;

namespace Grants.Accounts.RemovePasskey;

/// <summary>Removes one of the person's passkeys; never the last factor that they have.</summary>
internal sealed class Handler(GrantsDb db, CurrentActor actor, SecondFactors factors, Arrival arrival) : IUseCase
{
    public async Task<Outcome> HandleAsync(Guid id, CancellationToken cancellationToken)
    {
        var me = actor.Value.PersonId!.Value;
        var own = await db.Passkeys.Where(passkey => passkey.PersonId == me).ToListAsync(cancellationToken);
        if (own.Find(passkey => passkey.Id == id) is not { } removed) return Refusal.NotFound(T("The passkey"));
        if ((await factors.MayChangeAsync(arrival.At, cancellationToken)).Refusal is { } no) return no;
        if (own.Count == 1 && !await db.SecondFactors.AnyAsync(factor => factor.Id == me && factor.Seed != null, cancellationToken))
            return Refusal.WrongStage(T("This passkey is your only second factor. Set up an authenticator app or another passkey first."));
        db.Passkeys.Remove(removed);
        return (await factors.CommitAsync("RemovePasskey", [], arrival.At, cancellationToken)).Refusal is { } refusal ? refusal : Outcome.Done;
    }
}
