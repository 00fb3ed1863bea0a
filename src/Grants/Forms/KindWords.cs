namespace Grants.Forms;

/// <summary>The kinds of question in words.</summary>
internal static class KindWords
{
    /// <summary>What a kind is called where forms are made.</summary>
    public static string Name(QuestionKind kind) => kind switch
    {
        QuestionKind.ShortText => T("Short text"),
        QuestionKind.LongText => T("Long text"),
        QuestionKind.Number => T("Number"),
        QuestionKind.Money => T("Amount of money"),
        QuestionKind.Date => T("Date"),
        QuestionKind.YesNo => T("Yes or no"),
        QuestionKind.Eligibility => T("Condition of eligibility (yes or no)"),
        QuestionKind.OneOf => T("One of several choices"),
        QuestionKind.ManyOf => T("Any of several choices"),
        QuestionKind.Country => T("Country"),
        QuestionKind.Pathway => T("Pathways of the programme"),
        QuestionKind.Budget => T("Budget table"),
        QuestionKind.LogFrame => T("Log-frame"),
        QuestionKind.WorkPlan => T("Work plan by quarter"),
        QuestionKind.People => T("Project staff"),
        QuestionKind.File => T("File"),
        QuestionKind.Declaration => T("Declaration"),
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "Unknown kind of question."),
    };

    /// <summary>What kind of answer a question wants, for people who prepare to answer.</summary>
    public static string Asks(Question question)
    {
        var words = question.Kind switch
        {
            QuestionKind.ShortText or QuestionKind.LongText => T($"A text of up to {FormAnswers.Grouped(FormAnswers.LimitOf(question))} characters"),
            QuestionKind.Eligibility => T("Yes or no: a condition of eligibility"),
            QuestionKind.OneOf => T($"One of: {string.Join("; ", question.Choices.Select(choice => choice.Text))}"),
            QuestionKind.ManyOf => T($"Any of: {string.Join("; ", question.Choices.Select(choice => choice.Text))}"),
            QuestionKind.File => T($"A file of the type {string.Join(", ", question.Files is { Types.Count: > 0 } files ? files.Types : FileRules.AllTypes)}"),
            QuestionKind.Declaration => T("A statement that you agree to"),
            QuestionKind.Budget or QuestionKind.LogFrame or QuestionKind.WorkPlan or QuestionKind.People => T($"A table: {Name(question.Kind)}"),
            _ => Name(question.Kind),
        };
        if (!question.Required) words = T($"{words}, optional");
        return question.AskIf is null ? words : T($"{words}; asked only after certain answers");
    }
}
