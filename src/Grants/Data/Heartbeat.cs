using System.Diagnostics;
using Microsoft.EntityFrameworkCore;

namespace Grants.Data;

/// <summary>When a timer last ran to its end, and in which process: how an administrator sees that it still does.</summary>
internal sealed class Heartbeat
{
    /// <summary>The function's name.</summary>
    public string Id { get; init; } = "";

    public DateTime At { get; init; }

    /// <summary>The process that it ran in.</summary>
    public Guid ProcessId { get; init; }
}

/// <summary>A time in which the service did not run: its database took no heartbeat from any instance. Never changed.</summary>
internal sealed class Outage
{
    private Outage()
    {
    }

    public Outage(DateTime from, DateTime to) => (From, To) = (from, to);

    public Guid Id { get; private init; } = Guid.CreateVersion7();

    /// <summary>The last sign of life before (UTC).</summary>
    public DateTime From { get; private init; }

    /// <summary>The first sign of life after (UTC).</summary>
    public DateTime To { get; private init; }

    public TimeSpan Length => To - From;
}

/// <summary>This process among the instances of the service, with a clock that nobody sets.</summary>
public sealed class ThisProcess
{
    private long? _beat;

    /// <summary>Known to this process only, and new with each start.</summary>
    public Guid Id { get; } = Guid.NewGuid();

    /// <summary>Whether this process has left a beat yet.</summary>
    internal bool HasBeaten => _beat is not null;

    /// <summary>Like a process that has only just started: it has left no beat.</summary>
    internal void ForgetBeat() => _beat = null;

    /// <summary>Takes the time since this was last called; null the first time.</summary>
    internal TimeSpan? SinceLastBeat()
    {
        var (before, now) = (_beat, Stopwatch.GetTimestamp());
        _beat = now;
        return before is null ? null : Stopwatch.GetElapsedTime(before.Value, now);
    }
}

/// <summary>
/// The service's own record of its availability. The minute's timer leaves a heartbeat in the database; whoever finds the one before too long ago has found an
/// outage, whichever instance it is. What it cannot see: a network that keeps people from a service that runs.
/// </summary>
public sealed class Availability(GrantsDb db, ThisProcess process, TimeProvider clock)
{
    // A beat comes every minute, and a slow one is no outage.
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(5);

    private const string Timer = nameof(Timers.EveryMinute);

    /// <summary>Leaves a heartbeat of the minute's timer, and records the outage that ends with it.</summary>
    /// <param name="found">What an outage has as its consequence; in the same transaction.</param>
    /// <param name="cancellationToken">Ends with the function.</param>
    internal async Task BeatAsync(Func<Outage, CancellationToken, Task> found, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow().UtcDateTime;
        var own = process.SinceLastBeat();
        var last = await db.Heartbeats.AsNoTracking().SingleOrDefaultAsync(beat => beat.Id == Timer, cancellationToken);
        if (last is null)
        {
            db.Heartbeats.Add(new Heartbeat { Id = Timer, At = now, ProcessId = process.Id });
            // Refused when another instance has just written the first one, which says the same.
            await db.CommitAsync(cancellationToken);
            return;
        }

        await db.InTransactionAsync(() => BeatAsync(last, own, now, found, cancellationToken), cancellationToken);
    }

    private async Task<Outcome> BeatAsync(Heartbeat last, TimeSpan? own, DateTime now, Func<Outage, CancellationToken, Task> found, CancellationToken cancellationToken)
    {
        // Of several instances that find the same gap one records it.
        var taken = await db.Heartbeats.Where(beat => beat.Id == Timer && beat.At == last.At)
            .ExecuteUpdateAsync(set => set.SetProperty(beat => beat.At, now).SetProperty(beat => beat.ProcessId, process.Id), cancellationToken);
        // This process has run since its own last beat, whoever left the last one: a clock that was set forward meanwhile has skipped time, and nothing was down in it.
        var gap = own < now - last.At ? own.Value : now - last.At;
        if (taken == 1 && gap > Longest)
        {
            var outage = new Outage(now - gap, now);
            db.Outages.Add(outage);
            await found(outage, cancellationToken);
            await db.SaveChangesAsync(cancellationToken);
        }

        return Outcome.Done;
    }

    /// <summary>Records that a timer ran to its end.</summary>
    internal async Task BeatAsync(string function, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow().UtcDateTime;
        if (await db.Heartbeats.Where(beat => beat.Id == function).ExecuteUpdateAsync(set => set.SetProperty(beat => beat.At, now).SetProperty(beat => beat.ProcessId, process.Id), cancellationToken) > 0) return;
        db.Heartbeats.Add(new Heartbeat { Id = function, At = now, ProcessId = process.Id });
        await db.CommitAsync(cancellationToken);
    }
}
