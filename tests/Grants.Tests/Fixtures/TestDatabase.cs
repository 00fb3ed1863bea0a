using Grants.Data;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace Grants.Tests.Fixtures;

/// <summary>A database of its own with the product's schema, copied from a template that was migrated once in this run.</summary>
internal sealed class TestDatabase : IAsyncDisposable
{
    private static readonly Lazy<Task<string>> _sqliteTemplate = new(MakeSqliteTemplateAsync);
    private static readonly Lazy<Task<string>> _postgresTemplate = new(MakePostgresTemplateAsync);
    private readonly Func<Task> _drop;
    private readonly Lazy<NpgsqlDataSource> _pool;

    private TestDatabase(DatabaseKind kind, string connectionString, Func<Task> drop)
    {
        (Kind, ConnectionString, _drop) = (kind, connectionString, drop);
        _pool = new(() => PostgresServer.Open(Options, () => throw new InvalidOperationException("No test takes a token here.")));
    }

    public DatabaseKind Kind { get; }

    public string ConnectionString { get; }

    /// <exception cref="SkipException">PostgreSQL is not installed.</exception>
    public static Task<TestDatabase> CreateAsync(DatabaseKind kind) => kind == DatabaseKind.Postgres ? PostgresAsync() : SqliteAsync();

    /// <summary>An empty database: no table yet.</summary>
    public static async Task<TestDatabase> CreateEmptyAsync(DatabaseKind kind)
    {
        if (kind == DatabaseKind.Sqlite) return SqliteIn(Directory.CreateTempSubdirectory("grants-empty-").FullName);
        return await CreateEmptyAsync(await PostgresCluster.SharedAsync());
    }

    /// <summary>An empty database on a cluster.</summary>
    public static async Task<TestDatabase> CreateEmptyAsync(PostgresCluster cluster)
    {
        var name = NewName();
        await cluster.RunAsync($"CREATE DATABASE {name}");
        return PostgresNamed(cluster, name);
    }

    /// <summary>What a host on it is told.</summary>
    public GrantsOptions Options => new() { Database = Kind, ConnectionString = ConnectionString, HashKey = Convert.ToBase64String(new byte[32]) };

    /// <summary>The product's services on it, without a host.</summary>
    public IServiceCollection Services() => new ServiceCollection().AddLogging().AddGrants(Options);

    /// <summary>Takes away what keeps the audit trail from being changed, as somebody could who owns the tables.</summary>
    public static Task DisarmAuditAsync(GrantsDb db) => db.Database.ExecuteSqlRawAsync(db.Database.IsSqlite()
        ? "DROP TRIGGER IF EXISTS \"AuditEntries_NoChange\"; DROP TRIGGER IF EXISTS \"AuditEntries_NoRemoval\""
        : "DROP TRIGGER IF EXISTS \"AuditEntries_AppendOnly\" ON \"AuditEntries\"");

    public GrantsDb Open(params IInterceptor[] interceptors)
    {
        var builder = new DbContextOptionsBuilder<GrantsDb>();
        GrantsDatabase.Configure(builder, Options, Kind == DatabaseKind.Postgres ? _pool.Value : null);
        builder.AddInterceptors(interceptors);
        return new GrantsDb(builder.Options);
    }

    public async ValueTask DisposeAsync()
    {
        if (_pool.IsValueCreated) await _pool.Value.DisposeAsync();
        await _drop();
    }

    private static async Task<TestDatabase> SqliteAsync()
    {
        var template = await _sqliteTemplate.Value;
        var database = SqliteIn(Directory.CreateTempSubdirectory("grants-database-").FullName);
        File.Copy(template, new SqliteConnectionStringBuilder(database.ConnectionString).DataSource);
        return database;
    }

    private static TestDatabase SqliteIn(string folder)
    {
        var connectionString = new SqliteConnectionStringBuilder { DataSource = Path.Combine(folder, "grants.db") }.ConnectionString;
        return new TestDatabase(DatabaseKind.Sqlite, connectionString, () =>
        {
            using (var connection = new SqliteConnection(connectionString)) SqliteConnection.ClearPool(connection);
            Directory.Delete(folder, recursive: true);
            return Task.CompletedTask;
        });
    }

    private static async Task<TestDatabase> PostgresAsync()
    {
        var template = await _postgresTemplate.Value;
        var cluster = await PostgresCluster.SharedAsync();
        var name = NewName();
        await cluster.RunAsync($"CREATE DATABASE {name} TEMPLATE {template}");
        return PostgresNamed(cluster, name);
    }

    private static TestDatabase PostgresNamed(PostgresCluster cluster, string name) =>
        new(DatabaseKind.Postgres, cluster.ConnectionStringOf(name), () => cluster.RunAsync($"DROP DATABASE {name} WITH (FORCE)"));

    private static async Task<string> MakeSqliteTemplateAsync()
    {
        // The file outlives its users and is deleted with the process.
        var folder = Directory.CreateTempSubdirectory("grants-template-").FullName;
        AppDomain.CurrentDomain.ProcessExit += (_, _) => Directory.Delete(folder, recursive: true);
        var template = SqliteIn(folder);
        await GrantsDatabase.MigrateAsync(template.Options, CancellationToken.None);

        // Out of the write-ahead log, into the one file that is copied.
        await using var connection = new SqliteConnection(template.ConnectionString);
        await connection.OpenAsync();
        await using (var command = connection.CreateCommand())
        {
            command.CommandText = "PRAGMA wal_checkpoint(TRUNCATE)";
            await command.ExecuteNonQueryAsync();
        }

        SqliteConnection.ClearPool(connection);
        return connection.DataSource;
    }

    private static async Task<string> MakePostgresTemplateAsync()
    {
        var cluster = await PostgresCluster.SharedAsync();
        await cluster.RunAsync("CREATE DATABASE grants_template");
        var template = PostgresNamed(cluster, "grants_template");
        // A template with an open connection could not be copied: this closes its own.
        await GrantsDatabase.MigrateAsync(template.Options, CancellationToken.None);
        return "grants_template";
    }

    private static string NewName() => $"grants_{Guid.NewGuid():n}";
}
