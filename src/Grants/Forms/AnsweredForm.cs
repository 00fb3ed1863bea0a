using System.Text.Json.Serialization;
using Grants.Portal;

namespace Grants.Forms;

/// <summary>A document as a form's checks see it.</summary>
/// <param name="Slot">The code of the question that it answers.</param>
/// <param name="Name">Its name; the ending says what it is.</param>
/// <param name="IsUsable">Whether it arrived completely and passed what documents must pass.</param>
/// <param name="IsBeingChecked">Whether it only waits for the scanner.</param>
public sealed record AttachedFile(string? Slot, string Name, bool IsUsable, bool IsBeingChecked = false);

/// <summary>One thing that is checked by the system: on the way to submission, and again for whoever screens.</summary>
/// <param name="Code">The question's code.</param>
/// <param name="Section">The code of the section in which it is put right.</param>
/// <param name="Passed">Whether it holds.</param>
/// <param name="Finding">What was found, in words that say what to do.</param>
/// <param name="Blocks">Whether the application cannot be submitted without it. A 'no' to a condition of eligibility does not: a person decides on it.</param>
/// <param name="IsBlank">Nothing has been answered yet.</param>
public sealed record Check(string Code, string Section, bool Passed, string Finding, bool Blocks = true, bool IsBlank = false)
{
    /// <summary>What was found field by field, where the answer has been given and is not in order.</summary>
    [JsonIgnore]
    public IReadOnlyList<AnswerProblem> Problems { get; init; } = [];
}

/// <summary>A form with answers to it.</summary>
/// <param name="Form">What is asked.</param>
/// <param name="Terms">What the call adds.</param>
/// <param name="Answers">The answers by question's code; those that the form no longer asks for are among them.</param>
public sealed record AnsweredForm(FormDefinition Form, FormTerms Terms, IReadOnlyDictionary<string, string> Answers)
{
    /// <summary>The answer to a question; empty where there is none.</summary>
    public string this[string code] => Answers.GetValueOrDefault(code, "");

    /// <summary>Whether a question is asked, given the other answers.</summary>
    public bool IsAsked(Question question) => Form.IsAsked(question, Answers);

    /// <summary>The questions of a section that are asked, given the answers.</summary>
    public IEnumerable<Question> Asked(Section section) => section.Questions.Where(IsAsked);

    /// <summary>
    /// The questions that the page of a section shows: those that are asked, and those whose condition looks at a question of the same page, with that question;
    /// a page without script cannot know what will be chosen on it.
    /// </summary>
    public IEnumerable<(Question Question, Question? DependsOn)> OnPage(Section section)
    {
        var shown = new HashSet<string>();
        foreach (var question in section.Questions)
        {
            var dependsOn = question.AskIf is { } condition ? section.Questions.FirstOrDefault(other => other.Code == condition.Question && shown.Contains(other.Code)) : null;
            if (dependsOn is null && !IsAsked(question)) continue;
            shown.Add(question.Code);
            yield return (question, dependsOn);
        }
    }

    /// <summary>An answer as people read it.</summary>
    public string Words(Question question) => FormAnswers.Words(question, this[question.Code], Terms);

    /// <summary>Answers that belong to no question which is asked now: the form has changed, or an answer that a condition looks at. They are kept, and are no part of the application.</summary>
    public IReadOnlyDictionary<string, string> Kept => Answers.Where(answer => answer.Value.Length > 0 && (Form.Find(answer.Key) is not { } question || !IsAsked(question))).ToDictionary();

    /// <summary>Every check in the order of the form.</summary>
    public IReadOnlyList<Check> Checks(IReadOnlyCollection<AttachedFile> files) =>
        [.. from section in Form.Sections from question in Asked(section) select Of(question, section, files)];

    /// <summary>The check of one question; null when it is not asked.</summary>
    public Check? CheckOf(string code, IReadOnlyCollection<AttachedFile> files) =>
        Form.SectionOf(code) is { } section && Form.Find(code) is { } question && IsAsked(question) ? Of(question, section, files) : null;

    private Check Of(Question question, Section section, IReadOnlyCollection<AttachedFile> files) =>
        question.Kind == QuestionKind.File ? OfFile(question, section, files) : OfAnswer(question, section);

    private Check OfAnswer(Question question, Section section)
    {
        var value = this[question.Code];
        if (value.Length == 0)
        {
            return question.Required
                ? new Check(question.Code, section.Code, false, question.Kind == QuestionKind.Declaration ? T($"Agree to the statement: {question.Text}") : T($"Answer the question: {question.Text}"), IsBlank: true)
                : new Check(question.Code, section.Code, true, T($"Not answered, and not required: {question.Text}"), IsBlank: true);
        }

        if (question.Kind == QuestionKind.Eligibility && value == FormAnswers.No)
            return new Check(question.Code, section.Code, false, T($"Answered no to a condition of eligibility: {question.Text}"), Blocks: false);
        if (FormAnswers.Problems(question, value, Terms) is { Count: > 0 } problems)
            return new Check(question.Code, section.Code, false, question.Says(string.Join("; ", problems.Select(problem => problem.Message)))) { Problems = problems };
        // A project may be in another country for a good reason, so a person decides.
        return question.Code == FormDefinition.CountryCode && RuleWords.OutsideCountries(value, Terms) is { } outside
            ? new Check(question.Code, section.Code, false, outside, Blocks: false)
            : new Check(question.Code, section.Code, true, question.Code == FormDefinition.BudgetCode
                ? T($"The budget is {PortalText.Money(FormAnswers.RequestedMinor(value), Terms.Currency)}, within the call's limits.")
                : T($"Answered: {question.Text}"));
    }

    private static Check OfFile(Question question, Section section, IReadOnlyCollection<AttachedFile> files)
    {
        var (rules, attached) = (question.Files ?? FileRules.Usual, files.Where(file => file.Slot == question.Code).ToList());
        if (attached.Count == 0)
        {
            return question.Required
                ? new Check(question.Code, section.Code, false, T($"Add the document: {question.Text}"), IsBlank: true)
                : new Check(question.Code, section.Code, true, T($"Not attached, and not required: {question.Text}"), IsBlank: true);
        }

        if (attached.Find(file => file.IsBeingChecked) is { } waiting)
            return new Check(question.Code, section.Code, false, T($"\"{waiting.Name}\" is still being checked for viruses. Wait some minutes, or remove it: {question.Text}"));
        if (attached.Any(file => !file.IsUsable)) return new Check(question.Code, section.Code, false, T($"A file has not arrived completely or cannot be used yet. Add it again or remove it: {question.Text}"));
        if (attached.Count > rules.Most) return new Check(question.Code, section.Code, false, T($"{attached.Count} files are attached, and up to {rules.Most} are taken: {question.Text}"));
        return attached.All(file => rules.Takes(file.Name))
            ? new Check(question.Code, section.Code, true, T($"Attached: {question.Text}"))
            : new Check(question.Code, section.Code, false, T($"Only files of the type {string.Join(", ", rules.Types)} are taken: {question.Text}"));
    }
}
