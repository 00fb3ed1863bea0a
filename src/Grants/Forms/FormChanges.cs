namespace Grants.Forms;

/// <summary>One thing that a new version of a form changes, for whoever fills it in.</summary>
/// <param name="Question">The question's code; null when it concerns the order or a page.</param>
/// <param name="Words">What changed, and what that means for an answer that was given.</param>
public sealed record FormChange(string? Question, string Words);

/// <summary>The difference of two versions of a form, in words.</summary>
public static class FormChanges
{
    /// <summary>What is different, questions first, in the order of the new form; nothing when the forms ask the same in the same way.</summary>
    public static IReadOnlyList<FormChange> Between(FormDefinition before, FormDefinition after)
    {
        var changes = new List<FormChange>();
        foreach (var question in after.Questions)
        {
            if (before.Find(question.Code) is not { } old) changes.Add(new(question.Code, Added(question, after.SectionOf(question.Code)!)));
            else changes.AddRange(OfQuestion(old, question, before.SectionOf(question.Code)!, after.SectionOf(question.Code)!).Select(words => new FormChange(question.Code, words)));
        }

        changes.AddRange(before.Questions.Where(question => after.Find(question.Code) is null)
            .Select(question => new FormChange(question.Code, T($"No longer asked: “{question.Text}”. What you answered is kept, but it is not part of the application."))));
        foreach (var section in after.Sections)
        {
            if (before.FindSection(section.Code) is not { } old) continue;
            if (old.Title != section.Title) changes.Add(new(null, T($"The page “{old.Title}” is now called “{section.Title}”.")));
            if (old.Intro != section.Intro) changes.Add(new(null, T($"The introduction of the page “{section.Title}” is new.")));
        }

        if (!Order(before, after).SequenceEqual(Order(after, before))) changes.Add(new(null, T("The questions stand in another order.")));
        return changes;
    }

    private static string Added(Question question, Section section) => question.Required
        ? T($"New question on the page “{section.Title}”: “{question.Text}”. You must answer it.")
        : T($"New question on the page “{section.Title}”: “{question.Text}”. You may answer it.");

    private static IEnumerable<string> OfQuestion(Question old, Question now, Section from, Section to)
    {
        if (old.Text != now.Text) yield return T($"“{old.Text}” now reads “{now.Text}”.");
        if (from.Code != to.Code) yield return T($"“{now.Text}” is now on the page “{to.Title}”.");
        if (old.Help != now.Help) yield return T($"The help of “{now.Text}” is new.");
        if (old.Required != now.Required) yield return now.Required ? T($"“{now.Text}” must now be answered.") : T($"“{now.Text}” need no longer be answered.");
        var (limitBefore, limit) = (FormAnswers.LimitOf(old), FormAnswers.LimitOf(now));
        if (limitBefore != limit) yield return T($"The answer to “{now.Text}” now has up to {FormAnswers.Grouped(limit)} characters; before, {FormAnswers.Grouped(limitBefore)}.");
        foreach (var choice in now.Choices.Where(choice => old.Choices.All(other => other.Code != choice.Code))) yield return T($"“{now.Text}” has a new choice: “{choice.Text}”.");
        foreach (var choice in old.Choices.Where(choice => now.Choices.All(other => other.Code != choice.Code))) yield return T($"“{now.Text}” no longer has the choice “{choice.Text}”. If you chose it, choose again.");
        foreach (var (choice, other) in from choice in old.Choices join other in now.Choices on choice.Code equals other.Code select (choice, other))
        {
            if (other.Text != choice.Text) yield return T($"The choice “{choice.Text}” of “{now.Text}” now reads “{other.Text}”.");
            if (other.MostPercent != choice.MostPercent) yield return T($"The choice “{other.Text}” of “{now.Text}” has another limit.");
        }

        if (!Same(old.AskIf, now.AskIf)) yield return now.AskIf is null ? T($"“{now.Text}” is now always asked.") : T($"“{now.Text}” is now asked on another condition.");
        if ((old.Least, old.Most, old.MostRows, old.Quarters, old.Budget) != (now.Least, now.Most, now.MostRows, now.Quarters, now.Budget) || !Same(old.Files, now.Files))
            yield return T($"“{now.Text}” has new limits.");
    }

    // The common questions as one of the forms orders them.
    private static IEnumerable<string> Order(FormDefinition form, FormDefinition other) => form.Questions.Select(question => question.Code).Where(code => other.Find(code) is not null);

    private static bool Same(AskIf? one, AskIf? other) => one?.Question == other?.Question && (one?.Is ?? []).Order().SequenceEqual((other?.Is ?? []).Order());

    private static bool Same(FileRules? one, FileRules? other) => one?.Most == other?.Most && (one?.Types ?? []).Order().SequenceEqual((other?.Types ?? []).Order());
}
