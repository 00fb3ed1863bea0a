using Grants.Data;
using Grants.Notifications;
using Microsoft.EntityFrameworkCore;

namespace Grants.Accounts.EditProfile;

/// <summary>The signed-in person as they describe themself.</summary>
/// <param name="Id">The person.</param>
/// <param name="Version">The version that a change names.</param>
/// <param name="Name">Their name.</param>
/// <param name="Email">Their address, which an administrator changes.</param>
/// <param name="TimeZone">IANA name of the zone in which they read times.</param>
/// <param name="Wanted">The kinds of e-mail that they could decline and have not.</param>
internal sealed record Profile(Guid Id, int Version, string Name, string Email, string TimeZone, IReadOnlyList<Courtesies> Wanted);

/// <summary>A person's own name, time zone and wish for e-mails.</summary>
internal sealed class Handler(GrantsDb db, CurrentActor actor, AuditKey key, TimeProvider clock) : IUseCase
{
    /// <summary>Every kind of e-mail that can be declined.</summary>
    public static IReadOnlyList<Courtesies> Kinds { get; } = [.. Enum.GetValues<Courtesies>().Where(kind => kind != Courtesies.None)];

    public async Task<Profile> FindAsync(CancellationToken cancellationToken)
    {
        var person = await MeAsync(cancellationToken);
        return new Profile(person.Id, person.Version, person.Name, person.Email, person.TimeZone, [.. Kinds.Where(kind => !person.Declined.HasFlag(kind))]);
    }

    public async Task<Outcome<Profile>> HandleAsync(int version, string? name, string? timeZone, IReadOnlyCollection<Courtesies> wanted, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow().UtcDateTime;
        var person = await MeAsync(cancellationToken);
        if (person.Version != version) return Refusal.Changed();
        var typed = Texts.Line(Texts.Clean(name));
        var wrong = ProfileRules.WhyNot(typed, timeZone);
        if (wrong.Count > 0) return Refusal.Invalid(wrong);

        var declined = Kinds.Where(kind => !wanted.Contains(kind)).Aggregate(Courtesies.None, (all, kind) => all | kind);
        person.Describe(typed, timeZone!, declined);
        db.Note("person", person.Id, actor.Value, "EditProfile", now, ("name", AuditFact.Keyed(key, typed)), ("timeZone", timeZone), ("declined", declined));
        if ((await db.CommitAsync(cancellationToken)).Refusal is { } refusal) return refusal;
        return await FindAsync(cancellationToken);
    }

    private Task<Person> MeAsync(CancellationToken cancellationToken) => db.People.SingleAsync(person => person.Id == actor.Value.PersonId, cancellationToken);
}
