using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.Extensions.Logging;

namespace Grants.Data;

/// <summary>Opening and preparing the database.</summary>
public static class GrantsDatabase
{
    internal static void Configure(DbContextOptionsBuilder builder, GrantsOptions options)
    {
        if (options.Database == DatabaseKind.Postgres) builder.UseNpgsql(options.ConnectionString);
        else builder.UseSqlite(options.ConnectionString).AddInterceptors(SqliteDurability.Instance, SqliteWriteGate.Of(options.ConnectionString));

        // Migrations are written by hand and compared with the model by a test on both databases; there is no snapshot to compare with at run time.
        builder.ConfigureWarnings(warnings => warnings.Ignore(RelationalEventId.PendingModelChangesWarning));
        builder.ConfigureWarnings(warnings => warnings.Throw(
            RelationalEventId.MultipleCollectionIncludeWarning,
            // Which rows are left out would be chance.
            CoreEventId.RowLimitingOperationWithoutOrderByWarning, CoreEventId.FirstWithoutOrderByAndFilterWarning));

        // Somebody else was faster: an expected refusal. What is not expected leaves as an exception and is logged where it is caught.
        builder.ConfigureWarnings(warnings => warnings.Log((RelationalEventId.CommandError, LogLevel.Debug), (CoreEventId.SaveChangesFailed, LogLevel.Debug)));
    }

    /// <summary>Brings the database to this version's schema.</summary>
    public static Task MigrateAsync(GrantsDb db, CancellationToken cancellationToken) => db.Database.MigrateAsync(cancellationToken);

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

        private static void Prepare(System.Data.Common.DbConnection connection)
        {
            using var command = connection.CreateCommand();
            command.CommandText = "PRAGMA synchronous = FULL; PRAGMA busy_timeout = 10000;";
            command.ExecuteNonQuery();
        }
    }
}
