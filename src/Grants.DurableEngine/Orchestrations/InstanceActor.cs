using System.Diagnostics.CodeAnalysis;
using Grants.DurableEngine.Storage;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Grants.DurableEngine.Orchestrations;

/// <summary>
/// One instance while something happens to it, and while it stays cached. Messages are processed one batch at a time: run the code,
/// write one step, wait until it is durable. What is in memory is never ahead of the database when the next batch begins.
/// </summary>
[SuppressMessage("Reliability", "CA1001", Justification = "The scope ends with Forget, which every way out of the cache goes through.")]
internal sealed class InstanceActor(EngineCore core, long key) : IThreadPoolWorkItem
{
    private readonly Lock _gate = new();
    private List<Message> _mail = [];
    private bool _scheduled;
    private bool _paused;
    private bool _retired;
    private int _failures;

    private InstanceRow? _row;
    private OrchestrationRuntime? _runtime;
    private AsyncServiceScope? _scope;
    private List<HistoryRow> _unexecuted = [];
    private int _status;
    private int _sequence;
    private int _executed;
    private List<HistoryRow>? _history; // only between Load and the first run

    public long Key => key;

    /// <summary>Whether there is something worth keeping in memory.</summary>
    public bool IsLoaded => _runtime is not null;

    /// <summary>The cache's place for this actor.</summary>
    public LinkedListNode<InstanceActor>? CacheNode { get; set; }

    /// <summary>Takes a message.</summary>
    /// <returns>False when this actor is no longer used; the caller gets another.</returns>
    public bool TryPost(Message message)
    {
        lock (_gate)
        {
            if (_retired)
                return false;
            _mail.Add(message);
            Schedule();
            return true;
        }
    }

    /// <summary>Drops what is in memory, if nothing is under way.</summary>
    /// <returns>Whether it was dropped; then the actor takes no more messages.</returns>
    public bool TryRetire()
    {
        lock (_gate)
        {
            if (_scheduled || _paused || _mail.Count > 0)
                return false;
            _retired = true;
        }

        Forget();
        return true;
    }

    /// <summary>Goes on after a pause between delivery attempts.</summary>
    public void Resume()
    {
        lock (_gate)
        {
            _paused = false;
            if (_mail.Count > 0)
                Schedule();
        }
    }

    void IThreadPoolWorkItem.Execute() => _ = RunAsync();

    private void Schedule()
    {
        if (_scheduled || _paused)
            return;
        _scheduled = true;
        core.Work.Add();
        ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
    }

    private async Task RunAsync()
    {
        while (Take() is { } batch)
        {
            try
            {
                await ProcessAsync(batch);
                _failures = 0;
            }
            catch (EngineStorageException)
            {
                // The engine stops; everything that was not written is found again at the next start.
                Stop();
                return;
            }
            catch (ObjectDisposedException) when (core.IsStopping)
            {
                Stop();
                return;
            }
            catch (Exception e)
            {
                Forget();
                if (!await TryAgainLaterAsync(batch, e))
                    return;
            }
        }

        core.Release(this);
        core.Work.Done();
    }

    private List<Message>? Take()
    {
        lock (_gate)
        {
            if (_mail.Count == 0)
            {
                _scheduled = false;
                return null;
            }

            var batch = _mail;
            _mail = [];
            return batch;
        }
    }

    private void Stop()
    {
        lock (_gate)
        {
            _retired = true;
            _scheduled = false;
        }

        Forget();
        core.Work.Done();
    }

    /// <summary>Puts a batch that could not be processed back, or parks it after too many attempts.</summary>
    /// <returns>Whether to go on with other messages now.</returns>
    private async Task<bool> TryAgainLaterAsync(List<Message> batch, Exception problem)
    {
        _failures++;
        if (_failures >= core.Options.MaxDeliveryAttempts)
        {
            core.Logger.LogError(problem, "Messages of instance {Key} are parked after {Attempts} attempts.", key, _failures);
            try
            {
                await core.ParkAsync(key, batch, _failures, problem);
            }
            catch (Exception e) when (e is EngineStorageException or ObjectDisposedException)
            {
                Stop();
                return false;
            }

            _failures = 0;
            return true;
        }

        var delay = core.Options.DeliveryRetryDelay * Math.Pow(2, _failures - 1);
        core.Logger.LogWarning(problem, "Messages of instance {Key} could not be processed (attempt {Attempt}); next attempt in {Delay}.", key, _failures, delay);
        lock (_gate)
        {
            _mail = [.. batch, .. _mail];
            _paused = true;
            _scheduled = false;
        }

        core.Delays.After(delay, Resume);
        core.Work.Done();
        return false;
    }

    /// <summary>Processes messages; those that are done with, durably, leave the batch.</summary>
    private async Task ProcessAsync(List<Message> batch)
    {
        while (true)
        {
            if (_row is null)
                Load();
            var now = core.Now;
            var step = new Step(core, key, _row?.Id ?? "", _row?.Generation ?? 0, now);
            if (_row is null || InstanceStatus.IsTerminal(_status))
                step.Consumed.AddRange(batch);
            else
                Advance(step, batch, now);

            if (step.Instance is not null || step.Consumed.Exists(m => m.Kind != EventKind.Wake))
                await core.Store.WriteAsync(step.Write);
            batch.RemoveRange(0, step.Consumed.Count);
            if (step.Instance is { } change)
                Committed(change);
            var more = batch.Count > 0 || step.Instance is { Next: not null } || (_unexecuted.Count > 0 && MayRun(core.Now));
            if (!more)
                return;
        }
    }

    private bool MayRun(long now) => _row is { } row && !InstanceStatus.IsTerminal(_status) && (_executed > 0 || row.StartAtTicks <= now);

    private void Load()
    {
        _row = core.Store.Read(db => Queries.Instance(db, key));
        if (_row is null)
            return;
        _status = _row.Status;
        if (InstanceStatus.IsTerminal(_status))
            return;
        var history = core.Store.Read(db => Queries.History(db, key));
        _executed = _row.Executed;
        _sequence = history[^1].Sequence;
        _unexecuted = history.FindAll(r => !r.IsAction && r.Sequence > _executed);
        _history = history;
    }

    private void Advance(Step step, List<Message> batch, long now)
    {
        OrchestrationEnd? end = null;
        var events = 0;
        try
        {
            if (MayRun(now))
            {
                EnsureRuntime();
                while (end is null && _unexecuted.Count > 0)
                {
                    end = Run(step, _unexecuted[0]);
                    _unexecuted.RemoveAt(0);
                }
            }

            for (var i = 0; end is null && i < batch.Count; i++)
            {
                var message = batch[i];
                step.Consumed.Add(message);
                if (Accept(message, now) is { } row)
                {
                    step.Rows.Add(row);
                    _sequence = row.Sequence;
                    events += row.Kind == EventKind.EventRaised ? 1 : 0;
                    if (row.Kind == EventKind.Terminated)
                        end = Terminate(step, message);
                    else if (_runtime is null)
                        _unexecuted.Add(row);
                    else
                        end = Run(step, row);
                }
                else if (_runtime is { IsViolated: true, End: null })
                {
                    end = Violation();
                }
            }
        }
        catch (NonDeterministicOrchestrationException e)
        {
            core.Logger.LogError(e, "Instance {InstanceId} fails: {Reason}", _row!.Id, e.Message);
            end = OrchestrationRuntime.Failed(e);
        }

        step.Instance = Change(step, end, events, now);
    }

    private void EnsureRuntime()
    {
        if (_runtime is not null)
            return;
        var row = _row!;
        var function = core.Catalog.Find(FunctionTrigger.Orchestration, row.Name)
            ?? throw new FunctionNotFoundException($"Instance '{row.Id}' needs orchestrator '{row.Name}', which this application does not have.");
        if (!core.Options.Runs(row.Version))
            throw new VersionMismatchException($"Instance '{row.Id}' is of version '{row.Version}', which this engine does not run: its own is '{core.Options.DefaultVersion}' ({core.Options.VersionMatch}).");
        var history = _history ?? core.Store.Read(db => Queries.History(db, key));
        _history = null;
        _scope ??= core.Services.CreateAsyncScope();
        var runtime = new OrchestrationRuntime(
            function, row.Id, row.Version, core.Options.DefaultVersion, row.Generation, history[0].Data,
            row.Parent is { } parent ? new ParentOrchestrationInstance(parent.Name, parent.Id) : null,
            core.Payloads, core.Loggers, _scope.Value.ServiceProvider)
        {
            CustomStatus = row.CustomStatus,
        };
        _runtime = runtime;
        if (_executed > 0)
            runtime.Replay(history, _executed);
        runtime.Violated = () => core.Post(key, new Message(EventKind.Wake, -1, 0, null, null));
    }

    private OrchestrationEnd? Run(Step step, HistoryRow row)
    {
        var runtime = _runtime!;
        runtime.Feed(row);
        _executed = row.Sequence;
        var (actions, cancelled) = runtime.TakeActions();
        step.CancelledTimers.AddRange(cancelled);
        foreach (var action in actions)
        {
            step.Actions.Add(action);
            step.Rows.Add(new HistoryRow(
                ++_sequence, action.Kind, action.TaskId, action.Name, action.Target, row.Ticks,
                action.Kind == EventKind.TimerCreated ? new DateTime(action.DueTicks, DateTimeKind.Utc).ToString("O") : action.Data));
        }

        return runtime.End ?? (runtime.IsViolated ? Violation() : null);
    }

    private OrchestrationEnd Violation() => OrchestrationRuntime.Failed(new InvalidOperationException(
        $"Orchestrator '{_row!.Name}' (instance '{_row.Id}') waits for something that is not a task of its context. Only activities may do that."));

    private OrchestrationEnd Terminate(Step step, Message message)
    {
        if (message.Name is not null)
            step.TerminatedChildren.AddRange(core.Store.Read(db => Queries.Children(db, key)));
        return new OrchestrationEnd(EventKind.Terminated, message.Data, null);
    }

    /// <summary>Turns a message into the next row of the history, or into nothing when it is stale or says nothing new.</summary>
    private HistoryRow? Accept(Message message, long now)
    {
        if (message.Generation >= 0 && message.Generation != _row!.Generation)
            return null;
        if (message.Kind == EventKind.Wake || (message.Kind == EventKind.TimerFired && message.TaskId == 0))
            return null;
        if (message.TaskId > 0 && !Awaited(message.TaskId))
            return null;
        var suspended = _runtime?.IsSuspended ?? false;
        if ((message.Kind == EventKind.Suspended && suspended) || (message.Kind == EventKind.Resumed && !suspended && _runtime is not null))
            return null;
        return new HistoryRow(_sequence + 1, message.Kind, message.TaskId, message.Kind == EventKind.EventRaised ? message.Name : null, null, now, message.Data);
    }

    private bool Awaited(int taskId) => _runtime is { } runtime && runtime.Awaits(taskId);

    private InstanceChange Change(Step step, OrchestrationEnd? end, int events, long now)
    {
        var row = _row!;
        var custom = _runtime is { } runtime ? runtime.CustomStatus : row.CustomStatus;
        var change = new InstanceChange(
            row.Name, _status, _executed == 0 ? InstanceStatus.Pending : _runtime is { IsSuspended: true } ? InstanceStatus.Suspended : InstanceStatus.Running,
            _executed, row.Parent)
        { CustomStatus = custom, EventsReceived = events };
        switch (end?.Kind)
        {
            case null:
                return change;
            case EventKind.ContinuedAsNew:
                Renew(step, now);
                return change with { Status = InstanceStatus.Running, Executed = 0, Next = _runtime!.Next };
            case EventKind.ExecutionCompleted:
                step.Rows.Add(new HistoryRow(++_sequence, end.Kind, 0, null, null, now, end.Output));
                return change with
                {
                    Status = InstanceStatus.Completed,
                    Executed = _sequence,
                    Output = end.Output,
                    ToParent = Answer(EventKind.SubOrchestrationCompleted, end.Output),
                };
            case EventKind.Terminated:
                return change with
                {
                    Status = InstanceStatus.Terminated,
                    Executed = _sequence,
                    Output = end.Output,
                    ToParent = Answer(EventKind.SubOrchestrationFailed, Payloads.WriteFailure(new TaskFailureDetails(
                        nameof(OrchestrationRuntimeStatus.Terminated), $"Instance '{row.Id}' was terminated.", null, null, null))),
                };
            default:
                step.Rows.Add(new HistoryRow(++_sequence, EventKind.ExecutionFailed, 0, null, null, now, end!.Failure));
                return change with
                {
                    Status = InstanceStatus.Failed,
                    Executed = _sequence,
                    Failure = end.Failure,
                    ToParent = Answer(EventKind.SubOrchestrationFailed, end.Failure),
                };
        }
    }

    private Message? Answer(EventKind kind, string? data)
        => _row!.Parent is { } parent ? new Message(kind, parent.Generation, parent.TaskId, null, data) : null;

    /// <summary>Begins the next generation: its history is the new input and the events that nobody waited for.</summary>
    private void Renew(Step step, long now)
    {
        var runtime = _runtime!;
        step.Rows.Clear();
        step.Rows.Add(new HistoryRow(1, EventKind.ExecutionStarted, 0, _row!.Name, null, now, runtime.Next!.Input));
        if (runtime.Next.KeepEvents)
        {
            var later = _unexecuted.Where(r => r.Kind == EventKind.EventRaised).Select(r => (r.Name!, r.Data));
            foreach (var (name, data) in runtime.Unprocessed.Concat(later))
                step.Rows.Add(new HistoryRow(step.Rows.Count + 1, EventKind.EventRaised, 0, name, null, now, data));
        }
    }

    private void Committed(InstanceChange change)
    {
        _status = change.Status;
        if (InstanceStatus.IsTerminal(_status))
        {
            var (row, status) = (_row, _status);
            Forget();
            (_row, _status) = (row, status);
        }
        else if (change.Next is not null)
        {
            Forget();
        }
    }

    private void Forget()
    {
        var scope = _scope;
        (_row, _runtime, _scope, _history) = (null, null, null, null);
        _unexecuted = [];
        if (scope is { } open)
            open.DisposeAsync().AsTask().GetAwaiter().GetResult();
    }
}
