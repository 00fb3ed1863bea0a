using DurableTask.Core.Exceptions;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Logging;

namespace Grants.DurableEngine.Tests.Features;

public sealed class LifecycleTests
{
    [Fact]
    public async Task SubOrchestration_GivesItsResult_AndKnowsItsParent()
    {
        await using var host = await EngineHost.StartAsync();
        var done = await host.RunAsync(nameof(LifecycleFunctions.Parent), "ok", id: "parent");
        Assert.Equal("child of parent (Parent): ok", done.ReadOutputAs<string>());
        Assert.Equal(OrchestrationRuntimeStatus.Completed, (await host.GetAsync("parent-child")).RuntimeStatus);
    }

    [Fact]
    public async Task SubOrchestration_Failure_ReachesTheParent_AndIsRetried()
    {
        await using var host = await EngineHost.StartAsync();
        await host.RunAsync(nameof(LifecycleFunctions.Parent), "fail", id: "p2");
        await host.AdvanceAsync(TimeSpan.FromMinutes(1));
        var done = await host.GetAsync("p2");
        Assert.Equal("System.InvalidOperationException: child fails", done.ReadOutputAs<string>());
        Assert.Equal(2, (await host.Engine.GetActionsAsync("p2-child")).Single().Starts);
    }

    [Fact]
    public async Task SubOrchestration_WithAnIdThatRuns_IsRefused()
    {
        await using var host = await EngineHost.StartAsync();
        await host.Client.ScheduleNewOrchestrationInstanceAsync(nameof(EventFunctions.Sleep), 1, new StartOrchestrationOptions("p3-child"));
        await host.RunAsync(nameof(LifecycleFunctions.Parent), "fail", id: "p3");
        await host.AdvanceAsync(TimeSpan.FromMinutes(1));
        var done = await host.GetAsync("p3");
        Assert.StartsWith(typeof(OrchestrationAlreadyExistsException).FullName!, done.ReadOutputAs<string>(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task ContinueAsNew_KeepsUnprocessedEvents_AndForgetsTheHistory()
    {
        await using var host = await EngineHost.StartAsync();
        var id = await host.Client.ScheduleNewOrchestrationInstanceAsync(nameof(LifecycleFunctions.Accumulate), 0);
        for (var i = 1; i <= 50; i++)
            await host.Client.RaiseEventAsync(id, "add", i);
        await host.IdleAsync();
        Assert.InRange((await host.Engine.GetActionsAsync(id)).Single().HistoryRows, 1, 10);
        await host.RestartAsync();
        await host.Client.RaiseEventAsync(id, "add", 0);
        await host.IdleAsync();
        Assert.Equal(50 * 51 / 2, (await host.GetAsync(id)).ReadOutputAs<int>());
    }

    [Fact]
    public async Task ContinueAsNew_DropsEvents_WhenAsked()
    {
        await using var host = await EngineHost.StartAsync();
        var id = await host.Client.ScheduleNewOrchestrationInstanceAsync(nameof(LifecycleFunctions.RestartDroppingEvents), 0);
        await host.Client.RaiseEventAsync(id, "later", "dropped");
        await host.IdleAsync();
        await host.Client.RaiseEventAsync(id, "restart");
        await host.IdleAsync();
        await host.Client.RaiseEventAsync(id, "later", "kept");
        await host.IdleAsync();
        Assert.Equal("kept", (await host.GetAsync(id)).ReadOutputAs<string>());
    }

    [Fact]
    public async Task CustomStatus_IsVisibleWhileRunning_AndSurvivesARestart()
    {
        await using var host = await EngineHost.StartAsync();
        var id = await host.Client.ScheduleNewOrchestrationInstanceAsync(nameof(LifecycleFunctions.ReportStatus));
        await host.IdleAsync();
        Assert.Equal("half way", (await host.GetAsync(id)).ReadCustomStatusAs<string>());
        await host.RestartAsync();
        await host.Client.RaiseEventAsync(id, "finish");
        await host.IdleAsync();
        var done = await host.GetAsync(id);
        Assert.Equal(OrchestrationRuntimeStatus.Completed, done.RuntimeStatus);
        Assert.Equal("half way", done.ReadCustomStatusAs<string>());
    }

    [Fact]
    public async Task Guids_Time_AndLogs_AreTheSameInReplay()
    {
        await using var host = await EngineHost.StartAsync();
        var id = await host.Client.ScheduleNewOrchestrationInstanceAsync(nameof(LifecycleFunctions.Deterministic));
        for (var i = 0; i < 3; i++)
        {
            await host.IdleAsync();
            await host.RestartAsync();
            host.Clock.Advance(TimeSpan.FromMinutes(1));
            await host.Client.RaiseEventAsync(id, "step");
        }

        await host.IdleAsync();
        var done = await host.GetAsync(id);
        Assert.Equal("same", done.ReadOutputAs<string>());
        foreach (var step in new[] { "step 0", "step 1", "step 2" })
            Assert.Single(host.Log.Lines, l => l.Text == $"audit: {step}");
    }

    [Theory]
    [InlineData(VersionMatch.CurrentOrOlder, "2.1.0", false)]
    [InlineData(VersionMatch.CurrentOrOlder, "10.0.0", false)]
    [InlineData(VersionMatch.CurrentOrOlder, "1.9.9", true)]
    [InlineData(VersionMatch.Strict, "1.9.9", false)]
    [InlineData(VersionMatch.None, "10.0.0", true)]
    public async Task Version_ThatTheEngineDoesNotRun_WaitsForCodeThatKnowsIt(VersionMatch match, string version, bool runs)
    {
        await using var host = await EngineHost.StartAsync(o => (o.DefaultVersion, o.VersionMatch, o.MaxDeliveryAttempts) = ("2.0.0", match, 1));
        var id = await host.Client.ScheduleNewOrchestrationInstanceAsync(nameof(LifecycleFunctions.ShowVersion), new StartOrchestrationOptions { Version = version });
        await host.IdleAsync();
        Assert.Equal(runs ? OrchestrationRuntimeStatus.Completed : OrchestrationRuntimeStatus.Pending, (await host.GetAsync(id)).RuntimeStatus);
        if (runs) Assert.Empty(await host.Engine.GetParkedAsync());
        else Assert.Contains($"version '{version}'", Assert.Single(await host.Engine.GetParkedAsync()).Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Version_IsTheGivenOne_OrTheDefault_AndIsCompared()
    {
        await using var host = await EngineHost.StartAsync(o => o.DefaultVersion = "2.0.0");
        Assert.Equal("2.0.0 0", (await host.RunAsync(nameof(LifecycleFunctions.ShowVersion))).ReadOutputAs<string>());
        var old = await host.Client.ScheduleNewOrchestrationInstanceAsync(
            nameof(LifecycleFunctions.ShowVersion), new StartOrchestrationOptions { Version = "1.10.0" });
        await host.IdleAsync();
        Assert.Equal("1.10.0 -1", (await host.GetAsync(old)).ReadOutputAs<string>());
        Assert.Equal("2.0.0 0", (await host.RunAsync(nameof(LifecycleFunctions.ShowChildVersion), null)).ReadOutputAs<string>());
        Assert.Equal("1.0.0 -1", (await host.RunAsync(nameof(LifecycleFunctions.ShowChildVersion), "1.0.0")).ReadOutputAs<string>());
    }

    [Fact]
    public async Task Start_WithAnIdThatRuns_IsRefused_AndWithAFinishedOne_StartsAnew()
    {
        await using var host = await EngineHost.StartAsync();
        var options = new StartOrchestrationOptions("same-id");
        await host.Client.ScheduleNewOrchestrationInstanceAsync(nameof(EventFunctions.CollectAfterGo), 0, options);
        var refused = await Assert.ThrowsAsync<OrchestrationAlreadyExistsException>(
            () => host.Client.ScheduleNewOrchestrationInstanceAsync(nameof(EventFunctions.CollectAfterGo), 0, options));
        Assert.Contains("same-id", refused.Message, StringComparison.Ordinal);

        await host.Client.RaiseEventAsync("same-id", "go");
        await host.IdleAsync();
        await Assert.ThrowsAsync<OrchestrationAlreadyExistsException>(() => host.Client.ScheduleNewOrchestrationInstanceAsync(
            nameof(EventFunctions.CollectAfterGo), 0, options.WithDedupeStatuses(OrchestrationRuntimeStatus.Completed)));
        var again = await host.RunAsync(nameof(ActivityFunctions.AddFiveTimes), 10, "same-id");
        Assert.Equal(15, again.ReadOutputAs<int>());
    }

    [Fact]
    public async Task Start_OfAnUnknownOrchestrator_IsRefused()
    {
        await using var host = await EngineHost.StartAsync();
        await Assert.ThrowsAsync<ArgumentException>(() => host.Client.ScheduleNewOrchestrationInstanceAsync("NoSuchOrchestrator"));
    }

    [Fact]
    public async Task StartLater_StaysPending_KeepsEvents_AndStartsOnTime()
    {
        await using var host = await EngineHost.StartAsync();
        var id = await host.Client.ScheduleNewOrchestrationInstanceAsync(
            nameof(EventFunctions.CollectAfterGo), 1, new StartOrchestrationOptions("later", EngineHost.Start.AddDays(10)));
        await host.Client.RaiseEventAsync(id, "item", 5);
        await host.IdleAsync();
        Assert.Equal(OrchestrationRuntimeStatus.Pending, (await host.GetAsync(id)).RuntimeStatus);
        Assert.Equal(EngineHost.Start.AddDays(10).UtcDateTime, await host.Engine.NextDueAsync());
        await host.RestartAsync();
        await host.AdvanceAsync(TimeSpan.FromDays(10));
        Assert.Equal(OrchestrationRuntimeStatus.Running, (await host.GetAsync(id)).RuntimeStatus);
        await host.Client.RaiseEventAsync(id, "go");
        await host.IdleAsync();
        Assert.Equal("5", (await host.GetAsync(id)).ReadOutputAs<string>());
    }

    [Fact]
    public async Task Suspended_InstanceTakesNothingIn_UntilResumed()
    {
        await using var host = await EngineHost.StartAsync();
        var id = await host.Client.ScheduleNewOrchestrationInstanceAsync(nameof(EventFunctions.CollectAfterGo), 2);
        await host.Client.SuspendInstanceAsync(id, "audit");
        await host.Client.RaiseEventAsync(id, "go");
        await host.Client.RaiseEventAsync(id, "item", 1);
        await host.IdleAsync();
        Assert.Equal(OrchestrationRuntimeStatus.Suspended, (await host.GetAsync(id)).RuntimeStatus);
        await host.RestartAsync();
        await host.Client.RaiseEventAsync(id, "item", 2);
        await host.IdleAsync();
        Assert.Equal(OrchestrationRuntimeStatus.Suspended, (await host.GetAsync(id)).RuntimeStatus);
        await host.Client.ResumeInstanceAsync(id);
        await host.IdleAsync();
        Assert.Equal("1,2", (await host.GetAsync(id)).ReadOutputAs<string>());
    }

    [Fact]
    public async Task Terminate_EndsTheInstance_AndItsChildrenOnlyWhenAsked()
    {
        await using var host = await EngineHost.StartAsync();
        foreach (var (id, recursive) in new[] { ("t1", false), ("t2", true) })
        {
            await host.Client.ScheduleNewOrchestrationInstanceAsync(nameof(LifecycleFunctions.Parent), "sleep", new StartOrchestrationOptions(id));
            await host.IdleAsync();
            await host.Client.TerminateInstanceAsync(id, new TerminateInstanceOptions("stopped", recursive));
            await host.IdleAsync();
            var ended = await host.GetAsync(id);
            Assert.Equal(OrchestrationRuntimeStatus.Terminated, ended.RuntimeStatus);
            Assert.Equal("stopped", ended.ReadOutputAs<string>());
            Assert.Equal(
                recursive ? OrchestrationRuntimeStatus.Terminated : OrchestrationRuntimeStatus.Running,
                (await host.GetAsync($"{id}-child")).RuntimeStatus);
        }
    }

    [Fact]
    public async Task Purge_RemovesEndedInstancesOnly_WithChildrenWhenAsked()
    {
        await using var host = await EngineHost.StartAsync();
        await host.RunAsync(nameof(LifecycleFunctions.Parent), "ok", "gone");
        await host.Client.ScheduleNewOrchestrationInstanceAsync(nameof(EventFunctions.Sleep), 1, new StartOrchestrationOptions("running"));
        await host.IdleAsync();
        Assert.Equal(0, (await host.Client.PurgeInstanceAsync("running")).PurgedInstanceCount);
        Assert.Equal(0, (await host.Client.PurgeInstanceAsync("missing")).PurgedInstanceCount);
        Assert.Equal(2, (await host.Client.PurgeInstanceAsync("gone", new PurgeInstanceOptions(Recursive: true))).PurgedInstanceCount);
        Assert.Null(await host.Client.GetInstanceAsync("gone"));
        Assert.Null(await host.Engine.GetHistoryAsync("gone-child"));

        await host.RunAsync(nameof(ActivityFunctions.AddFiveTimes), 1, "a");
        Assert.Equal(1, (await host.Client.PurgeAllInstancesAsync(new PurgeInstancesFilter(Statuses: [OrchestrationRuntimeStatus.Completed]))).PurgedInstanceCount);
        Assert.NotNull(await host.Client.GetInstanceAsync("running"));
    }

    [Fact]
    public async Task Query_FiltersByStatusTimeAndPrefix_PageByPage()
    {
        await using var host = await EngineHost.StartAsync();
        for (var i = 0; i < 25; i++)
        {
            await host.Client.ScheduleNewOrchestrationInstanceAsync(
                i % 2 == 0 ? nameof(EventFunctions.Sleep) : nameof(ActivityFunctions.AddFiveTimes), 1, new StartOrchestrationOptions($"{(i < 10 ? "call" : "review")}-{i}"));
            host.Clock.Advance(TimeSpan.FromMinutes(1));
        }

        await host.IdleAsync();
        var pages = new List<Page<OrchestrationMetadata>>();
        await foreach (var page in host.Client.GetAllInstancesAsync(new OrchestrationQuery(PageSize: 10)).AsPages())
            pages.Add(page);
        Assert.Equal([10, 10, 5], pages.Select(p => p.Values.Count));
        Assert.Null(pages[^1].ContinuationToken);

        Assert.Equal(10, await Count(new OrchestrationQuery(InstanceIdPrefix: "call-")));
        Assert.Equal(12, await Count(new OrchestrationQuery(Statuses: [OrchestrationRuntimeStatus.Completed])));
        Assert.Equal(5, await Count(new OrchestrationQuery(InstanceIdPrefix: "call-", Statuses: [OrchestrationRuntimeStatus.Running])));
        Assert.Equal(6, await Count(new OrchestrationQuery(CreatedFrom: EngineHost.Start.AddMinutes(5), CreatedTo: EngineHost.Start.AddMinutes(10))));
        Assert.Equal(15, await Count(new OrchestrationQuery(ContinuationToken: pages[0].ContinuationToken)));

        async Task<int> Count(OrchestrationQuery query)
        {
            var count = 0;
            await foreach (var _ in host.Client.GetAllInstancesAsync(query))
                count++;
            return count;
        }
    }

    [Fact]
    public async Task WaitForStartAndCompletion_EndWhenItHappens()
    {
        await using var host = await EngineHost.StartAsync();
        var started = host.Client.WaitForInstanceStartAsync("waited");
        var completed = host.Client.WaitForInstanceCompletionAsync("waited", true);
        await host.Client.ScheduleNewOrchestrationInstanceAsync(nameof(EventFunctions.CollectAfterGo), 0, new StartOrchestrationOptions("waited"));
        Assert.Equal(OrchestrationRuntimeStatus.Running, (await started.WaitAsync(TimeSpan.FromMinutes(1))).RuntimeStatus);
        Assert.False(completed.IsCompleted);
        await host.Client.RaiseEventAsync("waited", "go");
        Assert.Equal("", (await completed.WaitAsync(TimeSpan.FromMinutes(1))).ReadOutputAs<string>());
        using var cancel = new CancellationTokenSource();
        var never = host.Client.WaitForInstanceCompletionAsync("never", cancel.Token);
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => never);
    }
}

internal static class LifecycleFunctions
{
    private static readonly List<string> Seen = [];

    [Function(nameof(Parent))]
    public static async Task<string> Parent([OrchestrationTrigger] TaskOrchestrationContext context, string what)
    {
        var options = new SubOrchestrationOptions(new RetryPolicy(what == "fail" ? 2 : 1, TimeSpan.FromMinutes(1)), $"{context.InstanceId}-child");
        try
        {
            return await context.CallSubOrchestratorAsync<string>(nameof(Child), what, options);
        }
        catch (TaskFailedException e)
        {
            return e.FailureDetails.ToString();
        }
    }

    [Function(nameof(Child))]
    public static async Task<string> Child([OrchestrationTrigger] TaskOrchestrationContext context, string what)
    {
        if (what == "sleep")
            await context.CreateTimer(TimeSpan.FromDays(1), CancellationToken.None);
        return what == "fail"
            ? throw new InvalidOperationException("child fails")
            : $"child of {context.Parent!.InstanceId} ({context.Parent.Name}): {what}";
    }

    [Function(nameof(Accumulate))]
    public static async Task<int?> Accumulate([OrchestrationTrigger] TaskOrchestrationContext context, int sum)
    {
        var add = await context.WaitForExternalEvent<int>("add");
        if (add == 0)
            return sum;
        context.ContinueAsNew(sum + add);
        return null;
    }

    [Function(nameof(RestartDroppingEvents))]
    public static async Task<string?> RestartDroppingEvents([OrchestrationTrigger] TaskOrchestrationContext context, int round)
    {
        if (round == 1)
            return await context.WaitForExternalEvent<string>("later");
        await context.WaitForExternalEvent<object?>("restart");
        context.ContinueAsNew(1, preserveUnprocessedEvents: false);
        return null;
    }

    [Function(nameof(ReportStatus))]
    public static async Task ReportStatus([OrchestrationTrigger] TaskOrchestrationContext context)
    {
        context.SetCustomStatus("half way");
        await context.WaitForExternalEvent<object?>("finish");
    }

    [Function(nameof(Deterministic))]
    public static async Task<string> Deterministic([OrchestrationTrigger] TaskOrchestrationContext context)
    {
        var log = context.CreateReplaySafeLogger("audit");
        for (var i = 0; i < 3; i++)
        {
            var line = $"{context.InstanceId} {i} {context.NewGuid()} {context.NewGuid()} {context.CurrentUtcDateTime:O}";
            log.LogInformation("step {Step}", i);
            lock (Seen)
            {
                Seen.Add(line);
                if (Seen.Where(s => s.StartsWith($"{context.InstanceId} {i} ", StringComparison.Ordinal)).Distinct().Count() != 1)
                    return string.Join('\n', Seen);
            }

            await context.WaitForExternalEvent<object?>("step");
        }

        lock (Seen)
            return Seen.Count(s => s.StartsWith($"{context.InstanceId} 0 ", StringComparison.Ordinal)) > 1 ? "same" : "never replayed";
    }

    [Function(nameof(ShowVersion))]
    public static Task<string> ShowVersion([OrchestrationTrigger] TaskOrchestrationContext context)
        => Task.FromResult($"{context.Version} {Math.Sign(context.CompareVersionTo("2.0.0"))}");

    [Function(nameof(ShowChildVersion))]
    public static Task<string> ShowChildVersion([OrchestrationTrigger] TaskOrchestrationContext context, string? version)
        => context.CallSubOrchestratorAsync<string>(
            nameof(ShowVersion), new SubOrchestrationOptions { Version = version is null ? default(TaskVersion?) : new TaskVersion(version) });
}
