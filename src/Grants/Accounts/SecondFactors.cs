using Grants.Data;
using Grants.Notifications;
using Microsoft.EntityFrameworkCore;

namespace Grants.Accounts;

/// <summary>The signed-in person's second factor: what the use cases that prove it and change it share.</summary>
internal sealed class SecondFactors(GrantsDb db, CurrentActor actor, Notifier notifier, AuditKey key)
{
    private Guid Me => actor.Value.PersonId!.Value;

    /// <summary>Whether the person has an app or a passkey.</summary>
    public Task<bool> ExistAsync(CancellationToken cancellationToken) =>
        db.People.AnyAsync(person => person.Id == Me && (db.SecondFactors.Any(factor => factor.Id == Me && factor.Seed != null) || db.Passkeys.Any(passkey => passkey.PersonId == Me)), cancellationToken);

    /// <summary>Whether the person may change it now: the first time whoever proved the mailbox may, afterwards only who proves the factor that there is.</summary>
    public async Task<Outcome> MayChangeAsync(DateTime now, CancellationToken cancellationToken)
    {
        if (actor.Value.Roles.Count == 0 && !actor.Value.WaitsForSecondFactor) return Refusal.Forbidden(T("Only people with a role in the programme need a second factor."));
        if (actor.Session is null || actor.IsByEntra) return Refusal.Forbidden(T("You sign in with Microsoft, which asks for your second factor itself."));
        return actor.IsFresh(now) || (actor.Value.WaitsForSecondFactor && !await ExistAsync(cancellationToken)) ? Outcome.Done : SecondFactorRules.NotFresh();
    }

    /// <summary>The row of the person, added when there is none.</summary>
    public async Task<SecondFactor> OwnAsync(CancellationToken cancellationToken)
    {
        if (await db.SecondFactors.SingleOrDefaultAsync(factor => factor.Id == Me, cancellationToken) is { } own) return own;
        own = new SecondFactor(Me);
        db.SecondFactors.Add(own);
        return own;
    }

    /// <summary>The session of this request, to be changed.</summary>
    public Task<Session> SessionAsync(CancellationToken cancellationToken) => db.Sessions.SingleAsync(session => session.Id == actor.Session!.Id, cancellationToken);

    /// <summary>Commits a factor that was added: it is proved with that, the person is told by e-mail, and the first one comes with recovery codes.</summary>
    /// <returns>The recovery codes to show, this once; none when there are some already.</returns>
    public async Task<Outcome<string[]>> CommitAddedAsync(string act, DateTime now, CancellationToken cancellationToken)
    {
        (await SessionAsync(cancellationToken)).Prove(now);
        var shown = await db.RecoveryCodes.AnyAsync(code => code.PersonId == Me && code.UsedAt == null, cancellationToken) ? [] : await MakeCodesAsync(cancellationToken);
        return await CommitAsync(act, shown, now, cancellationToken);
    }

    /// <summary>Makes new recovery codes in place of the old ones, with what is committed next.</summary>
    public async Task<string[]> MakeCodesAsync(CancellationToken cancellationToken)
    {
        db.RecoveryCodes.RemoveRange(await db.RecoveryCodes.Where(code => code.PersonId == Me).ToListAsync(cancellationToken));
        var made = Enumerable.Range(0, SecondFactor.RecoveryCodes).Select(_ => RecoveryCode.Make(Me, key)).ToList();
        db.RecoveryCodes.AddRange(made.Select(code => code.Row));
        return [.. made.Select(code => code.Shown)];
    }

    /// <summary>Commits a change of the second factor; the person is told by e-mail, in case it was somebody else.</summary>
    public async Task<Outcome<string[]>> CommitAsync(string act, string[] shown, DateTime now, CancellationToken cancellationToken)
    {
        var me = await db.People.SingleAsync(person => person.Id == Me, cancellationToken);
        db.Note("person", Me, actor.Value, act, now);
        notifier.QueueFirst(AccountLetters.SecondFactorChanged, Me, [me], now, Guid.NewGuid().ToString());
        return (await db.CommitAsync(cancellationToken)).Refusal is { } refusal ? refusal : shown;
    }
}
