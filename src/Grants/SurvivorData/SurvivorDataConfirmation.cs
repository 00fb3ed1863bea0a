namespace Grants.SurvivorData;

/// <summary>Somebody's word that what the guard found in a text or a file's name identifies nobody. It holds for exactly what was found, in exactly this place.</summary>
internal sealed class SurvivorDataConfirmation
{
    private SurvivorDataConfirmation()
    {
    }

    public SurvivorDataConfirmation(Guid subjectId, string place, SurvivorDataKind kind, string fingerprint, Guid confirmedBy, DateTime now) =>
        (SubjectId, Place, Kind, Fingerprint, ConfirmedBy, ConfirmedAt) = (subjectId, place, kind, fingerprint, confirmedBy, now);

    public Guid Id { get; private init; } = Guid.CreateVersion7();

    /// <summary>The application or milestone.</summary>
    public Guid SubjectId { get; private init; }

    /// <summary>The question's code, or the document's id.</summary>
    public string Place { get; private init; } = "";

    public SurvivorDataKind Kind { get; private init; }

    /// <summary>A keyed hash of what was found: says whether it is the same, and not what it was.</summary>
    public string Fingerprint { get; private init; } = "";

    public Guid ConfirmedBy { get; private init; }

    public DateTime ConfirmedAt { get; private init; }
}
