using Grants.Data;
using Microsoft.DurableTask.Client;

namespace Grants.Operations;

/// <summary>Measures what alarms are set on: how old the outbox is, what is parked, what has failed and what is stuck. Asks for nothing that nobody takes.</summary>
public sealed class Vitals(GrantsDb db, Reconciler reconciler, TimeProvider clock)
{
    // Asking for the instances reads a whole table on the platform.
    private const int EngineEveryMinutes = 15;

    /// <summary>Measures; the minute's timer calls it.</summary>
    internal async Task MeasureAsync(DurableTaskClient? client, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow().UtcDateTime;
        if (Telemetry.OutboxAge.Enabled || Telemetry.Parked.Enabled)
        {
            var outbox = await OutboxStand.ReadAsync(db, cancellationToken);
            Telemetry.OutboxAge.Record(outbox.Oldest is { } oldest ? (now - oldest).TotalSeconds : 0);
            Telemetry.Parked.Record(outbox.Parked);
        }

        if (client is null || now.Minute % EngineEveryMinutes != 0 || !(Telemetry.Failed.Enabled || Telemetry.Stuck.Enabled)) return;
        var failed = 0;
        await foreach (var _ in client.GetAllInstancesAsync(new OrchestrationQuery { Statuses = [OrchestrationRuntimeStatus.Failed] }).WithCancellation(cancellationToken)) failed++;
        Telemetry.Failed.Record(failed);
        Telemetry.Stuck.Record((await reconciler.MissingAsync(client, cancellationToken)).Count);
    }
}
