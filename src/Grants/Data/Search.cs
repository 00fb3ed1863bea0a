using System.Text.Json;
using Microsoft.EntityFrameworkCore;

namespace Grants.Data;

public sealed partial class GrantsDb
{
    // PostgreSQL counts words as alike from six trigrams of ten on; SQLite is asked for the same share.
    private const int LikePercent = 60;
    private const int MostAlike = 200;

    /// <summary>The ids of applications and organisations whose key holds a word; by the trigram index of either database.</summary>
    internal IQueryable<Guid> Holding(string word)
    {
        if (Database.IsNpgsql())
        {
            var pattern = $"%{word.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("%", "\\%", StringComparison.Ordinal).Replace("_", "\\_", StringComparison.Ordinal)}%";
            return Database.SqlQuery<Guid>(
                $"""
                SELECT "Id" AS "Value" FROM "Applications" WHERE "SearchKey" LIKE {pattern}
                UNION ALL SELECT "Id" FROM "Organisations" WHERE "SearchKey" LIKE {pattern}
                """);
        }

        if (word.Length < SearchKeys.Shortest) return Database.SqlQuery<Guid>($"""SELECT "Id" AS "Value" FROM "SearchRows" WHERE instr("Key", {word}) > 0""");
        return Database.SqlQuery<Guid>(
            $"""SELECT r."Id" AS "Value" FROM "SearchTrigrams" t JOIN "SearchRows" r ON r."Row" = t.rowid WHERE "SearchTrigrams" MATCH {Quoted(word)}""");
    }

    /// <summary>The ids of applications and organisations whose key holds something spelt like a word, the likest.</summary>
    internal IQueryable<Guid> Alike(string word)
    {
        if (Database.IsNpgsql())
        {
            return Database.SqlQuery<Guid>(
                $"""
                SELECT alike."Id" AS "Value" FROM (
                    (SELECT "Id" FROM "Applications" WHERE {word} <% "SearchKey" ORDER BY {word} <<-> "SearchKey" LIMIT {MostAlike})
                    UNION ALL (SELECT "Id" FROM "Organisations" WHERE {word} <% "SearchKey" ORDER BY {word} <<-> "SearchKey" LIMIT {MostAlike})) alike
                """);
        }

        var trigrams = SearchKeys.Trigrams(word);
        var (any, list) = (string.Join(" OR ", trigrams.Select(Quoted)), JsonSerializer.Serialize(trigrams));
        var enough = trigrams.Count * LikePercent;
        return Database.SqlQuery<Guid>(
            $"""
            SELECT r."Id" AS "Value" FROM (SELECT rowid AS "Row" FROM "SearchTrigrams" WHERE "SearchTrigrams" MATCH {any} ORDER BY rank LIMIT {2 * MostAlike}) t
            JOIN "SearchRows" r ON r."Row" = t."Row"
            WHERE 100 * (SELECT count(*) FROM json_each({list}) trigram WHERE instr(' ' || r."Key" || ' ', trigram.value) > 0) >= {enough}
            """);
    }

    // A string of FTS5's query language.
    private static string Quoted(string text) => $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
}
