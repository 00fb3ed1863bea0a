using System.Linq.Expressions;
using Grants.Accounts;
using Grants.Data;
using Grants.Partners;
using Microsoft.EntityFrameworkCore;

namespace Grants.Notifications;

/// <summary>Writes e-mails into the outbox, in the transaction of what they tell of. Nothing is sent here.</summary>
public sealed class Notifier(GrantsDb db)
{
    // As whose contact each person was looked up last: it goes with the e-mail, so that one that does not arrive goes on to the same organisation.
    private readonly Dictionary<Guid, Guid> _contactOf = [];

    /// <summary>Queues one e-mail for each recipient who has not been sent this template about this subject on this occasion.</summary>
    internal async Task QueueAsync(Letter letter, Guid subjectId, string occasion, IReadOnlyCollection<Person> recipients, DateTime now, CancellationToken cancellationToken)
    {
        var told = await db.Emails
            .Where(email => email.SubjectId == subjectId && email.Template == letter.Template && email.Occasion == occasion)
            .Select(email => email.RecipientId)
            .ToListAsync(cancellationToken);
        foreach (var person in recipients.DistinctBy(person => person.Id).Where(person => !told.Contains(person.Id)))
        {
            db.Emails.Add(new EmailMessage(letter, subjectId, occasion, person.Id, person.Email, person.Name, now)
            {
                OrganisationId = _contactOf.TryGetValue(person.Id, out var organisationId) ? organisationId : null,
            });
        }
    }

    /// <summary>
    /// Queues one e-mail for each recipient of an act that its stage allows only once: nobody can have been told of it before, so nobody is looked up.
    /// </summary>
    internal void QueueFirst(Letter letter, Guid subjectId, IReadOnlyCollection<Person> recipients, DateTime now, string occasion = "")
    {
        foreach (var person in recipients.DistinctBy(person => person.Id))
            db.Emails.Add(new EmailMessage(letter, subjectId, occasion, person.Id, person.Email, person.Name, now));
    }

    /// <summary>
    /// The people of an organisation who carry its obligations: its leads. When no lead's address takes mail, its contributors as well.
    /// </summary>
    internal async Task<IReadOnlyList<Person>> LeadsOfAsync(Guid organisationId, CancellationToken cancellationToken)
    {
        var members = await (from membership in db.Memberships
                             join person in db.People on membership.PersonId equals person.Id
                             where membership.OrganisationId == organisationId && person.IsActive
                             select new { membership.Kind, Person = person }).ToListAsync(cancellationToken);
        foreach (var member in members) _contactOf[member.Person.Id] = organisationId;
        var leads = members.Where(member => member.Kind == MembershipKind.Lead).Select(member => member.Person).ToList();
        return leads.Any(lead => lead.UndeliverableSince is null) ? leads : members.Select(member => member.Person).ToList();
    }

    /// <summary>The active people with a role.</summary>
    internal Task<IReadOnlyList<Person>> WithRoleAsync(Role role, CancellationToken cancellationToken) =>
        StaffAsync(person => person.Roles.Any(grant => grant.Role == role), cancellationToken);

    /// <summary>The endorsers of a country's awards, or of regional ones.</summary>
    internal Task<IReadOnlyList<Person>> EndorsersForAsync(string? country, CancellationToken cancellationToken) =>
        StaffAsync(person => person.Roles.Any(grant => grant.Role == Role.Endorser && grant.Country == country), cancellationToken);

    private async Task<IReadOnlyList<Person>> StaffAsync(Expression<Func<Person, bool>> who, CancellationToken cancellationToken)
    {
        var people = await db.People.Where(person => person.IsActive).Where(who).ToListAsync(cancellationToken);
        foreach (var person in people) _contactOf.Remove(person.Id);
        return people;
    }
}
