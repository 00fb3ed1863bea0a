using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.DependencyInjection;

namespace Grants.DurableEngine.Tests.Features;

public sealed class TimerTriggerTests
{
    [Fact]
    public async Task Trigger_RunsByItsSchedule_WithTheClient()
    {
        await using var host = await EngineHost.StartAsync(o => o.RunTimerTriggers = true);
        await host.IdleAsync();
        Assert.Equal(0, host.Journal.Count("daily on time"));
        host.Clock.SetUtcNow(EngineHost.Start.Date.AddDays(1).AddHours(2));
        await host.IdleAsync();
        Assert.Equal(1, host.Journal.Count("daily on time"));
        Assert.Equal(6, (await host.GetAsync("started-by-timer")).ReadOutputAs<int>());
    }

    [Fact]
    public async Task Jump_OverManyOccurrences_RunsOnce_AndSaysPastDue()
    {
        await using var host = await EngineHost.StartAsync(o => o.RunTimerTriggers = true);
        await host.AdvanceAsync(TimeSpan.FromDays(400));
        Assert.Equal(1, host.Journal.Count("daily past due"));
        Assert.Equal(0, host.Journal.Count("daily on time"));
        Assert.Equal(1, host.Journal.Count("minute"));
        await host.AdvanceAsync(TimeSpan.FromMinutes(1));
        Assert.Equal(2, host.Journal.Count("minute"));
    }

    [Fact]
    public async Task Missed_WhileTheProcessWasDown_RunsOnceAfterTheStart()
    {
        await using var host = await EngineHost.StartAsync(o => o.RunTimerTriggers = true);
        await host.AdvanceAsync(TimeSpan.FromDays(1));
        await host.ShutDownAndMoveAsync(TimeSpan.FromDays(3));
        await host.IdleAsync();
        Assert.Equal(2, host.Journal.Count("daily past due"));
    }

    [Fact]
    public async Task Stepping_GoesByTheSlowSchedules_AndRunsWhatIsDue()
    {
        await using var host = await EngineHost.StartAsync();
        var next = await host.Engine.NextTimerTriggerAsync(TimeSpan.FromHours(1));
        Assert.Equal(new DateTime(2026, 3, 3, 2, 0, 0, DateTimeKind.Utc), next);
        Assert.Equal(DateTimeKind.Utc, next!.Value.Kind);
        Assert.Equal(EngineHost.Start.AddMinutes(1).UtcDateTime, await host.Engine.NextTimerTriggerAsync(TimeSpan.Zero));
        host.Clock.SetUtcNow(next.Value);
        await host.Engine.RunDueTimerTriggersAsync();
        Assert.Equal(1, host.Journal.Count("daily on time"));
        Assert.Equal(1, host.Journal.Count("minute"));
        await host.Engine.RunDueTimerTriggersAsync();
        Assert.Equal(1, host.Journal.Count("minute"));
    }

    [Fact]
    public async Task Trigger_NeverOverlapsItself_AndIdleWaitsForIt()
    {
        var gate = new TimerFunctions.Gate();
        await using var host = await EngineHost.StartAsync(o => o.RunTimerTriggers = true, s => s.AddSingleton(gate));
        host.Clock.Advance(TimeSpan.FromMinutes(1));
        await gate.Entered.WaitAsync(TimeSpan.FromMinutes(1));
        var idle = host.IdleAsync();
        host.Clock.Advance(TimeSpan.FromMinutes(1));
        Assert.False(idle.IsCompleted);
        Assert.Equal(0, gate.Entered.CurrentCount);
        gate.Leave.Release(2);
        await idle;
        Assert.Equal(2, host.Journal.Count("gated"));
    }

    [Fact]
    public async Task Failure_IsLogged_AndTheNextOccurrenceComes()
    {
        await using var host = await EngineHost.StartAsync(o => o.RunTimerTriggers = true);
        await host.AdvanceAsync(TimeSpan.FromMinutes(1));
        await host.AdvanceAsync(TimeSpan.FromMinutes(1));
        Assert.Equal(2, host.Log.Lines.Count(l => l.Text.Contains("Timer-triggered function FailEveryMinute failed", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Schedule_OfASetting_IsWhatTheSettingSays()
    {
        await using var host = await EngineHost.StartAsync(o => (o.RunTimerTriggers, o.Setting) = (true, name => name == "YEARLY_AT" ? "0 30 9 * * *" : null));
        await host.AdvanceAsync(TimeSpan.FromMinutes(29));
        Assert.Equal(0, host.Journal.Count("yearly"));
        await host.AdvanceAsync(TimeSpan.FromMinutes(1));
        Assert.Equal(1, host.Journal.Count("yearly"));
    }

    [Theory]
    [InlineData(null, "The schedule of function 'Yearly' is the setting 'YEARLY_AT', which is not there.")]
    [InlineData("", "The schedule '' of function 'Yearly' is not a crontab expression of six fields.")]
    [InlineData("every morning", "The schedule 'every morning' of function 'Yearly' is not a crontab expression of six fields.")]
    [InlineData("%OTHER%", "The schedule '%OTHER%' of function 'Yearly' is not a crontab expression of six fields.")]
    public async Task Schedule_OfASettingThatIsNoSchedule_KeepsTheEngineFromStarting(string? value, string message)
    {
        await using var host = EngineHost.NotStarted(o => o.Setting = _ => value);
        Assert.Equal(message, (await Assert.ThrowsAsync<InvalidOperationException>(host.BootAsync)).Message);
    }

    [Fact]
    public void Catalogue_ListsFunctions()
    {
        var catalog = FunctionCatalog.FromAssemblies(typeof(TimerTriggerTests).Assembly);
        var daily = catalog.Functions.Single(f => f.Name == "Daily");
        Assert.Equal((FunctionTrigger.Timer, "0 0 2 * * *"), (daily.Trigger, daily.Schedule));
        Assert.Equal(FunctionTrigger.Activity, catalog.Functions.Single(f => f.Name == "AddOne").Trigger);
        var twice = Assert.Throws<InvalidOperationException>(() => FunctionCatalog.FromTypes(typeof(ActivityFunctions), typeof(ActivityFunctions)));
        Assert.Contains("Two functions are named", twice.Message, StringComparison.Ordinal);
    }
}

internal sealed class TimerFunctions(Journal journal, IServiceProvider services)
{
    [Function(nameof(Daily))]
    public async Task Daily([TimerTrigger("0 0 2 * * *")] TimerInfo timer, [DurableClient] DurableTaskClient client)
    {
        journal.Add(timer.IsPastDue ? "daily past due" : "daily on time");
        await client.ScheduleNewOrchestrationInstanceAsync(
            nameof(ActivityFunctions.AddFiveTimes), 1, new Microsoft.DurableTask.StartOrchestrationOptions("started-by-timer"));
    }

    [Function(nameof(EveryMinute))]
    public void EveryMinute([TimerTrigger("0 * * * * *")] TimerInfo timer) => journal.Add("minute");

    [Function(nameof(Yearly))]
    public void Yearly([TimerTrigger("%YEARLY_AT%")] TimerInfo timer) => journal.Add("yearly");

    [Function(nameof(FailEveryMinute))]
    public static void FailEveryMinute([TimerTrigger("0 * * * * *")] TimerInfo timer) => throw new InvalidOperationException("Each time.");

    [Function(nameof(Gated))]
    public async Task Gated([TimerTrigger("0 * * * * *")] TimerInfo timer, CancellationToken cancellation)
    {
        if (services.GetService(typeof(Gate)) is not Gate gate)
            return;
        gate.Entered.Release();
        await gate.Leave.WaitAsync(cancellation);
        journal.Add("gated");
    }

    public sealed class Gate
    {
        public SemaphoreSlim Entered { get; } = new(0);

        public SemaphoreSlim Leave { get; } = new(0);
    }
}
