namespace Grants.DurableEngine.Storage;

/// <summary>What happened to an instance (below 20) and what its code asked for (from 20). The numbers are stored: never reuse one.</summary>
internal enum EventKind
{
    /// <summary>Not an event: something stored must be looked at.</summary>
    Wake = 0,
    ExecutionStarted = 1,
    TaskCompleted = 2,
    TaskFailed = 3,
    TimerFired = 4,
    SubOrchestrationCompleted = 5,
    SubOrchestrationFailed = 6,
    EventRaised = 7,
    Suspended = 8,
    Resumed = 9,
    Terminated = 10,

    TaskScheduled = 20,
    TimerCreated = 21,
    SubOrchestrationScheduled = 22,
    EventSent = 23,
    ExecutionCompleted = 24,
    ExecutionFailed = 25,
    ContinuedAsNew = 26,
}

/// <summary>One row of a history.</summary>
/// <param name="Sequence">Its number within the history, from 1.</param>
/// <param name="Kind">What it is.</param>
/// <param name="TaskId">The task it belongs to, from 1; 0 for none.</param>
/// <param name="Name">The activity's, orchestrator's or event's name.</param>
/// <param name="Target">The other instance's id, for sub-orchestrations and sent events.</param>
/// <param name="Ticks">When it was recorded (UTC ticks).</param>
/// <param name="Data">Input, result, payload, failure (JSON), or a timer's instant.</param>
internal sealed record HistoryRow(int Sequence, EventKind Kind, int TaskId, string? Name, string? Target, long Ticks, string? Data)
{
    public bool IsAction => Kind >= EventKind.TaskScheduled;

    public string Describe() => (TaskId > 0 ? $"{Kind} '{Name}' #{TaskId}" : Name is null ? $"{Kind}" : $"{Kind} '{Name}'") + $" (event {Sequence})";
}

/// <summary>What comes to an instance, before it is in its history.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Generation">The generation (between two ContinueAsNew) it belongs to; -1 for any.</param>
/// <param name="TaskId">The task it belongs to.</param>
/// <param name="Name">An event's name.</param>
/// <param name="Data">Result, payload, failure.</param>
/// <param name="InboxId">Its row in the inbox; 0 where another row (activity, timer) stands for it until it is processed.</param>
internal sealed record Message(EventKind Kind, int Generation, int TaskId, string? Name, string? Data, long InboxId = 0);

/// <summary>An activity that has been asked for and has not answered.</summary>
/// <param name="Instance">The instance's key.</param>
/// <param name="Generation">Its generation.</param>
/// <param name="TaskId">The task.</param>
/// <param name="Name">The activity.</param>
/// <param name="Input">Its input.</param>
/// <param name="InstanceId">The instance's id.</param>
/// <param name="Recovered">Whether it was found in the database at the start, so may have been running when the process died.</param>
internal sealed record ActivityWork(
    long Instance, int Generation, int TaskId, string Name, string? Input, string InstanceId, bool Recovered = false);

/// <summary>A durable timer.</summary>
/// <param name="Instance">The instance's key.</param>
/// <param name="Generation">Its generation.</param>
/// <param name="TaskId">The task; 0 for a start at a later time.</param>
/// <param name="DueTicks">When (UTC ticks).</param>
internal readonly record struct DueTimer(long Instance, int Generation, int TaskId, long DueTicks);

/// <summary>An instance's own row.</summary>
internal sealed class InstanceRow
{
    public required long Key { get; init; }

    public required string Id { get; init; }

    public required string Name { get; init; }

    public required string Version { get; init; }

    public required int Generation { get; set; }

    public required int Status { get; init; }

    public required int Executed { get; init; }

    public required long StartAtTicks { get; init; }

    public required string? CustomStatus { get; init; }

    public required ParentLink? Parent { get; init; }
}

/// <summary>Where a sub-orchestration's result goes.</summary>
internal sealed record ParentLink(long Key, int Generation, int TaskId, string Id, string Name);
