using Grants.DurableEngine.Orchestrations;
using Grants.DurableEngine.Storage;
using Microsoft.DurableTask;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;

namespace Grants.DurableEngine;

/// <summary>
/// Replays recorded histories against the present code: histories of released versions, kept as files, show whether a change breaks
/// instances that are under way. No activity runs and nothing is stored.
/// </summary>
/// <param name="catalog">The present functions.</param>
/// <param name="services">For orchestrators that are instance methods; null when all are static.</param>
/// <param name="defaultVersion">The default version of sub-orchestrations.</param>
public sealed class HistoryReplayer(FunctionCatalog catalog, IServiceProvider? services = null, string defaultVersion = "1.0.0")
{
    private readonly IServiceProvider _services = services ?? new ServiceCollection().BuildServiceProvider();

    /// <summary>Replays one history.</summary>
    /// <param name="history">The history, of a running or an ended instance.</param>
    /// <returns>Null when the code still does what the history says; else what differs, naming instance, event and function.</returns>
    public string? Replay(OrchestrationHistory history)
    {
        ArgumentNullException.ThrowIfNull(history);
        if (catalog.Find(FunctionTrigger.Orchestration, history.Orchestrator) is not { } function)
            return $"Instance '{history.InstanceId}': there is no orchestrator '{history.Orchestrator}' any more.";

        var rows = history.ToRows();
        var end = rows.Find(r => r.Kind is EventKind.ExecutionCompleted or EventKind.ExecutionFailed);
        var terminated = rows.Exists(r => r.Kind == EventKind.Terminated);
        var runtime = new OrchestrationRuntime(
            function, history.InstanceId, history.Version, defaultVersion, history.Generation, rows[0].Data,
            history.ParentInstanceId is { } parent ? new ParentOrchestrationInstance(history.ParentOrchestrator!, parent) : null,
            new Payloads(new DurableEngineOptions(), NullLogger.Instance), NullLoggerFactory.Instance, _services);
        try
        {
            runtime.Replay([.. rows.Where(r => r.Kind != EventKind.Terminated)], int.MaxValue);
        }
        catch (NonDeterministicOrchestrationException e)
        {
            return e.Message;
        }

        if (terminated || runtime.End?.Kind == end?.Kind)
            return null;
        var (recorded, now) = (end?.Kind.ToString() ?? "no end yet", runtime.End?.Kind.ToString() ?? "no end yet");
        return $"Instance '{history.InstanceId}' of orchestrator '{history.Orchestrator}': the history has {recorded}, the code now comes to {now}.";
    }
}
