using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace Grants.DurableEngine.Tests.Features;

public sealed class TimerAndEventTests
{
    [Fact]
    public async Task Timer_FiresAtItsInstant_AlsoAfterARestart()
    {
        await using var host = await EngineHost.StartAsync();
        var id = await host.Client.ScheduleNewOrchestrationInstanceAsync(nameof(EventFunctions.Sleep), 90);
        await host.IdleAsync();
        Assert.Equal(EngineHost.Start.AddDays(90).UtcDateTime, await host.Engine.NextDueAsync());

        await host.AdvanceAsync(TimeSpan.FromDays(89));
        Assert.Equal(OrchestrationRuntimeStatus.Running, (await host.GetAsync(id)).RuntimeStatus);
        await host.RestartAsync();
        await host.AdvanceAsync(TimeSpan.FromDays(1));
        Assert.Equal(EngineHost.Start.AddDays(90).UtcDateTime, (await host.GetAsync(id)).ReadOutputAs<DateTime>());
        Assert.Null(await host.Engine.NextDueAsync());
    }

    [Fact]
    public async Task Timer_CancelledByTheCode_IsForgotten()
    {
        await using var host = await EngineHost.StartAsync();
        var id = await host.Client.ScheduleNewOrchestrationInstanceAsync(nameof(EventFunctions.ApprovalOrTimeout));
        await host.IdleAsync();
        Assert.NotNull(await host.Engine.NextDueAsync());
        await host.Client.RaiseEventAsync(id, "APPROVED", "yes");
        await host.IdleAsync();
        Assert.Equal("yes", (await host.GetAsync(id)).ReadOutputAs<string>());
        Assert.Null(await host.Engine.NextDueAsync());
    }

    [Fact]
    public async Task Wait_TimesOut_WithACancelledTask()
    {
        await using var host = await EngineHost.StartAsync();
        var id = await host.Client.ScheduleNewOrchestrationInstanceAsync(nameof(EventFunctions.ApprovalWithin), 3);
        await host.IdleAsync();
        await host.AdvanceAsync(TimeSpan.FromDays(3));
        Assert.Equal("timed out", (await host.GetAsync(id)).ReadOutputAs<string>());

        var other = await host.Client.ScheduleNewOrchestrationInstanceAsync(nameof(EventFunctions.ApprovalWithin), 3);
        await host.IdleAsync();
        await host.Client.RaiseEventAsync(other, "Approved", "in time");
        await host.IdleAsync();
        Assert.Equal("in time", (await host.GetAsync(other)).ReadOutputAs<string>());
    }

    [Fact]
    public async Task Events_AreBuffered_FirstInFirstOut_WhateverTheirCase_AlsoAcrossARestart()
    {
        await using var host = await EngineHost.StartAsync();
        var id = await host.Client.ScheduleNewOrchestrationInstanceAsync(nameof(EventFunctions.CollectAfterGo), 4);
        foreach (var (name, value) in new[] { ("item", 1), ("ITEM", 2), ("Item", 3) })
            await host.Client.RaiseEventAsync(id, name, value);
        await host.IdleAsync();
        await host.RestartAsync();
        await host.Client.RaiseEventAsync(id, "go");
        await host.Client.RaiseEventAsync(id, "iTem", 4);
        await host.IdleAsync();
        Assert.Equal("1,2,3,4", (await host.GetAsync(id)).ReadOutputAs<string>());
    }

    [Fact]
    public async Task Event_AfterACancelledWait_GoesToTheNextWaiter()
    {
        await using var host = await EngineHost.StartAsync();
        var id = await host.Client.ScheduleNewOrchestrationInstanceAsync(nameof(EventFunctions.GiveUpThenWaitAgain));
        await host.IdleAsync();
        await host.AdvanceAsync(TimeSpan.FromHours(1));
        await host.Client.RaiseEventAsync(id, "answer", "late");
        await host.IdleAsync();
        Assert.Equal("late", (await host.GetAsync(id)).ReadOutputAs<string>());
    }

    [Fact]
    public async Task Event_ForAMissingOrEndedInstance_IsDropped()
    {
        await using var host = await EngineHost.StartAsync();
        await host.Client.RaiseEventAsync("nobody", "item", 1);
        var done = await host.RunAsync(nameof(ActivityFunctions.AddFiveTimes), 1);
        await host.Client.RaiseEventAsync(done.InstanceId, "item", 1);
        await host.IdleAsync();
        Assert.Equal(OrchestrationRuntimeStatus.Completed, (await host.GetAsync(done.InstanceId)).RuntimeStatus);
        Assert.Empty(await host.Engine.GetParkedAsync());
    }

    [Fact]
    public async Task WhenAny_TakesTheFirst()
    {
        await using var host = await EngineHost.StartAsync();
        var id = await host.Client.ScheduleNewOrchestrationInstanceAsync(nameof(EventFunctions.FirstOfTwo));
        await host.IdleAsync();
        await host.Client.RaiseEventAsync(id, "right", 1);
        await host.IdleAsync();
        Assert.Equal("right", (await host.GetAsync(id)).ReadOutputAs<string>());
    }

    [Fact]
    public async Task Orchestrations_SendEventsToEachOther()
    {
        await using var host = await EngineHost.StartAsync();
        var waiting = await host.Client.ScheduleNewOrchestrationInstanceAsync(
            nameof(EventFunctions.CollectAfterGo), 1, new StartOrchestrationOptions("waiting"));
        await host.RunAsync(nameof(EventFunctions.SendItemAndGo), "waiting");
        Assert.Equal("7", (await host.GetAsync(waiting)).ReadOutputAs<string>());
    }
}

internal static class EventFunctions
{
    [Function(nameof(Sleep))]
    public static async Task<DateTime> Sleep([OrchestrationTrigger] TaskOrchestrationContext context, int days)
    {
        await context.CreateTimer(TimeSpan.FromDays(days), CancellationToken.None);
        return context.CurrentUtcDateTime;
    }

    [Function(nameof(ApprovalOrTimeout))]
    public static async Task<string> ApprovalOrTimeout([OrchestrationTrigger] TaskOrchestrationContext context)
    {
        using var stop = new CancellationTokenSource();
        var timeout = context.CreateTimer(context.CurrentUtcDateTime.AddDays(30), stop.Token);
        var approved = context.WaitForExternalEvent<string>("Approved");
        if (await Task.WhenAny(timeout, approved) == timeout)
            return "timed out";
        stop.Cancel();
        return await approved;
    }

    [Function(nameof(ApprovalWithin))]
    public static async Task<string> ApprovalWithin([OrchestrationTrigger] TaskOrchestrationContext context, int days)
    {
        try
        {
            return await context.WaitForExternalEvent<string>("approved", TimeSpan.FromDays(days));
        }
        catch (TaskCanceledException)
        {
            return "timed out";
        }
    }

    [Function(nameof(CollectAfterGo))]
    public static async Task<string> CollectAfterGo([OrchestrationTrigger] TaskOrchestrationContext context, int count)
    {
        await context.WaitForExternalEvent<object?>("Go");
        var items = new List<int>();
        while (items.Count < count)
            items.Add(await context.WaitForExternalEvent<int>("Item"));
        return string.Join(",", items);
    }

    [Function(nameof(GiveUpThenWaitAgain))]
    public static async Task<string> GiveUpThenWaitAgain([OrchestrationTrigger] TaskOrchestrationContext context)
    {
        using var giveUp = new CancellationTokenSource();
        var first = context.WaitForExternalEvent<string>("answer", giveUp.Token);
        var second = context.WaitForExternalEvent<string>("answer");
        await context.CreateTimer(TimeSpan.FromHours(1), CancellationToken.None);
        giveUp.Cancel();
        return first.IsCanceled ? await second : "not cancelled";
    }

    [Function(nameof(FirstOfTwo))]
    public static async Task<string> FirstOfTwo([OrchestrationTrigger] TaskOrchestrationContext context)
    {
        var left = context.WaitForExternalEvent<int>("left");
        var right = context.WaitForExternalEvent<int>("right");
        return await Task.WhenAny(left, right) == left ? "left" : "right";
    }

    [Function(nameof(SendItemAndGo))]
    public static Task SendItemAndGo([OrchestrationTrigger] TaskOrchestrationContext context, string target)
    {
        context.SendEvent(target, "item", 7);
        context.SendEvent(target, "go", null!);
        context.SendEvent("nobody", "go", null!);
        return Task.CompletedTask;
    }
}
