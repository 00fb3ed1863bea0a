namespace Grants.Portal;

/// <summary>One option of radios, checkboxes or a select.</summary>
/// <param name="Value">What the form posts.</param>
/// <param name="Label">What the person reads.</param>
/// <param name="Hint">A line under the label; radios and checkboxes only.</param>
public sealed record Choice(string Value, string Label, string? Hint = null);

/// <summary>The meaning of a <see cref="Components.Tag"/>, from which its colour follows. The words carry the meaning too.</summary>
public enum Tone
{
    /// <summary>Not started, not applicable, closed long ago.</summary>
    Neutral,
    /// <summary>Under way.</summary>
    Progress,
    /// <summary>Waits for somebody.</summary>
    Waiting,
    /// <summary>Finished well.</summary>
    Done,
    /// <summary>Held, overdue, declined, failed.</summary>
    Problem,
}
