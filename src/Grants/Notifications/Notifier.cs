using System.Collections;
using System.Linq.Expressions;
using Grants.Accounts;
using Grants.Data;
using Grants.Language;
using Grants.Partners;
using Microsoft.EntityFrameworkCore;

namespace Grants.Notifications;

/// <summary>Writes e-mails into the outbox, in the transaction of what they tell of. Nothing is sent here.</summary>
public sealed class Notifier(GrantsDb db)
{
    // As whose contact each person was looked up last, where people of several kinds are told together: it goes with the e-mail, so that one that does not arrive goes on to the same organisation.
    private readonly Dictionary<Guid, Guid> _contactOf = [];

    /// <summary>
    /// Queues one e-mail for each recipient who has not been sent this template about this subject on this occasion. The letter is written once for
    /// each language of the recipients, with that as the present language.
    /// </summary>
    internal async Task QueueAsync(Func<Letter> letter, Guid subjectId, string occasion, IReadOnlyCollection<Person> recipients, DateTime now, CancellationToken cancellationToken)
    {
        if (recipients.Count == 0) return;
        var letters = InTheirLanguages(letter, recipients);
        var template = letters.Values.First().Template;
        var told = await db.Emails
            .Where(email => email.SubjectId == subjectId && email.Template == template && email.Occasion == occasion)
            .Select(email => email.RecipientId)
            .ToListAsync(cancellationToken);
        Write(letters, subjectId, occasion, [.. recipients.Where(person => !told.Contains(person.Id))], (recipients as Contacts)?.OrganisationId, now);
    }

    /// <summary>
    /// Queues one e-mail for each recipient of an act that its stage allows only once: nobody can have been told of it before, so nobody is looked up.
    /// </summary>
    internal void QueueFirst(Func<Letter> letter, Guid subjectId, IReadOnlyCollection<Person> recipients, DateTime now, string occasion = "") =>
        Write(InTheirLanguages(letter, recipients), subjectId, occasion, recipients, (recipients as Contacts)?.OrganisationId, now);

    private void Write(Dictionary<string, Letter> letters, Guid subjectId, string occasion, IReadOnlyCollection<Person> recipients, Guid? organisationId, DateTime now)
    {
        foreach (var person in Wanting(letters, recipients))
        {
            db.Emails.Add(new EmailMessage(letters[person.Language ?? ""], subjectId, occasion, person.Id, person.Email, person.Name, now)
            {
                Language = person.Language,
                OrganisationId = organisationId ?? (_contactOf.TryGetValue(person.Id, out var contactOf) ? contactOf : null),
            });
        }
    }

    /// <summary>
    /// The people of an organisation who carry its obligations: its leads. When no lead's address takes mail, its contributors as well.
    /// </summary>
    internal async Task<IReadOnlyList<Person>> LeadsOfAsync(Guid organisationId, CancellationToken cancellationToken)
    {
        return (await LeadsOfAsync([organisationId], cancellationToken))[organisationId];
    }

    /// <summary>
    /// <see cref="LeadsOfAsync(Guid, CancellationToken)"/> of many organisations at once. Each organisation's people are known as its own, also who leads several:
    /// where each organisation is told something else, its id belongs into the occasion.
    /// </summary>
    internal async Task<IReadOnlyDictionary<Guid, IReadOnlyList<Person>>> LeadsOfAsync(IReadOnlyCollection<Guid> organisationIds, CancellationToken cancellationToken)
    {
        var members = await Members.For(db)(db, [.. organisationIds]).ToListAsync(cancellationToken);
        foreach (var member in members) _contactOf[member.Person.Id] = member.OrganisationId;
        return organisationIds.Distinct().ToDictionary(id => id, IReadOnlyList<Person> (id) => new Contacts(id, Carrying(id)));

        IReadOnlyList<Person> Carrying(Guid id)
        {
            var own = members.FindAll(member => member.OrganisationId == id);
            var leads = own.Where(member => member.Kind == MembershipKind.Lead).Select(member => member.Person).ToList();
            return leads.Any(lead => lead.UndeliverableSince is null) ? leads : own.ConvertAll(member => member.Person);
        }
    }

    private static readonly Compiled<Func<GrantsDb, List<Guid>, IAsyncEnumerable<Member>>> Members = new(() => EF.CompileAsyncQuery((GrantsDb db, List<Guid> organisationIds) =>
        from membership in db.Memberships
        join person in db.People on membership.PersonId equals person.Id
        where organisationIds.Contains(membership.OrganisationId) && person.IsActive
        select new Member(membership.OrganisationId, membership.Kind, person)));

    private sealed record Member(Guid OrganisationId, MembershipKind Kind, Person Person);

    /// <summary>The active people with a role.</summary>
    internal Task<IReadOnlyList<Person>> WithRoleAsync(Role role, CancellationToken cancellationToken) =>
        StaffAsync(person => person.Roles.Any(grant => grant.Role == role), cancellationToken);

    /// <summary>The endorsers of a country's awards, or of regional ones.</summary>
    internal Task<IReadOnlyList<Person>> EndorsersForAsync(string? country, CancellationToken cancellationToken) =>
        StaffAsync(person => person.Roles.Any(grant => grant.Role == Role.Endorser && grant.Country == country), cancellationToken);

    // No choice is English.
    private static Dictionary<string, Letter> InTheirLanguages(Func<Letter> letter, IEnumerable<Person> recipients) =>
        recipients.Select(person => person.Language ?? "").Distinct().ToDictionary(language => language, language => Languages.In(language, letter));

    // What carries an obligation goes to everybody whom it concerns; a courtesy only to those who have not declined it.
    private static IEnumerable<Person> Wanting(Dictionary<string, Letter> letters, IEnumerable<Person> recipients) =>
        recipients.DistinctBy(person => person.Id).Where(person => (person.Declined & LetterKinds.Of(letters[person.Language ?? ""].Template)) == 0);

    private async Task<IReadOnlyList<Person>> StaffAsync(Expression<Func<Person, bool>> who, CancellationToken cancellationToken)
    {
        var people = await db.People.Where(person => person.IsActive).Where(who).ToListAsync(cancellationToken);
        foreach (var person in people) _contactOf.Remove(person.Id);
        return people;
    }
}

/// <summary>People of one organisation: an e-mail to them is for it, whatever else they lead.</summary>
internal sealed class Contacts(Guid organisationId, IReadOnlyList<Person> people) : IReadOnlyList<Person>
{
    public Guid OrganisationId => organisationId;

    public int Count => people.Count;

    public Person this[int index] => people[index];

    public IEnumerator<Person> GetEnumerator() => people.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
