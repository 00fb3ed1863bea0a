using System.Collections.Concurrent;
using Grants.Data;
using Grants.Forms;

namespace Grants.Calls;

/// <summary>One version of a call's form. From the moment at which applicants see it, it is frozen; a change makes the next.</summary>
internal sealed class FormVersion
{
    // A published version never changes, and at a deadline it is asked for with every request. A programme publishes a handful in a year.
    private static readonly ConcurrentDictionary<(Guid Id, int Revision), FormDefinition> _published = new();

    private FormDefinition? _form;

    /// <summary>The most characters of <see cref="Json"/>: many times what a form that is in order has.</summary>
    public const int MostJson = 1_000_000;

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

    /// <summary>The form before the last change, which can be undone; null when nothing was changed. What lies further back each <see cref="FormStep"/> holds.</summary>
    public string? Before { get; private set; }

    /// <summary>Raised by every change: whoever changes names the one that they saw.</summary>
    public int Revision { get; private set; } = 1;

    /// <summary>When it was begun (UTC).</summary>
    public DateTime CreatedAt { get; private init; }

    /// <summary>When applicants first saw it (UTC); null while it is written.</summary>
    public DateTime? PublishedAt { get; private set; }

    /// <summary>The form.</summary>
    public FormDefinition Form
    {
        get => _form ??= PublishedAt is null ? FormJson.Read(Json) : _published.GetOrAdd((Id, Revision), (_, json) => FormJson.Read(json), Json);
        private set => (_form, Json) = (value, FormJson.Write(value));
    }

    /// <summary>Why it cannot be changed from a revision; null when it can.</summary>
    /// <param name="revision">The revision that the change is made from.</param>
    public Refusal? WhyNot(int revision) =>
        PublishedAt is not null ? Refusal.WrongStage(T("Applicants see this version of the form, so it is frozen. Begin a new version to change it.")) : revision != Revision ? Refusal.Changed() : null;

    /// <summary>Why a form cannot even be kept, with what to do; null when it can.</summary>
    public static string? WhyNotKept(FormDefinition form) => WhyNotKept(FormJson.Write(form));

    private static string? WhyNotKept(string json) => json.Length > MostJson ? T("The form is too large to be kept: shorten its texts") : null;

    /// <summary>Puts another form in its place; the one before is kept for <see cref="Undo"/>.</summary>
    /// <param name="form">The form.</param>
    /// <param name="revision">The revision that the change was made from.</param>
    public Outcome Change(FormDefinition form, int revision)
    {
        if (WhyNot(revision) is { } why) return why;
        // Saved as it stood, or moved beyond the edge: there is nothing to undo.
        var json = FormJson.Write(form);
        if (json == Json) return Outcome.Done;
        if (WhyNotKept(json) is { } tooLarge) return Refusal.Invalid("", tooLarge);
        (Before, Form, Revision) = (Json, form, Revision + 1);
        return Outcome.Done;
    }

    /// <summary>What the last change was; null when there is none to undo.</summary>
    public FormEdit? LastEdit => Before is null || PublishedAt is not null ? null : FormEdit.Between(FormJson.Read(Before), Form);

    /// <summary>Takes the last change back.</summary>
    /// <param name="revision">The revision that whoever takes it back saw.</param>
    /// <param name="earlier">The step before that, which is the next to be taken back; null when there is none.</param>
    public Outcome Undo(int revision, FormStep? earlier)
    {
        if (Before is null) return Refusal.WrongStage(T("There is nothing to undo."));
        var undone = Change(FormJson.Read(Before), revision);
        if (!undone.IsRefused) Before = earlier?.Json;
        return undone;
    }

    /// <summary>Freezes it: from now on applicants fill it in. Whoever changes it at the same moment comes too late.</summary>
    public void Publish(DateTime now)
    {
        if (PublishedAt is null) (PublishedAt, Revision) = (now, Revision + 1);
    }
}
