using Grants.Data;
using Microsoft.EntityFrameworkCore;

namespace Grants.Notifications;

/// <summary>A person whose address refuses mail.</summary>
/// <param name="Name">Their name.</param>
/// <param name="Since">Since when (UTC).</param>
public sealed record Unreachable(string Name, DateTime Since);

/// <summary>Something that an organisation has not been told.</summary>
/// <param name="Subject">The subject line.</param>
/// <param name="At">When it was to be told (UTC).</param>
public sealed record Untold(string Subject, DateTime At);

/// <summary>Whether an organisation's people can be reached by e-mail, for its page.</summary>
/// <param name="People">Whose address refuses mail.</param>
/// <param name="Untold">What arrived at none of them, newest first.</param>
public sealed record ContactReach(IReadOnlyList<Unreachable> People, IReadOnlyList<Untold> Untold)
{
    /// <summary>Reads it, in two commands.</summary>
    internal static async Task<ContactReach> ReadAsync(GrantsDb db, Guid organisationId, CancellationToken cancellationToken)
    {
        var people = await (from membership in db.Memberships
                            join person in db.People on membership.PersonId equals person.Id
                            where membership.OrganisationId == organisationId && person.IsActive && person.UndeliverableSince != null
                            orderby person.Name
                            select new Unreachable(person.Name, person.UndeliverableSince!.Value)).ToListAsync(cancellationToken);
        var emails = db.Emails.Where(email => email.OrganisationId == organisationId);
        var untold = await emails
            .Where(email => email.Delivery == Delivery.Bounced || email.Delivery == Delivery.Dropped || email.State == OutboxState.Parked)
            .Where(email => !emails.Any(copy => copy.SubjectId == email.SubjectId && copy.Template == email.Template && copy.Occasion == email.Occasion
                && copy.Delivery != Delivery.Bounced && copy.Delivery != Delivery.Dropped && copy.State != OutboxState.Parked))
            .GroupBy(email => new { email.SubjectId, email.Template, email.Occasion, email.Subject })
            .Select(told => new { told.Key.Subject, At = told.Min(email => email.CreatedAt) })
            .OrderByDescending(told => told.At)
            .Take(20)
            .ToListAsync(cancellationToken);
        return new ContactReach(people, untold.Select(told => new Untold(told.Subject, told.At)).ToList());
    }
}
