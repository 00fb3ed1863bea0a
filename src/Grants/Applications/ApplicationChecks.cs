using Grants.Calls;
using Grants.Portal;

namespace Grants.Applications;

/// <summary>One thing that is checked by the system: on the way to submission, and again for whoever screens.</summary>
/// <param name="Code">A question's code, 'title', 'budget' or 'amount'.</param>
/// <param name="Section">The part of the form where it is put right.</param>
/// <param name="Passed">Whether it holds.</param>
/// <param name="Finding">What was found, in words that say what to do.</param>
/// <param name="Blocks">Whether the application cannot be submitted without it. A 'no' to a condition of eligibility does not: a person decides on it.</param>
public sealed record Check(string Code, FormSection Section, bool Passed, string Finding, bool Blocks = true);

/// <summary>The parts of an application's form, in order; each is one page.</summary>
public enum FormSection
{
    /// <summary>Title and place.</summary>
    About,

    /// <summary>The conditions of eligibility.</summary>
    Eligibility,

    /// <summary>Texts and numbers.</summary>
    Answers,

    /// <summary>The budget, line by line.</summary>
    Budget,

    /// <summary>The files.</summary>
    Documents,
}

/// <summary>What the system can check about an application by itself.</summary>
internal static class ApplicationChecks
{
    public const string Yes = "yes";
    public const string No = "no";

    // PostgreSQL's limit of the column, in UTF-16 units: one character of a reader can be many.
    private const int MostUnits = 40_000;
    private const int ShortTextCharacters = 200;

    /// <summary>Every check in the order of the form.</summary>
    public static IReadOnlyList<Check> Of(Application application, Call call, IReadOnlyCollection<AttachedDocument> documents)
    {
        var checks = new List<Check>
        {
            application.Title.Length > 0
                ? new Check("title", FormSection.About, true, "The project has a title.")
                : new Check("title", FormSection.About, false, "Enter the project's title"),
        };
        checks.AddRange(call.Questions.OrderBy(question => question.Order).Select(question => question.Kind == QuestionKind.File
            ? OfDocument(question, documents)
            : OfAnswer(question, application.Answers.FirstOrDefault(answer => answer.QuestionCode == question.Code)?.Text)));
        checks.Add(OfAmount(application, call));
        return checks.OrderBy(check => check.Section).ToList();
    }

    /// <summary>An answer as it is read.</summary>
    public static string Words(QuestionKind kind, string answer, string missing) => (kind, answer) switch
    {
        (_, "") => missing,
        (QuestionKind.Eligibility or QuestionKind.YesNo, Yes) => "Yes",
        (QuestionKind.Eligibility or QuestionKind.YesNo, No) => "No",
        _ => answer,
    };

    /// <summary>Where a question is asked.</summary>
    public static FormSection SectionOf(QuestionKind kind) => kind switch
    {
        QuestionKind.Eligibility => FormSection.Eligibility,
        QuestionKind.File => FormSection.Documents,
        _ => FormSection.Answers,
    };

    /// <summary>The most characters of an answer, as a reader counts them.</summary>
    public static int LimitOf(Question question) => question switch
    {
        { MaxCharacters: > 0 } => question.MaxCharacters,
        { Kind: QuestionKind.ShortText } => ShortTextCharacters,
        _ => Question.MostCharacters,
    };

    /// <summary>Why an answer does not hold yet, with what to do; null when it does. An empty one does: it is a draft.</summary>
    public static string? WhyNot(Question question, string text)
    {
        if (text.Length == 0) return null;
        if (WhyNotKept(question, text) is { } why) return why;
        if (question.Kind is not (QuestionKind.ShortText or QuestionKind.LongText)) return null;
        var (length, limit) = (PortalText.Length(text), LimitOf(question));
        return length > limit ? T($"This text has {length:N0} characters, {length - limit:N0} too many: the limit is {limit:N0}") : null;
    }

    /// <summary>Why an answer cannot even be kept in a draft, with what to do; null when it can. A text over its limit can: it is shortened later, and not lost.</summary>
    public static string? WhyNotKept(Question question, string text) => text.Length == 0 ? null : question.Kind switch
    {
        QuestionKind.Eligibility or QuestionKind.YesNo => text is Yes or No ? null : T("Answer yes or no"),
        QuestionKind.Number => PortalText.TryParseCount(text, out _) ? null : T("Enter a whole number in figures"),
        QuestionKind.File => T("Add the document as a file, not as text"),
        _ => text.Length > MostUnits ? T("This text is too long to be kept: shorten it") : null,
    };

    private static Check OfAnswer(Question question, string? text)
    {
        var section = SectionOf(question.Kind);
        if (string.IsNullOrEmpty(text))
        {
            return question.Required
                ? new Check(question.Code, section, false, $"Answer the question: {question.Text}")
                : new Check(question.Code, section, true, $"Not answered, and not required: {question.Text}");
        }

        if (question.Kind == QuestionKind.Eligibility && text == No)
            return new Check(question.Code, section, false, $"Answered no to a condition of eligibility: {question.Text}", Blocks: false);
        return WhyNot(question, text) is { } why
            ? new Check(question.Code, section, false, why)
            : new Check(question.Code, section, true, $"Answered: {question.Text}");
    }

    private static Check OfDocument(Question question, IReadOnlyCollection<AttachedDocument> documents)
    {
        var attached = documents.Where(document => document.Slot == question.Code).ToList();
        if (attached.Any(document => document.IsComplete)) return new Check(question.Code, FormSection.Documents, true, $"Attached: {question.Text}");
        if (attached.Count > 0) return new Check(question.Code, FormSection.Documents, false, $"The file has not arrived completely. Add it again: {question.Text}");
        return question.Required
            ? new Check(question.Code, FormSection.Documents, false, $"Add the document: {question.Text}")
            : new Check(question.Code, FormSection.Documents, true, $"Not attached, and not required: {question.Text}");
    }

    private static Check OfAmount(Application application, Call call)
    {
        var (requested, currency) = (application.RequestedMinor, call.Currency);
        if (requested == 0) return new Check("budget", FormSection.Budget, false, "Enter the budget, line by line");
        if (requested < call.FloorMinor)
            return new Check("budget", FormSection.Budget, false, $"The budget is {PortalText.Money(requested, currency)}, less than the smallest grant of {PortalText.Money(call.FloorMinor, currency)}");
        if (requested > call.CeilingMinor)
            return new Check("budget", FormSection.Budget, false, $"The budget is {PortalText.Money(requested, currency)}, more than the largest grant of {PortalText.Money(call.CeilingMinor, currency)}");
        return new Check("budget", FormSection.Budget, true, $"The budget lines sum to {PortalText.Money(requested, currency)}, within the call's limits.");
    }
}
