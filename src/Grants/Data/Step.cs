namespace Grants.Data;

/// <summary>
/// The record that an activity's effect happened: unique by (subject, step, occasion) and written in the effect's own transaction, so that an
/// activity that runs again finds it and does nothing.
/// </summary>
internal sealed class Step
{
    private Step()
    {
    }

    public Step(Guid subjectId, string name, string occasion, DateTime at) => (SubjectId, Name, Occasion, At) = (subjectId, name, occasion, at);

    public Guid SubjectId { get; private init; }

    public string Name { get; private init; } = "";

    public string Occasion { get; private init; } = "";

    public DateTime At { get; private init; }
}
