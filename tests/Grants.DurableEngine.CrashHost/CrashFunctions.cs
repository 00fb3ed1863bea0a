using Microsoft.Azure.Functions.Worker;
using Microsoft.Data.Sqlite;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.DependencyInjection;

namespace Grants.DurableEngine.CrashHost;

/// <summary>What the killed process and the test that examines its remains have in common.</summary>
public static class CrashServices
{
    public static string IdOf(int i) => $"{(i % 2 == 0 ? "order" : "loop")}-{i}";

    public static ServiceProvider Build(string directory)
    {
        var services = new ServiceCollection();
        services.AddSingleton(new Ledger(Path.Combine(directory, "effects.db")));
        services.AddDurableEngine(o =>
        {
            o.DatabasePath = Path.Combine(directory, "engine.db");
            o.FunctionAssemblies = [typeof(CrashFunctions).Assembly];
            o.MaxCachedOrchestrations = 20; // so that much is replayed also without a crash

            // A kill during the start of an activity is not the activity's fault here.
            o.MaxDeliveryAttempts = 1_000;
        });
        return services.BuildServiceProvider();
    }

    /// <summary>Starts an instance unless one of its id was ever started.</summary>
    public static async Task StartOnceAsync(DurableTaskClient client, int i)
    {
        var options = new StartOrchestrationOptions(IdOf(i)).WithDedupeStatuses(
            OrchestrationRuntimeStatus.Completed, OrchestrationRuntimeStatus.Failed, OrchestrationRuntimeStatus.Terminated,
            OrchestrationRuntimeStatus.Pending, OrchestrationRuntimeStatus.Running);
        try
        {
            await client.ScheduleNewOrchestrationInstanceAsync(
                i % 2 == 0 ? nameof(CrashFunctions.CrashOrder) : nameof(CrashFunctions.CrashLoop), i % 2 == 0 ? null : 0, options);
        }
        catch (global::DurableTask.Core.Exceptions.OrchestrationAlreadyExistsException)
        {
            // Committed, but the process died before it could say so.
        }
    }
}

/// <summary>What activities get: where they are and what came before them.</summary>
public sealed record EffectInput(string Instance, string Step, string Before);

/// <summary>The database outside the engine in which each effect may be found once only.</summary>
public sealed class Ledger : IDisposable
{
    private readonly SqliteConnection _connection;
    private readonly Lock _gate = new();

    public Ledger(string path)
    {
        _connection = new SqliteConnection($"Data Source={path};Pooling=False");
        _connection.Open();

        // A killed process loses nothing that the operating system has; only a power cut would.
        Execute("PRAGMA journal_mode = WAL; PRAGMA synchronous = OFF");
        Execute(
            """
            CREATE TABLE IF NOT EXISTS effects (instance TEXT, step TEXT, PRIMARY KEY (instance, step));
            CREATE TABLE IF NOT EXISTS runs (instance TEXT, step TEXT, before TEXT);
            """);
    }

    public void Record(EffectInput input)
    {
        lock (_gate)
        {
            Execute("BEGIN IMMEDIATE");
            Execute("INSERT INTO runs VALUES ($0, $1, $2)", input.Instance, input.Step, input.Before);
            Execute("INSERT OR IGNORE INTO effects VALUES ($0, $1)", input.Instance, input.Step);
            Execute("COMMIT");
        }
    }

    public void Dispose() => _connection.Dispose();

    private void Execute(string sql, params string[] values)
    {
        using var command = _connection.CreateCommand();
        command.CommandText = sql;
        for (var i = 0; i < values.Length; i++)
            command.Parameters.AddWithValue($"${i}", values[i]);
        command.ExecuteNonQuery();
    }
}

/// <summary>Orchestrations that use everything: activities, fan-out, sub-orchestrations, timers, events, ContinueAsNew.</summary>
public sealed class CrashFunctions(Ledger ledger)
{
    public static readonly IReadOnlyList<string> OrderSteps = ["first", "part0", "part1", "part2", "last"];
    public static readonly IReadOnlyList<string> LoopSteps = ["round0", "round1", "round2", "round3"];

    [Function(nameof(CrashOrder))]
    public static async Task<string> CrashOrder([OrchestrationTrigger] TaskOrchestrationContext context)
    {
        var first = await Effect(context, "first", "");
        var child = await context.CallSubOrchestratorAsync<string>(
            nameof(CrashChild), first, new SubOrchestrationOptions(instanceId: $"{context.InstanceId}-child"));
        var parts = await Task.WhenAll(Enumerable.Range(0, 3).Select(p => Effect(context, $"part{p}", child)));
        await context.CreateTimer(TimeSpan.FromMilliseconds(3), CancellationToken.None);
        await BothNumbers(context);
        return await Effect(context, "last", string.Join('+', [first, child, .. parts]));
    }

    [Function(nameof(CrashChild))]
    public static Task<string> CrashChild([OrchestrationTrigger] TaskOrchestrationContext context, string before)
        => Effect(context, "child", before);

    [Function(nameof(CrashLoop))]
    public static async Task<string?> CrashLoop([OrchestrationTrigger] TaskOrchestrationContext context, int round)
    {
        var result = await Effect(context, $"round{round}", "");
        if (round == 3)
        {
            await BothNumbers(context); // raised long before, and carried over three times
            return result;
        }

        context.ContinueAsNew(round + 1);
        return null;
    }

    /// <summary>Records the effect; each run answers something new, so that an answer that was recorded twice would show.</summary>
    [Function(nameof(RecordEffect))]
    public string RecordEffect([ActivityTrigger] EffectInput input)
    {
        ledger.Record(input);
        return $"{input.Step}:{Guid.NewGuid():N}";
    }

    private static Task<string> Effect(TaskOrchestrationContext context, string step, string before)
        => context.CallActivityAsync<string>(nameof(RecordEffect), new EffectInput(context.InstanceId, step, before));

    private static async Task BothNumbers(TaskOrchestrationContext context)
    {
        var seen = new HashSet<int>();
        while (seen.Count < 2)
            seen.Add(await context.WaitForExternalEvent<int>("number")); // one may come twice: raised, and raised again by the next process
    }
}
