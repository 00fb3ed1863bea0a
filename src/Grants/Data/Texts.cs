using System.Text;

namespace Grants.Data;

/// <summary>Texts as they come from people, made fit for the record at the edge.</summary>
internal static class Texts
{
    /// <summary>
    /// Normal form C, line breaks as '\n', no control characters but those and tabs, no space around. What is not a character becomes U+FFFD. Joiners
    /// and other format characters stay: Khmer, Lao and Thai are written with them.
    /// </summary>
    /// <returns>The text; empty for null.</returns>
    public static string Clean(string? text)
    {
        if (string.IsNullOrWhiteSpace(text)) return "";
        var clean = new StringBuilder(text.Length);
        foreach (var rune in text.ReplaceLineEndings("\n").EnumerateRunes())
        {
            if (!Rune.IsControl(rune) || rune.Value is '\n' or '\t') clean.Append(rune);
        }

        return clean.ToString().Normalize(NormalizationForm.FormC).Trim();
    }

    /// <summary>The most UTF-16 units of a note or of reasons that somebody writes beside a decision: its column has room for them, and so has its e-mail.</summary>
    public const int MostOfNote = 4_000;

    /// <summary>A clean text on one line: what stands in a header cannot have two. It turns no sentence round that it stands in: embeddings, overrides and isolates of direction go.</summary>
    public static string Line(string text) => string.Concat(text.ReplaceLineEndings(" ").Replace('\t', ' ').Where(each => each is not (>= '\u202A' and <= '\u202E') and not (>= '\u2066' and <= '\u2069')));
}
