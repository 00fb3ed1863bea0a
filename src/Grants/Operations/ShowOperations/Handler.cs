using Grants.Data;
using Grants.Lifecycle;
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

/// <summary>An orchestration that has failed.</summary>
/// <param name="InstanceId">Its id.</param>
/// <param name="Orchestrator">What it is.</param>
/// <param name="Reason">Why it failed.</param>
/// <param name="Since">Since when (UTC).</param>
public sealed record FailedInstance(string InstanceId, string Orchestrator, string? Reason, DateTime Since);

/// <summary>How many records are at a stage that does not end by itself.</summary>
/// <param name="Track">Of what: calls, applications, awards, milestones or grants.</param>
/// <param name="Stage">The stage.</param>
/// <param name="Count">How many.</param>
/// <param name="Oldest">Since when the oldest is there (UTC).</param>
/// <param name="WaitsFor">Who can move it on; empty when the clock alone does.</param>
/// <param name="Days">Within how many days the stage is to end, for one that counts from its beginning.</param>
public sealed record StageCount(Track Track, Stage Stage, int Count, DateTime Oldest, IReadOnlyList<Party> WaitsFor, int? Days);

/// <summary>A timer of the product.</summary>
/// <param name="Name">The function.</param>
/// <param name="Last">When it last ran to its end (UTC).</param>
/// <param name="Next">When it runs next (UTC).</param>
public sealed record TimerState(string Name, DateTime? Last, DateTime Next);

/// <summary>What the page shows.</summary>
/// <param name="Now">The present instant (UTC).</param>
/// <param name="Dependencies">What the service needs, and how it stands.</param>
/// <param name="Outbox">What waits to be handed over.</param>
/// <param name="Parked">Parked rows, oldest first; at most 100.</param>
/// <param name="Stages">Open stages, in the order of a grant's life.</param>
/// <param name="Instances">Instances by status; null where no engine can be asked.</param>
/// <param name="Failed">Failed instances; at most 20.</param>
/// <param name="Timers">The timers.</param>
public sealed record OperationsView(
    DateTime Now, IReadOnlyList<DependencyState> Dependencies, OutboxStand Outbox, IReadOnlyList<Parked> Parked, IReadOnlyList<StageCount> Stages,
    IReadOnlyList<StatusCount>? Instances, IReadOnlyList<FailedInstance> Failed, IReadOnlyList<TimerState> Timers);

/// <summary>What an administrator has to know: what is stuck and since when, whether the timers run, and how everything stands that the service needs.</summary>
internal sealed class Handler(GrantsDb db, DurableClientAccessor durable, Dependencies dependencies, TimeProvider clock) : IUseCase
{
    private const int MostRows = 100;
    private const int MostFailed = 20;

    public async Task<OperationsView> HandleAsync(CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow().UtcDateTime;
        var parked = await db.Doorbells.Where(row => row.State == OutboxState.Parked).Select(row => new { row.Id, What = row.InstanceId, Mail = false, row.LastError, row.Attempts, row.CreatedAt })
            .Concat(db.Emails.Where(row => row.State == OutboxState.Parked).Select(row => new { row.Id, What = row.Template, Mail = true, row.LastError, row.Attempts, row.CreatedAt }))
            .OrderBy(row => row.CreatedAt).Take(MostRows).ToListAsync(cancellationToken);
        var beats = await db.Heartbeats.ToDictionaryAsync(beat => beat.Id, beat => (DateTime?)beat.At, cancellationToken);
        var (instances, failed) = await InstancesAsync(cancellationToken);
        return new OperationsView(
            now,
            [.. await dependencies.VitalAsync(cancellationToken), .. await dependencies.OthersAsync(cancellationToken)],
            await OutboxStand.ReadAsync(db, cancellationToken),
            parked.ConvertAll(row => new Parked(row.Id, row.Mail ? "E-mail: " + row.What : row.What, row.LastError, row.Attempts, row.CreatedAt)),
            await StagesAsync(cancellationToken),
            instances,
            failed,
            [
                new TimerState(nameof(Timers.EveryMinute), beats.GetValueOrDefault(nameof(Timers.EveryMinute)), now.Date.AddMinutes(Math.Floor(now.TimeOfDay.TotalMinutes) + 1)),
                new TimerState(nameof(Timers.EveryDay), beats.GetValueOrDefault(nameof(Timers.EveryDay)), now.Date.AddHours(now.Hour < Timers.DailyHour ? Timers.DailyHour : Timers.DailyHour + 24)),
            ]);
    }

    private async Task<IReadOnlyList<StageCount>> StagesAsync(CancellationToken cancellationToken)
    {
        var rows = await AtStages(db.Calls).Concat(AtStages(db.Applications)).Concat(AtStages(db.Awards)).Concat(AtStages(db.Milestones)).Concat(AtStages(db.Grants)).ToListAsync(cancellationToken);
        return
        [
            .. from rule in GrantLifecycle.Stages
               join row in rows on rule.Stage equals row.Stage
               let acts = GrantLifecycle.Transitions.Where(transition => transition.From.Contains(rule.Stage)).ToList()
               where acts.Count > 0
               select new StageCount(
                   rule.Track, rule.Stage, row.Count, row.Oldest, [.. acts.Select(act => act.By).Where(party => party != Party.Clock).Distinct()],
                   rule.Deadline is { From: Anchor.StageEntered } deadline ? deadline.Days : null),
        ];
    }

    private static IQueryable<Row> AtStages<TAggregate>(DbSet<TAggregate> aggregates)
        where TAggregate : StagedAggregate =>
        aggregates.GroupBy(aggregate => aggregate.Stage).Select(stage => new Row { Stage = stage.Key, Count = stage.Count(), Oldest = stage.Min(aggregate => aggregate.StageSince) });

    // What has completed is left out: it grows with the years and says nothing.
    private async Task<(IReadOnlyList<StatusCount>? Counts, IReadOnlyList<FailedInstance> Failed)> InstancesAsync(CancellationToken cancellationToken)
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
            if (instance.RuntimeStatus is OrchestrationRuntimeStatus.Failed or OrchestrationRuntimeStatus.Terminated && failed.Count < MostFailed) failed.Add(instance.InstanceId);
        }

        var reasons = new List<FailedInstance>();
        foreach (var id in failed)
        {
            if (await client.GetInstanceAsync(id, getInputsAndOutputs: true, cancellationToken) is { } instance)
                reasons.Add(new FailedInstance(id, instance.Name, instance.FailureDetails?.ToString() ?? instance.RuntimeStatus.ToString(), instance.LastUpdatedAt.UtcDateTime));
        }

        return (counts.Select(pair => new StatusCount(pair.Key, pair.Value)).ToList(), reasons);
    }

    private sealed class Row
    {
        public Stage Stage { get; init; }

        public int Count { get; init; }

        public DateTime Oldest { get; init; }
    }
}
