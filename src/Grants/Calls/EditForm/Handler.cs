using Grants.Data;
using Grants.Forms;
using Grants.Portal;

namespace Grants.Calls.EditForm;

/// <summary>A call's form as its managers write it.</summary>
/// <param name="CallId">The call.</param>
/// <param name="Reference">The call's reference.</param>
/// <param name="Terms">What the form needs to know of the call.</param>
/// <param name="IsPublished">Whether applicants see the call, and so a version of its form.</param>
/// <param name="Number">The version that is shown.</param>
/// <param name="Revision">What a change of it names.</param>
/// <param name="IsFrozen">Whether applicants see this version.</param>
/// <param name="Undo">The last change, which can be taken back; null when there is none.</param>
/// <param name="Form">The form.</param>
/// <param name="Problems">What is out of order.</param>
public sealed record FormView(
    Guid CallId, string Reference, FormTerms Terms, bool IsPublished, int Number, int Revision, bool IsFrozen, FormEdit? Undo, FormDefinition Form, IReadOnlyList<FormProblem> Problems);

/// <summary>A question that is written.</summary>
/// <param name="Of">The form.</param>
/// <param name="Kind">The question's kind.</param>
/// <param name="Code">Its code; null for a new one.</param>
/// <param name="Section">The section in which a new one is to stand.</param>
/// <param name="Fixed">Whether every form has it.</param>
/// <param name="Earlier">The earlier questions whose answers are chosen.</param>
/// <param name="Gone">Its condition, where that looks at a question that is not in the form any more; else null.</param>
public sealed record QuestionView(FormView Of, QuestionKind Kind, string? Code, string Section, bool Fixed, IReadOnlyList<Question> Earlier, AskIf? Gone);

/// <summary>Shows and changes the form of a call.</summary>
internal sealed class Handler(FormDrafts drafts) : IUseCase
{
    public async Task<Outcome<FormView>> ReadAsync(Guid id, CancellationToken cancellationToken)
    {
        var read = await drafts.ReadAsync(id, cancellationToken);
        if (read.IsRefused) return read.Refusal;
        var (call, version, _) = read.Value;
        return new FormView(
            id, call.Reference, call.FormTerms, call.FormVersion.PublishedAt is not null, version.Number, version.Revision, version.PublishedAt is not null, version.LastEdit, version.Form, read.Value.Problems);
    }

    /// <summary>A question to be changed, or a new one of a kind at the end of a section.</summary>
    public async Task<Outcome<QuestionView>> QuestionAsync(Guid id, string? code, QuestionKind kind, string section, CancellationToken cancellationToken)
    {
        var read = await ReadAsync(id, cancellationToken);
        if (read.IsRefused) return read.Refusal;
        var form = read.Value.Form;
        var question = code is null ? null : form.Find(code);
        if (code is null ? form.FindSection(section) is null : question is null) return Refusal.NotFound();
        var place = code is null ? form.FindSection(section)! : form.SectionOf(code)!;
        var earlier = form.Sections.TakeWhile(each => each != place).SelectMany(each => each.Questions)
            .Concat(place.Questions.TakeWhile(each => each.Code != code)).Where(each => FormAnswers.HasChoices(each.Kind)).ToList();
        // One that was moved behind is still what it depends on, until it is moved back or the manager chooses anew.
        if (question?.AskIf is { } condition && form.Find(condition.Question) is { } after && !earlier.Contains(after)) earlier.Add(after);
        return new QuestionView(read.Value, question?.Kind ?? kind, code, place.Code, code is not null && FormRules.IsFixed(code), earlier, question?.AskIf is { } gone && form.Find(gone.Question) is null ? gone : null);
    }

    /// <summary>Does what a button of the form's page says.</summary>
    public Task<Outcome<int>> PressAsync(Guid id, int revision, string act, string code, CancellationToken cancellationToken) => drafts.ChangeAsync(id, revision, draft => Pressed(draft, act, code), cancellationToken);

    /// <summary>Takes the last change back, and says which it was.</summary>
    public Task<Outcome<FormEdit>> UndoAsync(Guid id, int revision, CancellationToken cancellationToken) => drafts.UndoAsync(id, revision, cancellationToken);

    /// <summary>Keeps a section's title and introduction; a new one stands at the end.</summary>
    public Task<Outcome<int>> SaveSectionAsync(Guid id, int revision, string? code, string? title, string? intro, CancellationToken cancellationToken) =>
        drafts.ChangeAsync(id, revision, Outcome<FormDefinition> (draft) =>
        {
            var form = draft.Version.Form;
            var (clean, introduction) = (Texts.Line(Texts.Clean(title)), Texts.Clean(intro) is { Length: > 0 } given ? given : null);
            if (clean.Length == 0 || PortalText.Length(clean) > 200) return Refusal.Invalid("Title", T("Give the section a title of up to 200 characters"));
            if (PortalText.Length(introduction) > 2000) return Refusal.Invalid("Intro", T("Shorten the introduction to 2,000 characters"));
            return code is null ? form.AddSection(new Section(form.FreeCode(clean), clean, introduction, [])) : form.ChangeSection(code, clean, introduction);
        }, cancellationToken);

    /// <summary>Keeps a question; a new one gets a code from its words, or that of a question which the form lacks, and stands at the end of its section.</summary>
    public Task<Outcome<int>> SaveQuestionAsync(Guid id, string? code, QuestionKind kind, string section, QuestionForm typed, CancellationToken cancellationToken) =>
        drafts.ChangeAsync(id, typed.Version, Outcome<FormDefinition> (draft) =>
        {
            var (form, errors) = (draft.Version.Form, new Dictionary<string, string>());
            var before = code is null ? null : form.Find(code);
            if (code is not null && before is null) return Refusal.NotFound();
            var question = typed.Read(code ?? FormRules.FixedCode(form, kind) ?? form.FreeCode(typed.Text ?? "", draft.Taken), before?.Kind ?? kind, before, [.. draft.Published.Reverse().SelectMany(published => published.Form.Find(code ?? "")?.Choices ?? [])], draft.Call.Currency, errors);
            var changed = code is null ? form.AddQuestion(section, question) : form.ChangeQuestion(code, question);
            var earlier = changed.Questions.TakeWhile(each => each.Code != question.Code).ToDictionary(each => each.Code);
            foreach (var (property, message) in FormRules.Problems(question, earlier, changed).Where(problem => problem.Field != nameof(Question.AskIf) || !IsKept(question.AskIf, before?.AskIf))) errors.TryAdd(FieldOf(property, question, form), message);
            foreach (var problem in draft.Published.SelectMany(published => FormRules.ProblemsAfter(published.Form, changed)).Where(problem => problem.Question == question.Code)) errors.TryAdd("Text", problem.Message);
            return errors.Count > 0 ? Refusal.Invalid(errors) : changed;
        }, cancellationToken);

    private static Outcome<FormDefinition> Pressed(FormDrafts.Draft draft, string act, string code)
    {
        var form = draft.Version.Form;
        return act switch
        {
            "up" => form.MoveQuestion(code, -1),
            "down" => form.MoveQuestion(code, 1),
            "copy" => form.DuplicateQuestion(code, draft.Taken),
            "delete" => form.RemoveQuestion(code),
            "section-up" => form.MoveSection(code, -1),
            "section-down" => form.MoveSection(code, 1),
            "section-delete" => form.RemoveSection(code),
            _ => Refusal.NotFound(),
        };
    }

    // A condition that was in order when it was made and is not now stays until it is changed: the form's page says what is out of order, and nothing else is kept from being saved.
    private static bool IsKept(AskIf? now, AskIf? before) => now is not null && now.Question == before?.Question && now.Is.Order().SequenceEqual(before.Is.Order());

    // Some properties have a field of another name, or several.
    private static string FieldOf(string property, Question question, FormDefinition form) => property switch
    {
        nameof(Question.Code) => nameof(QuestionForm.Text),
        nameof(Question.Files) => nameof(QuestionForm.MostFiles),
        nameof(Question.AskIf) when question.AskIf is { } condition && form.Find(condition.Question) is { } asked && FormAnswers.HasChoices(asked.Kind) && condition.Is.Count == 0 => QuestionForm.AnswersTo(condition.Question),
        _ => property,
    };
}
