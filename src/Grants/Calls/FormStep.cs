namespace Grants.Calls;

/// <summary>A form as it stood while it was written, further back than <see cref="FormVersion.Before"/>: one more step that can be taken back.</summary>
internal sealed class FormStep
{
    /// <summary>How many are kept of a version.</summary>
    public const int Most = 20;

    private FormStep()
    {
    }

    public FormStep(Guid formVersionId, int revision, string json) => (FormVersionId, Revision, Json) = (formVersionId, revision, json);

    public Guid FormVersionId { get; private init; }

    /// <summary>The revision of the version at which it was put by: the highest is the step that is taken back first.</summary>
    public int Revision { get; private init; }

    /// <summary>The form as <see cref="Forms.FormJson"/> writes it.</summary>
    public string Json { get; private init; } = "";
}
