using System.Globalization;
using FuzzySharp;
using Grants.Data;
using Grants.Forms;
using Grants.Portal;
using Microsoft.AspNetCore.Http;

namespace Grants.Calls.EditForm;

#pragma warning disable CS1591 // Fields of the form, named as Question names them.
/// <summary>A question as a manager types it.</summary>
public sealed class QuestionForm
{
    private const char Percent = '|';

    public int Version { get; init; }

    public string? Kind { get; init; }

    public string? Section { get; init; }

    public string? Text { get; init; }

    public string? Help { get; init; }

    public string? Optional { get; init; }

    public string? MaxCharacters { get; init; }

    public string? Choices { get; init; }

    /// <summary>The code of the question on whose answer it depends whether this one is asked.</summary>
    public string? AskIf { get; init; }

    public string? Least { get; init; }

    public string? Most { get; init; }

    public string? MostRows { get; init; }

    public string? Quarters { get; init; }

    public string? CoFunding { get; init; }

    public string? LeastCoFundingPercent { get; init; }

    public string? StatedTotals { get; init; }

    public string[]? Types { get; init; }

    public string? MostFiles { get; init; }
#pragma warning restore CS1591

    /// <summary>The answers to <see cref="AskIf"/> of which one must be given.</summary>
    public IReadOnlyList<string> AskIfIs { get; private set; } = [];

    /// <summary>The name of the boxes with the answers to an earlier question.</summary>
    internal static string AnswersTo(string code) => $"AskIfIs.{code}";

    /// <summary>Takes the answers that are ticked from the page's form, where each earlier question has its own boxes.</summary>
    internal QuestionForm WithAnswers(IFormCollection posted)
    {
        AskIfIs = [.. posted[AnswersTo(AskIf ?? "")].OfType<string>()];
        return this;
    }

    /// <summary>The fields that show a question.</summary>
    internal static QuestionForm Of(Question question, int revision, string currency) => new()
    {
        Version = revision,
        Kind = question.Kind.ToString(),
        Text = question.Text,
        Help = question.Help,
        Optional = question.Required ? null : "yes",
        MaxCharacters = Figure(question.MaxCharacters),
        Choices = string.Join('\n', question.Choices.Select(choice => choice.MostPercent > 0 ? $"{choice.Text} {Percent} {Figure(choice.MostPercent)}%" : choice.Text)),
        AskIf = question.AskIf?.Question,
        AskIfIs = question.AskIf?.Is ?? [],
        Least = Bound(question, question.Least, currency),
        Most = Bound(question, question.Most, currency),
        MostRows = Figure(question.MostRows),
        Quarters = Figure(question.Quarters),
        CoFunding = question.Budget?.CoFunding == true ? "yes" : null,
        LeastCoFundingPercent = Figure(question.Budget?.LeastCoFundingPercent ?? 0),
        StatedTotals = question.Budget?.StatedTotals == true ? "yes" : null,
        Types = [.. question.Files?.Types ?? []],
        MostFiles = Figure((question.Files ?? FileRules.Usual).Most),
    };

    /// <summary>Reads what was typed; what cannot be read is said in <paramref name="errors"/>.</summary>
    /// <param name="code">The question's code.</param>
    /// <param name="kind">Its kind.</param>
    /// <param name="before">What it was before; null for a new one.</param>
    /// <param name="published">The choices that it had when it was published: their codes name answers.</param>
    /// <param name="currency">The call's.</param>
    /// <param name="errors">Field to message.</param>
    internal Question Read(string code, QuestionKind kind, Question? before, IReadOnlyList<AnswerChoice> published, string currency, Dictionary<string, string> errors)
    {
        return new Question(code, kind, Texts.Line(Texts.Clean(Text)))
        {
            Help = Texts.Clean(Help) is { Length: > 0 } help ? help : null,
            Required = Optional is null,
            MaxCharacters = kind is QuestionKind.ShortText or QuestionKind.LongText ? Whole(MaxCharacters, nameof(MaxCharacters)) : 0,
            Choices = kind is QuestionKind.OneOf or QuestionKind.ManyOf or QuestionKind.Budget or QuestionKind.LogFrame ? ReadChoices(before?.Choices ?? [], published, errors) : [],
            AskIf = string.IsNullOrEmpty(AskIf) ? null : new AskIf(AskIf, AskIfIs),
            Least = kind == QuestionKind.Money ? Money(Least, nameof(Least)) : kind == QuestionKind.Number ? Number(Least, nameof(Least)) : null,
            Most = kind == QuestionKind.Money ? Money(Most, nameof(Most)) : kind == QuestionKind.Number ? Number(Most, nameof(Most)) : null,
            MostRows = TableShape.Has(kind) ? Whole(MostRows, nameof(MostRows)) : 0,
            Quarters = kind == QuestionKind.WorkPlan ? Whole(Quarters, nameof(Quarters)) : 0,
            Budget = kind == QuestionKind.Budget ? new BudgetRules(CoFunding is not null, Part(LeastCoFundingPercent, nameof(LeastCoFundingPercent)), StatedTotals is not null) : null,
            Files = kind == QuestionKind.File ? new FileRules([.. FileRules.AllTypes.Where((Types ?? []).Contains)], Whole(MostFiles, nameof(MostFiles))) : null,
        };

        int Part(string? typed, string field) => (int)(Number(typed, field) ?? 0);

        // Blank is the usual limit, and kept as 0. A 0 that is typed is none that anybody could keep to: the rules refuse it as they refuse -1.
        int Whole(string? typed, string field) => Number(typed, field) is { } number ? number == 0 ? -1 : (int)number : 0;

        long? Number(string? typed, string field)
        {
            if (string.IsNullOrWhiteSpace(typed)) return null;
            if (PortalText.TryParseCount(typed, out var count)) return count;
            errors.TryAdd(field, T("Enter a whole number in figures, or leave it blank"));
            return null;
        }

        long? Money(string? typed, string field)
        {
            if (string.IsNullOrWhiteSpace(typed)) return null;
            if (PortalText.TryParseMoney(typed, currency, out var minor)) return minor;
            errors.TryAdd(field, T("Enter an amount in figures, such as 50,000, or leave it blank"));
            return null;
        }
    }

    // How alike, in percent, two wordings of one choice are at least.
    private const int Alike = 60;

    // A line that says what a choice said before is that choice. One that stands where a choice has gone, and is spelt alike, is that choice worded anew, so that
    // answers keep it; nobody is made to say what they did not choose: a choice that was published and has gone keeps its code.
    private List<AnswerChoice> ReadChoices(IReadOnlyList<AnswerChoice> before, IReadOnlyList<AnswerChoice> published, Dictionary<string, string> errors)
    {
        var lines = Texts.Clean(Choices).Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split(Percent, 2, StringSplitOptions.TrimEntries)).ToList();
        var read = new List<AnswerChoice>();
        foreach (var (index, line) in lines.Index())
        {
            var most = 0;
            if (line.Length == 2 && (!PortalText.TryParseCount(line[1].TrimEnd('%'), out most) || most > 100)) errors.TryAdd(nameof(Choices), T($"Line {index + 1}: after '{Percent}' stands the most in percent, such as 15%"));
            var code = before.FirstOrDefault(choice => choice.Text == line[0])?.Code
                ?? (index < before.Count && lines.TrueForAll(other => other[0] != before[index].Text) && Fuzz.Ratio(before[index].Text, line[0]) >= Alike ? before[index].Code : null)
                ?? published.FirstOrDefault(choice => choice.Text == line[0] && !before.Concat(read).Any(other => other.Code == choice.Code))?.Code
                ?? FreeCode(line[0], [.. before.Concat(read).Concat(published).Select(choice => choice.Code)]);
            if (read.Exists(choice => choice.Text == line[0])) errors.TryAdd(nameof(Choices), T($"'{line[0]}' stands here twice: give each choice words of its own"));
            read.Add(new AnswerChoice(code, line[0], most));
        }

        return read;
    }

    private static string FreeCode(string text, List<string> taken) => new FormDefinition([]).FreeCode(text, taken);

    private static string Figure(int number) => number == 0 ? "" : number.ToString(CultureInfo.InvariantCulture);

    private static string Bound(Question question, long? number, string currency) => number is not { } bound ? ""
        : question.Kind == QuestionKind.Money ? PortalText.TypedMoney(bound, currency) : bound.ToString(CultureInfo.InvariantCulture);
}
