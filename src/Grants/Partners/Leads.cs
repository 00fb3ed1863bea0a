using Grants.Accounts;
using Grants.Data;
using Grants.Notifications;
using Microsoft.EntityFrameworkCore;

namespace Grants.Partners;

/// <summary>Who decides for an organisation about its people.</summary>
internal static class Leads
{
    /// <summary>Whether a lead can be reached: active, with an address that takes mail.</summary>
    public static Task<bool> HasActiveLeadAsync(this GrantsDb db, Guid organisationId, CancellationToken cancellationToken) =>
        (from membership in db.Memberships
         join person in db.People on membership.PersonId equals person.Id
         where membership.OrganisationId == organisationId && membership.Kind == MembershipKind.Lead && person.IsActive && person.UndeliverableSince == null
         select person).AnyAsync(cancellationToken);

    /// <summary>The leads, or the administrators when no lead can be reached.</summary>
    public static async Task<IReadOnlyList<Person>> DecidersOfAsync(this Notifier notifier, GrantsDb db, Guid organisationId, CancellationToken cancellationToken)
    {
        if (!await db.HasActiveLeadAsync(organisationId, cancellationToken)) return await notifier.WithRoleAsync(Role.Administrator, cancellationToken);
        var people = await notifier.LeadsOfAsync(organisationId, cancellationToken);
        return people;
    }
}
