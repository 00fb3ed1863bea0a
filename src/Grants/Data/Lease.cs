using Microsoft.EntityFrameworkCore;

namespace Grants.Data;

/// <summary>What one of several processes has for itself for a while.</summary>
internal sealed class Lease
{
    /// <summary>What.</summary>
    public string Id { get; init; } = "";

    /// <summary>Who has it.</summary>
    public Guid HolderId { get; init; }

    /// <summary>Until when (UTC, by the database's own clock: the holders' may differ).</summary>
    public DateTime Until { get; init; }

    /// <summary>One more with each change of holders.</summary>
    public int Term { get; init; }
}

public sealed partial class GrantsDb
{
    internal DbSet<Lease> Leases => Set<Lease>();

    /// <summary>Takes a lease that is free or over, or renews one's own. On PostgreSQL.</summary>
    /// <returns>Its term: the same as before when nobody else has had it meanwhile. Null when somebody else has it.</returns>
    internal async Task<int?> TakeLeaseAsync(string id, Guid holder, TimeSpan length, CancellationToken cancellationToken)
    {
        var terms = await Database.SqlQuery<int>(
            $"""
            INSERT INTO "Leases" ("Id", "HolderId", "Until", "Term") VALUES ({id}, {holder}, clock_timestamp() + {length}, 1)
            ON CONFLICT ("Id") DO UPDATE SET "HolderId" = excluded."HolderId", "Until" = excluded."Until",
                "Term" = "Leases"."Term" + CASE WHEN "Leases"."HolderId" = excluded."HolderId" THEN 0 ELSE 1 END
            WHERE "Leases"."HolderId" = excluded."HolderId" OR "Leases"."Until" < clock_timestamp()
            RETURNING "Term" AS "Value"
            """).ToListAsync(cancellationToken);
        return terms.Count == 0 ? null : terms[0];
    }

    /// <summary>Gives a lease back, so that nobody has to wait for its end.</summary>
    internal Task GiveBackLeaseAsync(string id, Guid holder, CancellationToken cancellationToken) =>
        Database.ExecuteSqlAsync($"""UPDATE "Leases" SET "Until" = clock_timestamp() - interval '1 second' WHERE "Id" = {id} AND "HolderId" = {holder}""", cancellationToken);
}
