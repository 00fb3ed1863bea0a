using Grants.Data;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;

namespace Grants.Accounts.UsePasskey;

/// <summary>Asks one of the person's passkeys to sign, and takes its answer: the session has the person's roles from then on.</summary>
internal sealed class Handler(GrantsDb db, CurrentActor actor, SecondFactors factors, IPasskeyHandler<Person> passkeys, Arrival arrival) : IUseCase
{
    private Guid Me => actor.Value.PersonId!.Value;

    /// <summary>What the browser hands to the passkey: <c>PublicKeyCredentialRequestOptions</c> as JSON.</summary>
    public async Task<Outcome<string>> AskAsync(HttpContext http, CancellationToken cancellationToken)
    {
        if (actor.Session is null || actor.IsByEntra) return Refusal.Forbidden(T("Passkeys are used in a browser, after the code from your e-mail."));
        var me = await db.People.AsNoTracking().SingleAsync(person => person.Id == Me, cancellationToken);
        var options = await passkeys.MakeRequestOptionsAsync(me, http);
        (await factors.SessionAsync(cancellationToken)).AskPasskey(options.AssertionState!);
        return (await db.CommitAsync(cancellationToken)).Refusal is { } refusal ? refusal : options.RequestOptionsJson;
    }

    /// <param name="credential">The browser's <c>PublicKeyCredential</c> as JSON.</param>
    /// <param name="http">The request.</param>
    /// <param name="cancellationToken">Ends with the request.</param>
    public async Task<Outcome> HandleAsync(string? credential, HttpContext http, CancellationToken cancellationToken)
    {
        if (actor.Session is null || actor.IsByEntra) return Refusal.Forbidden(T("Passkeys are used in a browser, after the code from your e-mail."));
        var session = await factors.SessionAsync(cancellationToken);
        var factor = await factors.OwnAsync(cancellationToken);
        if (factor.MayTry(arrival.At).Refusal is { } tooMany) return tooMany;
        var answer = session.TakePasskeyState() is { } state && !string.IsNullOrEmpty(credential)
            ? await passkeys.PerformAssertionAsync(new PasskeyAssertionContext { HttpContext = http, CredentialJson = credential, AssertionState = state })
            : null;
        if (answer is { Succeeded: true } && answer.User.Id == Me)
        {
            (await db.Passkeys.SingleAsync(passkey => passkey.PersonId == Me && passkey.CredentialId == answer.Passkey.CredentialId, cancellationToken)).Used(answer.Passkey, arrival.At);
            factor.Proved();
            session.Prove(arrival.At);
            db.Note("person", Me, actor.Value, "ProveSecondFactor", arrival.At, ("by", "passkey"));
            return await db.CommitAsync(cancellationToken);
        }

        factor.Wrong(arrival.At);
        return (await db.CommitAsync(cancellationToken)) is { IsRefused: true } lost ? lost : Refusal.Invalid("Code", T("The passkey was not used. Try again, or type a code"));
    }
}
