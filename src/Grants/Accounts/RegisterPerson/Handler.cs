using Grants.Data;
using Grants.Notifications;
using Microsoft.EntityFrameworkCore;

namespace Grants.Accounts.RegisterPerson;

/// <summary>
/// Whoever has entered the code that went to an address registers themself with it and is signed in. The address may be new, or a mailbox that colleagues
/// have registered with before.
/// </summary>
internal sealed class Handler(GrantsDb db, Notifier notifier, AuditKey key, Device device, TimeProvider clock) : IUseCase
{
    /// <summary>The address that this browser has proved and may register with now.</summary>
    public async Task<Outcome<string>> AddressAsync(string? browserHash, CancellationToken cancellationToken) =>
        await CodeAsync(browserHash, cancellationToken) is { } code && code.WaitsForPerson(clock.GetUtcNow().UtcDateTime) ? code.EmailKey : SignInCode.NoLongerWorks;

    public async Task<Outcome<SignedIn>> HandleAsync(string? name, string? timeZone, string? browserHash, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow().UtcDateTime;
        var code = await CodeAsync(browserHash, cancellationToken);
        if (code is null || !code.WaitsForPerson(now)) return SignInCode.NoLongerWorks;
        var wrong = ProfileRules.WhyNot(Texts.Line(Texts.Clean(name)), timeZone);
        if (wrong.Count > 0) return Refusal.Invalid(wrong);
        var person = new Person(Texts.Line(Texts.Clean(name)), code.EmailKey, timeZone!, now);
        if (await db.People.AnyAsync(other => other.EmailKey == code.EmailKey && other.IsActive && other.Name == person.Name, cancellationToken))
            return Refusal.Invalid("Name", T("Somebody of this name uses this address already. If it is you, go back and choose your name"));

        if (code.Spend(now).Refusal is { } spent) return spent;
        db.People.Add(person);
        db.Note("person", person.Id, Actor.Of(person, [], proved: false), "RegisterPerson", now, ("email", AuditFact.Keyed(key, person.EmailKey)));
        var signedIn = db.StartSession(person, device.Words, now);
        notifier.QueueFirst(() => AccountLetters.Registered(person.Name), person.Id, [person], now);
        return (await db.CommitAsync(cancellationToken)).Refusal is { } refusal ? refusal : signedIn;
    }

    private async Task<SignInCode?> CodeAsync(string? browserHash, CancellationToken cancellationToken) =>
        browserHash is null ? null : await db.SignInCodes.SingleOrDefaultAsync(code => code.BrowserHash == browserHash, cancellationToken);
}
