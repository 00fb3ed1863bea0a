using Grants.Forms;

namespace Grants.Calls;

/// <summary>The form and the rubric that a new call of this programme starts from.</summary>
internal static class DefaultForm
{
    private static readonly Lazy<FormDefinition> Programme = new(() =>
    {
        using var reader = new StreamReader(typeof(DefaultForm).Assembly.GetManifestResourceStream("Calls/default-form.json")!);
        return FormJson.TryRead(reader.ReadToEnd(), out var form) is { } error ? throw new InvalidOperationException(error) : form;
    });

    /// <summary>The programme's usual form.</summary>
    public static FormDefinition Form => Programme.Value;

    public static IReadOnlyList<Criterion> Rubric() =>
    [
        new(1, "Relevance", "Does it address a real gap in the protection of victims or in policy, with evidence?", 25),
        new(2, "Approach", "Are the activities sound and realistic, and are the right partners involved?", 25),
        new(3, "Victims' rights and inclusion", "Are survivors' voices, gender equality, disability and social inclusion part of it, and is harm prevented?", 25),
        new(4, "Capacity", "Can this organisation do it: people, experience, financial management, safeguarding?", 15),
        new(5, "Value for money", "Is the budget justified by the results?", 10),
    ];

    /// <summary>One line a criterion: weight in percent | title | guidance.</summary>
    public static string Text(IEnumerable<Criterion> rubric) =>
        string.Join('\n', rubric.OrderBy(criterion => criterion.Order).Select(criterion => $"{criterion.Weight} | {criterion.Title} | {criterion.Guidance}"));

    /// <summary>Reads what <see cref="Text(IEnumerable{Criterion})"/> writes.</summary>
    /// <param name="text">The lines.</param>
    /// <param name="rubric">The criteria, when there is no error.</param>
    /// <returns>What is wrong with the first line that cannot be read; null when every line can.</returns>
    public static string? TryRead(string text, out List<Criterion> rubric)
    {
        rubric = [];
        foreach (var (number, parts) in Lines(text))
        {
            if (parts.Length != 3) return $"Criterion line {number}: write three parts, separated by |";
            if (!int.TryParse(parts[0], out var weight) || weight is < 1 or > 100) return $"Criterion line {number}: the weight is a number from 1 to 100";
            if (parts[1].Length is 0 or > 200) return $"Criterion line {number}: the title has from 1 to 200 characters";
            if (parts[2].Length > 2000) return $"Criterion line {number}: the guidance has up to 2,000 characters";
            rubric.Add(new Criterion(rubric.Count + 1, parts[1], parts[2], weight));
        }

        return null;
    }

    private static IEnumerable<(int Number, string[] Parts)> Lines(string text) =>
        text.ReplaceLineEndings("\n").Split('\n').Index()
            .Where(line => !string.IsNullOrWhiteSpace(line.Item))
            .Select(line => (line.Index + 1, line.Item.Split('|', StringSplitOptions.TrimEntries)));
}
