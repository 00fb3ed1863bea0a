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

    // What a concept note answers of it: enough to see whether a full proposal is worth its work.
    private static readonly string[] OfConcept =
        [FormDefinition.TitleCode, FormDefinition.CountryCode, "pathways", "summary", "registered", "safeguarding", "problem", "approach", FormDefinition.BudgetCode, "no-harm"];

    private static readonly Lazy<FormDefinition> Concept = new(() => new FormDefinition(
    [
        .. from section in Programme.Value.Sections
           let kept = section.Questions.Where(question => OfConcept.Contains(question.Code)).Select(question => question.Code == FormDefinition.BudgetCode ? Amount : question).ToList()
           where kept.Count > 0
           select section with { Questions = kept },
    ]));

    private static Question Amount => new(FormDefinition.BudgetCode, QuestionKind.Money, "How much do you ask for?") { Help = "About how much: the full proposal has the budget." };

    /// <summary>The programme's usual form.</summary>
    public static FormDefinition Form => Programme.Value;

    /// <summary>A form that asks only what every form asks.</summary>
    public static FormDefinition Smallest => new(
    [
        new("about", "About the project", null,
        [
            new(FormDefinition.TitleCode, QuestionKind.ShortText, "What is the project called?"),
            new(FormDefinition.CountryCode, QuestionKind.Country, "Where is it carried out?"),
            new("approach", QuestionKind.LongText, "What will you do, and with whom?") { MaxCharacters = 3000 },
            new(FormDefinition.BudgetCode, QuestionKind.Budget, "What does it cost?"),
        ]),
    ]);

    /// <summary>The usual form of a kind of call: the whole one, or what a concept note answers of it.</summary>
    public static FormDefinition Of(CallKind kind) => kind == CallKind.ConceptNote ? Concept.Value : Programme.Value;

    /// <summary>The programme's usual rubric for a kind of call, with ids of its own for each call.</summary>
    public static Rubric Rubric(CallKind kind = CallKind.OneStage) => kind == CallKind.ConceptNote ? OfConcepts() : new(
        [
            new("Relevance", "Does it address a real gap in the protection of victims or in policy, with evidence?", 25),
            new("Approach", "Are the activities sound and realistic, and are the right partners involved?", 25),
            new("Victims' rights and inclusion", "Are survivors' voices, gender equality, disability and social inclusion part of it, and is harm prevented?", 25),
            new("Capacity", "Can this organisation do it: people, experience, financial management, safeguarding?", 15),
            new("Value for money", "Is the budget justified by the results?", 10),
        ],
        Scale);

    private static Rubric OfConcepts() => new(
        [
            new("Relevance", "Does it address a real gap in the protection of victims or in policy, with evidence?", 40),
            new("Approach", "Is the idea sound and realistic, and is harm prevented?", 40),
            new("Capacity", "Is this organisation likely to be able to do it?", 20),
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
