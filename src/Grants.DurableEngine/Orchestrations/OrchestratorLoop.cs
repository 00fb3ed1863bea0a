namespace Grants.DurableEngine.Orchestrations;

/// <summary>
/// Runs an orchestrator's code on one thread at a time and takes its continuations back, so that their order depends on the history
/// only. Code that awaits anything but the context comes back from elsewhere; that is noticed here.
/// </summary>
internal sealed class OrchestratorLoop : SynchronizationContext
{
    private readonly Queue<(SendOrPostCallback Callback, object? State)> _queue = new();
    private int _thread;

    /// <summary>Whether the caller is the orchestrator's code in its turn.</summary>
    public bool IsMine => Environment.CurrentManagedThreadId == Volatile.Read(ref _thread);

    /// <summary>Whether code came back from outside.</summary>
    public bool IsViolated { get; private set; }

    /// <summary>Called, on any thread, when code comes back from outside between two turns.</summary>
    public Action? Violated { get; set; }

    public override void Post(SendOrPostCallback d, object? state)
    {
        if (IsMine)
        {
            _queue.Enqueue((d, state));
            return;
        }

        Violate();
    }

    /// <summary>Something of the orchestrator ran outside its turn.</summary>
    public void Violate()
    {
        IsViolated = true;
        Violated?.Invoke();
    }

    public override void Send(SendOrPostCallback d, object? state) => Post(d, state);

    public override SynchronizationContext CreateCopy() => this;

    /// <summary>Runs something, then everything that it made runnable.</summary>
    public void Run(Action action)
    {
        var previous = Current;
        SetSynchronizationContext(this);
        Volatile.Write(ref _thread, Environment.CurrentManagedThreadId);
        try
        {
            action();
            while (_queue.TryDequeue(out var next))
                next.Callback(next.State);
        }
        finally
        {
            Volatile.Write(ref _thread, 0);
            SetSynchronizationContext(previous);
        }
    }
}
