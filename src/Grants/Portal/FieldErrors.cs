using System.Collections;

namespace Grants.Portal;

/// <summary>
/// What a person must correct before a form can be accepted: one message per field, in the order of the page.
/// Give it to <see cref="PortalPage"/>, which shows the summary and hands it to every field.
/// </summary>
public sealed class FieldErrors : IEnumerable<FieldError>
{
    private readonly List<FieldError> _errors = [];
    private readonly HashSet<string> _shown = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Whether anything is wrong.</summary>
    public bool Any => _errors.Count > 0;

    /// <summary>The message for a field, or null.</summary>
    public string? this[string field] =>
        _errors.Find(e => string.Equals(e.Field, field, StringComparison.OrdinalIgnoreCase))?.Message;

    /// <summary>
    /// Adds a message that says what to do ("Enter the amount in figures"). The first message of a field stays: one thing at a time.
    /// </summary>
    /// <param name="field">The form field's name; empty when the message concerns the whole page.</param>
    /// <param name="message">A full sentence without a full stop.</param>
    /// <param name="inSummary">The same where the field does not stand beside it; null when that needs no other words.</param>
    public void Add(string field, string message, string? inSummary = null)
    {
        if (field.Length == 0 || this[field] is null) _errors.Add(new FieldError(field, message, inSummary));
    }

    /// <summary>Notes that the page has this field, with what was typed into it.</summary>
    /// <param name="field">The form field's name.</param>
    internal void Show(string field) => _shown.Add(field);

    /// <summary>Whether the page has the field that posted a name: 'DueOn' posts 'DueOn.Day' too.</summary>
    /// <param name="posted">The name as it was posted.</param>
    internal bool Shows(string posted) =>
        _shown.Contains(posted) || (posted.LastIndexOf('.') is var dot and > 0 && _shown.Contains(posted[..dot]));

    /// <inheritdoc/>
    public IEnumerator<FieldError> GetEnumerator() => _errors.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}

/// <summary>One thing to correct.</summary>
/// <param name="Field">The form field's name, or empty.</param>
/// <param name="Message">What to do about it.</param>
/// <param name="InSummary">The same where the field does not stand beside it; null when that needs no other words.</param>
public sealed record FieldError(string Field, string Message, string? InSummary = null)
{
    /// <summary>The id of the control that carries a field name: <c>Lines[0].Amount</c> becomes <c>Lines-0-Amount</c>.</summary>
    public static string IdOf(string field) => field.Replace("].", "-").Replace('[', '-').Replace('.', '-').Replace("]", "");
}
