using Grants.Portal;

namespace Grants.Forms;

/// <summary>What is out of order in a form.</summary>
/// <param name="Section">The code of the section that it concerns; null for the whole form.</param>
/// <param name="Question">The code of the question that it concerns; null for the section or the form.</param>
/// <param name="Message">What to do.</param>
public sealed record FormProblem(string? Section, string? Question, string Message);

/// <summary>What every form must keep to before it can be published.</summary>
public static class FormRules
{
    /// <summary>The most sections of a form.</summary>
    public const int MostSections = 20;

    /// <summary>The most questions of a form.</summary>
    public const int MostQuestions = 150;

    /// <summary>The most choices of a question.</summary>
    public const int MostChoices = 50;

    // Field names of the form's own; those of posted forms do not distinguish capitals.
    private static readonly string[] Reserved = ["version", "more", "form", "section", "amount", "number"];

    /// <summary>Whether a text can be the code of a section, a question or a choice.</summary>
    public static bool IsCode(string text) => text.Length is > 0 and <= 60 && text.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '-') && !Reserved.Contains(text);

    /// <summary>Whether a question's code is one that every form has: its question can be worded anew, and not removed.</summary>
    public static bool IsFixed(string code) => code is FormDefinition.TitleCode or FormDefinition.CountryCode or FormDefinition.BudgetCode;

    /// <summary>Whether the answer to a question of an earlier form can begin the answer to this one. A declaration is made anew each time.</summary>
    public static bool MayCarryOver(Question question, FormDefinition earlier) =>
        earlier.Find(question.Code)?.Kind == question.Kind && question.Kind is not (QuestionKind.File or QuestionKind.Declaration);

    /// <summary>The code of a question that every form has, for a new one of its kind while the form lacks it; null for any other.</summary>
    public static string? FixedCode(FormDefinition form, QuestionKind kind) => kind switch
    {
        QuestionKind.ShortText when form.Find(FormDefinition.TitleCode) is null => FormDefinition.TitleCode,
        QuestionKind.Country when form.Find(FormDefinition.CountryCode) is null => FormDefinition.CountryCode,
        QuestionKind.Budget or QuestionKind.Money when form.Find(FormDefinition.BudgetCode) is null => FormDefinition.BudgetCode,
        _ => null,
    };

    /// <summary>Everything that is out of order, in the order of the form.</summary>
    public static IReadOnlyList<FormProblem> Problems(FormDefinition form)
    {
        var problems = new List<FormProblem>();
        if (form.Sections.Count is 0 or > MostSections) problems.Add(new(null, null, T($"A form has from 1 to {MostSections} sections")));
        if (form.Questions.Count() > MostQuestions) problems.Add(new(null, null, T($"A form has up to {MostQuestions} questions")));
        Fixed(FormDefinition.TitleCode, T("the project's title, as a short text"), QuestionKind.ShortText);
        Fixed(FormDefinition.CountryCode, T("the country of work"), QuestionKind.Country);
        Fixed(FormDefinition.BudgetCode, T("the requested money, as a budget or an amount"), QuestionKind.Budget, QuestionKind.Money);

        var earlier = new Dictionary<string, Question>();
        foreach (var section in form.Sections)
        {
            OfSection(section);
            foreach (var question in section.Questions)
            {
                problems.AddRange(Problems(question, earlier, form).Select(problem => new FormProblem(section.Code, question.Code, problem.Message)));
                earlier.TryAdd(question.Code, question);
            }
        }

        return problems;

        void Fixed(string code, string what, params QuestionKind[] kinds)
        {
            if (form.Find(code) is not { } question) problems.Add(new(null, null, T($"The form must ask for {what}: add such a question")));
            else if (!kinds.Contains(question.Kind) || !question.Required || question.AskIf is not null)
                problems.Add(new(form.SectionOf(code)!.Code, code, T($"“{question.Text}” asks for {what}. It must be required and always asked")));
        }

        void OfSection(Section section)
        {
            if (!IsCode(section.Code)) problems.Add(new(section.Code, null, CodeRule(section.Code)));
            if (section.Title.Length == 0 || PortalText.Length(section.Title) > 200) problems.Add(new(section.Code, null, T("Give the section a title of up to 200 characters")));
            if (PortalText.Length(section.Intro) > 2000) problems.Add(new(section.Code, null, T("Shorten the introduction to 2,000 characters")));
            if (section.Questions.Count == 0) problems.Add(new(section.Code, null, T($"The section '{section.Title}' has no question yet: add one or delete the section")));
        }
    }

    /// <summary>What is out of order in one question: the property's name, and the message.</summary>
    /// <param name="question">The question.</param>
    /// <param name="earlier">The questions that are asked before it, by code.</param>
    /// <param name="form">The form in which it stands.</param>
    public static IEnumerable<(string Field, string Message)> Problems(Question question, IReadOnlyDictionary<string, Question> earlier, FormDefinition form)
    {
        if (!IsCode(question.Code)) yield return (nameof(Question.Code), CodeRule(question.Code));
        if (question.Code.EndsWith("file", StringComparison.Ordinal) && earlier.ContainsKey(question.Code[..^4])) yield return (nameof(Question.Code), T($"Choose another code than '{question.Code}': it is the name of a file's field"));
        if (question.Text.Length == 0 || PortalText.Length(question.Text) > 400) yield return (nameof(Question.Text), T("Write the question, in up to 400 characters"));
        if (PortalText.Length(question.Help) > 2000) yield return (nameof(Question.Help), T("Shorten the help to 2,000 characters"));
        if (question.MaxCharacters is < 0 or > FormAnswers.MostCharacters) yield return (nameof(Question.MaxCharacters), T($"The limit is from 1 to {FormAnswers.Grouped(FormAnswers.MostCharacters)} characters"));
        if (question.Code == FormDefinition.TitleCode && question.MaxCharacters > 200) yield return (nameof(Question.MaxCharacters), T("The title has up to 200 characters: lists and letters show it"));
        if (question.Least > question.Most) yield return (nameof(Question.Least), T("The least is more than the most"));
        if (question.Least is < 0 || question.Most is < 0 or > FormAnswers.MostMinor) yield return (question.Least is < 0 ? nameof(Question.Least) : nameof(Question.Most), T("The least and the most are not negative, and not beyond what the record holds"));
        if (question.MostRows is < 0 or > 100) yield return (nameof(Question.MostRows), T("A table has from 1 to 100 lines"));
        if (question.Quarters is < 0 or > 20) yield return (nameof(Question.Quarters), T("A work plan has from 1 to 20 quarters"));
        foreach (var message in OfChoices(question)) yield return (nameof(Question.Choices), message);
        if (question.Budget is { LeastCoFundingPercent: < 0 or > 100 }) yield return (nameof(BudgetRules.LeastCoFundingPercent), T("A part is from 0 to 100%"));
        if (question.Budget is { CoFunding: false, LeastCoFundingPercent: > 0 }) yield return (nameof(BudgetRules.LeastCoFundingPercent), T("Ask for co-funding, or take its least part away"));
        if (question.Files is { } files && (files.Most is < 1 or > 20 || files.Types.Except(FileRules.AllTypes).Any())) yield return (nameof(Question.Files), T($"A question takes from 1 to 20 files, of {string.Join(", ", FileRules.AllTypes)}"));
        if (question.AskIf is { } condition && WhyNot(question, condition, earlier, form) is { } why) yield return (nameof(Question.AskIf), why);
    }

    private static IEnumerable<string> OfChoices(Question question)
    {
        if (question.Kind is QuestionKind.OneOf or QuestionKind.ManyOf && question.Choices.Count == 0) yield return T("Give what can be chosen, one on a line");
        if (question.Kind == QuestionKind.OneOf && question.Choices.Count == 1) yield return T("Give at least two choices, one on a line: of one there is nothing to choose");
        if (question.Choices.Count > MostChoices) yield return T($"A question has up to {MostChoices} choices");
        if (question.Choices.Any(choice => !IsCode(choice.Code))) yield return T("The code of a choice has lower-case letters, digits and hyphens");
        if (question.Choices.DistinctBy(choice => choice.Code).Count() < question.Choices.Count) yield return T("Two choices have the same code");
        if (question.Choices.DistinctBy(choice => choice.Text).Count() < question.Choices.Count) yield return T("Two choices have the same words");
        if (question.Choices.Any(choice => choice.Text.Length == 0 || PortalText.Length(choice.Text) > 200)) yield return T("A choice has from 1 to 200 characters");
        if (question.Choices.Any(choice => choice.MostPercent is < 0 or > 100)) yield return T("A part is from 0 to 100%");
    }

    /// <summary>
    /// What a new version of a published form may not do: a code keeps its kind, and a table its columns, for answers that have been given would lose their
    /// place. Everything else can change.
    /// </summary>
    /// <param name="published">A version that was published.</param>
    /// <param name="form">The new one.</param>
    public static IReadOnlyList<FormProblem> ProblemsAfter(FormDefinition published, FormDefinition form) =>
    [
        .. from before in published.Questions
           let after = form.Find(before.Code)
           where after is not null && (after.Kind != before.Kind || LosesColumns(before, after))
           select new FormProblem(form.SectionOf(after.Code)!.Code, after.Code, after.Kind != before.Kind
               ? T($"'{before.Text}' has been published as another kind of question. Add a new question instead: answers to the old one are kept")
               : T($"'{before.Text}' has been published with more columns. Add a new question instead: answers to the old one are kept")),
    ];

    private static bool LosesColumns(Question before, Question after) =>
        TableShape.Has(before.Kind) && ((before.Choices.Count > 0 && after.Choices.Count == 0) || (before.Budget?.CoFunding == true && after.Budget?.CoFunding != true));

    private static string? WhyNot(Question question, AskIf condition, IReadOnlyDictionary<string, Question> earlier, FormDefinition form)
    {
        var name = question.Text.Length == 0 ? T("This question") : T($"“{question.Text}”");
        if (!earlier.TryGetValue(condition.Question, out var asked))
        {
            return form.Find(condition.Question) is { } after
                ? T($"{name} is asked only after certain answers to “{after.Text}”, which is not asked before it")
                : T($"{name} is asked only after certain answers to a question that is not here: choose another, or always ask it");
        }

        if (!FormAnswers.HasChoices(asked.Kind)) return T($"{name} is asked only after certain answers to “{asked.Text}”, whose answer is not chosen");
        var choices = FormAnswers.ChoicesOf(asked);
        return condition.Is.Count == 0 || condition.Is.Any(code => choices.All(choice => choice.Code != code))
            ? T($"{name} is asked only after certain answers to “{asked.Text}”: tick one or more of them")
            : null;
    }

    private static string CodeRule(string code) => T($"The code '{code}' is not possible: use up to 60 lower-case letters, digits and hyphens, and no word that the form itself uses");
}
