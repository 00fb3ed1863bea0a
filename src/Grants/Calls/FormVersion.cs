using Grants.Forms;

namespace Grants.Calls;

/// <summary>One version of a call's form. From the moment at which applicants see it, it is frozen; a change makes the next.</summary>
internal sealed class FormVersion
{
    private FormDefinition? _form;

    private FormVersion()
    {
    }

    public FormVersion(Guid callId, int number, FormDefinition form, DateTime now)
    {
        (CallId, Number, CreatedAt) = (callId, number, now);
        Form = form;
    }

    public Guid Id { get; private init; } = Guid.CreateVersion7();

    public Guid CallId { get; private init; }

    /// <summary>From 1.</summary>
    public int Number { get; private init; }

    /// <summary>The form as <see cref="FormJson"/> writes it.</summary>
    public string Json { get; private set; } = "";

    /// <summary>When it was begun (UTC).</summary>
    public DateTime CreatedAt { get; private init; }

    /// <summary>The form.</summary>
    public FormDefinition Form
    {
        get => _form ??= FormJson.Read(Json);
        private set => (_form, Json) = (value, FormJson.Write(value));
    }
}
