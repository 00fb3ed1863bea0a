using System.Diagnostics;
using System.Globalization;
using Grants.Data;
using Grants.Tests.Fixtures;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using Microsoft.Extensions.DependencyInjection;

namespace Grants.Tests.Data;

/// <summary>What the migrations make is what the model says, on both databases; but for the trigram indexes, which only migrations know.</summary>
public sealed class MigrationTests
{
    private const string SqliteSchema = """
        SELECT 'table ' || m.name || ' column ' || c.name || ' ' || c.type || CASE c."notnull" WHEN 1 THEN ' not null' ELSE '' END || ' key ' || c.pk
               || ' default ' || coalesce(c.dflt_value, '-') || CASE WHEN m.sql LIKE '%AUTOINCREMENT%' THEN ' autoincrement' ELSE '' END
        FROM sqlite_master m, pragma_table_info(m.name) c WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite_%' AND m.name NOT LIKE '\_\_EF%' ESCAPE '\' AND m.name NOT LIKE 'Search%'
        UNION ALL
        SELECT 'table ' || m.name || ' index ' || i.name || ' unique ' || i."unique" || ' partial ' || i.partial || ' (' || (SELECT group_concat(name) FROM (SELECT name FROM pragma_index_info(i.name) ORDER BY seqno)) || ')'
        FROM sqlite_master m, pragma_index_list(m.name) i WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite_%' AND m.name NOT LIKE '\_\_EF%' ESCAPE '\' AND m.name NOT LIKE 'Search%'
        UNION ALL
        SELECT 'table ' || m.name || ' foreign key ' || f."from" || ' -> ' || f."table" || '.' || f."to" || ' on delete ' || f.on_delete
        FROM sqlite_master m, pragma_foreign_key_list(m.name) f WHERE m.type = 'table'
        """;

    private const string PostgresSchema = """
        SELECT 'table ' || table_name || ' column ' || column_name || ' ' || data_type || ' length ' || coalesce(character_maximum_length::text, '-') || ' nullable ' || is_nullable
               || ' default ' || coalesce(column_default, '-') || ' identity ' || is_identity
        FROM information_schema.columns WHERE table_schema = 'public' AND left(table_name, 4) <> '__EF'
        UNION ALL
        SELECT 'table ' || tablename || ' index ' || indexdef FROM pg_indexes WHERE schemaname = 'public' AND left(tablename, 4) <> '__EF' AND left(indexname, 8) <> 'Trigrams'
        UNION ALL
        SELECT 'table ' || conrelid::regclass || ' constraint ' || conname || ' ' || pg_get_constraintdef(oid)
        FROM pg_constraint WHERE connamespace = 'public'::regnamespace AND left(conrelid::regclass::text, 5) <> '"__EF'
        """;

    [SkippableTheory]
    [InlineData(DatabaseKind.Sqlite)]
    [InlineData(DatabaseKind.Postgres)]
    public async Task Migrations_MakeWhatTheModelSays(DatabaseKind kind)
    {
        await using var migrated = await TestDatabase.CreateAsync(kind);
        await using var created = await TestDatabase.CreateEmptyAsync(kind);
        await using (var db = created.Open()) await db.Database.EnsureCreatedAsync();

        var expected = await SchemaAsync(created);
        var actual = await SchemaAsync(migrated);
        Assert.True(expected.Count > 100);
        Assert.Equal([], expected.Except(actual));
        Assert.Equal([], actual.Except(expected));
    }

    [SkippableTheory]
    [InlineData(DatabaseKind.Sqlite)]
    [InlineData(DatabaseKind.Postgres)]
    public async Task Migrations_OfAnOldDatabaseRunOnce(DatabaseKind kind)
    {
        await using var database = await TestDatabase.CreateAsync(kind);
        Assert.Empty(await GrantsDatabase.MigrateAsync(database.Options, CancellationToken.None));
    }

    // Of people who were there before, and of those whom an instance of the version before adds or renames meanwhile.
    [SkippableTheory]
    [InlineData(DatabaseKind.Sqlite)]
    [InlineData(DatabaseKind.Postgres)]
    public async Task SortKeysOfPeople_AreStored_WhereTheVersionBeforeStoredNone(DatabaseKind kind)
    {
        await using var database = await TestDatabase.CreateEmptyAsync(kind);
        await using var db = database.Open();
        await db.GetService<IMigrator>().MigrateAsync("20260103000000_AuditAppendOnly");
        await AddAsync("Đặng");
        await GrantsDatabase.MigrateAsync(database.Options, CancellationToken.None);
        Assert.Equal(["Đặng: dang"], await KeysAsync());

        await AddAsync("Zoe");
        await db.People.Where(person => person.Name == "Đặng").ExecuteUpdateAsync(set => set.SetProperty(person => person.Name, "Émile"));
        Assert.Equal(2, await new SortKeySweep(db).RunAsync(CancellationToken.None));
        Assert.Equal(0, await new SortKeySweep(db).RunAsync(CancellationToken.None));
        Assert.Equal(["Zoe: zoe", "Émile: emile"], await KeysAsync());
        Assert.All(await db.People.AsNoTracking().ToListAsync(), person => Assert.Equal(1, person.Version));

        Task<int> AddAsync(string name) => db.Database.ExecuteSqlAsync(
            $"""
            INSERT INTO "People" ("Id", "Name", "Email", "EmailKey", "TimeZone", "IsActive", "Declined", "CreatedAt", "Version")
            VALUES ({Guid.NewGuid()}, {name}, 'a@b.example', 'a@b.example', 'UTC', {true}, 'None', {DateTime.UtcNow}, 1)
            """);

        async Task<IReadOnlyList<string>> KeysAsync() =>
            [.. (await db.People.Select(person => new { person.Name, Key = EF.Property<string?>(person, SearchKeys.SortColumn) }).ToListAsync()).Select(person => $"{person.Name}: {person.Key}").Order(StringComparer.Ordinal)];
    }

    // Nothing at a start takes longer than to make the model.
    [SkippableTheory]
    [InlineData(DatabaseKind.Sqlite)]
    [InlineData(DatabaseKind.Postgres)]
    public async Task Migrations_AndTheServices_ShareOneModel(DatabaseKind kind)
    {
        await using var database = await TestDatabase.CreateAsync(kind);
        await using var db = database.Open();
        await using var services = database.Services().BuildServiceProvider();
        await using var scope = services.CreateAsyncScope();
        Assert.Same(db.Model, scope.ServiceProvider.GetRequiredService<GrantsDb>().Model);
    }

    [SkippableTheory]
    [InlineData(DatabaseKind.Sqlite)]
    [InlineData(DatabaseKind.Postgres)]
    public async Task MigrateCommand_OfTheDeployedProgram_MakesTheSchema_AndFindsItMade(DatabaseKind kind)
    {
        await using var database = await TestDatabase.CreateEmptyAsync(kind);

        Assert.Contains("The schema is this version's now.", await MigrateAsync(database), StringComparison.Ordinal);
        Assert.Contains("The schema is this version's already.", await MigrateAsync(database), StringComparison.Ordinal);
        await using var db = database.Open();
        Assert.Empty(await db.Database.GetPendingMigrationsAsync());
    }

    private static async Task<string> MigrateAsync(TestDatabase database)
    {
        var start = new ProcessStartInfo("dotnet", ["exec", Path.Combine(AppContext.BaseDirectory, "Grants.Functions.dll"), "migrate"]) { RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["Grants__Database"] = database.Kind.ToString();
        start.Environment["Grants__ConnectionString"] = database.ConnectionString;
        using var process = Process.Start(start)!;
        var (output, errors) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync();
        Assert.Equal((0, ""), (process.ExitCode, await errors));
        return await output;
    }

    // The database's own order may be another one: it is in Azure.
    [SkippableFact]
    public async Task SortKeys_AreComparedByteByByte_OnPostgres()
    {
        await using var database = await TestDatabase.CreateAsync(DatabaseKind.Postgres);
        await using var db = database.Open();
        var collations = await db.Database.SqlQuery<string>($"""
            SELECT c.relname || ' ' || l.collname AS "Value" FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid JOIN pg_collation l ON l.oid = a.attcollation
            WHERE a.attname = 'SortKey'
            """).ToListAsync();
        Assert.Equal(["Applications C", "IX_Applications_SortKey_Id C", "IX_Organisations_SortKey_Id C", "Organisations C", "People C"], collations.Order(StringComparer.Ordinal));
    }

    [SkippableTheory]
    [InlineData(DatabaseKind.Sqlite, "UPDATE \"AuditEntries\" SET \"What\" = 'Other'")]
    [InlineData(DatabaseKind.Sqlite, "DELETE FROM \"AuditEntries\"")]
    [InlineData(DatabaseKind.Postgres, "UPDATE \"AuditEntries\" SET \"What\" = 'Other'")]
    [InlineData(DatabaseKind.Postgres, "DELETE FROM \"AuditEntries\"")]
    [InlineData(DatabaseKind.Postgres, "TRUNCATE \"AuditEntries\"")]
    public async Task AuditTrail_CannotBeChanged_ByAnySql(DatabaseKind kind, string sql)
    {
        await using var database = await TestDatabase.CreateAsync(kind);
        await using var db = database.Open();
        db.Note("call", Guid.NewGuid(), Grants.Accounts.Actor.System("Test"), "Made", DateTime.UtcNow);
        await db.SaveChangesAsync();

        var refused = await Assert.ThrowsAnyAsync<System.Data.Common.DbException>(() => db.Database.ExecuteSqlRawAsync(sql));

        Assert.Contains("append-only", refused.Message, StringComparison.Ordinal);
        Assert.Equal("Made", (await db.AuditEntries.SingleAsync()).What);
    }

    private static async Task<IReadOnlyList<string>> SchemaAsync(TestDatabase database)
    {
        await using var db = database.Open();
        await db.Database.OpenConnectionAsync();
        await using var command = db.Database.GetDbConnection().CreateCommand();
        command.CommandText = database.Kind == DatabaseKind.Sqlite ? SqliteSchema : PostgresSchema;
        await using var reader = await command.ExecuteReaderAsync();
        var lines = new List<string>();
        while (await reader.ReadAsync()) lines.Add(Convert.ToString(reader.GetValue(0), CultureInfo.InvariantCulture)!);
        return [.. lines.Order(StringComparer.Ordinal)];
    }
}
