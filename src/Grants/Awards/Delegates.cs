using Grants.Accounts;
using Grants.Data;
using Microsoft.EntityFrameworkCore;

namespace Grants.Awards;

/// <summary>The delegates and their financial limits.</summary>
internal static class Delegates
{
    /// <summary>The active delegates whose limit covers the award.</summary>
    public static async Task<IReadOnlyList<Person>> WhoCanApproveAsync(GrantsDb db, Award award, CancellationToken cancellationToken) =>
        award.Currency != Award.LimitCurrency
            ? []
            : await db.People
                .Where(person => person.IsActive && person.Roles.Any(role => role.Role == Role.Delegate && role.LimitMinor >= award.AmountMinor))
                .ToListAsync(cancellationToken);

    /// <summary>A person's own limit in minor units; null when none is recorded.</summary>
    public static long? LimitOf(Actor actor) => actor.Roles.Where(role => role.Role == Role.Delegate).Max(role => role.LimitMinor);
}
