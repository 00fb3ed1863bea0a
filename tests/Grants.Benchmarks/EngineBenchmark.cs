using System.Diagnostics;
using System.Globalization;
using Grants.DurableEngine;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.DependencyInjection;

namespace Grants.Benchmarks;

/// <summary>Measures the engine with durable commits on the disk of the temporary directory, and compares with what was promised.</summary>
internal static class EngineBenchmark
{
    public static async Task<int> RunAsync(string[] args)
    {
        var directory = Directory.CreateTempSubdirectory("engine-benchmark-").FullName;
        try
        {
            Console.WriteLine($"{Environment.ProcessorCount} processors, {directory}");
            var held = await ThroughputAsync(Path.Combine(directory, "throughput.db"));
            held &= await LatencyAsync(Path.Combine(directory, "latency.db"));
            held &= await ResumeAsync(Path.Combine(directory, "resume.db"));
            held &= await WaitingAsync(Path.Combine(directory, "waiting.db"));
            return held ? 0 : 1;
        }
        finally
        {
            Directory.Delete(directory, recursive: true);
        }
    }

    private static async Task<bool> ThroughputAsync(string path)
    {
        await using var host = await StartAsync(path);
        await RunSequencesAsync(host, 200, "warm");
        var rounds = new List<double>();
        for (var round = 0; round < 5; round++)
            rounds.Add(1_000 / (await RunSequencesAsync(host, 1_000, $"round{round}")).TotalSeconds);
        return Report("five-activity sequences, 1,000 at once, median of 5 rounds", Median(rounds), "instances/s", 500, atLeast: true);
    }

    private static async Task<TimeSpan> RunSequencesAsync(Host host, int count, string prefix)
    {
        var watch = Stopwatch.StartNew();
        await Task.WhenAll(Enumerable.Range(0, count).Select(i => host.Client.ScheduleNewOrchestrationInstanceAsync(
            nameof(Functions.Sequence), 1, new StartOrchestrationOptions($"{prefix}-{i}"))));
        await host.Engine.WaitUntilIdleAsync();
        watch.Stop();
        var done = 0;
        await foreach (var instance in host.Client.GetAllInstancesAsync(new OrchestrationQuery(InstanceIdPrefix: $"{prefix}-", FetchInputsAndOutputs: true)))
            done += instance.ReadOutputAs<int>() == 6 ? 1 : 0;
        return done == count ? watch.Elapsed : throw new InvalidOperationException($"{done} of {count} sequences gave the right result.");
    }

    private static async Task<bool> LatencyAsync(string path)
    {
        await using var host = await StartAsync(path);
        var times = new List<double>();
        for (var i = 0; i < 300; i++)
        {
            var watch = Stopwatch.StartNew();
            var id = await host.Client.ScheduleNewOrchestrationInstanceAsync(nameof(Functions.Sequence), 1);
            await host.Client.WaitForInstanceCompletionAsync(id);
            if (i >= 50)
                times.Add(watch.Elapsed.TotalMilliseconds);
        }

        return Report("one five-activity sequence alone, median of 250", Median(times), "ms", 15, atLeast: false);
    }

    private static async Task<bool> ResumeAsync(string path)
    {
        await using var host = await StartAsync(path);
        var id = await host.Client.ScheduleNewOrchestrationInstanceAsync(nameof(Functions.Collect), 540);
        for (var i = 0; i < 500; i++)
            await host.Client.RaiseEventAsync(id, "item", i);
        await host.Engine.WaitUntilIdleAsync();
        var times = new List<double>();
        for (var i = 0; i < 40; i++)
        {
            host.Engine.Core.EvictAll();
            var watch = Stopwatch.StartNew();
            await host.Client.RaiseEventAsync(id, "item", i);
            await host.Engine.WaitUntilIdleAsync();
            if (i >= 10)
                times.Add(watch.Elapsed.TotalMilliseconds);
        }

        return Report("an instance with 500 events resumes after eviction, median of 30", Median(times), "ms", 20, atLeast: false);
    }

    private static async Task<bool> WaitingAsync(string path)
    {
        await using var host = await StartAsync(path);
        await RunSequencesAsync(host, 200, "warm");
        var idle = Memory();
        for (var i = 0; i < 10_000; i += 500)
        {
            await Task.WhenAll(Enumerable.Range(i, 500).Select(n => host.Client.ScheduleNewOrchestrationInstanceAsync(
                nameof(Functions.WaitLong), n, new StartOrchestrationOptions($"waiting-{n}"))));
        }

        await host.Engine.WaitUntilIdleAsync();
        var held = Report("memory for 10,000 waiting instances, over idle", (Memory() - idle) / (1024.0 * 1024), "MB", 150, atLeast: false);

        // The runtime goes on compiling what has just run for a moment; that is not the waiting instances' doing.
        await Task.Delay(TimeSpan.FromSeconds(3));
        using var process = Process.GetCurrentProcess();
        var before = process.TotalProcessorTime;
        await Task.Delay(TimeSpan.FromSeconds(5));
        process.Refresh();
        return held & Report("processor time of 10,000 waiting instances in 5 s", (process.TotalProcessorTime - before).TotalMilliseconds, "ms", 50, atLeast: false);
    }

    private static long Memory()
    {
        GC.Collect(2, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        GC.WaitForPendingFinalizers();
        using var process = Process.GetCurrentProcess();
        return process.WorkingSet64;
    }

    private static double Median(List<double> values) => values.Order().ElementAt(values.Count / 2);

    private static bool Report(string what, double value, string unit, double promised, bool atLeast)
    {
        var held = atLeast ? value >= promised : value <= promised;
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"{(held ? "ok  " : "MISS")} {what}: {value:0.0} {unit} (promised: at {(atLeast ? "least" : "most")} {promised:0})"));
        return held;
    }

    private static async Task<Host> StartAsync(string path)
    {
        var services = new ServiceCollection();
        services.AddDurableEngine(o =>
        {
            o.DatabasePath = path;
            o.FunctionAssemblies = [typeof(Functions).Assembly];
        });
        var provider = services.BuildServiceProvider();
        var engine = provider.GetRequiredService<DurableEngine.DurableEngine>();
        await engine.StartAsync(CancellationToken.None);
        return new Host(provider, engine, provider.GetRequiredService<DurableTaskClient>());
    }

    private sealed record Host(ServiceProvider Provider, DurableEngine.DurableEngine Engine, DurableTaskClient Client) : IAsyncDisposable
    {
        public async ValueTask DisposeAsync()
        {
            await Engine.StopAsync(CancellationToken.None);
            await Provider.DisposeAsync();
        }
    }

    internal static class Functions
    {
        [Function(nameof(Sequence))]
        public static async Task<int> Sequence([OrchestrationTrigger] TaskOrchestrationContext context, int value)
        {
            for (var i = 0; i < 5; i++)
                value = await context.CallActivityAsync<int>(nameof(AddOne), value);
            return value;
        }

        [Function(nameof(AddOne))]
        public static int AddOne([ActivityTrigger] int value) => value + 1;

        [Function(nameof(Collect))]
        public static async Task<int> Collect([OrchestrationTrigger] TaskOrchestrationContext context, int count)
        {
            var sum = 0;
            for (var i = 0; i < count; i++)
                sum += await context.WaitForExternalEvent<int>("item");
            return sum;
        }

        [Function(nameof(WaitLong))]
        public static async Task<int> WaitLong([OrchestrationTrigger] TaskOrchestrationContext context, int value)
        {
            value = await context.CallActivityAsync<int>(nameof(AddOne), value);
            return await context.WaitForExternalEvent<int>("item", TimeSpan.FromDays(365)) + value;
        }
    }
}
