using Grants.Data;
using Grants.Functions;
using Grants.Tests.Fixtures;
using Npgsql;

namespace Grants.Tests.Data;

/// <summary>The app's own identity in PostgreSQL, as the command 'migrate' leaves it.</summary>
public sealed class AppRightsTests
{
    [SkippableFact]
    public async Task App_ReadsAndWritesRows_AndChangesNothingElse()
    {
        await using var database = await TestDatabase.CreateEmptyAsync(DatabaseKind.Postgres);
        await GrantsDatabase.MigrateAsync(database.Options, CancellationToken.None);
        var identity = $"id-grants \"{Guid.NewGuid():N}";
        await using var server = NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(database.ConnectionString) { Database = "postgres", Pooling = false }.ConnectionString);
        // What Azure's function of this name does, as far as a server without Entra ID can.
        await RunAsync(server, """
            CREATE OR REPLACE FUNCTION pgaadauth_create_principal(name text, is_admin boolean, is_mfa boolean) RETURNS text LANGUAGE plpgsql AS
            $$ BEGIN EXECUTE format('CREATE ROLE %I LOGIN', name); RETURN name; END $$
            """);
        await AppRights.GrantAsync(database.Options, identity, CancellationToken.None);
        await AppRights.GrantAsync(database.Options, identity, CancellationToken.None);

        using var quoting = new NpgsqlCommandBuilder();
        var app = quoting.QuoteIdentifier(identity);
        await using var pool = NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(database.ConnectionString) { Pooling = false }.ConnectionString);
        await RunAsync(pool, $"""
            SET ROLE {app};
            INSERT INTO "DataProtectionKeys" ("Id", "Name", "Xml") VALUES (gen_random_uuid(), 'name', '<key/>');
            UPDATE "DataProtectionKeys" SET "Name" = 'other';
            SELECT * FROM "DataProtectionKeys";
            DELETE FROM "DataProtectionKeys";
            SELECT * FROM "__EFMigrationsHistory";
            """);
        foreach (var forbidden in new[] { "CREATE TABLE more (id int)", "DROP TABLE \"DataProtectionKeys\"", "TRUNCATE \"DataProtectionKeys\"", "ALTER TABLE \"DataProtectionKeys\" ADD more int", "DELETE FROM \"__EFMigrationsHistory\"", "CREATE ROLE other" })
        {
            var refused = await Assert.ThrowsAsync<PostgresException>(() => RunAsync(pool, $"SET ROLE {app}; {forbidden}"));
            Assert.Equal(PostgresErrorCodes.InsufficientPrivilege, refused.SqlState);
        }

        await RunAsync(pool, $"DROP OWNED BY {app}; DROP ROLE {app}");
    }

    [SkippableFact]
    public async Task Grant_OnTablesOfSomebodyElse_SaysSo()
    {
        await using var database = await TestDatabase.CreateEmptyAsync(DatabaseKind.Postgres);
        await GrantsDatabase.MigrateAsync(database.Options, CancellationToken.None);
        var (app, migrating) = ($"app-{Guid.NewGuid():N}", $"migrating-{Guid.NewGuid():N}");
        await using var pool = NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(database.ConnectionString) { Pooling = false }.ConnectionString);
        await RunAsync(pool, $"""
            CREATE ROLE "{app}"; CREATE ROLE "{migrating}" LOGIN;
            GRANT SELECT ON ALL TABLES IN SCHEMA public TO "{migrating}"; GRANT SELECT ON ALL SEQUENCES IN SCHEMA public TO "{migrating}";
            """);
        var options = new GrantsOptions
        {
            Database = DatabaseKind.Postgres,
            ConnectionString = new NpgsqlConnectionStringBuilder(database.ConnectionString) { Username = migrating, Pooling = false }.ConnectionString,
        };

        var refused = await Assert.ThrowsAsync<InvalidOperationException>(() => AppRights.GrantAsync(options, app, CancellationToken.None));

        Assert.StartsWith($"{app} has no rights on ", refused.Message, StringComparison.Ordinal);
        foreach (var role in new[] { app, migrating }) await RunAsync(pool, $"DROP OWNED BY \"{role}\"; DROP ROLE \"{role}\"");
    }

    [Fact]
    public Task Migrate_WithArgumentsThatItDoesNotKnow_DoesNothing() =>
        Assert.ThrowsAsync<ArgumentException>(() => MigrateCommand.RunAsync(["--application"], TextWriter.Null, CancellationToken.None));

    private static async Task RunAsync(NpgsqlDataSource source, string sql)
    {
        await using var command = source.CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }
}
