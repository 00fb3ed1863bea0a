using System.Collections.Frozen;
using System.Globalization;
using System.Text.Json;

namespace Grants.Language;

/// <summary>The languages that there are: English, and every one that has a catalogue among this folder's resources (<c>km.json</c>: English text to translation).</summary>
internal static class Languages
{
    /// <summary>The language of the keys, and of whatever has no translation.</summary>
    public const string English = "en";

    private const string Folder = "Language/";

    // Lazy: the process may never meet a reader of the language.
    private static readonly FrozenDictionary<string, Lazy<Catalogue>> _catalogues = Find();

    /// <summary>How values are written inside sentences, whatever the language: as everywhere in the portal.</summary>
    public static CultureInfo Formats { get; } = CultureInfo.GetCultureInfo("en-GB");

    /// <summary>The catalogue of the present reader's language; null for English.</summary>
    public static Catalogue? Current => CultureInfo.CurrentUICulture is { Name: not ("en-GB" or "en" or "en-US" or "") } culture ? _catalogues.GetValueOrDefault(culture.Name)?.Value : null;

    /// <summary>The present reader's language as HTML names it.</summary>
    public static string Tag => Current?.Culture.Name ?? English;

    /// <summary>The languages that a reader may choose, English first.</summary>
    /// <param name="withPseudo">Whether the pseudo-language is among them.</param>
    public static IEnumerable<string> Offered(bool withPseudo) =>
        [English, .. _catalogues.Keys.Where(name => withPseudo || name != PseudoLanguage.Name).Order(StringComparer.Ordinal)];

    /// <summary>What a language calls itself.</summary>
    public static string NameOf(string name) => name == PseudoLanguage.Name ? "Pseudo" : CultureInfo.GetCultureInfo(name).NativeName;

    /// <summary>The culture of a language; English's when there is no such language (any more).</summary>
    public static CultureInfo CultureOf(string? name) =>
        name is not null && name != English && _catalogues.TryGetValue(name, out var catalogue) ? catalogue.Value.Culture : Formats;

    /// <summary>Does something in another language than the present reader's.</summary>
    public static T In<T>(string? name, Func<T> work)
    {
        var before = CultureInfo.CurrentUICulture;
        try
        {
            CultureInfo.CurrentUICulture = CultureOf(name);
            return work();
        }
        finally
        {
            CultureInfo.CurrentUICulture = before;
        }
    }

    /// <summary>The English texts that a language translates.</summary>
    public static IReadOnlyCollection<string> TextsOf(string name) => _catalogues[name].Value.Texts;

    private static FrozenDictionary<string, Lazy<Catalogue>> Find() =>
        typeof(Languages).Assembly.GetManifestResourceNames()
            .Where(name => name.StartsWith(Folder, StringComparison.Ordinal) && name.EndsWith(".json", StringComparison.Ordinal))
            .Select(name => name[Folder.Length..^".json".Length])
            .Append(PseudoLanguage.Name)
            .ToFrozenDictionary(name => name, name => new Lazy<Catalogue>(() => name == PseudoLanguage.Name ? PseudoLanguage.Load() : Load(name)), StringComparer.OrdinalIgnoreCase);

    private static Catalogue Load(string name)
    {
        using var stream = typeof(Languages).Assembly.GetManifestResourceStream($"{Folder}{name}.json")!;
        return new Catalogue(CultureInfo.GetCultureInfo(name), JsonSerializer.Deserialize<Dictionary<string, string>>(stream)!);
    }
}

/// <summary>The translations into one language.</summary>
internal sealed class Catalogue
{
    private readonly FrozenDictionary<string, string> _texts;

    /// <param name="culture">The language.</param>
    /// <param name="texts">English text to translation; what is missing stays English.</param>
    /// <exception cref="InvalidDataException">A translation has other places for values than its English text.</exception>
    public Catalogue(CultureInfo culture, IReadOnlyDictionary<string, string> texts)
    {
        (Culture, _texts) = (culture, texts.ToFrozenDictionary(StringComparer.Ordinal));
        var faulty = texts.FirstOrDefault(text => !Places(text.Key).SetEquals(Places(text.Value)));
        if (faulty.Key is not null) throw new InvalidDataException($"The translation of \"{faulty.Key}\" into {culture.Name} has other places for values.");
    }

    public CultureInfo Culture { get; }

    /// <summary>What is translated.</summary>
    public IReadOnlyCollection<string> Texts => _texts.Keys;

    /// <summary>The translation of an English text, or the text itself.</summary>
    public string Of(string english) => _texts.TryGetValue(english, out var text) ? text : english;

    private static HashSet<int> Places(string text) => [.. Wording.Pieces(text).Where(piece => piece.Part is not null).Select(piece => piece.Part!.Value)];
}
