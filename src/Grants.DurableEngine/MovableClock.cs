namespace Grants.DurableEngine;

/// <summary>
/// A clock that can be moved forward, never back. It flows with real time unless frozen; timers made from it fire when it passes
/// their instant, however it got there. It remembers nothing across restarts: whoever moves it keeps <see cref="GetUtcNow"/>.
/// </summary>
public sealed class MovableClock : TimeProvider
{
    private readonly Lock _gate = new();
    private readonly TimeProvider _source;
    private readonly bool _frozen;
    private readonly SortedSet<ClockTimer> _armed = new(ClockTimer.ByDue);
    private readonly ITimer? _alarm;
    private DateTimeOffset _base;
    private long _baseStamp;
    private long _order;

    /// <summary>Makes a clock.</summary>
    /// <param name="start">Where it begins (any offset; kept as UTC); the system's time when null.</param>
    /// <param name="frozen">Whether it stands still between moves.</param>
    public MovableClock(DateTimeOffset? start = null, bool frozen = false)
        : this(System, start, frozen)
    {
    }

    internal MovableClock(TimeProvider source, DateTimeOffset? start, bool frozen)
    {
        _source = source;
        _frozen = frozen;
        _base = (start ?? source.GetUtcNow()).ToUniversalTime();
        _baseStamp = source.GetTimestamp();
        if (!frozen)
            _alarm = source.CreateTimer(_ => Ring(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <inheritdoc/>
    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    /// <inheritdoc/>
    public override DateTimeOffset GetUtcNow()
    {
        lock (_gate)
            return Now();
    }

    /// <inheritdoc/>
    public override long GetTimestamp() => GetUtcNow().UtcTicks;

    /// <summary>Moves the clock to an instant and fires what became due.</summary>
    /// <param name="instant">The instant (any offset).</param>
    /// <exception cref="ArgumentOutOfRangeException">The instant has passed already.</exception>
    public void SetUtcNow(DateTimeOffset instant)
    {
        lock (_gate)
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(instant.ToUniversalTime(), Now(), nameof(instant));
            _base = instant.ToUniversalTime();
            _baseStamp = _source.GetTimestamp();
        }

        Ring();
    }

    /// <summary>Moves the clock forward and fires what became due.</summary>
    /// <param name="by">How far; zero or more.</param>
    /// <exception cref="ArgumentOutOfRangeException">It is negative.</exception>
    public void Advance(TimeSpan by)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(by, TimeSpan.Zero);
        lock (_gate)
        {
            _base = Now() + by;
            _baseStamp = _source.GetTimestamp();
        }

        Ring();
    }

    /// <inheritdoc/>
    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        ArgumentNullException.ThrowIfNull(callback);
        var timer = new ClockTimer(this, callback, state, Interlocked.Increment(ref _order));
        timer.Change(dueTime, period);
        return timer;
    }

    private DateTimeOffset Now() => _frozen ? _base : _base + _source.GetElapsedTime(_baseStamp);

    private void Ring()
    {
        while (true)
        {
            ClockTimer? due;
            lock (_gate)
            {
                due = _armed.Min;
                if (due is null || due.Due > Now())
                {
                    Arm();
                    return;
                }

                _armed.Remove(due);
                if (due.Period > TimeSpan.Zero)
                {
                    // A jump over many periods fires once, like a machine that was asleep.
                    due.Due = Now() + due.Period;
                    _armed.Add(due);
                }
            }

            due.Fire();
        }
    }

    private void Arm()
    {
        if (_alarm is null)
            return;
        var wait = _armed.Min is { } next ? next.Due - Now() : Timeout.InfiniteTimeSpan;
        if (wait != Timeout.InfiniteTimeSpan)
            wait = TimeSpan.FromTicks(Math.Clamp(wait.Ticks, TimeSpan.TicksPerMillisecond, TimeSpan.TicksPerDay));
        _alarm.Change(wait, Timeout.InfiniteTimeSpan);
    }

    private sealed class ClockTimer(MovableClock clock, TimerCallback callback, object? state, long order) : ITimer
    {
        public static readonly IComparer<ClockTimer> ByDue = Comparer<ClockTimer>.Create(
            (a, b) => a.Due != b.Due ? a.Due.CompareTo(b.Due) : a.Order.CompareTo(b.Order));

        private bool _disposed;

        public DateTimeOffset Due { get; set; }

        public TimeSpan Period { get; private set; }

        private long Order { get; } = order;

        public void Fire() => callback(state);

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            bool ring;
            lock (clock._gate)
            {
                if (_disposed)
                    return false;
                clock._armed.Remove(this);
                Period = period;
                ring = dueTime == TimeSpan.Zero;
                if (dueTime != Timeout.InfiniteTimeSpan)
                {
                    Due = clock.Now() + dueTime;
                    clock._armed.Add(this);
                }

                clock.Arm();
            }

            // Never on the caller's stack: callers hold their own locks. A flowing clock rings by its alarm.
            if (ring && clock._frozen)
                ThreadPool.QueueUserWorkItem(static c => c.Ring(), clock, preferLocal: false);
            return true;
        }

        public void Dispose()
        {
            lock (clock._gate)
            {
                _disposed = true;
                clock._armed.Remove(this);
            }
        }

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
