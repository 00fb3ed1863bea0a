using Grants.Data;
using Grants.Notifications;
using Grants.Portal;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace Grants.Accounts.EditProfile;

/// <summary>The signed-in person as they describe themself.</summary>
/// <param name="Id">The person.</param>
/// <param name="Version">The version that a change names.</param>
/// <param name="Name">Their name.</param>
/// <param name="Email">Their address, which an administrator changes.</param>
/// <param name="TimeZone">IANA name of the zone in which they read times.</param>
/// <param name="Wanted">The kinds of e-mail that they could decline and have not.</param>
/// <param name="Language">The language of their pages and e-mails; null when pages follow the browser and e-mails are in English.</param>
/// <param name="Languages">The languages that there are.</param>
internal sealed record Profile(
    Guid Id, int Version, string Name, string Email, string TimeZone, IReadOnlyList<Courtesies> Wanted, string? Language, IReadOnlyList<string> Languages);

/// <summary>A person's own name, time zone, language and wish for e-mails.</summary>
internal sealed class Handler(GrantsDb db, CurrentActor actor, AuditKey key, TimeProvider clock, IOptions<PortalOptions> portal) : IUseCase
{
    /// <summary>Every kind of e-mail that can be declined.</summary>
    public static IReadOnlyList<Courtesies> Kinds { get; } = [.. Enum.GetValues<Courtesies>().Where(kind => kind != Courtesies.None)];

    public async Task<Profile> FindAsync(CancellationToken cancellationToken)
    {
        var person = await MeAsync(cancellationToken);
        return new Profile(person.Id, person.Version, person.Name, person.Email, person.TimeZone, [.. Kinds.Where(kind => !person.Declined.HasFlag(kind))], person.Language, Offered);
    }

    public async Task<Outcome<Profile>> HandleAsync(Request request, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow().UtcDateTime;
        var person = await MeAsync(cancellationToken);
        if (person.Version != request.Version) return Refusal.Changed();
        var typed = Texts.Line(Texts.Clean(request.Name));
        var wrong = ProfileRules.WhyNot(typed, request.TimeZone);
        var language = string.IsNullOrEmpty(request.Language) ? null : Offered.FirstOrDefault(name => name.Equals(request.Language, StringComparison.OrdinalIgnoreCase));
        if (language is null && !string.IsNullOrEmpty(request.Language)) wrong.Add(nameof(request.Language), T("Choose one of the languages"));
        if (wrong.Count > 0) return Refusal.Invalid(wrong);

        var declined = Kinds.Where(kind => !request.Wanted.Contains(kind)).Aggregate(Courtesies.None, (all, kind) => all | kind);
        person.Describe(typed, request.TimeZone!, declined);
        person.ChooseLanguage(language);
        db.Note("person", person.Id, actor.Value, "EditProfile", now, ("name", AuditFact.Keyed(key, typed)), ("timeZone", request.TimeZone), ("language", language), ("declined", declined));
        if ((await db.CommitAsync(cancellationToken)).Refusal is { } refusal) return refusal;
        return await FindAsync(cancellationToken);
    }

    private List<string> Offered => [.. Language.Languages.Offered(portal.Value.OfferPseudoLanguage)];

    private Task<Person> MeAsync(CancellationToken cancellationToken) => db.People.SingleAsync(person => person.Id == actor.Value.PersonId, cancellationToken);
}
