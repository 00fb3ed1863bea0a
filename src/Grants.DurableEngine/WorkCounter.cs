namespace Grants.DurableEngine;

/// <summary>Counts what is under way: queued writes, messages, activities, timer-triggered functions. Zero means idle.</summary>
internal sealed class WorkCounter
{
    private readonly Lock _gate = new();
    private long _count;
    private TaskCompletionSource? _zero;

    public void Add()
    {
        lock (_gate)
            _count++;
    }

    public void Done()
    {
        TaskCompletionSource? zero = null;
        lock (_gate)
        {
            if (--_count == 0)
                (zero, _zero) = (_zero, null);
        }

        zero?.SetResult();
    }

    public Task WhenZeroAsync()
    {
        lock (_gate)
        {
            if (_count == 0)
                return Task.CompletedTask;
            _zero ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            return _zero.Task;
        }
    }
}
