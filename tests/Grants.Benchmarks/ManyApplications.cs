using Grants.Applications;
using Grants.Data;
using Grants.Partners;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;

namespace Grants.Benchmarks;

/// <summary>Fills a database with copies of one application and one organisation, in the database itself: rows as the product writes them, only many.</summary>
internal static class ManyApplications
{
    /// <summary>Adds applications until there are at least so many.</summary>
    /// <param name="db">A database with at least one call, organisation and application.</param>
    /// <param name="count">How many there are to be.</param>
    public static async Task FillAsync(GrantsDb db, int count)
    {
        var missing = count - await db.Applications.CountAsync();
        if (missing <= 0) return;
        db.Database.SetCommandTimeout(TimeSpan.FromMinutes(5));
        var postgres = db.Database.IsNpgsql();
        var offset = await db.Organisations.CountAsync();
        var numbers = postgres
            ? $"(SELECT generate_series({offset + 1}, {offset + missing}) AS n) s"
            : $"(WITH RECURSIVE s(n) AS (SELECT {offset + 1} UNION ALL SELECT n + 1 FROM s WHERE n < {offset + missing}) SELECT n FROM s) s";

        // Every row begins as a copy of the first: what a later version of the schema adds is copied as well.
        await CopyAsync<Organisation>(db, $"{numbers}, (SELECT * FROM \"Organisations\" ORDER BY \"Id\" LIMIT 1) one", new()
        {
            ["Id"] = Id(postgres, "1", "n"),
            ["LegalName"] = "'Organisation ' || n",
            ["SearchKey"] = "'organisation ' || n",
            ["SortKey"] = "'organisation ' || n",
        });
        await CopyAsync<Application>(db, $"{numbers}, (SELECT * FROM \"Applications\" ORDER BY \"Id\" LIMIT 1) one", new()
        {
            ["Id"] = Id(postgres, "3", "n"),
            ["OrganisationId"] = Id(postgres, "1", "n"),
            ["Number"] = "'MANY-' || n",
            ["SearchKey"] = "'many-' || n || ' legal aid'",
            ["SortKey"] = "'many-' || n",
            ["RequestedMinor"] = "1000000 + (n * 7919) % 9000000",
            ["Findings"] = "CASE n % 4 WHEN 0 THEN 2 WHEN 1 THEN 0 ELSE NULL END",
            ["Country"] = "CASE n % 3 WHEN 0 THEN 'KH' WHEN 1 THEN 'TH' ELSE NULL END",
        });
        await db.Database.ExecuteSqlRawAsync("ANALYZE");
    }

    private static string Id(bool postgres, string kind, string number) => postgres
        ? $"('{kind}0000000-0000-7000-8000-' || lpad(to_hex({number}), 12, '0'))::uuid"
        : $"printf('{kind}0000000-0000-7000-8000-%012X', {number})";

    private static async Task CopyAsync<T>(GrantsDb db, string from, Dictionary<string, string> values)
    {
        var type = db.Model.FindEntityType(typeof(T))!;
        var table = StoreObjectIdentifier.Table(type.GetTableName()!);
        var columns = type.GetProperties().Select(property => property.GetColumnName(table)!).ToList();
        var sql = $"INSERT INTO \"{table.Name}\" ({string.Join(", ", columns.Select(column => $"\"{column}\""))}) SELECT {string.Join(", ", columns.Select(column => values.GetValueOrDefault(column, $"one.\"{column}\"")))} FROM {from}";
        await db.Database.ExecuteSqlRawAsync(sql.Replace("{", "{{", StringComparison.Ordinal).Replace("}", "}}", StringComparison.Ordinal));
    }
}
