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

    /// <summary>The programme's usual rubric, with ids of its own for each call.</summary>
    public static Rubric Rubric() => new(
        [
            new("Relevance", "Does it address a real gap in the protection of victims or in policy, with evidence?", 25),
            new("Approach", "Are the activities sound and realistic, and are the right partners involved?", 25),
            new("Victims' rights and inclusion", "Are survivors' voices, gender equality, disability and social inclusion part of it, and is harm prevented?", 25),
            new("Capacity", "Can this organisation do it: people, experience, financial management, safeguarding?", 15),
            new("Value for money", "Is the budget justified by the results?", 10),
        ],
        Scale);

    /// <summary>The programme's usual scale.</summary>
    public static IReadOnlyList<ScaleStep> Scale { get; } =
    [
        new(0, "Not addressed", "The application says nothing about it, or what it says cannot be judged."),
        new(1, "Poor", "Serious weaknesses; the criterion is hardly met."),
        new(2, "Weak", "Goes in the right direction, with significant weaknesses."),
        new(3, "Fair", "Meets the criterion, with several weaknesses that can be mended."),
        new(4, "Good", "Meets the criterion well, with small weaknesses."),
        new(5, "Excellent", "Meets every aspect of the criterion convincingly; any weakness is minor."),
    ];
}
