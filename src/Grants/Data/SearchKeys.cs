using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Microsoft.EntityFrameworkCore;

namespace Grants.Data;

/// <summary>Something that people search for. <see cref="GrantsDb"/> stores its key with every change.</summary>
internal interface ISearched
{
    /// <summary>Every name and number that it is found by.</summary>
    string SearchText { get; }
}

/// <summary>Something that lists show in the order of its name. <see cref="GrantsDb"/> stores its key with every change.</summary>
internal interface ISorted
{
    /// <summary>What it is sorted by.</summary>
    string SortText { get; }
}

/// <summary>
/// The keys that search and sorting use: both databases compare them byte by byte and find the same. Letters are lower case, Latin ones without their
/// marks (Vietnamese is often typed so); marks of other scripts are vowels and stay.
/// </summary>
internal static partial class SearchKeys
{
    /// <summary>The column of the key.</summary>
    public const string Column = "SearchKey";

    /// <summary>The column of the key's beginning, which is short enough for an ordered index on both databases.</summary>
    public const string SortColumn = "SortKey";

    /// <summary>The most UTF-16 units of a key.</summary>
    public const int Most = 2000;

    /// <summary>The most UTF-16 units of a sort key.</summary>
    public const int MostOfSort = 100;

    /// <summary>The shortest text that can be looked for: a trigram.</summary>
    public const int Shortest = 3;

    private const int MostWords = 5;

    /// <summary>The key of a text.</summary>
    public static string Of(string text)
    {
        var key = new StringBuilder(text.Length);
        var afterLatin = false;
        foreach (var rune in text.Normalize(NormalizationForm.FormKD).EnumerateRunes())
        {
            var category = Rune.GetUnicodeCategory(rune);
            if (category == UnicodeCategory.NonSpacingMark)
            {
                if (!afterLatin) key.Append(rune);
                continue;
            }

            // Between words anything counts as a space; a hyphen holds the parts of a number together, and joiners are not written.
            if (category is UnicodeCategory.Format or UnicodeCategory.EnclosingMark) continue;
            if (!Rune.IsLetterOrDigit(rune) && category != UnicodeCategory.SpacingCombiningMark && rune.Value != '-') Space(key);
            else key.Append(Plain(Rune.ToLowerInvariant(rune)));
            afterLatin = rune.Value < 0x250;
        }

        var whole = key.ToString().Normalize(NormalizationForm.FormC).Trim();
        return Cut(whole, Most);
    }

    /// <summary>
    /// The beginning of a key, to sort by. Thai and Lao are sorted as in their dictionaries: by the consonant, although some vowels are written before it, and not by
    /// tone. The other scripts' letters come in their dictionaries' order as they are.
    /// </summary>
    public static string Sort(string key)
    {
        // The vowel 'am' is one letter of the alphabet, which the normal form takes apart.
        var plain = ToneMark().Replace(key, "").Replace("\u0E4D\u0E32", "\u0E33", StringComparison.Ordinal).Replace("\u0ECD\u0EB2", "\u0EB3", StringComparison.Ordinal);
        return Cut(VowelBeforeConsonant().Replace(plain, "$2$1"), MostOfSort);
    }

    /// <summary>Rows in the order of their names, by the stored key; those of one name by id.</summary>
    public static IOrderedQueryable<T> InOrderOfName<T>(this IQueryable<T> rows)
        where T : Aggregate => rows.OrderBy(row => EF.Property<string>(row, SortColumn)).ThenBy(row => row.Id);

    /// <summary>What a name is sorted by.</summary>
    public static string SortOf(string name) => Sort(Of(name));

    /// <summary>
    /// The words of what somebody typed that can be looked for; empty when there is none. Two characters are a word where a character is a syllable or more: without a
    /// trigram, every key is read for it.
    /// </summary>
    public static IReadOnlyList<string> Words(string? typed)
    {
        var key = Of(typed ?? "");
        var words = key.Split(' ', StringSplitOptions.RemoveEmptyEntries).Where(word => word.Length >= Shortest || TwoSyllables().IsMatch(word)).Distinct().Take(MostWords).ToList();
        // Short words alone stand in a row: 'ab cd' is looked for as it is.
        return words.Count == 0 && key.Length >= Shortest ? [key] : words;
    }

    /// <summary>Every three characters in a row of a word, with the space before and after it.</summary>
    public static IReadOnlyList<string> Trigrams(string word)
    {
        var padded = $" {word} ";
        return [.. Enumerable.Range(0, padded.Length - 2).Select(start => padded.Substring(start, 3)).Distinct()];
    }

    // Never through a character.
    private static string Cut(string text, int most) => text.Length <= most ? text : text[..(char.IsHighSurrogate(text[most - 1]) ? most - 1 : most)];

    private static void Space(StringBuilder key)
    {
        if (key.Length > 0 && key[^1] != ' ') key.Append(' ');
    }

    [GeneratedRegex("[\u0E47-\u0E4C\u0E4E\u0EC8-\u0ECC]")]
    private static partial Regex ToneMark();

    [GeneratedRegex("([\u0E40-\u0E44\u0EC0-\u0EC4])([\u0E01-\u0E2E\u0E81-\u0EAE\u0EDC-\u0EDF])")]
    private static partial Regex VowelBeforeConsonant();

    // Chinese, Japanese, Korean.
    [GeneratedRegex(@"^[\u3040-\u30FF\u3400-\u4DBF\u4E00-\u9FFF\uAC00-\uD7AF]{2}$")]
    private static partial Regex TwoSyllables();

    // What the normal form does not take apart.
    private static string Plain(Rune rune) => rune.Value switch
    {
        'đ' => "d",
        'ø' => "o",
        'ł' => "l",
        'ı' => "i",
        'ß' => "ss",
        'æ' => "ae",
        'œ' => "oe",
        _ => rune.ToString(),
    };
}
