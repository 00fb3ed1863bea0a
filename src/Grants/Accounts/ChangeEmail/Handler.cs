using Grants.Data;
using Grants.Notifications;
using Microsoft.EntityFrameworkCore;

namespace Grants.Accounts.ChangeEmail;

/// <summary>
/// Gives a person another address. Whoever reads the old mailbox may have signed in with it, so every session ends; the old address is told, while
/// it takes mail.
/// </summary>
internal sealed class Handler(GrantsDb db, CurrentActor actor, Notifier notifier, AuditKey key, TimeProvider clock) : IUseCase
{
    public async Task<Outcome<Person>> FindAsync(Guid id, CancellationToken cancellationToken) =>
        await db.People.SingleOrDefaultAsync(person => person.Id == id, cancellationToken) is { } person ? person : Refusal.NotFound(T("The person"));

    public async Task<Outcome> HandleAsync(Guid id, int version, string? typed, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow().UtcDateTime;
        var found = await FindAsync(id, cancellationToken);
        if (found.IsRefused) return found.Refusal;
        var person = found.Value;
        if (person.Version != version) return Refusal.Changed();
        var email = Texts.Clean(typed);
        if (!AddressRules.IsAddress(email)) return Refusal.Invalid("Email", AddressRules.Message);
        if (email == person.Email) return Refusal.Invalid("Email", T("This is the address that the person has already"));

        var before = person.EmailKey;
        if (person.UndeliverableSince is null) await notifier.QueueAsync(() => AccountLetters.AddressChanged(), id, $"version-{version}", [person], now, cancellationToken);
        person.ChangeEmail(email);
        await db.EndSessionsAsync(id, now, cancellationToken);
        db.Note("person", id, actor.Value, "ChangeEmail", now, ("from", AuditFact.Keyed(key, before)), ("to", AuditFact.Keyed(key, person.EmailKey)));
        return await db.CommitAsync(cancellationToken);
    }
}
