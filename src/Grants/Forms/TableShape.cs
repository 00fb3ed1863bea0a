using System.Globalization;

namespace Grants.Forms;

/// <summary>What stands in a column of a table.</summary>
public enum CellKind
{
    /// <summary>A text.</summary>
    Text,

    /// <summary>An amount in the call's currency; kept in minor units.</summary>
    Amount,

    /// <summary>A text with a figure in it, such as '240' or '45% of those asked'.</summary>
    Figure,

    /// <summary>A whole number of percent, from 0 to 100.</summary>
    Percent,

    /// <summary>One of the column's choices.</summary>
    OneOf,

    /// <summary>Any number of the column's choices, joined by commas.</summary>
    ManyOf,
}

/// <summary>One column of a table.</summary>
/// <param name="Name">As the form's fields and the JSON name it.</param>
/// <param name="Kind">What stands in it.</param>
/// <param name="Label">What people read.</param>
/// <param name="Required">Whether each row needs it.</param>
/// <param name="MaxCharacters">Texts: the most characters, as a reader counts them.</param>
/// <param name="Choices">What can be chosen.</param>
public sealed record Column(string Name, CellKind Kind, string Label, bool Required = false, int MaxCharacters = 0, IReadOnlyList<AnswerChoice>? Choices = null)
{
    /// <summary>What could be chosen in earlier versions of the form.</summary>
    public IReadOnlyList<AnswerChoice> Former { get; init; } = [];
}

/// <summary>The columns and limits of a table question: budget, log-frame, work plan and people differ in nothing else.</summary>
/// <param name="Row">What one row is called: 'Line', 'Result', 'Activity', 'Person'.</param>
/// <param name="Columns">In order.</param>
/// <param name="MostRows">The most rows.</param>
/// <param name="SpareRows">How many blank rows a page offers beyond those that are filled.</param>
public sealed record TableShape(string Row, IReadOnlyList<Column> Columns, int MostRows, int SpareRows)
{
    /// <summary>Names of columns that code refers to.</summary>
    internal const string Description = "description", Category = "category", Requested = "requested", CoFunding = "coFunding", Level = "level", Statement = "statement";

    /// <summary>Whether questions of a kind are answered with a table.</summary>
    public static bool Has(QuestionKind kind) => kind is QuestionKind.Budget or QuestionKind.LogFrame or QuestionKind.WorkPlan or QuestionKind.People;

    /// <summary>The shape of a table question.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The question's kind has no table.</exception>
    public static TableShape Of(Question question, FormTerms terms) => question.Kind switch
    {
        QuestionKind.Budget => new(
            T("Line"),
            [
                new(Description, CellKind.Text, T("What for"), Required: true, MaxCharacters: 200),
                .. Where(question.Choices.Count > 0, new Column(Category, CellKind.OneOf, T("Category"), Required: true, Choices: question.Choices) { Former = question.Former }),
                new(Requested, CellKind.Amount, T("Asked from this grant")),
                .. Where(question.Budget?.CoFunding == true, new Column(CoFunding, CellKind.Amount, T("Paid by others"))),
            ],
            Most(question, 60), 3),
        QuestionKind.LogFrame => new(
            T("Result"),
            [
                new(Level, CellKind.OneOf, T("Outcome or output"), Required: true, Choices: [new("outcome", T("Outcome")), new("output", T("Output"))]),
                new(Statement, CellKind.Text, T("What will be different, or what will be there"), MaxCharacters: 300),
                new("indicator", CellKind.Text, T("Indicator: what is counted"), Required: true, MaxCharacters: 300),
                new("baseline", CellKind.Figure, T("Baseline: the figure now"), MaxCharacters: 100),
                new("target", CellKind.Figure, T("Target: the figure at the end"), Required: true, MaxCharacters: 100),
                .. Where(question.Choices.Count > 0, new Column("disaggregation", CellKind.ManyOf, T("Counted apart by"), Choices: question.Choices) { Former = question.Former }),
            ],
            Most(question, 40), 1),
        QuestionKind.WorkPlan => new(
            T("Activity"),
            [
                new("activity", CellKind.Text, T("What will be done"), Required: true, MaxCharacters: 300),
                new("responsible", CellKind.Text, T("Who does it: an organisation or a position"), MaxCharacters: 150),
                new("quarters", CellKind.ManyOf, T("In which quarters of the grant"), Required: true, Choices: [.. Quarters(question, terms)]),
            ],
            Most(question, 40), 2),
        QuestionKind.People => new(
            T("Member of staff"),
            [
                new("name", CellKind.Text, T("Name of the member of staff"), Required: true, MaxCharacters: 120),
                new("position", CellKind.Text, T("Position in the project"), Required: true, MaxCharacters: 150),
                new("time", CellKind.Percent, T("Share of working time, in percent"), Required: true),
                new("experience", CellKind.Text, T("Experience that counts for this project"), MaxCharacters: 500),
            ],
            Most(question, 30), 2),
        _ => throw new ArgumentOutOfRangeException(nameof(question), question.Kind, "Questions of this kind have no table."),
    };

    /// <summary>Whether a budget's totals are asked for beside its lines.</summary>
    internal static bool HasTotals(Question question) => question is { Kind: QuestionKind.Budget, Budget.StatedTotals: true };

    private static int Most(Question question, int usual) => question.MostRows > 0 ? question.MostRows : usual;

    private static IEnumerable<AnswerChoice> Quarters(Question question, FormTerms terms)
    {
        var count = question.Quarters > 0 ? question.Quarters : Math.Max(1, (terms.Months + 2) / 3);
        return Enumerable.Range(1, count).Select(number => new AnswerChoice(string.Create(CultureInfo.InvariantCulture, $"q{number}"), T($"Quarter {number}")));
    }

    private static Column[] Where(bool asked, Column column) => asked ? [column] : [];
}
