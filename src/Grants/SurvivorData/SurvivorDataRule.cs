using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.RegularExpressions;

namespace Grants.SurvivorData;

/// <summary>One rule of survivor-data.json. Its expressions take time in proportion to the text, whatever the text is.</summary>
internal sealed partial class SurvivorDataRule
{
    private const string Resource = "SurvivorData/survivor-data.json";
    private const string It = "it";
    private const int Before = 60; // characters before a match that may say that it is harmless
    private const RegexOptions Options = RegexOptions.NonBacktracking | RegexOptions.IgnoreCase | RegexOptions.CultureInvariant;

    private static readonly JsonSerializerOptions _json = new(JsonSerializerDefaults.Web)
    {
        Converters = { new JsonStringEnumConverter() },
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    };

    private readonly Regex _pattern;
    private readonly Regex? _except;
    private readonly Regex? _unless;
    private readonly Func<string, bool>? _check;

    private SurvivorDataRule(Written written, IReadOnlyDictionary<string, string> parts)
    {
        (Kind, OnlyFileNames) = (written.Kind, written.Where == Place.FileNames);
        _pattern = Read(written.Pattern, parts);
        _except = written.Except is null ? null : Read(written.Except, parts);
        _unless = written.Unless is null ? null : Read(written.Unless, parts);
        _check = written.Check is null ? null : IdentityNumbers.Check(written.Check);
        if (!_pattern.GetGroupNames().Contains(It)) throw new InvalidOperationException($"A rule of {Resource} does not say what it finds: {written.Pattern}");
    }

    private enum Place
    {
        Everywhere,
        FileNames,
    }

    /// <summary>What it finds.</summary>
    public SurvivorDataKind Kind { get; }

    /// <summary>Whether it is only for names of files.</summary>
    public bool OnlyFileNames { get; }

    /// <summary>Every rule, in order.</summary>
    public static IReadOnlyList<SurvivorDataRule> ReadAll()
    {
        using var file = typeof(SurvivorDataRule).Assembly.GetManifestResourceStream(Resource) ?? throw new InvalidOperationException($"{Resource} is not in the assembly.");
        var (parts, rules) = JsonSerializer.Deserialize<File>(file, _json) ?? throw new InvalidOperationException($"{Resource} is empty.");
        return [.. rules.Select(rule => new SurvivorDataRule(rule, parts))];
    }

    /// <summary>Where the rule finds something in a folded text.</summary>
    public IEnumerable<(int Start, int Length)> Matches(string text)
    {
        for (var match = _pattern.Match(text); match.Success; match = match.NextMatch())
        {
            var it = match.Groups[It];
            if (_except?.IsMatch(match.Value) == true || _check?.Invoke(it.Value) == false) continue;
            var from = Math.Max(0, match.Index - Before);
            if (_unless?.IsMatch(text[from..match.Index]) == true) continue;
            yield return (it.Index, it.Length);
        }
    }

    private static Regex Read(string pattern, IReadOnlyDictionary<string, string> parts)
    {
        // Parts stand in parts, so often as it takes.
        while (Part().IsMatch(pattern)) pattern = Part().Replace(pattern, part => parts[part.Groups[1].Value]);
        return new Regex(pattern, Options);
    }

    [GeneratedRegex(@"\{\{([a-z]+)\}\}")]
    private static partial Regex Part();

    /// <param name="Parts">What several patterns have in common: {{name}} stands for the part of this name.</param>
    /// <param name="Rules">In the order of how sure they are.</param>
    private sealed record File(IReadOnlyDictionary<string, string> Parts, IReadOnlyList<Written> Rules);

    /// <param name="Kind">What it finds.</param>
    /// <param name="Pattern">Its group 'it' is what identifies; what stands around it is the context.</param>
    /// <param name="Except">What matches this in the whole match is harmless.</param>
    /// <param name="Unless">What follows this is harmless.</param>
    /// <param name="Check">The check digits or the sense of a number, see <see cref="IdentityNumbers"/>.</param>
    /// <param name="Where">Where it applies.</param>
    /// <param name="Language">The language of its words; for whoever reads the file.</param>
    private sealed record Written(SurvivorDataKind Kind, string Pattern, string? Except = null, string? Unless = null, string? Check = null, Place Where = Place.Everywhere, string? Language = null);
}
