using Grants.Data;
using Grants.Portal;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;

namespace Grants.Accounts.AddPasskey;

/// <summary>Adds a passkey of the person's device.</summary>
internal sealed class Handler(GrantsDb db, CurrentActor actor, SecondFactors factors, IPasskeyHandler<Person> passkeys, Arrival arrival) : IUseCase
{
    private const int MostOfAPerson = 20;
    private const int MostOfName = 80;

    private Guid Me => actor.Value.PersonId!.Value;

    /// <summary>What the browser hands to the device: <c>PublicKeyCredentialCreationOptions</c> as JSON.</summary>
    public async Task<Outcome<string>> AskAsync(HttpContext http, CancellationToken cancellationToken)
    {
        if ((await factors.MayChangeAsync(arrival.At, cancellationToken)).Refusal is { } no) return no;
        var me = await db.People.AsNoTracking().SingleAsync(person => person.Id == Me, cancellationToken);
        var options = await passkeys.MakeCreationOptionsAsync(new PasskeyUserEntity { Id = me.Id.ToString(), Name = me.Email, DisplayName = me.Name }, http);
        (await factors.SessionAsync(cancellationToken)).AskPasskey(options.AttestationState!);
        return (await db.CommitAsync(cancellationToken)).Refusal is { } refusal ? refusal : options.CreationOptionsJson;
    }

    /// <param name="typedName">What the person calls it.</param>
    /// <param name="credential">The browser's <c>PublicKeyCredential</c> as JSON.</param>
    /// <param name="http">The request.</param>
    /// <param name="cancellationToken">Ends with the request.</param>
    /// <returns>The recovery codes to show, this once; none when there are some already.</returns>
    public async Task<Outcome<string[]>> HandleAsync(string? typedName, string? credential, HttpContext http, CancellationToken cancellationToken)
    {
        if ((await factors.MayChangeAsync(arrival.At, cancellationToken)).Refusal is { } no) return no;
        var name = Texts.Line(Texts.Clean(typedName));
        if (name.Length == 0 || PortalText.Length(name) > MostOfName) return Refusal.Invalid("Name", T($"Enter a name of up to {MostOfName} characters, such as the device's"));
        if (await db.Passkeys.CountAsync(passkey => passkey.PersonId == Me, cancellationToken) >= MostOfAPerson)
            return Refusal.WrongStage(T($"You have {MostOfAPerson} passkeys. Remove one that you no longer need."));

        var session = await factors.SessionAsync(cancellationToken);
        if (session.TakePasskeyState() is not { } state || string.IsNullOrEmpty(credential)) return NotAdded();
        var made = await passkeys.PerformAttestationAsync(new PasskeyAttestationContext { HttpContext = http, CredentialJson = credential, AttestationState = state });
        if (!made.Succeeded || made.UserEntity.Id != Me.ToString()) return NotAdded();

        await factors.OwnAsync(cancellationToken);
        db.Passkeys.Add(new Passkey(Me, name, made.Passkey, arrival.At));
        return await factors.CommitAddedAsync("AddPasskey", arrival.At, cancellationToken);
    }

    private static Refusal NotAdded() => Refusal.Invalid("Name", T("The passkey was not added. Try again, or use an authenticator app"));
}
