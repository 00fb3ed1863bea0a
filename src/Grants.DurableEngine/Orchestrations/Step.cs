using Grants.DurableEngine.Storage;
using Microsoft.DurableTask;

namespace Grants.DurableEngine.Orchestrations;

/// <summary>
/// Everything that one step of an instance changes, written in one transaction: history, consumed messages, scheduled work, the
/// instance's own row and what goes to other instances.
/// </summary>
internal sealed class Step(EngineCore core, long key, string instanceId, int generation, long nowTicks)
{
    public List<Message> Consumed { get; } = [];

    public List<HistoryRow> Rows { get; } = [];

    public List<OrchestrationAction> Actions { get; } = [];

    public List<int> CancelledTimers { get; } = [];

    public List<long> TerminatedChildren { get; } = [];

    /// <summary>Null while the instance is gone or ended: only what was consumed is removed.</summary>
    public InstanceChange? Instance { get; set; }

    public void Write(WriteSession session)
    {
        foreach (var message in Consumed)
            Remove(session, message);
        if (Instance is not { } change)
            return;

        foreach (var timer in CancelledTimers)
            session.RemoveTimer(key, generation, timer);
        if (change.Status != change.PreviousStatus)
            session.AfterCommit(() => core.NotifyWaiters(instanceId));
        if (change.Next is not null)
            session.ClearHistory(key);
        foreach (var row in Rows)
            session.Append(key, row);
        foreach (var action in Actions)
            Perform(session, action);
        foreach (var child in TerminatedChildren)
            Send(session, session.Find(child), new Message(EventKind.Terminated, -1, 0, "recursive", null));
        if (InstanceStatus.IsTerminal(change.Status) || change.Next is not null)
            session.RemoveTimersOf(key);
        if (change.ToParent is { } result && change.Parent is { } parent && session.Find(parent.Key) is { } head && head.Generation == parent.Generation)
            Send(session, head, result);
        session.UpdateInstance(
            key, change.Next is null ? generation : generation + 1, change.Status, change.Executed, nowTicks, change.CustomStatus,
            change.Output, change.Failure, change.Next?.Input, (
                Actions.Count(a => a.Kind == EventKind.TaskScheduled),
                change.EventsReceived + Actions.Count(a => a.Kind == EventKind.EventSent),
                Actions.Count(a => a.Kind == EventKind.TimerCreated),
                change.Next is null ? 0 : 1));
    }

    private void Remove(WriteSession session, Message message)
    {
        if (message.InboxId > 0)
        {
            session.RemoveFromInbox(message.InboxId);
        }
        else if (message.Kind is EventKind.TaskCompleted or EventKind.TaskFailed)
        {
            session.RemoveActivity(key, message.Generation, message.TaskId);
        }
        else if (message.Kind is EventKind.TimerFired)
        {
            session.RemoveTimer(key, message.Generation, message.TaskId);
            session.AfterCommit(() => core.Timers.Fired(key, message.Generation, message.TaskId));
        }
    }

    private void Perform(WriteSession session, OrchestrationAction action)
    {
        switch (action.Kind)
        {
            case EventKind.TaskScheduled:
                var work = new ActivityWork(key, generation, action.TaskId, action.Name!, action.Data, instanceId);
                session.AddActivity(work);
                session.AfterCommit(() => core.Activities.Dispatch(work));
                break;
            case EventKind.TimerCreated when !CancelledTimers.Contains(action.TaskId) && Instance is { Next: null } change && !InstanceStatus.IsTerminal(change.Status):
                session.AddTimer(new DueTimer(key, generation, action.TaskId, action.DueTicks));
                session.AfterCommit(() => core.Timers.Arm(action.DueTicks));
                break;
            case EventKind.SubOrchestrationScheduled:
                StartChild(session, action);
                break;
            case EventKind.EventSent:
                Send(session, session.Find(action.Target!), new Message(EventKind.EventRaised, -1, 0, action.Name, action.Data));
                break;
        }
    }

    private void StartChild(WriteSession session, OrchestrationAction action)
    {
        var parent = new ParentLink(key, generation, action.TaskId, instanceId, Instance!.Name);
        var started = session.Start(new StartRequest(action.Target!, action.Name!, action.Version!, action.Data, 0, parent, []), nowTicks);
        if (started is { } child)
        {
            session.AfterCommit(() => core.Post(child, new Message(EventKind.Wake, -1, 0, null, null)));
            session.AfterCommit(() => core.NotifyWaiters(action.Target!));
            return;
        }

        var refused = new TaskFailureDetails(
            typeof(global::DurableTask.Core.Exceptions.OrchestrationAlreadyExistsException).FullName!, $"Instance '{action.Target}' is running already.", null, null, null);
        var answer = session.AddToInbox(
            key, new Message(EventKind.SubOrchestrationFailed, generation, action.TaskId, null, Payloads.WriteFailure(refused)));
        session.AfterCommit(() => core.Post(key, answer));
    }

    private void Send(WriteSession session, InstanceHead? target, Message message)
    {
        // As on the platform, what goes to an instance that is gone or has ended is dropped.
        if (target is not { } head || InstanceStatus.IsTerminal(head.Status))
            return;
        var stored = session.AddToInbox(head.Key, message);
        session.AfterCommit(() => core.Post(head.Key, stored));
    }
}

/// <summary>The new values of an instance's row.</summary>
internal sealed record InstanceChange(string Name, int PreviousStatus, int Status, int Executed, ParentLink? Parent)
{
    public string? CustomStatus { get; init; }

    public string? Output { get; init; }

    public string? Failure { get; init; }

    public NextGeneration? Next { get; init; }

    public Message? ToParent { get; init; }

    public int EventsReceived { get; init; }
}
