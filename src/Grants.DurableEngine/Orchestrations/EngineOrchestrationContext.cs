using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Grants.DurableEngine.Storage;
using Microsoft.DurableTask;
using Microsoft.Extensions.Logging;

namespace Grants.DurableEngine.Orchestrations;

/// <summary>What an orchestrator sees. Every call is checked to come from the orchestrator's own turn.</summary>
internal sealed class EngineOrchestrationContext(OrchestrationRuntime runtime, ILoggerFactory loggers) : TaskOrchestrationContext
{
    private int _guids;

    public override TaskName Name => runtime.Name;

    public override string InstanceId => runtime.InstanceId;

    public override ParentOrchestrationInstance? Parent => runtime.Parent;

    public override DateTime CurrentUtcDateTime => runtime.Now;

    public override bool IsReplaying => runtime.IsReplaying;

    public override string Version => runtime.Version;

    protected override ILoggerFactory LoggerFactory => loggers;

    public override T GetInput<T>()
        where T : default
        => runtime.Payloads.Converter.Deserialize<T>(runtime.Input)!;

    public override Task<TResult> CallActivityAsync<TResult>(TaskName name, object? input = null, TaskOptions? options = null)
    {
        runtime.Check();
        if (input is TaskOptions && options is null)
            throw new ArgumentException("Task options were passed as the activity's input; pass them as 'options'.", nameof(input));
        var data = runtime.Payloads.Write(input, $"The input of activity '{name}'", InstanceId);
        return Retrying(() => runtime.Schedule<TResult>(new OrchestrationAction(EventKind.TaskScheduled) { Name = name, Data = data }), options?.Retry);
    }

    public override Task<TResult> CallSubOrchestratorAsync<TResult>(TaskName orchestratorName, object? input = null, TaskOptions? options = null)
    {
        runtime.Check();
        var data = runtime.Payloads.Write(input, $"The input of sub-orchestration '{orchestratorName}'", InstanceId);
        var given = options as SubOrchestrationOptions;
        return Retrying(
            () => runtime.Schedule<TResult>(new OrchestrationAction(EventKind.SubOrchestrationScheduled)
            {
                Name = orchestratorName,
                Data = data,
                Target = given?.InstanceId ?? NewGuid().ToString("N"),
                Version = given?.Version?.Version ?? runtime.DefaultVersion,
            }),
            options?.Retry);
    }

    public override Task CreateTimer(DateTime fireAt, CancellationToken cancellationToken)
    {
        runtime.Check();
        var due = fireAt.Kind == DateTimeKind.Local ? fireAt.ToUniversalTime() : DateTime.SpecifyKind(fireAt, DateTimeKind.Utc);
        return runtime.StartTimer(due, cancellationToken);
    }

    public override Task<T> WaitForExternalEvent<T>(string eventName, CancellationToken cancellationToken = default)
    {
        runtime.Check();
        ArgumentException.ThrowIfNullOrEmpty(eventName);
        return runtime.WaitForEvent<T>(eventName, cancellationToken);
    }

    public override void SendEvent(string instanceId, string eventName, object payload)
    {
        runtime.Check();
        ArgumentException.ThrowIfNullOrEmpty(instanceId);
        ArgumentException.ThrowIfNullOrEmpty(eventName);
        var data = runtime.Payloads.Write(payload, $"Event '{eventName}'", instanceId);
        runtime.Emit(new OrchestrationAction(EventKind.EventSent) { Name = eventName, Target = instanceId, Data = data });
    }

    public override void SetCustomStatus(object? customStatus)
    {
        runtime.Check();
        runtime.CustomStatus = runtime.Payloads.Write(customStatus, "The custom status", InstanceId);
    }

    public override void ContinueAsNew(object? newInput = null, bool preserveUnprocessedEvents = true)
    {
        runtime.Check();
        runtime.Next = new NextGeneration(runtime.Payloads.Write(newInput, "The new input", InstanceId), preserveUnprocessedEvents);
    }

    public override Guid NewGuid()
    {
        runtime.Check();
        var name = string.Create(CultureInfo.InvariantCulture, $"{InstanceId}_{runtime.Generation}_{CurrentUtcDateTime:O}_{_guids++}");
        Span<byte> bytes = SHA256.HashData(Encoding.UTF8.GetBytes(name)).AsSpan(0, 16);
        bytes[6] = (byte)((bytes[6] & 0x0F) | 0x80); // version 8: made by the application's own rule
        bytes[8] = (byte)((bytes[8] & 0x3F) | 0x80);
        return new Guid(bytes, bigEndian: true);
    }

    private Task<T> Retrying<T>(Func<Task<T>> call, TaskRetryOptions? retry)
        => retry switch
        {
            { Policy: { } policy } => ByPolicy(call, policy),
            { Handler: { } handler } => ByHandler(call, handler),
            _ => call(),
        };

    private async Task<T> ByPolicy<T>(Func<Task<T>> call, RetryPolicy policy)
    {
        var first = CurrentUtcDateTime;
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return await call();
            }
            catch (TaskFailedException) when (attempt < policy.MaxNumberOfAttempts && InTime(policy, first))
            {
                await CreateTimer(Delay(policy, attempt), CancellationToken.None);
            }
        }
    }

    private bool InTime(RetryPolicy policy, DateTime first)
        => policy.RetryTimeout == Timeout.InfiniteTimeSpan || CurrentUtcDateTime < first + policy.RetryTimeout;

    private static TimeSpan Delay(RetryPolicy policy, int attempt)
    {
        var milliseconds = policy.FirstRetryInterval.TotalMilliseconds * Math.Pow(policy.BackoffCoefficient, attempt - 1);
        var limit = policy.MaxRetryInterval == Timeout.InfiniteTimeSpan ? TimeSpan.FromDays(3650) : policy.MaxRetryInterval;
        return milliseconds < limit.TotalMilliseconds ? TimeSpan.FromMilliseconds(milliseconds) : limit;
    }

    private async Task<T> ByHandler<T>(Func<Task<T>> call, AsyncRetryHandler handler)
    {
        var first = CurrentUtcDateTime;
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return await call();
            }
            catch (TaskFailedException e)
            {
                if (!await handler(new RetryContext(this, attempt, e.FailureDetails, CurrentUtcDateTime - first, CancellationToken.None)))
                    throw;
            }
        }
    }
}
