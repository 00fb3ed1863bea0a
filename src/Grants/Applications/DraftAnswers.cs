using System.Text.Json.Serialization;
using Grants.Accounts;
using Grants.Calls;
using Grants.Data;
using Grants.Documents;
using Grants.Forms;
using Grants.SurvivorData;
using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;

namespace Grants.Applications;

/// <summary>A text for one question.</summary>
/// <param name="Code">The question.</param>
/// <param name="Version">The version of the answer that it was written over; 0 when there was none.</param>
/// <param name="Text">The text as it came from the person; null where <paramref name="Form"/> has it.</param>
/// <param name="Form">The answer's own fields as they were typed.</param>
/// <param name="Yields">Its writer has chosen a colleague's text in its place: it is kept in the history, and nothing is to be chosen any more.</param>
/// <param name="Came">What a form says of the text that it came with; null where only what was changed is sent.</param>
internal sealed record TypedAnswer(string Code, int Version, string? Text, IFormCollection? Form = null, bool Yields = false, string? Came = null);

/// <summary>An answer that is kept.</summary>
/// <param name="Version">Its version now.</param>
/// <param name="At">When it was written (UTC).</param>
/// <param name="Finding">What must still be put right before a submission, as the submission would say it; null when nothing. Of an answer that was sent as the portal's fields only what cannot stay as it is: people are still writing it.</param>
/// <param name="Field">The field of the portal's form in which that is put right; null when nothing is, or when it concerns a whole text.</param>
/// <param name="MayIdentify">What in it may identify a person and is not confirmed to identify no survivor.</param>
public sealed record SavedAnswer(int Version, DateTime At, string? Finding, string? Field, IReadOnlyList<OpenFinding> MayIdentify)
{
    /// <summary>What of it cannot stay as it is; a draft may be unfinished.</summary>
    [JsonIgnore]
    internal (string Message, string? Field)? Unfit { get; init; }

    /// <summary>The same as a page tells it to those who are still writing.</summary>
    internal SavedAnswer WhileWriting => this with { Finding = Unfit?.Message, Field = Unfit?.Field };
}

/// <summary>What a colleague saved while another text for the same question was written.</summary>
/// <param name="Value">Their text, which is the answer now.</param>
/// <param name="By">Their name.</param>
/// <param name="At">When they saved it (UTC).</param>
/// <param name="Version">The version that the next edit names.</param>
public sealed record Theirs(string Value, string By, DateTime At, int Version);

/// <summary>What came of saving several answers: each stands alone.</summary>
/// <param name="Version">The application's version.</param>
/// <param name="Saved">Kept, by question.</param>
/// <param name="Conflicts">Set aside because a colleague was faster, by question.</param>
/// <param name="Errors">Cannot be kept at all, with what to do, by question.</param>
public sealed record SavedAnswers(
    int Version, IReadOnlyDictionary<string, SavedAnswer> Saved, IReadOnlyDictionary<string, Theirs> Conflicts, IReadOnlyDictionary<string, string> Errors)
{
    /// <summary>What of what is kept must be put right before a submission, by question.</summary>
    internal IEnumerable<KeyValuePair<string, string>> Findings => Told(saved => saved.Finding);

    /// <summary>What of what is kept cannot stay as it is, by question.</summary>
    internal IEnumerable<KeyValuePair<string, string>> Unfit => Told(saved => saved.WhileWriting.Finding);

    private IEnumerable<KeyValuePair<string, string>> Told(Func<SavedAnswer, string?> what) =>
        from saved in Saved let told = what(saved.Value) where told is not null select KeyValuePair.Create(saved.Key, told);
}

/// <summary>
/// Keeps the answers of a draft, one by one: different answers never meet, and of two texts for one question that were written at the same time the first is
/// the answer and the other is set aside, with nothing lost.
/// </summary>
internal sealed class DraftAnswers(GrantsDb db, CurrentActor actor, Arrival arrival, SurvivorDataReview review)
{
    private static readonly Compiled<Func<GrantsDb, Guid, List<string>, CancellationToken, Task<Application>>> WithAnswers = new(() => EF.CompileAsyncQuery(
        (GrantsDb db, Guid id, List<string> codes, CancellationToken _) => db.Applications.Include(a => a.Answers.Where(answer => codes.Contains(answer.QuestionCode))).Single(a => a.Id == id)));

    // Each further attempt means that a colleague has saved in between, and finds a conflict where there is one.
    private const int Attempts = 5;

    /// <summary>Saves. What is refused is refused for all; what becomes of a single answer is in the result.</summary>
    /// <param name="applicationId">The application.</param>
    /// <param name="typed">The answers.</param>
    /// <param name="cancellationToken">Ends with the request.</param>
    /// <param name="identifiesNobody">The fingerprints of what the person confirms to identify no survivor, beside those of their form.</param>
    /// <param name="copiedFrom">The application from which the texts are copied, which the audit trail then says.</param>
    public async Task<Outcome<SavedAnswers>> SaveAsync(
        Guid applicationId, IReadOnlyList<TypedAnswer> typed, CancellationToken cancellationToken, IReadOnlyList<string>? identifiesNobody = null, Guid? copiedFrom = null)
    {
        // The instant that decides: when the request has arrived.
        var now = arrival.At;
        var found = await AppliedTo.OfAsync(db, applicationId, cancellationToken);
        if (found is null || !actor.Value.IsMemberOf(found.OrganisationId)) return Refusal.NotFound(T("The application"));

        var call = found.Call;
        // What was submitted is clarified on the form that it answers, whatever the call asks since.
        var form = found.Stage == Lifecycle.Stage.ClarificationAsked ? await ToSubmit.FormAsync(db, call, found.FormNumber, cancellationToken) : call.Form;
        var asked = form.Questions.ToDictionary(question => question.Code);
        // A page that was open while the form changed still has questions that are gone, and what was typed there is kept.
        if (typed.Any(answer => !asked.ContainsKey(answer.Code)))
            foreach (var question in (await ApplicationTexts.FormerAsync(db, [call.Id], cancellationToken))[call.Id]) asked.TryAdd(question.Code, question);
        var (texts, errors) = Read(call, typed, asked);
        string[] confirmed = [.. identifiesNobody ?? [], .. typed.Select(answer => answer.Form).OfType<IFormCollection>().SelectMany(SurvivorDataReview.ConfirmedIn).Distinct()];
        for (var attempt = 1; ; attempt++)
        {
            var written = await db.InTransactionAsync(() => TryAsync(applicationId, call, asked, texts, errors, confirmed, copiedFrom, now, cancellationToken), cancellationToken);
            if (!written.IsRefused) return await DescribeAsync(written.Value, call, form, errors, now, cancellationToken);
            if (written.Refusal.Kind != RefusalKind.Changed || attempt == Attempts) return written.Refusal;
            db.Discard();
        }
    }

    /// <summary>Writes down that names of files identify nobody.</summary>
    public async Task<Outcome> ConfirmFilesAsync(Guid applicationId, IReadOnlyCollection<string> fingerprints, CancellationToken cancellationToken)
    {
        if (fingerprints.Count == 0) return Outcome.Done;
        var documents = await db.Documents.AsNoTracking().Where(document => document.SubjectId == applicationId && document.Purpose == DocumentPurpose.Application && document.Scan != null)
            .Select(document => new { document.Id, document.Name }).ToListAsync(cancellationToken);
        await review.ConfirmAsync(
            "application", applicationId, documents.Select(document => ApplicationTexts.OfDocument(document.Id, document.Name)), fingerprints, actor.Value, arrival.At, cancellationToken);
        return await db.CommitAsync(cancellationToken);
    }

    private static (List<TypedAnswer> Texts, Dictionary<string, string> Errors) Read(Call call, IReadOnlyList<TypedAnswer> typed, Dictionary<string, Question> asked)
    {
        var (texts, errors) = (new List<TypedAnswer>(), new Dictionary<string, string>());
        foreach (var answer in typed)
        {
            if (!asked.TryGetValue(answer.Code, out var question))
            {
                errors[answer.Code] = T("The call does not ask this");
                continue;
            }

            var text = answer.Form is { } form ? FormAnswers.FromForm(question, call.FormTerms, form) : FormAnswers.Canonical(question, answer.Text, call.FormTerms);
            var why = FormAnswers.WhyNotKept(question, text);
            if (why is not null && !answer.Yields) errors[answer.Code] = why;
            else texts.Add(answer with { Text = why is null ? text : "", Form = null });
        }

        return (texts, errors);
    }

    private async Task<Outcome<Written>> TryAsync(
        Guid id, Call call, Dictionary<string, Question> asked, List<TypedAnswer> texts, Dictionary<string, string> errors, string[] confirmed, Guid? copiedFrom, DateTime now, CancellationToken cancellationToken)
    {
        var codes = texts.ConvertAll(text => text.Code);
        var me = actor.Value.PersonId!.Value;
        // Title, country and budget stand in the application's own row too: who writes that row holds it alone.
        await (codes.Exists(FormRules.IsFixed) ? db.HoldAloneAsync(id, cancellationToken) : db.HoldAsync(id, cancellationToken));
        var application = await WithAnswers.For(db)(db, id, codes, cancellationToken);
        if (codes.Concat(errors.Keys).Select(code => application.MayEdit(call, code, now)).FirstOrDefault(may => may.IsRefused) is { IsRefused: true } late) return late.Refusal;

        var earlier = await EarlierAsync(application, texts, cancellationToken);
        var conflicts = new Dictionary<string, Answer>();
        foreach (var (code, version, text, _, yields, came) in texts)
        {
            if (yields) application.GiveUp(code, version, text!, earlier, me, now);
            else if (application.Write(code, version, text!, earlier, me, now, DraftFields.IsUntouched(came, text!)) is { } theirs) conflicts[code] = theirs;
        }

        var given = texts.Where(text => text.Yields).Select(text => text.Code).ToList();
        if (given.Count > 0)
        {
            await db.AnswerVersions.Where(text => text.ApplicationId == id && given.Contains(text.QuestionCode) && text.By == me && text.IsSetAside && text.SettledAt == null)
                .ExecuteUpdateAsync(set => set.SetProperty(text => text.SettledAt, now), cancellationToken);
        }

        var saved = texts.Where(text => !text.Yields && !conflicts.ContainsKey(text.Code)).ToList();
        var guarded = saved.Select(text => ApplicationTexts.Of(asked[text.Code], text.Text!, call.FormTerms)).OfType<GuardedText>().ToList();
        await review.ConfirmAsync("application", id, guarded, confirmed, actor.Value, now, cancellationToken);
        if (copiedFrom is not null) db.Note("application", id, actor.Value, "CopyAnswers", now, ("from", copiedFrom), ("answers", saved.Count));
        var committed = await db.CommitAsync(cancellationToken);
        return committed.IsRefused ? committed.Refusal : new Written(application, saved, conflicts, guarded);
    }

    // Others wait for the end of the transaction: what is only said of it comes after.
    private async Task<SavedAnswers> DescribeAsync(Written written, Call call, FormDefinition form, Dictionary<string, string> errors, DateTime now, CancellationToken cancellationToken)
    {
        var (application, saved, conflicts, guarded) = written;
        var open = await review.OpenAsync(application.Id, guarded, cancellationToken);
        var (answered, files) = await AsToSubmitAsync(application, new AnsweredForm(form, call.FormTerms, application.Answers.ToDictionary(answer => answer.QuestionCode, answer => answer.Text)), saved, cancellationToken);
        return new SavedAnswers(
            application.Version,
            saved.ToDictionary(text => text.Code, text => Saved(answered, files, application, text, [.. open.Where(finding => finding.Place == text.Code)], now)),
            await TheirsAsync(conflicts, cancellationToken),
            errors);
    }

    // Where a colleague was faster: the history's rows of the same texts.
    private async Task<List<AnswerVersion>> EarlierAsync(Application application, List<TypedAnswer> texts, CancellationToken cancellationToken)
    {
        var late = texts.Where(text => text.Version != (application.Answers.FirstOrDefault(answer => answer.QuestionCode == text.Code)?.Version ?? 0)).ToList();
        if (late.Count == 0) return [];
        var (codes, written) = (late.ConvertAll(text => text.Code), late.ConvertAll(text => text.Text));
        return await db.AnswerVersions.AsNoTracking()
            .Where(version => version.ApplicationId == application.Id && codes.Contains(version.QuestionCode) && written.Contains(version.Text))
            .ToListAsync(cancellationToken);
    }

    // What a submission looks at beside the answers that were saved: those that their conditions look at, and documents.
    private async Task<(AnsweredForm Answered, IReadOnlyList<AttachedFile> Files)> AsToSubmitAsync(Application application, AnsweredForm answered, List<TypedAnswer> saved, CancellationToken cancellationToken)
    {
        var questions = saved.Select(text => answered.Form.Find(text.Code)).OfType<Question>().ToList();
        if (questions.Exists(question => question.AskIf is not null))
        {
            var others = await db.Applications.AsNoTracking().Where(row => row.Id == application.Id).SelectMany(row => row.Answers).Select(answer => new { answer.QuestionCode, answer.Text }).ToListAsync(cancellationToken);
            answered = answered with { Answers = others.ToDictionary(answer => answer.QuestionCode, answer => answered.Answers.GetValueOrDefault(answer.QuestionCode, answer.Text)) };
        }

        return (answered, questions.Exists(question => question.Kind == QuestionKind.File) ? ToSubmit.Attached(await ToSubmit.DocumentsAsync(db, application.Id, cancellationToken)) : []);
    }

    private static SavedAnswer Saved(AnsweredForm answered, IReadOnlyList<AttachedFile> files, Application application, TypedAnswer text, IReadOnlyList<OpenFinding> open, DateTime now)
    {
        var answer = application.Answers.FirstOrDefault(given => given.QuestionCode == text.Code);
        var check = answered.CheckOf(text.Code, files) is { Passed: false, Blocks: true } failed ? failed : null;
        var wrong = answered.Form.Find(text.Code) is { } question ? FormAnswers.Problems(question, answer?.Text ?? "", answered.Terms).FirstOrDefault(problem => problem.IsUnfit) : null;
        var identifies = open.Count > 0 ? SurvivorDataReview.Message(open) : null;
        // Who left a field as it was has not seen what a colleague wrote there meanwhile: the next text of theirs still meets it.
        var seen = answer is null || answer.Text == text.Text ? answer?.Version ?? 0 : text.Version;
        return new SavedAnswer(seen, answer?.ChangedAt ?? now, check?.Finding ?? identifies, check?.Problems.FirstOrDefault()?.Field, open)
        {
            Unfit = wrong is not null ? (wrong.Message, wrong.Field) : identifies is null ? null : (identifies, null),
        };
    }

    private async Task<Dictionary<string, Theirs>> TheirsAsync(Dictionary<string, Answer> conflicts, CancellationToken cancellationToken)
    {
        if (conflicts.Count == 0) return [];
        var people = conflicts.Values.Select(answer => answer.ChangedBy).Distinct().ToList();
        var names = await db.People.AsNoTracking().Where(person => people.Contains(person.Id)).Select(person => new { person.Id, person.Name }).ToDictionaryAsync(person => person.Id, person => person.Name, cancellationToken);
        return conflicts.ToDictionary(
            conflict => conflict.Key,
            conflict => new Theirs(conflict.Value.Text, names[conflict.Value.ChangedBy], conflict.Value.ChangedAt, conflict.Value.Version));
    }

    // What a transaction wrote and what it set aside.
    private sealed record Written(Application Application, List<TypedAnswer> Saved, Dictionary<string, Answer> Conflicts, List<GuardedText> Guarded);
}
