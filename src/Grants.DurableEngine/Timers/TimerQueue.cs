using Grants.DurableEngine.Storage;
using Microsoft.Extensions.Logging;

namespace Grants.DurableEngine.Timers;

/// <summary>
/// Durable timers. They live in the database; in memory is only the alarm for the next one, so any number of waiting instances costs
/// nothing. What fired stays in the database until the instance's step has consumed it.
/// </summary>
internal sealed class TimerQueue(EngineCore core, TimeProvider time)
{
    // The longest wait that a system timer takes is 49 days.
    private static readonly TimeSpan LongestWait = TimeSpan.FromDays(1);

    private readonly Lock _gate = new();
    private readonly HashSet<(long, int, int)> _firing = [];
    private ITimer? _alarm;
    private long _next = long.MaxValue;
    private bool _stopped;

    public void Start()
    {
        lock (_gate)
            _alarm = time.CreateTimer(_ => Ring(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        Pump();
    }

    public void Stop()
    {
        lock (_gate)
        {
            _stopped = true;
            _alarm?.Dispose();
        }
    }

    /// <summary>A timer was stored.</summary>
    public void Arm(long dueTicks)
    {
        lock (_gate)
        {
            if (dueTicks >= _next)
                return;
            _next = dueTicks;
            SetAlarm();
        }
    }

    /// <summary>A timer that fired was consumed.</summary>
    public void Fired(long key, int generation, int taskId)
    {
        lock (_gate)
            _firing.Remove((key, generation, taskId));
    }

    /// <summary>The next stored instant (UTC ticks) that has not been handed on; null for none.</summary>
    public long? NextTicks
    {
        get
        {
            lock (_gate)
                return _next == long.MaxValue ? null : _next;
        }
    }

    /// <summary>Hands on everything that is due.</summary>
    public void Pump()
    {
        lock (_gate)
        {
            if (_stopped || _alarm is null)
                return;
            var now = core.Now;
            foreach (var timer in core.Store.Read(db => Queries.DueTimers(db, now)))
            {
                if (_firing.Add((timer.Instance, timer.Generation, timer.TaskId)))
                    core.Post(timer.Instance, new Message(EventKind.TimerFired, timer.Generation, timer.TaskId, null, null));
            }

            _next = core.Store.Read(db => Queries.NextTimer(db, now)) ?? long.MaxValue;
            SetAlarm();
        }
    }

    private void Ring()
    {
        try
        {
            if (core.Now >= (NextTicks ?? long.MaxValue))
            {
                Pump();
                return;
            }

            lock (_gate)
                SetAlarm();
        }
        catch (Exception e) when (e is EngineStorageException or ObjectDisposedException)
        {
            core.Logger.LogError(e, "Timers stop: {Reason}", e.Message);
        }
    }

    private void SetAlarm()
    {
        if (_stopped || _alarm is null)
            return;
        var wait = _next == long.MaxValue
            ? Timeout.InfiniteTimeSpan
            : TimeSpan.FromTicks(Math.Clamp(_next - core.Now, 0, LongestWait.Ticks));
        if (wait > TimeSpan.Zero)
            wait = TimeSpan.FromMilliseconds(Math.Ceiling(wait.TotalMilliseconds)); // timers round down; an alarm that is early rings twice
        _alarm.Change(wait, Timeout.InfiniteTimeSpan);
    }
}
