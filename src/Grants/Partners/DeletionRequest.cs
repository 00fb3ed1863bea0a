using Grants.Data;

namespace Grants.Partners;

/// <summary>How far an organisation's wish to have its data deleted has come.</summary>
public enum DeletionState
{
    /// <summary>A lead asked; an administrator decides.</summary>
    Asked,

    /// <summary>An administrator agreed; it is carried out in a step of its own.</summary>
    Approved,

    /// <summary>An administrator refused.</summary>
    Refused,

    /// <summary>The lead took it back.</summary>
    Withdrawn,

    /// <summary>What could be deleted is deleted.</summary>
    Done,
}

/// <summary>
/// An organisation asks to have its data deleted. What the law or the audit needs is kept; the rest goes, in two steps: an administrator agrees, and then,
/// having seen what will go, carries it out.
/// </summary>
internal sealed class DeletionRequest : Aggregate
{
    /// <summary>Within which a request is answered.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromDays(30);

    private DeletionRequest()
    {
    }

    public DeletionRequest(Guid organisationId, Guid askedBy, DateTime now) => (OrganisationId, AskedBy, AskedAt) = (organisationId, askedBy, now);

    public Guid OrganisationId { get; private init; }

    public Guid AskedBy { get; private init; }

    public DateTime AskedAt { get; private init; }

    public DeletionState State { get; private set; }

    /// <summary>What the administrator wrote to the organisation.</summary>
    public string? Reasons { get; private set; }

    public Guid? DecidedBy { get; private set; }

    public DateTime? DecidedAt { get; private set; }

    public DateTime? DoneAt { get; private set; }

    /// <summary>Whether it still waits for somebody.</summary>
    public bool IsOpen => State is DeletionState.Asked or DeletionState.Approved;

    public Outcome Decide(bool approved, string reasons, Guid personId, DateTime now)
    {
        if (State != DeletionState.Asked) return Moved();
        if (!approved && reasons.Length == 0) return Refusal.Invalid("Reasons", T("Give the reasons: the organisation will read them"));
        (State, Reasons, DecidedBy, DecidedAt) = (approved ? DeletionState.Approved : DeletionState.Refused, reasons, personId, now);
        return Outcome.Done;
    }

    public Outcome Withdraw()
    {
        if (!IsOpen) return Moved();
        State = DeletionState.Withdrawn;
        return Outcome.Done;
    }

    public Outcome CarryOut(DateTime now)
    {
        if (State != DeletionState.Approved) return Moved();
        (State, DoneAt) = (DeletionState.Done, now);
        return Outcome.Done;
    }

    private static Refusal Moved() => Refusal.WrongStage(T("This request has moved on. Look at what it says now."));
}
