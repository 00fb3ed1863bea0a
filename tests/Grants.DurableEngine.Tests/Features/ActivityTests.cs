using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Logging;

namespace Grants.DurableEngine.Tests.Features;

public sealed class ActivityTests
{
    [Fact]
    public async Task Sequence_GivesEachResultToTheNext()
    {
        await using var host = await EngineHost.StartAsync();
        var done = await host.RunAsync(nameof(ActivityFunctions.AddFiveTimes), 1);
        Assert.Equal(OrchestrationRuntimeStatus.Completed, done.RuntimeStatus);
        Assert.Equal(6, done.ReadOutputAs<int>());
        Assert.Equal(1, done.ReadInputAs<int>());
    }

    [Fact]
    public async Task FanOut_WaitsForAll()
    {
        await using var host = await EngineHost.StartAsync();
        var done = await host.RunAsync(nameof(ActivityFunctions.SumOfSquares), 40);
        Assert.Equal(Enumerable.Range(1, 40).Sum(i => i * i), done.ReadOutputAs<int>());
    }

    [Fact]
    public async Task Failure_IsThrownWithTypeAndMessageDownToTheInnermost()
    {
        await using var host = await EngineHost.StartAsync();
        var done = await host.RunAsync(nameof(ActivityFunctions.CatchFailure));
        Assert.Equal("Grants.DurableEngine.Tests.Features.OutOfFundsException|No funds.|System.FormatException|Bad figure.|True", done.ReadOutputAs<string>());
    }

    [Fact]
    public async Task Failure_ThatNobodyCatches_FailsTheInstance()
    {
        await using var host = await EngineHost.StartAsync();
        var done = await host.RunAsync(nameof(ActivityFunctions.LetFailureThrough));
        Assert.Equal(OrchestrationRuntimeStatus.Failed, done.RuntimeStatus);
        Assert.Equal("Microsoft.DurableTask.TaskFailedException", done.FailureDetails!.ErrorType);
        Assert.Contains("No funds.", done.FailureDetails.ErrorMessage, StringComparison.Ordinal);
        Assert.Equal(typeof(OutOfFundsException).FullName, done.FailureDetails.InnerFailure!.ErrorType);
        Assert.Null(done.FailureDetails.StackTrace);
    }

    [Fact]
    public async Task Retry_WaitsByThePolicyOnTheEnginesClock_AcrossARestart()
    {
        await using var host = await EngineHost.StartAsync();
        var id = await host.Client.ScheduleNewOrchestrationInstanceAsync(nameof(ActivityFunctions.RetryTwice));
        await host.IdleAsync();
        Assert.Equal(1, host.Journal.Count("fragile"));
        Assert.Equal(EngineHost.Start.AddMinutes(1).UtcDateTime, await host.Engine.NextDueAsync());

        await host.AdvanceAsync(TimeSpan.FromSeconds(59));
        Assert.Equal(1, host.Journal.Count("fragile"));
        await host.RestartAsync();
        await host.AdvanceAsync(TimeSpan.FromSeconds(1));
        Assert.Equal(2, host.Journal.Count("fragile"));
        await host.AdvanceAsync(TimeSpan.FromMinutes(2)); // the interval doubles
        Assert.Equal("third time", (await host.GetAsync(id)).ReadOutputAs<string>());
    }

    [Fact]
    public async Task Retry_EndsAfterTheLastAttempt_AndWhenTheHandlerSaysSo()
    {
        await using var host = await EngineHost.StartAsync();
        var byPolicy = await host.Client.ScheduleNewOrchestrationInstanceAsync(nameof(ActivityFunctions.RetryInVain), "policy");
        await host.IdleAsync();
        await host.AdvanceAsync(TimeSpan.FromSeconds(10));
        await host.AdvanceAsync(TimeSpan.FromSeconds(10));
        Assert.Equal("failed", (await host.GetAsync(byPolicy)).ReadOutputAs<string>());
        Assert.Equal(3, host.Journal.Count("hopeless policy"));

        var byHandler = await host.RunAsync(nameof(ActivityFunctions.RetryInVain), "handler");
        Assert.Equal("failed", byHandler.ReadOutputAs<string>());
        Assert.Equal(2, host.Journal.Count("hopeless handler"));
    }

    [Fact]
    public async Task Function_GetsDependenciesFromItsOwnScope_AndWhatTheWorkerGives()
    {
        await using var host = await EngineHost.StartAsync();
        var done = await host.RunAsync(nameof(ActivityFunctions.CallEveryKind), "x", id: "kinds");
        Assert.Equal("kinds|Describe|True|True|embedded; static x; value 3; nothing", done.ReadOutputAs<string>());
        Assert.Equal(1, host.Journal.Count("disposed"));
    }

    [Fact]
    public async Task UnknownActivity_FailsTheTaskWithItsName()
    {
        await using var host = await EngineHost.StartAsync();
        var done = await host.RunAsync(nameof(ActivityFunctions.CallUnknown));
        Assert.Equal("This application has no activity 'NoSuchActivity'.", done.ReadOutputAs<string>());
    }

    [Fact]
    public async Task Payload_Over16Kb_IsLogged_Over256Kb_IsRefused()
    {
        await using var host = await EngineHost.StartAsync();
        var big = await host.RunAsync(nameof(ActivityFunctions.PassText), 20_000);
        Assert.Equal("20000", big.ReadOutputAs<string>());
        Assert.Contains(host.Log.Lines, l => l.Level == LogLevel.Warning && l.Text.Contains("The input of activity 'Length'", StringComparison.Ordinal));

        var huge = await host.RunAsync(nameof(ActivityFunctions.PassText), 300_000);
        Assert.Equal(typeof(PayloadTooLargeException).FullName, huge.FailureDetails!.ErrorType);
        Assert.Contains("262,144", huge.FailureDetails.ErrorMessage, StringComparison.Ordinal);
        await Assert.ThrowsAsync<PayloadTooLargeException>(
            () => host.Client.ScheduleNewOrchestrationInstanceAsync(nameof(ActivityFunctions.PassText), new string('x', 300_000)));
    }
}

public sealed class OutOfFundsException(string message, Exception inner) : Exception(message, inner);

internal sealed class ActivityFunctions(PerInvocation scoped, Journal journal)
{
    [Function(nameof(AddFiveTimes))]
    public static async Task<int> AddFiveTimes([OrchestrationTrigger] TaskOrchestrationContext context)
    {
        var value = context.GetInput<int>();
        for (var i = 0; i < 5; i++)
            value = await context.CallActivityAsync<int>(nameof(AddOne), value);
        return value;
    }

    [Function(nameof(AddOne))]
    public static int AddOne([ActivityTrigger] int value) => value + 1;

    [Function(nameof(SumOfSquares))]
    public static async Task<int> SumOfSquares([OrchestrationTrigger] TaskOrchestrationContext context, int count)
        => (await Task.WhenAll(Enumerable.Range(1, count).Select(i => context.CallActivityAsync<int>(nameof(Square), i)))).Sum();

    [Function(nameof(Square))]
    public static async Task<int> Square([ActivityTrigger] int value)
    {
        await Task.Yield();
        return value * value;
    }

    [Function(nameof(CatchFailure))]
    public static async Task<string> CatchFailure([OrchestrationTrigger] TaskOrchestrationContext context)
    {
        try
        {
            await context.CallActivityAsync(nameof(Fail));
            return "no failure";
        }
        catch (TaskFailedException e)
        {
            var details = e.FailureDetails;
            return $"{details.ErrorType}|{details.ErrorMessage}|{details.InnerFailure!.ErrorType}|{details.InnerFailure.ErrorMessage}|{details.IsCausedBy<OutOfFundsException>()}";
        }
    }

    [Function(nameof(LetFailureThrough))]
    public static Task LetFailureThrough([OrchestrationTrigger] TaskOrchestrationContext context) => context.CallActivityAsync(nameof(Fail));

    [Function(nameof(Fail))]
    public static void Fail([ActivityTrigger] string? input) => throw new OutOfFundsException("No funds.", new FormatException("Bad figure."));

    [Function(nameof(RetryTwice))]
    public static Task<string> RetryTwice([OrchestrationTrigger] TaskOrchestrationContext context)
        => context.CallActivityAsync<string>(nameof(Fragile), TaskOptions.FromRetryPolicy(new RetryPolicy(4, TimeSpan.FromMinutes(1), 2)));

    [Function(nameof(Fragile))]
    public string Fragile([ActivityTrigger] string? input)
        => journal.Add("fragile") < 3 ? throw new TimeoutException("Not yet.") : "third time";

    [Function(nameof(RetryInVain))]
    public static async Task<string> RetryInVain([OrchestrationTrigger] TaskOrchestrationContext context, string how)
    {
        var options = how == "policy"
            ? TaskOptions.FromRetryPolicy(new RetryPolicy(3, TimeSpan.FromSeconds(10)))
            : TaskOptions.FromRetryHandler(failed => failed.LastAttemptNumber < 2 && failed.LastFailure.IsCausedBy<TimeoutException>());
        try
        {
            await context.CallActivityAsync(nameof(Hopeless), how, options);
            return "worked";
        }
        catch (TaskFailedException)
        {
            return "failed";
        }
    }

    [Function(nameof(Hopeless))]
    public void Hopeless([ActivityTrigger] string how)
    {
        journal.Add($"hopeless {how}");
        throw new TimeoutException("Never.");
    }

    [Function(nameof(CallEveryKind))]
    public static async Task<string> CallEveryKind([OrchestrationTrigger] TaskOrchestrationContext context, string input)
    {
        var described = await context.CallActivityAsync<string>(nameof(Describe), input);
        var plain = await context.CallActivityAsync<string>(nameof(Static), input);
        var value = await context.CallActivityAsync<int>(nameof(Value), 3);
        await context.CallActivityAsync(nameof(Nothing), input);
        return $"{described}; {plain}; value {value}; nothing";
    }

    [Function(nameof(Describe))]
    public string Describe(
        [ActivityTrigger] string input, FunctionContext function, string instanceId, [DurableClient] DurableTaskClient client, CancellationToken cancellation)
        => $"{instanceId}|{function.FunctionId}|{ReferenceEquals(function.InstanceServices.GetService(typeof(PerInvocation)), scoped)}|{cancellation.CanBeCanceled}|{client.Name}";

    [Function(nameof(Static))]
    public static string Static([ActivityTrigger] string input) => $"static {input}";

    [Function(nameof(Value))]
    public static async ValueTask<int> Value([ActivityTrigger] int input)
    {
        await Task.Yield();
        return input;
    }

    [Function(nameof(Nothing))]
    public static async ValueTask Nothing([ActivityTrigger] string input) => await Task.Yield();

    [Function(nameof(CallUnknown))]
    public static async Task<string> CallUnknown([OrchestrationTrigger] TaskOrchestrationContext context)
    {
        try
        {
            await context.CallActivityAsync("NoSuchActivity");
            return "found";
        }
        catch (TaskFailedException e)
        {
            return e.FailureDetails.ErrorMessage;
        }
    }

    [Function(nameof(PassText))]
    public static async Task<string> PassText([OrchestrationTrigger] TaskOrchestrationContext context, int length)
        => await context.CallActivityAsync<string>(nameof(Length), new string('x', length));

    [Function(nameof(Length))]
    public static string Length([ActivityTrigger] string text) => $"{text.Length}";
}
