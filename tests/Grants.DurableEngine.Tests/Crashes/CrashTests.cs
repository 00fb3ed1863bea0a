using System.Diagnostics;
using System.Globalization;
using Grants.DurableEngine.CrashHost;
using Microsoft.Data.Sqlite;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.DependencyInjection;
using Xunit.Abstractions;

namespace Grants.DurableEngine.Tests.Crashes;

/// <summary>
/// Kills a working process with SIGKILL at random moments, over and over, and then lets an engine finish what is left: every start
/// and event that was acknowledged is there, every effect is recorded once, no recorded result ever changed, nothing is left over.
/// </summary>
public sealed class CrashTests(ITestOutputHelper output)
{
    private const int Lanes = 2;
    private const int KillsPerLane = 105;

    [Fact]
    public async Task KilledAnywhere_LosesNothing_OrphansNothing_RepeatsNoEffect()
    {
        var lanes = await Task.WhenAll(Enumerable.Range(1, Lanes).Select(seed => Task.Run(() => RunLaneAsync(seed))));
        foreach (var lane in lanes)
            output.WriteLine($"{lane.Kills} kills, {lane.Instances} instances, {lane.Effects} effects, {lane.Runs} runs of activities");
        Assert.True(lanes.Sum(l => l.Kills) >= 200);
        Assert.True(lanes.Sum(l => l.Runs) > lanes.Sum(l => l.Effects), "No kill interrupted an activity: there was no load.");
    }

    private static async Task<LaneResult> RunLaneAsync(int seed)
    {
        var directory = Directory.CreateTempSubdirectory("engine-crash-").FullName;
        try
        {
            var random = new Random(seed);
            var promises = Path.Combine(directory, "promises.txt");
            await File.WriteAllTextAsync(promises, "");
            var instances = 0;
            for (var kill = 0; kill < KillsPerLane; kill++)
            {
                var lines = await RunAndKillAsync(directory, promises, instances, random);
                await File.AppendAllLinesAsync(promises, lines);
                instances = Math.Max(instances, lines.Where(l => l.StartsWith("start ", StringComparison.Ordinal))
                    .Select(l => int.Parse(l.AsSpan(6), CultureInfo.InvariantCulture) + 1).DefaultIfEmpty(0).Max());
            }

            // Those that were started right before a kill may lie beyond the last acknowledged one.
            return await ExamineAsync(directory, await File.ReadAllLinesAsync(promises));
        }
        finally
        {
            Directory.Delete(directory, recursive: true);
        }
    }

    private static async Task<List<string>> RunAndKillAsync(string directory, string promises, int instances, Random random)
    {
        using var process = Process.Start(new ProcessStartInfo(
            "dotnet", ["exec", typeof(CrashServices).Assembly.Location, directory, promises, instances.ToString(CultureInfo.InvariantCulture)])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        var errors = process.StandardError.ReadToEndAsync();
        var lines = new List<string>();
        var delay = TimeSpan.FromMilliseconds(random.NextDouble() * random.NextDouble() * 400);
        try
        {
            // Some die while they still take up what the last one left.
            if (random.Next(10) > 0)
            {
                using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(3));
                var ready = await process.StandardOutput.ReadLineAsync(limit.Token);
                Assert.True(ready == "ready", $"The process said '{ready}': {(ready is null ? await errors : "")}");
            }

            using var killed = new Timer(_ => process.Kill(), null, delay, Timeout.InfiniteTimeSpan);
            while (await process.StandardOutput.ReadLineAsync() is { } line)
            {
                if (line != "ready")
                    lines.Add(line);
            }

            await process.WaitForExitAsync();
            Assert.True(process.ExitCode == 137, $"The process ended by itself with {process.ExitCode}: {await errors}");
            return lines;
        }
        finally
        {
            if (!process.HasExited)
                process.Kill();
        }
    }

    private static async Task<LaneResult> ExamineAsync(string directory, string[] promises)
    {
        await using var provider = CrashServices.Build(directory);
        var engine = provider.GetRequiredService<DurableEngine>();
        var client = provider.GetRequiredService<DurableTaskClient>();
        await engine.StartAsync(CancellationToken.None);

        // Every acknowledged start is there; whatever lacks its events (never acknowledged) gets them now.
        var kept = promises.ToHashSet(StringComparer.Ordinal);
        var ids = new HashSet<string>(StringComparer.Ordinal);
        await foreach (var instance in client.GetAllInstancesAsync())
            ids.Add(instance.InstanceId);
        var roots = ids.Where(id => !id.EndsWith("-child", StringComparison.Ordinal)).Select(id => int.Parse(id.AsSpan(id.IndexOf('-') + 1), CultureInfo.InvariantCulture)).ToList();
        Assert.All(kept.Where(p => p.StartsWith("start ", StringComparison.Ordinal)), p => Assert.Contains(int.Parse(p.AsSpan(6), CultureInfo.InvariantCulture), roots));
        foreach (var root in roots)
        {
            for (var number = 1; number <= 2; number++)
            {
                if (!kept.Contains($"event {root} {number}"))
                    await client.RaiseEventAsync(CrashServices.IdOf(root), "number", number);
            }
        }

        // Timers of three milliseconds may still be ahead of the real clock.
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(3));
        do
            await engine.WaitUntilIdleAsync(limit.Token);
        while (await engine.NextDueAsync() is not null);

        // Everything came to its end, with the results that later steps were given.
        var results = new Dictionary<string, string>(StringComparer.Ordinal);
        await foreach (var instance in client.GetAllInstancesAsync(new OrchestrationQuery(FetchInputsAndOutputs: true, PageSize: 1_000)))
        {
            Assert.True(instance.RuntimeStatus == OrchestrationRuntimeStatus.Completed, $"{instance} is not completed: {instance.FailureDetails}");
            results.Add(instance.InstanceId, instance.ReadOutputAs<string>()!);
        }

        Assert.Empty(await engine.GetParkedAsync());
        await engine.StopAsync(CancellationToken.None);
        await provider.DisposeAsync();

        using var engineDb = Open(Path.Combine(directory, "engine.db"));
        foreach (var table in new[] { "inbox", "activities", "timers" })
            Assert.Equal(0L, Rows(engineDb, $"SELECT count(*) FROM {table}", r => r.GetInt64(0)).Single());
        var doubled = Rows(engineDb, "SELECT instance FROM history WHERE kind IN (2, 3, 4, 5, 6) GROUP BY instance, task HAVING count(*) > 1", r => r.GetInt64(0));
        Assert.Empty(doubled);

        using var ledger = Open(Path.Combine(directory, "effects.db"));
        var expected = results.Keys.SelectMany(id => StepsOf(id).Select(step => $"{id} {step}")).Order(StringComparer.Ordinal);
        var effects = Rows(ledger, "SELECT instance || ' ' || step FROM effects", r => r.GetString(0)).Order(StringComparer.Ordinal).ToList();
        Assert.Equal(expected, effects);

        // However often an activity ran, what came before it was always the same: recorded results do not change.
        var varied = Rows(ledger, "SELECT instance || ' ' || step FROM runs GROUP BY instance, step HAVING count(DISTINCT before) > 1", r => r.GetString(0));
        Assert.Empty(varied);
        var inputs = Rows(ledger, "SELECT DISTINCT instance, before FROM runs WHERE step = 'last'", r => (r.GetString(0), r.GetString(1)));
        Assert.All(inputs, i => Assert.Contains(results[$"{i.Item1}-child"], i.Item2, StringComparison.Ordinal));

        var runs = Rows(ledger, "SELECT count(*) FROM runs", r => r.GetInt64(0)).Single();
        return new LaneResult(KillsPerLane, results.Count, effects.Count, runs);
    }

    private static IEnumerable<string> StepsOf(string id)
        => id.EndsWith("-child", StringComparison.Ordinal) ? ["child"]
            : id.StartsWith("order-", StringComparison.Ordinal) ? CrashFunctions.OrderSteps : CrashFunctions.LoopSteps;

    private static SqliteConnection Open(string path)
    {
        var connection = new SqliteConnection($"Data Source={path};Mode=ReadOnly;Pooling=False");
        connection.Open();
        return connection;
    }

    private static List<T> Rows<T>(SqliteConnection db, string sql, Func<SqliteDataReader, T> map)
    {
        using var command = db.CreateCommand();
        command.CommandText = sql;
        using var reader = command.ExecuteReader();
        var rows = new List<T>();
        while (reader.Read())
            rows.Add(map(reader));
        return rows;
    }

    private sealed record LaneResult(int Kills, int Instances, int Effects, long Runs);
}
