using Grants.Data;
using Grants.Notifications;
using Microsoft.EntityFrameworkCore;

namespace Grants.Accounts.EnterSecondFactor;

/// <summary>What a person can prove themselves with.</summary>
/// <param name="App">Whether they have an authenticator app.</param>
/// <param name="Passkeys">Whether they have a passkey.</param>
/// <param name="IsEntra">Whether Microsoft asks for it: then they sign in there again.</param>
public sealed record Ways(bool App, bool Passkeys, bool IsEntra)
{
    /// <summary>Whether there is nothing yet.</summary>
    public bool None => !App && !Passkeys && !IsEntra;
}

/// <summary>Takes the code of the authenticator app, or a recovery code: the session has the person's roles from then on.</summary>
internal sealed class Handler(GrantsDb db, CurrentActor actor, SecondFactors factors, Notifier notifier, AuditKey key, Arrival arrival) : IUseCase
{
    private Guid Me => actor.Value.PersonId!.Value;

    public async Task<Ways> WaysAsync(CancellationToken cancellationToken) => new(
        await db.SecondFactors.AnyAsync(factor => factor.Id == Me && factor.Seed != null, cancellationToken),
        await db.Passkeys.AnyAsync(passkey => passkey.PersonId == Me, cancellationToken),
        actor.IsByEntra);

    public async Task<Outcome> HandleAsync(string? typed, CancellationToken cancellationToken)
    {
        if (actor.Session is null || actor.IsByEntra || await db.SecondFactors.SingleOrDefaultAsync(factor => factor.Id == Me, cancellationToken) is not { } factor)
            return Refusal.Forbidden(T("You have no authenticator app and no recovery codes here."));
        var codes = await db.RecoveryCodes.Where(code => code.PersonId == Me && code.UsedAt == null).ToListAsync(cancellationToken);
        var proved = factor.Prove(typed ?? "", codes, key, arrival.At);
        if (!proved.IsRefused)
        {
            (await factors.SessionAsync(cancellationToken)).Prove(arrival.At);
            var recovery = codes.Find(code => code.UsedAt is not null);
            db.Note("person", Me, actor.Value, "ProveSecondFactor", arrival.At, ("by", recovery is null ? "app" : "recovery code"));
            if (recovery is not null)
            {
                var me = await db.People.SingleAsync(person => person.Id == Me, cancellationToken);
                notifier.QueueFirst(() => AccountLetters.RecoveryCodeUsed(codes.Count - 1), recovery.Id, [me], arrival.At);
            }
        }

        return (await db.CommitAsync(cancellationToken)) is { IsRefused: true } lost ? lost : proved;
    }
}
