using System.ComponentModel;
using System.Text.Json.Serialization;
using Grants.Calls;

namespace Grants.Forms;

/// <summary>What kind of answer a question takes.</summary>
public enum QuestionKind
{
    /// <summary>A line.</summary>
    ShortText,

    /// <summary>A text of several lines.</summary>
    LongText,

    /// <summary>A whole number that is not negative.</summary>
    Number,

    /// <summary>An amount in the call's currency.</summary>
    Money,

    /// <summary>A day.</summary>
    Date,

    /// <summary>Yes or no.</summary>
    YesNo,

    /// <summary>A condition of eligibility, answered yes or no; the call's answer is yes.</summary>
    Eligibility,

    /// <summary>One of the question's choices.</summary>
    OneOf,

    /// <summary>Any number of the question's choices.</summary>
    ManyOf,

    /// <summary>A member state, or regional.</summary>
    Country,

    /// <summary>One or more of the programme's pathways.</summary>
    Pathway,

    /// <summary>A table of what the money is for: lines, categories, co-funding, and totals that must agree with the lines.</summary>
    Budget,

    /// <summary>A table of results: outcome or output, indicator, baseline, target, disaggregation.</summary>
    LogFrame,

    /// <summary>A table of activities by quarter of the grant.</summary>
    WorkPlan,

    /// <summary>A table of the project's own staff; never of anybody whom it serves.</summary>
    People,

    /// <summary>One or more documents; they are kept as documents, and the question has no text as its answer.</summary>
    File,

    /// <summary>A statement that is agreed to.</summary>
    Declaration,
}

/// <summary>A form: sections with questions, in the order in which they are asked. Immutable; <see cref="FormEdits"/> makes changed ones.</summary>
/// <param name="Sections">Each is one page.</param>
public sealed record FormDefinition([property: Description("The pages of the form, in order.")] IReadOnlyList<Section> Sections)
{
    /// <summary>The code of the question for the project's title; every form has it.</summary>
    public const string TitleCode = "title";

    /// <summary>The code of the question for the country of work; every form has it.</summary>
    public const string CountryCode = "country";

    /// <summary>The code of the question for the requested money, a budget or an amount; every form has it.</summary>
    public const string BudgetCode = "budget";

    /// <summary>Every question in order.</summary>
    [JsonIgnore]
    public IEnumerable<Question> Questions => Sections.SelectMany(section => section.Questions);

    /// <summary>The question with a code; null when the form does not ask it.</summary>
    public Question? Find(string code) => Questions.FirstOrDefault(question => question.Code == code);

    /// <summary>The section with a code; null when there is none.</summary>
    public Section? FindSection(string code) => Sections.FirstOrDefault(section => section.Code == code);

    /// <summary>The section in which a question is asked; null when the form does not ask it.</summary>
    public Section? SectionOf(string questionCode) => Sections.FirstOrDefault(section => section.Questions.Any(question => question.Code == questionCode));

    /// <summary>Whether a question is asked of somebody who has given these answers: its condition holds, and the question that it looks at is asked as well.</summary>
    /// <param name="question">A question of this form.</param>
    /// <param name="answers">Answers by code of question; empty ones may be left out.</param>
    public bool IsAsked(Question question, IReadOnlyDictionary<string, string> answers)
    {
        // A condition looks back, so the walk ends; in a form that is still out of order it ends after as many steps as there are questions.
        var left = Questions.Count();
        for (var asked = question; asked.AskIf is { } condition && left > 0; left--)
        {
            if (Find(condition.Question) is not { } earlier || !condition.IsMetBy(answers.GetValueOrDefault(condition.Question, ""))) return false;
            asked = earlier;
        }

        return left > 0;
    }
}

/// <summary>One page of a form.</summary>
/// <param name="Code">Stable within the form; part of the page's address.</param>
/// <param name="Title">What the page is called.</param>
/// <param name="Intro">What to know before answering.</param>
/// <param name="Questions">What is asked, in order.</param>
public sealed record Section(
    [property: Description("Lower-case letters, digits and hyphens; stable within the form.")] string Code,
    [property: Description("What the page is called; up to 200 characters.")] string Title,
    [property: Description("What to know before answering; up to 2,000 characters.")] string? Intro,
    [property: Description("What is asked, in order.")] IReadOnlyList<Question> Questions);

/// <summary>One question of a form, with the settings of its kind.</summary>
/// <param name="Code">Stable for the life of the call: answers and documents refer to it.</param>
/// <param name="Kind">What kind of answer it takes.</param>
/// <param name="Text">The question; for a declaration, the statement.</param>
public sealed record Question(
    [property: Description("Lower-case letters, digits and hyphens; stable for the life of the call: answers refer to it.")] string Code,
    [property: Description("What kind of answer the question takes.")] QuestionKind Kind,
    [property: Description("The question; for a declaration, the statement. Up to 400 characters.")] string Text)
{
    /// <summary>A sentence or two that help to answer.</summary>
    [Description("A sentence or two that help to answer; up to 2,000 characters.")]
    public string? Help { get; init; }

    /// <summary>Whether an application can be submitted only with an answer.</summary>
    [Description("Whether an application can be submitted only with an answer.")]
    public bool Required { get; init; } = true;

    /// <summary>Texts: the most characters, as a reader counts them; 0 for no limit of the question's own.</summary>
    [Description("Texts: the most characters, as a reader counts them; 0 for no limit of the question's own.")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public int MaxCharacters { get; init; }

    /// <summary>One of, many of: what can be chosen. Budget: the categories of its lines. Log-frame: by what its figures are broken down.</summary>
    [Description("One of, many of: what can be chosen. Budget: the categories of its lines. Log-frame: by what its figures are broken down.")]
    public IReadOnlyList<AnswerChoice> Choices { get; init; } = [];

    /// <summary>What could be chosen in earlier versions of the form and cannot any more, where somebody has chosen it: their answer still has words. No part of the form.</summary>
    [JsonIgnore]
    public IReadOnlyList<AnswerChoice> Former { get; init; } = [];

    /// <summary>The condition under which it is asked; always when null.</summary>
    [Description("Asked only if an earlier question has one of these answers.")]
    public AskIf? AskIf { get; init; }

    /// <summary>Number, money: the least that is accepted; money in minor units.</summary>
    [Description("Number, money: the least that is accepted; money in minor units (cents).")]
    public long? Least { get; init; }

    /// <summary>Number, money: the most that is accepted; money in minor units.</summary>
    [Description("Number, money: the most that is accepted; money in minor units (cents).")]
    public long? Most { get; init; }

    /// <summary>Tables: the most lines; 0 for the usual limit.</summary>
    [Description("Tables: the most lines; 0 for the usual limit.")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public int MostRows { get; init; }

    /// <summary>Work plan: how many quarters it has; 0 for those of the call's grant.</summary>
    [Description("Work plan: how many quarters it has; 0 for those of the call's grant.")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public int Quarters { get; init; }

    /// <summary>Budget: what else it asks for than lines.</summary>
    [Description("Budget: what else it asks for than lines.")]
    public BudgetRules? Budget { get; init; }

    /// <summary>File: which files, and how many.</summary>
    [Description("File: which files, and how many.")]
    public FileRules? Files { get; init; }

    /// <summary>What is said of its answer, where the question does not stand beside it.</summary>
    internal string Says(string message) => Text is [.., var last] && char.IsPunctuation(last) ? $"{Text} {message}" : T($"{Text}: {message}");
}

/// <summary>One thing that can be chosen.</summary>
/// <param name="Code">Stable: answers hold it.</param>
/// <param name="Text">What people read.</param>
/// <param name="MostPercent">A budget's category: the most of the requested money that may be in it, in percent; 0 for no limit.</param>
public sealed record AnswerChoice(
    [property: Description("Lower-case letters, digits and hyphens; stable: answers hold it.")] string Code,
    [property: Description("What people read; up to 200 characters.")] string Text,
    [property: Description("A budget's category: the most of the requested money that may be in it, in percent; 0 for no limit.")]
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] int MostPercent = 0);

/// <summary>A condition on the answer to an earlier question.</summary>
/// <param name="Question">The earlier question's code; of a kind whose answer is chosen.</param>
/// <param name="Is">The answers of which one must be given.</param>
public sealed record AskIf(
    [property: Description("The code of an earlier question whose answer is chosen.")] string Question,
    [property: Description("The answers of which one must be given: 'yes' or 'no', or codes of choices.")] IReadOnlyList<string> Is)
{
    /// <summary>Whether an answer meets it; of several chosen, one is enough.</summary>
    public bool IsMetBy(string answer) => answer.Length > 0 && answer.Split(',').Any(Is.Contains);
}

/// <summary>What a budget asks for besides lines with a category and the requested amount.</summary>
/// <param name="CoFunding">Each line also says what others pay.</param>
/// <param name="LeastCoFundingPercent">The least that others must pay of the whole cost, in percent; 0 for no least.</param>
/// <param name="StatedTotals">The totals are asked for, and must agree with the lines: a slip of the pen shows.</param>
public sealed record BudgetRules(
    [property: Description("Each line also says what others pay.")] bool CoFunding = false,
    [property: Description("The least that others must pay of the whole cost, in percent; 0 for no least.")]
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] int LeastCoFundingPercent = 0,
    [property: Description("The totals are asked for, and must agree with the lines.")] bool StatedTotals = false);

/// <summary>Which files a question takes.</summary>
/// <param name="Types">Endings of names without the point, of those that documents can have; empty for all of them.</param>
/// <param name="Most">How many, from 1 to 20.</param>
public sealed record FileRules(
    [property: Description("Endings of names: pdf, docx, xlsx, jpg, png; empty for all of them.")] IReadOnlyList<string> Types,
    [property: Description("How many files, from 1 to 20.")] int Most = 1)
{
    /// <summary>The types that documents can have.</summary>
    public static IReadOnlyList<string> AllTypes { get; } = ["pdf", "docx", "xlsx", "jpg", "png"];

    /// <summary>What a question without settings takes.</summary>
    public static FileRules Usual { get; } = new([], 5);

    /// <summary>Whether a file with this name is taken.</summary>
    public bool Takes(string name)
    {
        var ending = Path.GetExtension(name).TrimStart('.').ToLowerInvariant();
        return Types.Count == 0 || Types.Contains(ending == "jpeg" ? "jpg" : ending);
    }
}

/// <summary>The facts of a call that its form needs.</summary>
/// <param name="Currency">ISO 4217 code of every amount.</param>
/// <param name="FloorMinor">The smallest grant in minor units.</param>
/// <param name="CeilingMinor">The largest grant in minor units.</param>
/// <param name="Months">How long a grant lasts.</param>
/// <param name="Countries">ISO 3166 alpha-2 of where projects are carried out; empty when the call is regional.</param>
public sealed record FormTerms(string Currency, long FloorMinor, long CeilingMinor, int Months, IReadOnlyList<string> Countries)
{
    /// <summary>The pathways that the call funds, which are those that its form offers; all of them while none is chosen.</summary>
    public Pathways Pathways { get; init; }

    /// <summary>Whether a choice is offered to those who answer a question.</summary>
    internal bool Offers(Question question, AnswerChoice choice) =>
        question.Kind != QuestionKind.Pathway || Pathways == Pathways.None || !Enum.TryParse<Pathways>(choice.Code, out var pathway) || Pathways.HasFlag(pathway);
}
