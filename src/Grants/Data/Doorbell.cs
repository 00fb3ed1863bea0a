namespace Grants.Data;

/// <summary>How far an outbox row has come.</summary>
internal enum OutboxState
{
    /// <summary>To be tried at <see cref="IOutboxRow.NextAttemptAt"/>.</summary>
    Waiting,

    /// <summary>Handed over.</summary>
    Done,

    /// <summary>Tried as often as is sensible; an administrator sees it, with the reason, and can retry.</summary>
    Parked,
}

/// <summary>What both kinds of outbox row have: they are claimed, tried, retried with back-off, and parked alike.</summary>
internal interface IOutboxRow
{
    Guid Id { get; }

    OutboxState State { get; set; }

    /// <summary>How often it was claimed.</summary>
    int Attempts { get; set; }

    /// <summary>When it is next due (UTC). A claim moves it ahead, so that a claim that died is taken up again.</summary>
    DateTime NextAttemptAt { get; set; }

    /// <summary>The claim of the sweep that took it last; null for what only its own committer has tried.</summary>
    Guid? ClaimId { get; }

    /// <summary>Why the last try failed: an exception's type or an HTTP status, never a person's data.</summary>
    string? LastError { get; set; }

    DateTime CreatedAt { get; }

    /// <summary>The span in which it was committed (W3C trace context): its tries belong to the same trace.</summary>
    string? Trace { get; set; }

    DateTime? DoneAt { get; set; }
}

/// <summary>
/// A doorbell for an orchestration: starts it, or wakes it with <see cref="EventName"/>. It carries an id and no authority: whoever wakes reads
/// the row again, so that a lost, late, doubled or early one changes nothing.
/// </summary>
internal sealed class Doorbell : IOutboxRow
{
    /// <summary>The one event that wakes a waiting stage.</summary>
    public const string EventName = "Rung";

    private Doorbell()
    {
    }

    public Guid Id { get; private init; } = Guid.CreateVersion7();

    /// <summary>The orchestrator to start; null to wake a running one.</summary>
    public string? Start { get; private init; }

    /// <summary>The orchestration's derived instance id, such as 'review-{applicationId}-{round}'.</summary>
    public string InstanceId { get; private init; } = "";

    /// <summary>The id that the orchestration works on.</summary>
    public Guid SubjectId { get; private init; }

    /// <summary>The round of the stage, where it has rounds.</summary>
    public int Round { get; private init; }

    public OutboxState State { get; set; }

    public int Attempts { get; set; }

    public DateTime NextAttemptAt { get; set; }

    public Guid? ClaimId { get; private init; }

    public string? LastError { get; set; }

    public DateTime CreatedAt { get; private init; }

    public string? Trace { get; set; }

    public DateTime? DoneAt { get; set; }

    public static Doorbell ToStart(string orchestrator, string instanceId, Guid subjectId, int round, DateTime now) =>
        new() { Start = orchestrator, InstanceId = instanceId, SubjectId = subjectId, Round = round, CreatedAt = now, NextAttemptAt = now };

    public static Doorbell ToWake(string instanceId, Guid subjectId, DateTime now) =>
        new() { InstanceId = instanceId, SubjectId = subjectId, CreatedAt = now, NextAttemptAt = now };
}

/// <summary>The input of every stage's orchestration: ids only.</summary>
/// <param name="SubjectId">What the stage is of.</param>
/// <param name="Round">Its round, from 1; 1 where a stage has no rounds.</param>
public sealed record StageInput(Guid SubjectId, int Round);
