using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.DependencyInjection;

namespace Grants.DurableEngine.Tests.Features;

public sealed class ReliabilityTests
{
    [Fact]
    public async Task ChangedCode_FailsTheInstance_NamingInstanceEventAndFunction()
    {
        await using var host = await EngineHost.StartAsync();
        var id = await host.Client.ScheduleNewOrchestrationInstanceAsync(
            nameof(ReliabilityFunctions.Changing), null, new StartOrchestrationOptions("released-before"));
        await host.IdleAsync();
        using var changed = ReliabilityFunctions.Change();
        await host.RestartAsync();
        await host.Client.RaiseEventAsync(id, "go");
        await host.IdleAsync();
        var failed = await host.GetAsync(id);
        Assert.Equal(OrchestrationRuntimeStatus.Failed, failed.RuntimeStatus);
        Assert.Equal(typeof(NonDeterministicOrchestrationException).FullName, failed.FailureDetails!.ErrorType);
        Assert.Equal(
            "Instance 'released-before' of orchestrator 'Changing' (version 1.0.0) is not deterministic: "
            + "the history has TaskScheduled 'AddOne' #1 (event 2), but the code asks for TaskScheduled 'Square' #1.",
            failed.FailureDetails.ErrorMessage);
        Assert.Empty(await host.Engine.GetParkedAsync());
    }

    [Fact]
    public async Task Replayer_FindsOutBeforeTheRelease()
    {
        await using var host = await EngineHost.StartAsync();
        var running = await host.Client.ScheduleNewOrchestrationInstanceAsync(nameof(ReliabilityFunctions.Changing));
        await host.IdleAsync();
        await host.RunAsync(nameof(ActivityFunctions.CatchFailure), null, "failing-activity");
        await host.RunAsync(nameof(LifecycleFunctions.Parent), "ok", "with-child");
        await host.RunAsync(nameof(ActivityFunctions.LetFailureThrough), null, "failed");
        var replayer = new HistoryReplayer(host.Engine.Catalog);
        foreach (var id in new[] { running, "failing-activity", "with-child", "with-child-child", "failed" })
        {
            var json = (await host.Engine.GetHistoryAsync(id))!.ToJson();
            Assert.Equal(json, OrchestrationHistory.FromJson(json).ToJson());
            Assert.Null(replayer.Replay(OrchestrationHistory.FromJson(json)));
        }

        using var changed = ReliabilityFunctions.Change();
        var history = (await host.Engine.GetHistoryAsync(running))!;
        Assert.Contains("'AddOne' #1", replayer.Replay(history), StringComparison.Ordinal);
        Assert.Contains("no orchestrator 'Gone'", replayer.Replay(history with { Orchestrator = "Gone" }), StringComparison.Ordinal);
        Assert.Null(await host.Engine.GetHistoryAsync("nobody"));
    }

    [Theory]
    [InlineData(nameof(ReliabilityFunctions.AwaitDelay))]
    [InlineData(nameof(ReliabilityFunctions.AwaitOffThread))]
    [InlineData(nameof(ReliabilityFunctions.AwaitDelayBesideATimer))]
    public async Task AwaitingSomethingElse_FailsTheInstance(string orchestrator)
    {
        await using var host = await EngineHost.StartAsync();
        var id = await host.Client.ScheduleNewOrchestrationInstanceAsync(orchestrator);
        var failed = await host.Client.WaitForInstanceCompletionAsync(id, true).WaitAsync(TimeSpan.FromMinutes(1));
        Assert.Equal(OrchestrationRuntimeStatus.Failed, failed.RuntimeStatus);
        Assert.Contains("context", failed.FailureDetails!.ErrorMessage, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Message_ThatCannotBeProcessed_IsParkedAfterItsAttempts_AndCanBeRetried()
    {
        var switches = new ReliabilityFunctions.Switches { Broken = true };
        await using var host = await EngineHost.StartAsync(o => o.MaxDeliveryAttempts = 3, s => s.AddSingleton(switches));
        var id = await host.Client.ScheduleNewOrchestrationInstanceAsync(
            nameof(ReliabilityFunctions.NeedsSwitches), null, new StartOrchestrationOptions("poisoned"));
        await host.IdleAsync();
        Assert.Equal(EngineHost.Start.AddSeconds(5).UtcDateTime, await host.Engine.NextDueAsync());
        await host.AdvanceAsync(TimeSpan.FromSeconds(5));
        Assert.Empty(await host.Engine.GetParkedAsync());
        await host.AdvanceAsync(TimeSpan.FromSeconds(10));
        var parked = Assert.Single(await host.Engine.GetParkedAsync());
        Assert.Equal(("poisoned", "Wake", 3), (parked.InstanceId, parked.Kind, parked.Attempts));
        Assert.Contains("NeedsSwitches", parked.Reason, StringComparison.Ordinal);

        // An event for it is parked beside it; neither is tried again by a restart.
        await host.Client.RaiseEventAsync(id, "go", "now");
        await host.IdleAsync();
        await host.AdvanceAsync(TimeSpan.FromSeconds(5));
        await host.AdvanceAsync(TimeSpan.FromSeconds(10));
        await host.RestartAsync();
        await host.IdleAsync();
        Assert.Equal(["Wake", "EventRaised"], (await host.Engine.GetParkedAsync()).Select(p => p.Kind));

        switches.Broken = false;
        foreach (var message in await host.Engine.GetParkedAsync())
            Assert.True(await host.Engine.RetryParkedAsync(message.Id));
        await host.IdleAsync();
        Assert.Equal("now", (await host.GetAsync(id)).ReadOutputAs<string>());
        Assert.Empty(await host.Engine.GetParkedAsync());
        Assert.False(await host.Engine.RetryParkedAsync(parked.Id));
    }

    [Fact]
    public async Task Activity_ThatTakesTheProcessDownEachTime_IsParked_AndCanBeRetried()
    {
        var switches = new ReliabilityFunctions.Switches { Broken = true };
        await using var host = await EngineHost.StartAsync(o => o.MaxDeliveryAttempts = 3, s => s.AddSingleton(switches));
        var id = await host.Client.ScheduleNewOrchestrationInstanceAsync(nameof(ReliabilityFunctions.CallHanging));
        await switches.Entered.WaitAsync(TimeSpan.FromMinutes(1));

        // Being asked to end is no fault of the activity, however often.
        for (var i = 0; i < 5; i++)
        {
            await host.RestartAsync();
            await switches.Entered.WaitAsync(TimeSpan.FromMinutes(1));
        }

        Assert.Empty(await host.Engine.GetParkedAsync());
        await host.ShutDownAsync();
        using (var db = new Microsoft.Data.Sqlite.SqliteConnection($"Data Source={host.DatabasePath};Pooling=False"))
        {
            // As if three processes had died while it ran.
            db.Open();
            using var command = db.CreateCommand();
            command.CommandText = "UPDATE activities SET attempts = 3";
            Assert.Equal(1, command.ExecuteNonQuery());
        }

        switches.Broken = false;
        await host.BootAsync();
        await host.IdleAsync();
        var parked = Assert.Single(await host.Engine.GetParkedAsync());
        Assert.Equal(("TaskScheduled", nameof(ReliabilityFunctions.Hanging), 3), (parked.Kind, parked.Name, parked.Attempts));
        var retries = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => host.Engine.RetryParkedAsync(parked.Id)));
        Assert.Equal(1, retries.Count(retried => retried));
        await host.IdleAsync();
        Assert.Equal("done", (await host.GetAsync(id)).ReadOutputAs<string>());
    }

    [Fact]
    public async Task Eviction_ChangesNothing()
    {
        await using var host = await EngineHost.StartAsync(o => o.MaxCachedOrchestrations = 1);
        var ids = Enumerable.Range(0, 20).Select(i => $"evicted-{i}").ToArray();
        foreach (var id in ids)
            await host.Client.ScheduleNewOrchestrationInstanceAsync(nameof(EventFunctions.CollectAfterGo), 3, new StartOrchestrationOptions(id));
        await Task.WhenAll(ids.Select(id => host.Client.RaiseEventAsync(id, "go")));
        for (var i = 1; i <= 3; i++)
            await Task.WhenAll(ids.Select(id => host.Client.RaiseEventAsync(id, "item", i)));
        await host.IdleAsync();
        foreach (var id in ids)
            Assert.Equal("1,2,3", (await host.GetAsync(id)).ReadOutputAs<string>());
    }

    [Fact]
    public async Task Actions_AreCounted_AcrossRestartsOfTheInstance()
    {
        await using var host = await EngineHost.StartAsync();
        await host.RunAsync(nameof(ActivityFunctions.AddFiveTimes), 1, "counted");
        await host.RunAsync(nameof(ActivityFunctions.AddFiveTimes), 1, "counted");
        var counted = Assert.Single(await host.Engine.GetActionsAsync("counted"));
        Assert.Equal((10, 0, 0, 2, 12), (counted.Activities, counted.Events, counted.Timers, counted.Starts, counted.Total));
        Assert.Equal(12, counted.HistoryRows); // started, five scheduled and completed, ended

        var id = await host.Client.ScheduleNewOrchestrationInstanceAsync(nameof(EventFunctions.ApprovalOrTimeout), new StartOrchestrationOptions("waits"));
        await host.Client.RaiseEventAsync(id, "approved", "yes");
        await host.IdleAsync();
        var waits = Assert.Single(await host.Engine.GetActionsAsync("waits"));
        Assert.Equal((0, 1, 1, 1), (waits.Activities, waits.Events, waits.Timers, waits.Starts));
    }

    [Fact]
    public async Task CorruptDatabase_IsRefusedInOneLine()
    {
        var directory = Directory.CreateTempSubdirectory("engine-").FullName;
        try
        {
            await File.WriteAllTextAsync(Path.Combine(directory, "engine.db"), new string('x', 10_000));
            var refused = await Assert.ThrowsAsync<EngineStorageException>(() => EngineHost.StartAsync(directory: directory));
            Assert.Contains("is corrupt or is not a database", refused.Message, StringComparison.Ordinal);
            Assert.DoesNotContain('\n', refused.Message);
        }
        finally
        {
            Directory.Delete(directory, recursive: true);
        }
    }

    [Fact]
    public async Task DatabaseThatBreaksWhileInUse_StopsTheEngine()
    {
        await using var host = await EngineHost.StartAsync();
        await host.RunAsync(nameof(ActivityFunctions.AddFiveTimes), 1);
        await host.ShutDownAsync(); // so that everything is in the main file
        await using (var file = File.OpenWrite(host.DatabasePath))
        {
            file.Seek(4096, SeekOrigin.Begin);
            await file.WriteAsync(new byte[file.Length - 4096]);
        }

        var broken = await Assert.ThrowsAsync<EngineStorageException>(async () =>
        {
            await host.BootAsync();
            await host.RunAsync(nameof(ActivityFunctions.AddFiveTimes), 1);
        });
        Assert.Contains("is corrupt", broken.Message, StringComparison.Ordinal);
        Assert.Same(broken, host.Engine.Failure);
    }

    [Fact]
    public async Task DatabaseInUse_IsRefused()
    {
        await using var host = await EngineHost.StartAsync();
        var refused = await Assert.ThrowsAsync<EngineStorageException>(() => EngineHost.StartAsync(directory: host.Directory));
        Assert.Contains(host.DatabasePath, refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task FullDisk_StopsTheEngine_KeepsWhatWasCommitted_AndGoesOnAfterwards()
    {
        await using var host = await EngineHost.StartAsync();
        var id = await host.Client.ScheduleNewOrchestrationInstanceAsync(nameof(EventFunctions.CollectAfterGo), 1);
        await host.IdleAsync();
        await host.Engine.Core.Store.WriteAsync(session =>
        {
            using var limit = session.Connection.CreateCommand();
            limit.CommandText = "PRAGMA max_page_count = 1";
            limit.ExecuteScalar();
        });
        var full = await Assert.ThrowsAsync<EngineStorageException>(async () =>
        {
            while (true)
                await host.Client.RaiseEventAsync(id, "item", new string('x', 10_000));
        });
        Assert.Contains("the disk is full", full.Message, StringComparison.Ordinal);
        await Assert.ThrowsAsync<EngineStorageException>(host.IdleAsync);
        Assert.Same(full, host.Engine.Failure);

        await host.RestartAsync();
        await host.Client.RaiseEventAsync(id, "go");
        await host.IdleAsync();
        Assert.NotEqual(OrchestrationRuntimeStatus.Pending, (await host.GetAsync(id)).RuntimeStatus);
    }
}

internal sealed class ReliabilityFunctions
{
    // Not over yet when it is awaited, however busy the machine is.
    private const int Soon = 200;

    private static volatile bool _changed;

    /// <summary>Makes <see cref="Changing"/> a later release, until disposed.</summary>
    public static IDisposable Change()
    {
        _changed = true;
        return new Undo();
    }

    [Function(nameof(Changing))]
    public static async Task<int> Changing([OrchestrationTrigger] TaskOrchestrationContext context)
    {
        var value = await context.CallActivityAsync<int>(_changed ? nameof(ActivityFunctions.Square) : nameof(ActivityFunctions.AddOne), 1);
        await context.WaitForExternalEvent<object?>("go");
        return value;
    }

    [Function(nameof(AwaitDelay))]
    public static async Task AwaitDelay([OrchestrationTrigger] TaskOrchestrationContext context) => await Task.Delay(Soon);

    [Function(nameof(AwaitOffThread))]
    public static async Task AwaitOffThread([OrchestrationTrigger] TaskOrchestrationContext context)
    {
        await context.CallActivityAsync<int>(nameof(ActivityFunctions.AddOne), 1).ConfigureAwait(false);
        await context.CallActivityAsync<int>(nameof(ActivityFunctions.AddOne), 1);
    }

    [Function(nameof(AwaitDelayBesideATimer))]
    public static async Task AwaitDelayBesideATimer([OrchestrationTrigger] TaskOrchestrationContext context)
        => await Task.WhenAny(context.CreateTimer(TimeSpan.FromDays(1), CancellationToken.None), Task.Delay(Soon));

    [Function(nameof(CallHanging))]
    public static Task<string> CallHanging([OrchestrationTrigger] TaskOrchestrationContext context)
        => context.CallActivityAsync<string>(nameof(Hanging));

    [Function(nameof(Hanging))]
    public static async Task<string> Hanging([ActivityTrigger] string? input, FunctionContext context, CancellationToken cancellation)
    {
        var switches = context.InstanceServices.GetRequiredService<Switches>();
        switches.Entered.Release();
        if (switches.Broken)
            await Task.Delay(Timeout.Infinite, cancellation);
        return "done";
    }

    private sealed class Undo : IDisposable
    {
        public void Dispose() => _changed = false;
    }

    public sealed class Switches
    {
        public bool Broken { get; set; }

        public SemaphoreSlim Entered { get; } = new(0);
    }

    public sealed class Fragile
    {
        public Fragile(IServiceProvider services)
        {
            if (services.GetService<Switches>() is { Broken: true })
                throw new InvalidOperationException("Broken.");
        }

        [Function(nameof(NeedsSwitches))]
        public async Task<string> NeedsSwitches([OrchestrationTrigger] TaskOrchestrationContext context)
            => await context.WaitForExternalEvent<string>("go");
    }

    public const string NeedsSwitches = nameof(Fragile.NeedsSwitches);
}
