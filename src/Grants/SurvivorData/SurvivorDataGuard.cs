using System.Globalization;
using System.Text;

namespace Grants.SurvivorData;

/// <summary>
/// Looks through texts for what could identify a survivor. It knows shapes (addresses, numbers, dates) and phrases, not people: what it finds is a
/// question to the writer, and what it does not find proves nothing. The rules are in survivor-data.json.
/// </summary>
internal static class SurvivorDataGuard
{
    /// <summary>How many UTF-16 units of a text are looked at: more than any answer may have.</summary>
    public const int MostCharacters = 200_000;

    /// <summary>How many findings are given for one text: whoever pastes a list of people is told at once, and told again of the rest.</summary>
    public const int MostFindings = 20;

    private const char Hidden = '•';

    private static readonly Lazy<IReadOnlyList<SurvivorDataRule>> _rules = new(SurvivorDataRule.ReadAll);

    /// <summary>What could identify somebody in a text, in the order in which it stands there.</summary>
    public static IReadOnlyList<SurvivorDataFinding> Find(string text) => string.IsNullOrWhiteSpace(text) ? [] : Find(text, FoldedText.Of(text), false);

    /// <summary>What could identify somebody in a file's name. Names join words with '_' and '-', so it is also read with spaces instead.</summary>
    public static IReadOnlyList<SurvivorDataFinding> FindInFileName(string name)
    {
        var stem = Path.GetFileNameWithoutExtension(name);
        if (string.IsNullOrWhiteSpace(stem)) return [];
        var spaced = stem.Replace('_', ' ').Replace('+', ' ');
        return Apart([.. Find(stem, FoldedText.Of(spaced), true), .. Find(stem, FoldedText.Of(spaced.Replace('-', ' ').Replace('.', ' ')), true)]);
    }

    private static IReadOnlyList<SurvivorDataFinding> Find(string text, FoldedText folded, bool isFileName)
    {
        var found = new List<SurvivorDataFinding>();
        foreach (var rule in _rules.Value.Where(rule => isFileName || !rule.OnlyFileNames))
        {
            foreach (var (start, length) in rule.Matches(folded.Text).Take(MostFindings))
            {
                var (from, to) = (folded.Origin(start), folded.Origin(start + length - 1) + 1);
                found.Add(new SurvivorDataFinding(rule.Kind, from, to - from, Mask(text[from..to])));
            }
        }

        return Apart(found);
    }

    // Of findings that share a character the first by rule stays: the rules stand in the order of what they are sure of.
    private static List<SurvivorDataFinding> Apart(List<SurvivorDataFinding> found)
    {
        var apart = new List<SurvivorDataFinding>();
        foreach (var finding in found)
        {
            if (!apart.Exists(other => finding.Start < other.Start + other.Length && other.Start < finding.Start + finding.Length)) apart.Add(finding);
        }

        return [.. apart.OrderBy(finding => finding.Start).Take(MostFindings)];
    }

    // The first character of every word stays, as a reader sees characters.
    private static string Mask(string text)
    {
        var masked = new StringBuilder(text.Length);
        var inWord = false;
        for (var elements = StringInfo.GetTextElementEnumerator(text); elements.MoveNext();)
        {
            var element = elements.GetTextElement();
            if (!Rune.IsLetterOrDigit(element.EnumerateRunes().First())) (inWord, _) = (false, masked.Append(element));
            else if (inWord) masked.Append(Hidden);
            else (inWord, _) = (true, masked.Append(element));
        }

        return masked.ToString();
    }
}

/// <summary>
/// A text as the rules read it: digits of every script as 0 to 9, one kind of hyphen and of space, without the invisible characters that hide a number from a
/// search. Knows where each character came from.
/// </summary>
internal readonly struct FoldedText
{
    private readonly int[] _origins;

    private FoldedText(string text, int[] origins) => (Text, _origins) = (text, origins);

    public string Text { get; }

    public static FoldedText Of(string text)
    {
        var length = Math.Min(text.Length, SurvivorDataGuard.MostCharacters);
        var folded = new StringBuilder(length);
        var origins = new int[length];
        for (var index = 0; index < length; index++)
        {
            var character = text[index];
            // Joiners and zero-width spaces stand between the words of Khmer, Lao and Thai, and sometimes inside numbers.
            if (character is '\u200B' or '\u200C' or '\u200D' or '\u2060' or '\uFEFF' or '\u00AD') continue;
            origins[folded.Length] = index;
            folded.Append(character switch
            {
                >= '0' and <= '9' => character,
                '\u2010' or '\u2011' or '\u2012' or '\u2212' => '-',
                '\u00A0' or '\u2007' or '\u2009' or '\u202F' or '\t' => ' ',
                _ when char.IsDigit(character) => (char)('0' + CharUnicodeInfo.GetDecimalDigitValue(character)),
                _ => character,
            });
        }

        return new FoldedText(folded.ToString(), origins);
    }

    /// <summary>Where a character stands in the text that was folded.</summary>
    public int Origin(int index) => _origins[index];
}
