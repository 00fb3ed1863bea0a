using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace Grants.Data;

/// <summary>Starting a stage's orchestration, made harmless to do twice.</summary>
internal static class StageStarts
{
    /// <summary>
    /// Starts the orchestration unless an instance of that id runs already. A finished id may be started anew: the orchestration's first activity
    /// reads the stage's row and ends when it is not open.
    /// </summary>
    public static async Task StartStageAsync(this DurableTaskClient client, string orchestrator, string instanceId, StageInput input, CancellationToken cancellationToken)
    {
        if (await IsRunningAsync(client, instanceId, cancellationToken)) return;
        try
        {
            await client.ScheduleNewOrchestrationInstanceAsync(orchestrator, input, new StartOrchestrationOptions(instanceId), cancellationToken);
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            // Two starts at once: backends refuse the second each with an exception of their own, so what counts is whether it runs now.
            if (!await IsRunningAsync(client, instanceId, cancellationToken)) throw;
        }
    }

    private static async Task<bool> IsRunningAsync(DurableTaskClient client, string instanceId, CancellationToken cancellationToken) =>
        await client.GetInstanceAsync(instanceId, cancellationToken) is { IsCompleted: false };
}

/// <summary>How a stage's orchestration waits.</summary>
internal static class StageWaits
{
    /// <summary>
    /// How many steps a stage takes before its history begins anew: a step has six rows of history, so that even years of silence, with a reminder every week, stay
    /// far below the 200 that an instance may have.
    /// </summary>
    public const int MostSteps = 20;

    /// <summary>Waits for the doorbell until an instant.</summary>
    /// <returns>True when it rang; false when the instant came first.</returns>
    public static async Task<bool> RungBeforeAsync(this TaskOrchestrationContext context, DateTime until)
    {
        var wait = until - context.CurrentUtcDateTime;
        if (wait <= TimeSpan.Zero) return false;
        try
        {
            await context.WaitForExternalEvent<Guid>(Doorbell.EventName, wait);
            return true;
        }
        catch (TaskCanceledException)
        {
            return false;
        }
    }
}

/// <summary>What time it is for an activity.</summary>
internal static class StageClock
{
    /// <summary>Now (UTC), and never before the instant that the orchestration has waited for: it did so by the engine's clock, and this machine's may run behind.</summary>
    public static DateTime NotBefore(this TimeProvider clock, DateTime at) => clock.GetUtcNow().UtcDateTime is var now && now > at ? now : at;
}

/// <summary>The retry policy of every activity: a database or network that is away for a while does not fail a stage.</summary>
internal static class StageRetries
{
    /// <summary>Five tries, from five seconds, doubling.</summary>
    public static TaskOptions Options { get; } = new(new TaskRetryOptions(new RetryPolicy(5, TimeSpan.FromSeconds(5), 2.0)));
}
