namespace Grants.DurableEngine.Timers;

/// <summary>Short waits that need not outlive the process, by the engine's clock.</summary>
internal sealed class DelayQueue(TimeProvider time)
{
    private readonly Lock _gate = new();
    private readonly List<(long Due, ITimer Timer)> _waiting = [];

    /// <summary>The next instant (UTC ticks) at which something goes on; null for none.</summary>
    public long? NextTicks
    {
        get
        {
            lock (_gate)
                return _waiting.Count == 0 ? null : _waiting.Min(w => w.Due);
        }
    }

    public void After(TimeSpan delay, Action action)
    {
        lock (_gate)
        {
            var due = (time.GetUtcNow() + delay).UtcTicks;
            ITimer? timer = null;
            timer = time.CreateTimer(
                _ =>
                {
                    lock (_gate)
                    {
                        _waiting.RemoveAll(w => w.Timer == timer);
                        timer!.Dispose();
                    }

                    action();
                },
                null,
                delay,
                Timeout.InfiniteTimeSpan);
            _waiting.Add((due, timer));
        }
    }

    public void Stop()
    {
        lock (_gate)
        {
            foreach (var (_, timer) in _waiting)
                timer.Dispose();
            _waiting.Clear();
        }
    }
}
