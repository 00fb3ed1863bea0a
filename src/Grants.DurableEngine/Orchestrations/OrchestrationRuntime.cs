using Grants.DurableEngine.Storage;
using Microsoft.DurableTask;
using Microsoft.Extensions.Logging;

namespace Grants.DurableEngine.Orchestrations;

/// <summary>Something an orchestrator asks for.</summary>
internal sealed record OrchestrationAction(EventKind Kind)
{
    public int TaskId { get; init; }

    public string? Name { get; init; }

    public string? Target { get; init; }

    public string? Data { get; init; }

    public string? Version { get; init; }

    public long DueTicks { get; init; }
}

/// <summary>What ContinueAsNew asked for.</summary>
internal sealed record NextGeneration(string? Input, bool KeepEvents);

/// <summary>How an orchestrator ended.</summary>
internal sealed record OrchestrationEnd(EventKind Kind, string? Output, string? Failure);

/// <summary>
/// An orchestrator in memory: its code, run over its history one event at a time. It knows no database and no clock; what it asks
/// for is collected for the caller to store.
/// </summary>
internal sealed class OrchestrationRuntime
{
    private readonly OrchestratorLoop _loop = new();
    private readonly Dictionary<int, IPending> _pending = [];
    private readonly Dictionary<string, Stack<IPending>> _waiters = new(StringComparer.OrdinalIgnoreCase);
    private readonly List<(string Name, string? Data)> _buffer = [];
    private readonly Queue<HistoryRow> _held = new();
    private readonly FunctionInvoker _function;
    private readonly EngineOrchestrationContext _context;
    private readonly IServiceProvider _services;
    private Dictionary<int, HistoryRow>? _recorded;
    private Task<object?>? _code;
    private NonDeterministicOrchestrationException? _mismatch;
    private long _nowTicks;
    private int _lastTaskId;

    public OrchestrationRuntime(
        FunctionInvoker function, string instanceId, string version, string defaultVersion, int generation, string? input,
        ParentOrchestrationInstance? parent, Payloads payloads, ILoggerFactory loggers, IServiceProvider services)
    {
        _function = function;
        InstanceId = instanceId;
        Version = version;
        DefaultVersion = defaultVersion;
        Generation = generation;
        Input = input;
        Parent = parent;
        Payloads = payloads;
        _services = services;
        _context = new EngineOrchestrationContext(this, loggers);
    }

    public string Name => _function.Description.Name;

    public string InstanceId { get; }

    public string Version { get; }

    public string DefaultVersion { get; }

    public int Generation { get; }

    public string? Input { get; }

    public ParentOrchestrationInstance? Parent { get; }

    public Payloads Payloads { get; }

    public DateTime Now => new(_nowTicks, DateTimeKind.Utc);

    public bool IsReplaying => _recorded is not null;

    public bool IsSuspended { get; private set; }

    public string? CustomStatus { get; set; }

    public NextGeneration? Next { get; set; }

    /// <summary>What the code asked for since the last <see cref="TakeActions"/>.</summary>
    public List<OrchestrationAction> Actions { get; private set; } = [];

    /// <summary>Timers that the code cancelled since the last <see cref="TakeActions"/>.</summary>
    public List<int> CancelledTimers { get; private set; } = [];

    /// <summary>How the code ended; null while it has not.</summary>
    public OrchestrationEnd? End { get; private set; }

    /// <summary>Events that nobody waited for, in their order.</summary>
    public IEnumerable<(string Name, string? Data)> Unprocessed
        => _buffer.Concat(_held.Where(r => r.Kind == EventKind.EventRaised).Select(r => (r.Name!, r.Data)));

    /// <summary>Called, on any thread, when the code came back from outside the context between two turns.</summary>
    public Action? Violated
    {
        set => _loop.Violated = value;
    }

    /// <summary>Whether code came back from outside the context, or waits for something that is not the context's.</summary>
    public bool IsViolated => _loop.IsViolated
        || (_code is { IsCompleted: false } && End is null && _held.Count == 0 && _pending.Count == 0 && _waiters.Values.All(w => w.All(t => t.IsDone)));

    /// <summary>Whether a result for this task is still waited for.</summary>
    public bool Awaits(int taskId) => _pending.ContainsKey(taskId);

    /// <summary>Runs the code over what it has been through already.</summary>
    /// <exception cref="NonDeterministicOrchestrationException">The code no longer fits.</exception>
    public void Replay(IReadOnlyList<HistoryRow> history, int executed)
    {
        var recorded = history.Where(r => r.IsAction).ToList();
        _recorded = recorded.Where(r => r.TaskId > 0).ToDictionary(r => r.TaskId);
        foreach (var row in history.Where(r => !r.IsAction && r.Sequence <= executed))
        {
            if (End is not null)
                throw Differs($"the code has ended ({End.Kind}), but the history goes on with {row.Describe()}");
            if (row.TaskId > _lastTaskId)
                throw Differs($"the history has {row.Describe()}, but the code has asked for {_lastTaskId} tasks only by then");
            Feed(row);
        }

        if (recorded.FirstOrDefault(r => r.TaskId > _lastTaskId) is { } missing)
            throw Differs($"the history has {missing.Describe()}, but the code does not ask for it");
        _recorded = null;
        Actions.Clear();
        CancelledTimers.Clear();
    }

    /// <summary>Runs the code over the next event.</summary>
    /// <exception cref="NonDeterministicOrchestrationException">While replaying: the code asks for something else than it did.</exception>
    /// <exception cref="FunctionActivationException">The object that has the orchestrator could not be made.</exception>
    public void Feed(HistoryRow row)
    {
        switch (row.Kind)
        {
            case EventKind.Suspended:
                IsSuspended = true;
                break;
            case EventKind.Resumed:
                IsSuspended = false;
                _nowTicks = Math.Max(_nowTicks, row.Ticks);
                while (!IsSuspended && End is null && _held.TryDequeue(out var held))
                    Turn(held);
                break;
            default:
                if (IsSuspended)
                    _held.Enqueue(row);
                else
                    Turn(row);
                break;
        }
    }

    public (List<OrchestrationAction> Actions, List<int> CancelledTimers) TakeActions()
    {
        var taken = (Actions, CancelledTimers);
        (Actions, CancelledTimers) = ([], []);
        return taken;
    }

    /// <summary>Throws where the caller is not the orchestrator's code in its turn.</summary>
    public void Check()
    {
        if (!_loop.IsMine)
        {
            throw new InvalidOperationException(
                "The orchestration context was used outside the orchestrator's own turn: an orchestrator awaits only tasks of its context, without ConfigureAwait(false).");
        }
    }

    public int Emit(OrchestrationAction action)
    {
        action = action with { TaskId = ++_lastTaskId };
        if (_recorded is { } recorded)
        {
            if (!recorded.TryGetValue(action.TaskId, out var row))
                throw Differs($"the code asks for {action.Kind} '{action.Name}' #{action.TaskId}, which the history does not have");
            if (row.Kind != action.Kind || !string.Equals(row.Name, action.Name, StringComparison.OrdinalIgnoreCase))
                throw Differs($"the history has {row.Describe()}, but the code asks for {action.Kind} '{action.Name}' #{action.TaskId}");
        }
        else
        {
            Actions.Add(action);
        }

        return action.TaskId;
    }

    public Task<T> Schedule<T>(OrchestrationAction action)
    {
        Check();
        var pending = new Pending<T>(action.Name!, Payloads.Converter);
        _pending.Add(pending.TaskId = Emit(action), pending);
        return pending.Task;
    }

    public Task StartTimer(DateTime due, CancellationToken cancellation)
    {
        if (cancellation.IsCancellationRequested)
            return Task.FromCanceled(cancellation);
        var pending = new Pending<object>("timer", Payloads.Converter);
        var id = pending.TaskId = Emit(new OrchestrationAction(EventKind.TimerCreated) { DueTicks = due.Ticks });
        _pending.Add(id, pending);
        if (cancellation.CanBeCanceled)
        {
            OnCancelled(cancellation, () =>
            {
                if (_pending.Remove(id))
                {
                    CancelledTimers.Add(id);
                    pending.Cancel(cancellation);
                }
            });
        }

        return pending.Task;
    }

    public Task<T> WaitForEvent<T>(string name, CancellationToken cancellation)
    {
        if (cancellation.IsCancellationRequested)
            return Task.FromCanceled<T>(cancellation);
        var pending = new Pending<T>(name, Payloads.Converter);
        var kept = _buffer.FindIndex(e => string.Equals(e.Name, name, StringComparison.OrdinalIgnoreCase));
        if (kept >= 0)
        {
            var data = _buffer[kept].Data;
            _buffer.RemoveAt(kept);
            pending.Complete(data);
            return pending.Task;
        }

        if (!_waiters.TryGetValue(name, out var waiters))
            _waiters.Add(name, waiters = new Stack<IPending>());
        waiters.Push(pending);
        if (cancellation.CanBeCanceled)
            OnCancelled(cancellation, () => pending.Cancel(cancellation));
        return pending.Task;
    }

    private void OnCancelled(CancellationToken cancellation, Action action) => cancellation.Register(() =>
    {
        // CancelAsync and CancelAfter come from another thread, at no point of the history.
        if (_loop.IsMine)
            action();
        else
            _loop.Violate();
    });

    private void Turn(HistoryRow row)
    {
        _nowTicks = Math.Max(_nowTicks, row.Ticks);
        _loop.Run(() => Apply(row));
        if (_mismatch is { } mismatch)
            throw mismatch;
        if (_code is { IsCompleted: true } && End is null)
            End = Finish(_code);
    }

    private void Apply(HistoryRow row)
    {
        switch (row.Kind)
        {
            case EventKind.ExecutionStarted:
                _code = _function.InvokeAsync(new Invocation(_services, $"{InstanceId}:{Generation}", InstanceId, CancellationToken.None)
                {
                    Orchestration = _context,
                    Input = Input,
                });
                break;
            case EventKind.TaskCompleted or EventKind.SubOrchestrationCompleted or EventKind.TimerFired:
                if (_pending.Remove(row.TaskId, out var done))
                    done.Complete(row.Data);
                break;
            case EventKind.TaskFailed or EventKind.SubOrchestrationFailed:
                if (_pending.Remove(row.TaskId, out var failed))
                    failed.Fail(Payloads.ReadFailure(row.Data));
                break;
            case EventKind.EventRaised:
                Deliver(row.Name!, row.Data);
                break;
        }
    }

    private void Deliver(string name, string? data)
    {
        // The newest waiter first, as on the platform: in a loop over WhenAny, the older ones have been given up. Those that were
        // cancelled take nothing.
        if (_waiters.TryGetValue(name, out var waiters))
        {
            while (waiters.TryPop(out var waiter))
            {
                if (waiter.IsDone)
                    continue;
                waiter.Complete(data);
                return;
            }
        }

        _buffer.Add((name, data));
    }

    private OrchestrationEnd Finish(Task<object?> code)
    {
        try
        {
            if (code.IsCompletedSuccessfully)
            {
                return Next is not null
                    ? new OrchestrationEnd(EventKind.ContinuedAsNew, null, null)
                    : new OrchestrationEnd(EventKind.ExecutionCompleted, Payloads.Write(code.Result, "The output", InstanceId), null);
            }

            var failure = code.IsCanceled ? new TaskCanceledException(code) : code.Exception!.InnerException!;
            return failure is FunctionActivationException ? throw failure : Failed(failure);
        }
        catch (PayloadTooLargeException e)
        {
            return Failed(e);
        }
    }

    public static OrchestrationEnd Failed(Exception exception)
        => new(EventKind.ExecutionFailed, null, Payloads.WriteFailure(Payloads.Describe(exception)));

    private NonDeterministicOrchestrationException Differs(string how)
        // Kept as well as thrown: the code may catch what is thrown into it.
        => _mismatch ??= new NonDeterministicOrchestrationException(
            $"Instance '{InstanceId}' of orchestrator '{Name}' (version {(Version.Length == 0 ? "none" : Version)}) is not deterministic: {how}.");

    private interface IPending
    {
        bool IsDone { get; }

        void Complete(string? data);

        void Fail(TaskFailureDetails details);
    }

    private sealed class Pending<T>(string name, DataConverter converter) : IPending
    {
        private readonly TaskCompletionSource<T> _source = new();

        public int TaskId { get; set; }

        public Task<T> Task => _source.Task;

        public bool IsDone => _source.Task.IsCompleted;

        public void Complete(string? data)
        {
            T value;
            try
            {
                value = converter.Deserialize<T>(data)!;
            }
            catch (Exception e) when (e is System.Text.Json.JsonException or NotSupportedException or InvalidOperationException)
            {
                // The caller asked for another type than was given; that is the orchestrator's failure, the same in every replay.
                _source.TrySetException(e);
                return;
            }

            _source.TrySetResult(value);
        }

        public void Fail(TaskFailureDetails details) => _source.TrySetException(new TaskFailedException(name, TaskId, details));

        public void Cancel(CancellationToken cancellation) => _source.TrySetCanceled(cancellation);
    }
}
