using System.Globalization;
using System.Text;

namespace Grants.Language;

/// <summary>
/// English with accents, a third longer, in brackets: ⟦Šååṽéé ååñđ ĝöö ööñ⟧. Whatever is still plain on a page was written past <see cref="Wording"/>,
/// what is cut off has too little room, and two brackets in one sentence tell that it is made of pieces.
/// </summary>
internal static class PseudoLanguage
{
    /// <summary>Its name: a language tag for private use that translators' tools know.</summary>
    public const string Name = "qps-Ploc";

    public const char Begin = '⟦', End = '⟧';

    private const string Plain = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    private const string Accented = "ÅƁÇĐÉƑĜĤÎĴĶĻṀÑÖÞǪŔŠŢÛṼŴẊÝŽåƀçđéƒĝĥîĵķļɱñöþǫŕšţûṽŵẋýž";

    /// <summary>The translations of everything in <c>catalogue.txt</c>: one text a line, as it stands in the code.</summary>
    public static Catalogue Load()
    {
        using var stream = typeof(PseudoLanguage).Assembly.GetManifestResourceStream("Language/catalogue.txt")!;
        using var reader = new StreamReader(stream);
        var texts = reader.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Replace("\\n", "\n", StringComparison.Ordinal)).Distinct();
        return new Catalogue(CultureInfo.GetCultureInfo(Name), texts.ToDictionary(text => text, Of));
    }

    /// <summary>A text in the pseudo-language; places for values stay as they are.</summary>
    public static string Of(string english)
    {
        var text = new StringBuilder().Append(Begin);
        foreach (var (words, part) in Wording.Pieces(english))
        {
            if (part is not null) text.Append('{').Append(part).Append('}');
            foreach (var c in words)
            {
                text.Append(Plain.IndexOf(c, StringComparison.Ordinal) is var at and >= 0 ? Accented[at] : c);
                if ("aeiou".Contains(c, StringComparison.Ordinal)) text.Append(Accented[Plain.IndexOf(c, StringComparison.Ordinal)]);
                if (c is '{' or '}') text.Append(c);
            }
        }

        return text.Append(End).ToString();
    }
}
