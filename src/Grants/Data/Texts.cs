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
}
