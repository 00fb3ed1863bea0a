using System.Runtime.CompilerServices;
using Azure.Identity;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Grants.Data;

/// <summary>Opening and preparing the database.</summary>
public static class GrantsDatabase
{
    /// <param name="builder">Of the context's options.</param>
    /// <param name="options">Which database.</param>
    /// <param name="pool">PostgreSQL's connections; null: the one that is registered as a service.</param>
    internal static void Configure(DbContextOptionsBuilder builder, GrantsOptions options, NpgsqlDataSource? pool = null)
    {
        // The database comes last, as it does for a context that is a service: the order is part of what contexts share one model by, and a model takes long.

        // Migrations are written by hand and compared with the model by a test on both databases; there is no snapshot to compare with at run time.
        builder.ConfigureWarnings(warnings => warnings.Ignore(RelationalEventId.PendingModelChangesWarning));
        builder.ConfigureWarnings(warnings => warnings.Throw(
            RelationalEventId.MultipleCollectionIncludeWarning,
            // Which rows are left out would be chance.
            CoreEventId.RowLimitingOperationWithoutOrderByWarning, CoreEventId.FirstWithoutOrderByAndFilterWarning));

        // Somebody else was faster: an expected refusal. What is not expected leaves as an exception and is logged where it is caught.
        builder.ConfigureWarnings(warnings => warnings.Log((RelationalEventId.CommandError, LogLevel.Debug), (CoreEventId.SaveChangesFailed, LogLevel.Debug)));

        if (options.Database == DatabaseKind.Postgres)
        {
            void Retry(Npgsql.EntityFrameworkCore.PostgreSQL.Infrastructure.NpgsqlDbContextOptionsBuilder npgsql) => npgsql.EnableRetryOnFailure(PostgresServer.Retries, PostgresServer.LongestPause, null);
            // A connection of its own for a context that is made once: a pool among the options would make all that the model costs once more.
            if (pool is null) builder.UseNpgsql(Retry);
            else builder.UseNpgsql(pool.CreateConnection(), contextOwnsConnection: true, Retry);
        }
        else builder.UseSqlite(options.ConnectionString).AddInterceptors(SqliteDurability.Instance, SqliteWriteGate.Of(options.ConnectionString));
    }

    /// <summary>
    /// Brings the database to this version's schema. Of several that try at once one does it, and the others then find it done.
    /// </summary>
    /// <returns>The names of the migrations that this call ran, in their order.</returns>
    public static async Task<IReadOnlyList<string>> MigrateAsync(GrantsOptions options, CancellationToken cancellationToken)
    {
        var builder = new DbContextOptionsBuilder<GrantsDb>();
        if (options.Database == DatabaseKind.Sqlite)
        {
            Configure(builder, options);
            await using var file = new GrantsDb(builder.Options);
            return await MigrateAsync(file, cancellationToken);
        }

        // To build an index of a large table takes longer than any statement of a request may.
        await using var pool = PostgresServer.Open(WithoutHaste(options), () => new DefaultAzureCredential());
        await using var turn = await pool.OpenConnectionAsync(cancellationToken);
        // Held by the session: it ends with this process, however that ends. Whoever waits does so between statements: one that is under way would hold up an index
        // that is built beside the work, and that index the one who waits.
        await using (var take = new NpgsqlCommand($"SELECT pg_try_advisory_lock({MigrationLock})", turn))
        {
            while (await take.ExecuteScalarAsync(cancellationToken) is false) await Task.Delay(AskForTurn, cancellationToken);
        }

        Configure(builder, options, pool);
        await using var db = new GrantsDb(builder.Options);
        return await MigrateAsync(db, cancellationToken);
    }

    // Any number, as long as nobody else who uses the same database takes it for something else.
    internal const long MigrationLock = 0x6772616E7473; // 'grants'

    private static async Task<IReadOnlyList<string>> MigrateAsync(GrantsDb db, CancellationToken cancellationToken)
    {
        db.Database.SetCommandTimeout(MigrationTime);
        IReadOnlyList<string> pending = [.. await db.Database.GetPendingMigrationsAsync(cancellationToken)];
        if (pending.Count == 0) return pending;
        await db.Database.MigrateAsync(cancellationToken);
        await new SortKeySweep(db).RunAsync(cancellationToken);
        return pending;
    }

    private static readonly TimeSpan AskForTurn = TimeSpan.FromMilliseconds(500);

    private static readonly TimeSpan MigrationTime = TimeSpan.FromHours(1);

    private static GrantsOptions WithoutHaste(GrantsOptions options) => new()
    {
        Database = options.Database,
        ConnectionString = options.ConnectionString,
        Postgres = new PostgresOptions { MaxConnections = 2, StatementSeconds = (int)MigrationTime.TotalSeconds, EntraToken = options.Postgres.EntraToken },
    };

    // A commit is on disk before it is answered, and readers do not wait for a writer.
    private sealed class SqliteDurability : DbConnectionInterceptor
    {
        public static readonly SqliteDurability Instance = new();

        public override void ConnectionOpened(System.Data.Common.DbConnection connection, ConnectionEndEventData eventData) => Prepare(connection);

        public override Task ConnectionOpenedAsync(System.Data.Common.DbConnection connection, ConnectionEndEventData eventData, CancellationToken cancellationToken = default)
        {
            Prepare(connection);
            return Task.CompletedTask;
        }

        // Connections come back from the pool as they were left: what has been said once to the one below still holds.
        private static readonly ConditionalWeakTable<object, object?> _prepared = [];

        private static void Prepare(System.Data.Common.DbConnection connection)
        {
            var below = ((SqliteConnection)connection).Handle!;
            if (_prepared.TryGetValue(below, out _)) return;
            using var command = connection.CreateCommand();
            command.CommandText = "PRAGMA synchronous = FULL; PRAGMA busy_timeout = 10000;";
            command.ExecuteNonQuery();
            _prepared.Add(below, null);
        }
    }
}
