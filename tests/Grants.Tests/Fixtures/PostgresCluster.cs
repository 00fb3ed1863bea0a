using System.Diagnostics;
using System.Globalization;
using System.Net;
using Npgsql;

namespace Grants.Tests.Fixtures;

/// <summary>
/// One PostgreSQL cluster for this run, made by <c>postgres.sh</c> from Debian's package on first use. It ends with this process, however that
/// ends: the script waits for the end of its standard input.
/// </summary>
internal sealed class PostgresCluster : IAsyncDisposable
{
    private static readonly Lazy<Task<PostgresCluster>> _shared = new(StartAsync);
    private readonly int _port;

    // Held so that its standard input stays open.
    private readonly Process _guard;

    private PostgresCluster(Process guard, int port) => (_guard, _port) = (guard, port);

    /// <summary>The run's cluster.</summary>
    /// <exception cref="SkipException">PostgreSQL is not installed.</exception>
    public static Task<PostgresCluster> SharedAsync() => _shared.Value;

    public string ConnectionStringOf(string database) => new NpgsqlConnectionStringBuilder
    {
        Host = IPAddress.Loopback.ToString(),
        Port = _port,
        Username = "postgres",
        Database = database,
        IncludeErrorDetail = true,
    }.ConnectionString;

    /// <summary>A cluster for one test alone, which may restart it. Whoever asks disposes of it.</summary>
    /// <exception cref="SkipException">PostgreSQL is not installed.</exception>
    public static Task<PostgresCluster> OwnAsync() => StartAsync();

    /// <summary>Restarts the server as an update does: connections are cut wherever they are, transactions under way are rolled back.</summary>
    public async Task RestartAsync()
    {
        await _guard.StandardInput.WriteLineAsync();
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(3));
        if (await _guard.StandardOutput.ReadLineAsync(patience.Token) != "ready") throw new InvalidOperationException("PostgreSQL did not start again.");
    }

    public async ValueTask DisposeAsync()
    {
        _guard.StandardInput.Close();
        await _guard.WaitForExitAsync();
        _guard.Dispose();
    }

    /// <summary>Runs one statement outside every test's database.</summary>
    public async Task RunAsync(string sql)
    {
        // Not from a pool: what was open before a restart is not any more.
        await using var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(ConnectionStringOf("postgres")) { Pooling = false }.ConnectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }

    private static async Task<PostgresCluster> StartAsync()
    {
        const string Versions = "/usr/lib/postgresql";
        var bin = Directory.Exists(Versions)
            ? Directory.GetDirectories(Versions).Select(version => Path.Combine(version, "bin")).Where(path => File.Exists(Path.Combine(path, "initdb"))).Max()
            : null;
        Skip.If(bin is null, $"PostgreSQL is not installed: there is no {Versions}/*/bin/initdb.");

        var port = Ports.Free();
        var script = await File.ReadAllTextAsync(Path.Combine(AppContext.BaseDirectory, "Fixtures", "postgres.sh"));
        string[] shell = ["sh", "-c", script, "postgres.sh", bin!, port.ToString(CultureInfo.InvariantCulture)];
        if (Environment.IsPrivilegedProcess) shell = ["runuser", "-u", "postgres", "--", .. shell];
        var guard = Process.Start(new ProcessStartInfo(shell[0], shell[1..])
        {
            WorkingDirectory = "/",
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        var errors = guard.StandardError.ReadToEndAsync();
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(3));
        if (await guard.StandardOutput.ReadLineAsync(patience.Token) != "ready")
            throw new InvalidOperationException($"PostgreSQL did not start: {await errors}");
        return new PostgresCluster(guard, port);
    }
}
