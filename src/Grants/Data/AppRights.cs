using Azure.Identity;
using Npgsql;

namespace Grants.Data;

/// <summary>What the identity that the app runs under may do in PostgreSQL: read and write rows. It can neither change the schema nor hand rights on.</summary>
internal static class AppRights
{
    /// <summary>Makes the identity known to the server where it is not, and gives it its rights on every table that there is. Again: nothing changes.</summary>
    /// <param name="options">The database, opened as the one who owns the schema.</param>
    /// <param name="identity">The managed identity's name in Microsoft Entra ID.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="InvalidOperationException">Somebody else owns tables, and only their owner can give rights on them.</exception>
    public static async Task GrantAsync(GrantsOptions options, string identity, CancellationToken cancellationToken)
    {
        await using var grants = PostgresServer.Open(options, () => new DefaultAzureCredential());
        await using (var known = grants.CreateCommand("SELECT count(*) FROM pg_roles WHERE rolname = $1"))
        {
            known.Parameters.AddWithValue(identity);
            if ((long)(await known.ExecuteScalarAsync(cancellationToken))! == 0) await MakeKnownAsync(options, identity, cancellationToken);
        }

        var database = new NpgsqlConnectionStringBuilder(options.ConnectionString).Database!;
        using var quoting = new NpgsqlCommandBuilder();
        var app = quoting.QuoteIdentifier(identity);
        await using var rights = grants.CreateCommand($"""
            GRANT CONNECT ON DATABASE {quoting.QuoteIdentifier(database)} TO {app};
            GRANT USAGE ON SCHEMA public TO {app};
            GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {app};
            GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {app};
            REVOKE INSERT, UPDATE, DELETE ON "__EFMigrationsHistory" FROM {app};
            """);
        await rights.ExecuteNonQueryAsync(cancellationToken);

        // To whoever may give nothing on, the server only says so in a warning.
        await using var without = grants.CreateCommand("SELECT count(*) FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace AND NOT has_table_privilege($1, oid, 'SELECT')");
        without.Parameters.AddWithValue(identity);
        if ((long)(await without.ExecuteScalarAsync(cancellationToken))! is > 0 and var tables)
            throw new InvalidOperationException($"{identity} has no rights on {tables} tables: somebody else owns them, and only their owner can give rights on them. Restore the database as whoever migrates it.");
    }

    // Azure's own function, which is in this one database of the server.
    private static async Task MakeKnownAsync(GrantsOptions options, string identity, CancellationToken cancellationToken)
    {
        var connection = new NpgsqlConnectionStringBuilder(options.ConnectionString) { Database = "postgres" };
        await using var server = PostgresServer.Open(new GrantsOptions { Database = options.Database, ConnectionString = connection.ConnectionString, Postgres = options.Postgres }, () => new DefaultAzureCredential());
        await using var make = server.CreateCommand("SELECT pgaadauth_create_principal($1, false, false)");
        make.Parameters.AddWithValue(identity);
        await make.ExecuteNonQueryAsync(cancellationToken);
    }
}
