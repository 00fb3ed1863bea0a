using Grants.Data;
using Microsoft.DurableTask.Client;
using Microsoft.EntityFrameworkCore;

namespace Grants.Operations.ShowOperations;

/// <summary>An outbox row that was tried as often as is sensible.</summary>
/// <param name="Id">The row.</param>
/// <param name="What">The e-mail's template, or the doorbell's instance.</param>
/// <param name="Reason">Why the last try failed.</param>
/// <param name="Attempts">How often it was tried.</param>
/// <param name="Since">Since when it waits (UTC).</param>
public sealed record Parked(Guid Id, string What, string? Reason, int Attempts, DateTime Since);

/// <summary>How many orchestration instances have a status.</summary>
public sealed record StatusCount(string Status, int Count);

/// <summary>What the page shows.</summary>
/// <param name="Parked">Parked rows, oldest first; at most 100.</param>
/// <param name="Waiting">How many rows are due and not yet handed over.</param>
/// <param name="Instances">Instances by status; null where no engine can be asked.</param>
/// <param name="Failed">Ids of failed instances; at most 20.</param>
/// <param name="LastSweep">When the minute's sweep last ended (UTC).</param>
/// <param name="LastDay">When the daily timer last ended (UTC).</param>
public sealed record OperationsView(
    IReadOnlyList<Parked> Parked, int Waiting, IReadOnlyList<StatusCount>? Instances, IReadOnlyList<string> Failed, DateTime? LastSweep, DateTime? LastDay);

/// <summary>What an administrator has to know: what is stuck, and whether the timers run.</summary>
internal sealed class Handler(GrantsDb db, DurableClientAccessor durable, TimeProvider clock) : IUseCase
{
    private const int MostRows = 100;
    private const int MostFailed = 20;

    public async Task<OperationsView> HandleAsync(CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow().UtcDateTime;
        var bells = await db.Doorbells.Where(row => row.State == OutboxState.Parked).OrderBy(row => row.CreatedAt).Take(MostRows)
            .Select(row => new Parked(row.Id, row.InstanceId, row.LastError, row.Attempts, row.CreatedAt)).ToListAsync(cancellationToken);
        var mails = await db.Emails.Where(row => row.State == OutboxState.Parked).OrderBy(row => row.CreatedAt).Take(MostRows)
            .Select(row => new Parked(row.Id, "E-mail: " + row.Template, row.LastError, row.Attempts, row.CreatedAt)).ToListAsync(cancellationToken);
        var waiting = await db.Doorbells.CountAsync(row => row.State == OutboxState.Waiting && row.NextAttemptAt <= now, cancellationToken)
            + await db.Emails.CountAsync(row => row.State == OutboxState.Waiting && row.NextAttemptAt <= now, cancellationToken);
        var beats = await db.Heartbeats.ToDictionaryAsync(beat => beat.Id, beat => (DateTime?)beat.At, cancellationToken);
        var (instances, failed) = await InstancesAsync(cancellationToken);
        return new OperationsView(
            [.. bells.Concat(mails).OrderBy(row => row.Since).Take(MostRows)], waiting, instances, failed,
            beats.GetValueOrDefault(nameof(Timers.EveryMinute)), beats.GetValueOrDefault(nameof(Timers.EveryDay)));
    }

    // What has completed is left out: it grows with the years and says nothing.
    private async Task<(IReadOnlyList<StatusCount>? Counts, IReadOnlyList<string> Failed)> InstancesAsync(CancellationToken cancellationToken)
    {
        if (durable.Client is not { } client) return (null, []);
        var counts = new SortedDictionary<string, int>(StringComparer.Ordinal);
        var failed = new List<string>();
        var filter = new OrchestrationQuery
        {
            Statuses = [OrchestrationRuntimeStatus.Running, OrchestrationRuntimeStatus.Pending, OrchestrationRuntimeStatus.Suspended, OrchestrationRuntimeStatus.Failed, OrchestrationRuntimeStatus.Terminated],
        };
        await foreach (var instance in client.GetAllInstancesAsync(filter).WithCancellation(cancellationToken))
        {
            var status = instance.RuntimeStatus.ToString();
            counts[status] = counts.GetValueOrDefault(status) + 1;
            if (instance.RuntimeStatus == OrchestrationRuntimeStatus.Failed && failed.Count < MostFailed) failed.Add(instance.InstanceId);
        }

        return (counts.Select(pair => new StatusCount(pair.Key, pair.Value)).ToList(), failed);
    }
}
