using Grants.Accounts;
using Grants.Applications;
using Grants.Calls;
using Grants.Data;
using Grants.Destruction;
using Grants.Documents;
using Grants.Milestones;
using Grants.Operations;
using Grants.Partners;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;

namespace Grants;

/// <summary>The two timers of the product; everything else is driven by orchestrations.</summary>
public sealed class Timers(
    Outbox outbox, Reconciler reconciler, HoldReminders holds, PolicyReminders policies, AuditSeals seals, OrphanSweep orphans, DocumentScans scans, SignInSweep signIns, AddressSweep addresses, PresenceSweep presences, RecordSweep records, SortKeySweep sortKeys, ScreeningFindings findings, Destroyer destroyer,
    Availability availability, ThisProcess process, Vitals vitals, OutageRule outages, DurableClientAccessor durable, GrantsDb db)
{
    /// <summary>The hour (UTC) of the daily run.</summary>
    internal const int DailyHour = 1;

    /// <summary>Every minute: outbox rows that their own request or function could not hand over, documents that wait for the scanner, and a sign of life.</summary>
    [Function(nameof(EveryMinute))]
    public async Task EveryMinute([TimerTrigger("0 * * * * *")] TimerInfo timer, [DurableClient] DurableTaskClient client, CancellationToken cancellationToken)
    {
        durable.Client = client;
        await outbox.SweepAsync(cancellationToken);
        if (!process.HasBeaten && durable.Client is { } engine) await reconciler.RebuildAsync(engine, cancellationToken);
        await availability.BeatAsync(outages.OfferAsync, cancellationToken);
        await scans.SweepAsync(cancellationToken);
        await outbox.TryFreshAsync(cancellationToken);
        await vitals.MeasureAsync(durable.Client, cancellationToken);
    }

    /// <summary>
    /// Every day: starts every stage that should run and does not (report windows that open, what was missed, what an empty engine lost), reminds of
    /// milestones on hold and of policies that expire, seals the audit chains, removes blobs that nothing refers to, sign-ins of long ago and addresses of people who were taken out, and stores sort keys that
    /// the version before left out, and counts anew what there is to look at in what is being screened.
    /// </summary>
    [Function(nameof(EveryDay))]
    public async Task EveryDay([TimerTrigger("0 0 1 * * *")] TimerInfo timer, [DurableClient] DurableTaskClient client, CancellationToken cancellationToken)
    {
        durable.Client = client;
        // Of several embedded instances the one that runs the orchestrations does this; on the platform a timer is one for all.
        if (durable.Client is null) return;
        // One part that fails does not keep the others from running; the run as a whole has then failed, and its heartbeat stays away.
        var failures = new List<Exception>();
        Func<Task>[] parts =
        [
            () => reconciler.RunAsync(client, cancellationToken),
            () => holds.RunAsync(cancellationToken),
            () => policies.RunAsync(cancellationToken),
            () => seals.SealAsync(cancellationToken),
            () => orphans.RunAsync(cancellationToken),
            () => signIns.RunAsync(cancellationToken),
            () => addresses.RunAsync(cancellationToken),
            () => presences.RunAsync(cancellationToken),
            () => records.RunAsync(cancellationToken),
            () => sortKeys.RunAsync(cancellationToken),
            () => destroyer.RunAsync(cancellationToken),
            () => findings.RunAsync(cancellationToken),
        ];
        foreach (var part in parts)
        {
            try
            {
                await part();
            }
            catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
            {
                failures.Add(exception);
                db.Discard();
            }
        }

        if (failures.Count > 0) throw new AggregateException("Parts of the daily run failed.", failures);
        await availability.BeatAsync(nameof(EveryDay), cancellationToken);
    }
}
