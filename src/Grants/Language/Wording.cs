using System.Runtime.CompilerServices;
using System.Text;
using Microsoft.AspNetCore.Components;

namespace Grants.Language;

/// <summary>
/// Every text that people read goes through here: the English text is the key, and the language is that of <see cref="System.Globalization.CultureInfo.CurrentUICulture"/>.
/// Never in a static initialiser, which would keep the first reader's language. What people wrote themselves is never a key.
/// </summary>
internal static class Wording
{
    /// <summary>A text without values: <c>T("Save and go on")</c>.</summary>
    public static string T(string english) => Languages.Current is { } catalogue ? catalogue.Of(english) : english;

    /// <summary>Marks a text for the catalogue that <see cref="T(string)"/> is given later, where it is shown: for tables that are made once.</summary>
    public static string Later(string english) => english;

    /// <summary>A sentence with values, whole: <c>T($"The deadline is {deadline}")</c>. Its key is <c>The deadline is {0}</c>; values keep British English formats.</summary>
    public static string T(Phrase sentence) => sentence.InLanguage();

    /// <summary>
    /// A text that depends on a number: <c>Count(days, "{0} day left", "{0} days left")</c>. Both forms are keys of their own; a language without a plural
    /// translates both alike.
    /// </summary>
    /// <param name="number">What is counted; {0} in the text, with thousands grouped.</param>
    /// <param name="one">The text for exactly one.</param>
    /// <param name="other">The text for any other number.</param>
    /// <param name="others">What stands for {1} and on.</param>
    public static string Count(long number, string one, string other, params object?[] others) =>
        string.Format(Languages.Formats, T(number == 1 ? one : other), [number.ToString("N0", Languages.Formats), .. others]);

    /// <summary>
    /// A sentence with markup in it, whole: <c>@Sentence("The deadline is {0}. Our clock decides.", @&lt;Instant At="..." /&gt;)</c>. A translation may put
    /// the parts in another order.
    /// </summary>
    public static RenderFragment Sentence(string english, params RenderFragment[] parts) => builder =>
    {
        foreach (var piece in Pieces(T(english)))
        {
            if (piece.Part is { } part) builder.AddContent(0, parts[part]);
            else builder.AddContent(1, piece.Text);
        }
    };

    /// <summary>A composite format taken apart: texts, and the numbers of what stands between them.</summary>
    internal static IEnumerable<(string Text, int? Part)> Pieces(string format)
    {
        var text = new StringBuilder();
        for (var at = 0; at < format.Length; at++)
        {
            var c = format[at];
            if (c is '{' or '}' && at + 1 < format.Length && format[at + 1] == c) at++;
            else if (c == '{' && format.IndexOf('}', at) is var end and > 0)
            {
                if (text.Length > 0) yield return (text.ToString(), null);
                text.Clear();
                yield return ("", int.Parse(format.AsSpan(at + 1, end - at - 1), Languages.Formats));
                at = end;
                continue;
            }

            text.Append(c);
        }

        if (text.Length > 0) yield return (text.ToString(), null);
    }
}

/// <summary>An interpolated sentence on its way to <see cref="Wording.T(Phrase)"/>. In English it is written as it stands; otherwise its key and values are kept apart.</summary>
[InterpolatedStringHandler]
internal ref struct Phrase
{
    private readonly Catalogue? _catalogue;
    private readonly StringBuilder? _key;
    private readonly List<string>? _values;
    private DefaultInterpolatedStringHandler _english;

    public Phrase(int literalLength, int formattedCount)
    {
        _catalogue = Languages.Current;
        if (_catalogue is null) _english = new DefaultInterpolatedStringHandler(literalLength, formattedCount, Languages.Formats);
        else (_key, _values) = (new StringBuilder(literalLength + (3 * formattedCount)), new List<string>(formattedCount));
    }

    public void AppendLiteral(string text)
    {
        if (_key is null) _english.AppendLiteral(text);
        else _key.Append(text.Replace("{", "{{", StringComparison.Ordinal).Replace("}", "}}", StringComparison.Ordinal));
    }

    public void AppendFormatted<TValue>(TValue value, string? format = null)
    {
        if (_key is null || _values is null)
        {
            _english.AppendFormatted(value, format);
            return;
        }

        _key.Append('{').Append(_values.Count).Append('}');
        _values.Add(value is IFormattable formattable ? formattable.ToString(format, Languages.Formats) : value?.ToString() ?? "");
    }

    internal string InLanguage() =>
        _catalogue is null ? _english.ToStringAndClear() : string.Format(Languages.Formats, _catalogue.Of(_key!.ToString()), [.. _values!]);
}
