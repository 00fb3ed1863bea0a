using System.Globalization;
using System.Text;

namespace Grants.Partners;

/// <summary>
/// The keys that an organisation is stored with and found by when its name is spelled otherwise, or written in another script: trigrams of the folded
/// name, trigrams of its consonants in Latin letters, acronyms, and the registration number. Finding candidates is then a search by index on any database;
/// only the few that share most are compared in full (<see cref="NameMatch"/>).
/// </summary>
internal static class NameKeys
{
    private const int MostOfTrigrams = 60;
    private const int MostOfAcronym = 40;
    private const int TrigramWeight = 1;
    private const int AcronymWeight = 10;
    private const int NumberWeight = 1000;

    // What many organisations are called in part, and so tells none from another. Of scripts that put no spaces between words, pieces are taken out wherever
    // they stand; longer ones first.
    private static readonly HashSet<string> Generic =
    [
        "the", "of", "for", "and", "in", "to", "on", "at", "by", "a", "an", "de", "inc", "incorporated", "ltd", "limited", "co", "company", "org",
        "foundation", "organisation", "organization", "organisations", "organizations", "association", "society", "center", "centre", "institute", "network", "group", "trust", "fund",
        "ngo", "cso", "international", "illustrative",
        "to", "chuc", "trung", "tam", "hoi", "quy", "vien", "va", "cho", "cua",
        "yayasan", "perkumpulan", "lembaga", "persatuan", "pertubuhan", "dan", "untuk", "bagi", "samahan", "ng", "sa", "mga", "at", "para",
    ];

    private static readonly string[] GenericPieces =
    [
        "เครือข่าย", "มูลนิธิ", "องค์การ", "องค์กร", "สมาคม", "สถาบัน", "ศูนย์", "เพื่อ", "และ",
        "ສະມາຄົມ", "ມູນນິທິ", "ອົງການ", "ສູນ", "ເພື່ອ", "ແລະ",
        "អង្គការ", "សមាគម", "មូលនិធិ", "មជ្ឈមណ្ឌល", "ដើម្បី", "និង",
        "အဖွဲ့အစည်း", "အဖွဲ့", "အသင်း", "ဖောင်ဒေးရှင်း", "နှင့်",
    ];

    private static readonly string[] FoldedPieces = [.. GenericPieces.Select(piece => Fold(piece)).OrderByDescending(piece => piece.Length)];

    // Consonants as a listener would tell them apart over a bad line: voiced and unvoiced, aspirated and not, r and l are one. Vowels, h and y are dropped: they
    // are what romanisations differ in.
    private static readonly Dictionary<char, char> Consonants = new[]
    {
        ("กขฃคฅฆ", 'k'), ("งญณน", 'n'), ("จฉชฌ", 'c'), ("ซศษส", 's'), ("ฎฏฐฑฒดตถทธ", 't'), ("บปผฝพฟภ", 'p'), ("ม", 'm'), ("รลฬ", 'l'), ("ว", 'w'),
        ("ກຂຄ", 'k'), ("ງຍນ", 'n'), ("ຈ", 'c'), ("ສຊ", 's'), ("ດຕຖທ", 't'), ("ບປຜຝພຟ", 'p'), ("ມ", 'm'), ("ຣລ", 'l'), ("ວ", 'w'),
        ("កខគឃ", 'k'), ("ងញណន", 'n'), ("ចឆជឈ", 'c'), ("ឝឞស", 's'), ("ដឋឌឍតថទធ", 't'), ("បផពភ", 'p'), ("ម", 'm'), ("រលឡ", 'l'), ("វ", 'w'),
        ("ကခဂဃ", 'k'), ("ငညဉဏန", 'n'), ("စဆဇဈ", 's'), ("ဋဌဍဎတထဒဓသ", 't'), ("ပဖဗဘ", 'p'), ("မ", 'm'), ("ရလဠ", 'l'), ("ဝ", 'w'),
        ("gqk", 'k'), ("n", 'n'), ("jz", 'c'), ("sx", 's'), ("dt", 't'), ("bpf", 'p'), ("m", 'm'), ("lr", 'l'), ("vw", 'w'),
    }.SelectMany(group => group.Item1.Select(letter => (letter, group.Item2))).ToDictionary();

    private static readonly (string Letters, string Sound)[] Digraphs =
        [("ngh", "n"), ("ng", "n"), ("nh", "n"), ("ny", "n"), ("ph", "p"), ("th", "t"), ("kh", "k"), ("gh", "k"), ("ch", "j"), ("sh", "s"), ("ck", "k"), ("ce", "s"), ("ci", "s"), ("cy", "s"), ("c", "k")];

    /// <summary>The keys of an organisation, each with how much it says to have it in common.</summary>
    public static IEnumerable<(string Key, int Weight)> Of(OrganisationProfile profile)
    {
        var keys = new Dictionary<string, int>(StringComparer.Ordinal);
        if (profile.RegistrationKey is { Length: > 0 } number) keys[$"r:{profile.Registry}:{number}"] = NumberWeight;
        foreach (var acronym in Acronyms(profile.LegalName, profile.Acronym)) keys[$"a:{acronym}"] = AcronymWeight;
        foreach (var name in new[] { profile.LegalName, profile.OwnName }.OfType<string>())
        {
            foreach (var trigram in Tokens(name).SelectMany(token => Trigrams($"_{token}_")).Concat(Trigrams(Skeleton(name)).Select(trigram => $"~{trigram}")).Distinct().Take(MostOfTrigrams))
                keys.TryAdd(trigram, TrigramWeight);
        }

        return keys.Select(key => (key.Key, key.Value));
    }

    /// <summary>A name as it is compared: compatibility forms made one, small letters, Latin letters without marks, no tone marks, joiners or punctuation.</summary>
    public static string Fold(string name)
    {
        var folded = new StringBuilder(name.Length);
        foreach (var c in WithoutSilent(name.Normalize(NormalizationForm.FormKC)).ToLowerInvariant().Normalize(NormalizationForm.FormD))
        {
            switch (CharUnicodeInfo.GetUnicodeCategory(c))
            {
                case UnicodeCategory.LowercaseLetter or UnicodeCategory.OtherLetter or UnicodeCategory.DecimalDigitNumber or UnicodeCategory.SpacingCombiningMark:
                    folded.Append(c == 'đ' ? 'd' : c);
                    break;
                case UnicodeCategory.NonSpacingMark when c > '\u036F' && !IsTone(c):
                    folded.Append(c);
                    break;
                case UnicodeCategory.Format or UnicodeCategory.NonSpacingMark or UnicodeCategory.ModifierLetter:
                    break;
                default:
                    // An apostrophe divides no word.
                    if (c is not ('\'' or '’')) folded.Append(' ');
                    break;
            }
        }

        return folded.ToString().Normalize(NormalizationForm.FormKC);
    }

    /// <summary>The words of a name that tell it from others, folded; all of them when none does.</summary>
    public static IReadOnlyList<string> Tokens(string name)
    {
        var folded = Fold(name);
        var all = folded.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var telling = FoldedPieces.Aggregate(folded, (text, piece) => text.Replace(piece, " ", StringComparison.Ordinal))
            .Split(' ', StringSplitOptions.RemoveEmptyEntries).Where(word => !Generic.Contains(word)).ToArray();
        return telling.Length > 0 ? telling : all;
    }

    /// <summary>The consonants of a name in Latin letters, whatever script it is in: <c>บลูดรากอน</c> and <c>Blue Dragon</c> are both <c>pltlkn</c>.</summary>
    public static string Skeleton(string name)
    {
        var sounds = new StringBuilder();
        foreach (var token in Tokens(name))
        {
            var text = Digraphs.Aggregate(token, (word, pair) => word.Replace(pair.Letters, pair.Sound, StringComparison.Ordinal));
            var last = '\0';
            foreach (var c in text)
            {
                if (!Consonants.TryGetValue(c, out var sound)) sound = char.IsAsciiDigit(c) ? c : '\0';
                // Doubled within a word is one; a vowel between them makes two.
                if (sound != '\0' && sound != last) sounds.Append(sound);
                last = sound;
            }
        }

        return sounds.ToString();
    }

    /// <summary>Letters and figures only, folded.</summary>
    public static string Compact(string text) => Fold(text).Replace(" ", "", StringComparison.Ordinal);

    /// <summary>Whether a name is written in Latin letters.</summary>
    public static bool IsLatin(string name) => name.Normalize(NormalizationForm.FormD).Where(char.IsLetter).All(letter => letter <= '\u024F' || letter is >= '\u1E00' and <= '\u1EFF');

    /// <summary>What an organisation may be called for short: its acronym, its name if that is one word, the first letters of its words; folded.</summary>
    public static IEnumerable<string> Acronyms(string legalName, string? acronym) =>
        new[] { acronym, legalName.Contains(' ', StringComparison.Ordinal) ? null : legalName, Initials(legalName) }.OfType<string>().Select(Compact).Where(text => text.Length is >= 3 and <= MostOfAcronym).Distinct();

    /// <summary>The first letters of the words that an acronym is made of; null when they are too few.</summary>
    private static string? Initials(string name)
    {
        var initials = string.Concat(Fold(name).Split(' ', StringSplitOptions.RemoveEmptyEntries).Where(word => word is not ("the" or "of" or "for" or "and" or "in" or "to" or "on" or "illustrative")).Select(word => word[0]));
        return initials.Length >= 3 && IsLatin(name) ? initials : null;
    }

    private static IEnumerable<string> Trigrams(string text) => Enumerable.Range(0, Math.Max(0, text.Length - 2)).Select(start => text.Substring(start, 3));

    // Thai and Lao mark letters that are written and not spoken.
    private static string WithoutSilent(string name)
    {
        var spoken = new StringBuilder(name.Length);
        foreach (var c in name)
        {
            if (c is not ('\u0E4C' or '\u0ECC')) spoken.Append(c);
            else if (spoken.Length > 0)
            {
                if (CharUnicodeInfo.GetUnicodeCategory(spoken[^1]) == UnicodeCategory.NonSpacingMark) spoken.Length--;
                if (spoken.Length > 0) spoken.Length--;
            }
        }

        return spoken.ToString();
    }

    private static bool IsTone(char c) => c is (>= '\u0E47' and <= '\u0E4E') or (>= '\u0EC8' and <= '\u0ECD') or '\u1037' or '\u1038';
}
