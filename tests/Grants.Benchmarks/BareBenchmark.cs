using System.Diagnostics;
using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace Grants.Benchmarks;

/// <summary>
/// What this machine can do at all: an endpoint that does one durable insert and nothing else, by the same means, on the same database. Submissions and saves a
/// second are to be read beside it.
/// <code>dotnet run -c Release --project tests/Grants.Benchmarks -- bare [--connection POSTGRES]</code>
/// </summary>
internal static class BareBenchmark
{
    private const int AtOnce = 16;
    private const int WarmUp = 500;
    private const int Measured = 3000;

    public static async Task<int> RunAsync(string[] args)
    {
        var connection = args is ["--connection", var given] ? given : null;
        var rate = await ASecondAsync(connection);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"bare endpoint, one durable insert, {AtOnce} at once, on {(connection is null ? "SQLite" : "PostgreSQL")}: {rate:F0} requests a second"));
        return 0;
    }

    /// <summary>Measures it.</summary>
    /// <param name="connection">Connection string of a PostgreSQL database, in which it makes a table; SQLite when null.</param>
    /// <returns>How many requests a second it answers.</returns>
    public static async Task<double> ASecondAsync(string? connection)
    {
        var folder = Directory.CreateTempSubdirectory("grants-benchmark-");
        try
        {
            var insert = connection is null ? await SqliteAsync(Path.Combine(folder.FullName, "bare.db")) : await PostgresAsync(connection);
            var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
            builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
            builder.Services.AddRouting();
            await using var app = builder.Build();
            app.MapPost("/", async () =>
            {
                await insert(Guid.CreateVersion7());
                return Results.NoContent();
            });
            await app.StartAsync();
            using var client = new HttpClient { BaseAddress = new Uri(app.Urls.Single()) };
            await PostAsync(client, WarmUp);
            var start = Stopwatch.GetTimestamp();
            await PostAsync(client, Measured);
            return Measured / Stopwatch.GetElapsedTime(start).TotalSeconds;
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static Task PostAsync(HttpClient client, int count) =>
        Parallel.ForEachAsync(Enumerable.Range(0, count), new ParallelOptions { MaxDegreeOfParallelism = AtOnce }, async (_, cancellationToken) =>
            (await client.PostAsync("/", null, cancellationToken)).EnsureSuccessStatusCode());

    // As the product opens it: the log written ahead, on disk before it is answered, one writer at a time.
    private static async Task<Func<Guid, Task>> SqliteAsync(string path)
    {
        var text = new SqliteConnectionStringBuilder { DataSource = path }.ConnectionString;
        await using (var connection = new SqliteConnection(text))
        {
            await connection.OpenAsync();
            await using var create = connection.CreateCommand();
            create.CommandText = "PRAGMA journal_mode = WAL; CREATE TABLE Bare (Id TEXT PRIMARY KEY, At TEXT);";
            await create.ExecuteNonQueryAsync();
        }

        var gate = new SemaphoreSlim(1);
        return async id =>
        {
            await gate.WaitAsync();
            try
            {
                await using var connection = new SqliteConnection(text);
                await connection.OpenAsync();
                await using var insert = connection.CreateCommand();
                insert.CommandText = "PRAGMA synchronous = FULL; INSERT INTO Bare VALUES ($id, $at);";
                insert.Parameters.AddWithValue("$id", id.ToString());
                insert.Parameters.AddWithValue("$at", DateTime.UtcNow);
                await insert.ExecuteNonQueryAsync();
            }
            finally
            {
                gate.Release();
            }
        };
    }

    private static async Task<Func<Guid, Task>> PostgresAsync(string connection)
    {
        var source = NpgsqlDataSource.Create(connection);
        await using (var create = source.CreateCommand("DROP TABLE IF EXISTS bare; CREATE TABLE bare (id uuid PRIMARY KEY, at timestamptz)")) await create.ExecuteNonQueryAsync();
        return async id =>
        {
            await using var insert = source.CreateCommand("INSERT INTO bare VALUES ($1, $2)");
            insert.Parameters.Add(new NpgsqlParameter { Value = id });
            insert.Parameters.Add(new NpgsqlParameter { Value = DateTime.UtcNow });
            await insert.ExecuteNonQueryAsync();
        };
    }
}
