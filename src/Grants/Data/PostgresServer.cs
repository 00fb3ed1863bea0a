using System.Globalization;
using Azure.Core;
using Npgsql;

namespace Grants.Data;

/// <summary>How the product connects to PostgreSQL: the one place.</summary>
internal static class PostgresServer
{
    // Azure Database for PostgreSQL takes tokens for this resource only.
    private static readonly TokenRequestContext Resource = new(["https://ossrdbms-aad.database.windows.net/.default"]);

    // The credential keeps a token until shortly before its end: asking often costs nothing, and no connection is opened with one that is over.
    private static readonly TimeSpan AskEvery = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan AskAgainAfter = TimeSpan.FromSeconds(5);

    /// <summary>Most often a lost connection is there again at once; a server that restarts, or hands over to its standby, takes longer.</summary>
    public const int Retries = 6;

    /// <summary>The longest pause between two tries.</summary>
    public static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(5);

    /// <summary>Makes the pool of an instance. Whoever makes it disposes of it.</summary>
    /// <param name="options">Server, size and limits.</param>
    /// <param name="credential">Gives the token that is the password, where <see cref="PostgresOptions.EntraToken"/> asks for one.</param>
    /// <param name="askEvery">How often the credential is asked; two minutes when null.</param>
    public static NpgsqlDataSource Open(GrantsOptions options, Func<TokenCredential> credential, TimeSpan? askEvery = null)
    {
        var builder = new NpgsqlDataSourceBuilder(options.ConnectionString);
        var connection = builder.ConnectionStringBuilder;
        connection.ApplicationName ??= "grants";
        // Instances come and go with the load: each keeps few connections, and none for long.
        connection.MinPoolSize = 0;
        connection.MaxPoolSize = options.Postgres.MaxConnections;
        connection.ConnectionIdleLifetime = 60;
        connection.Timeout = 15;
        // The server parses what is often asked once for a connection. Behind a pooler that gives every transaction another one, say 'Max Auto Prepare=0'.
        if (!connection.ShouldSerialize("Max Auto Prepare")) connection.MaxAutoPrepare = 100;
        // Nothing that the product asks leaves anything behind in a session: six statements less whenever a connection goes back to the pool.
        connection.NoResetOnClose = true;
        // The server gives up first, and says so; the client only where the network has swallowed the answer.
        connection.CommandTimeout = options.Postgres.StatementSeconds + 5;
        connection.Options = string.Create(CultureInfo.InvariantCulture,
            $"-c statement_timeout={options.Postgres.StatementSeconds}s -c idle_in_transaction_session_timeout={2 * options.Postgres.StatementSeconds}s {connection.Options}");
        if (options.Postgres.EntraToken)
        {
            var identity = credential();
            builder.UsePeriodicPasswordProvider(async (_, cancellationToken) => (await identity.GetTokenAsync(Resource, cancellationToken)).Token, askEvery ?? AskEvery, AskAgainAfter);
        }

        return builder.Build();
    }
}
