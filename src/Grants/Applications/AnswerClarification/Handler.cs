using Grants.Accounts;
using Grants.Calls;
using Grants.Data;
using Grants.Documents;
using Grants.Forms;
using Grants.Lifecycle;
using Grants.Notifications;
using Grants.SurvivorData;
using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;

namespace Grants.Applications.AnswerClarification;

/// <summary>What an organisation is asked.</summary>
/// <param name="File">Its application.</param>
/// <param name="Text">What is not clear.</param>
/// <param name="DueAt">Until when it can answer (UTC).</param>
/// <param name="Open">The questions whose answers it can change, as they stand.</param>
/// <param name="Reply">What it says beside its answers, as it was saved.</param>
/// <param name="MaySend">Whether the reader is a lead, who sends.</param>
public sealed record Asked(ApplicationFile File, string Text, DateTime DueAt, IReadOnlyList<Question> Open, string? Reply, bool MaySend);

/// <summary>What is said beside the answers, as it was typed.</summary>
/// <param name="Text">The text.</param>
/// <param name="Seen">What stood there before it was written.</param>
internal sealed record TypedReply(string? Text, string? Seen);

/// <summary>Lets an organisation change the answers that it was asked about, and sends them.</summary>
internal sealed class Handler(GrantsDb db, CurrentActor actor, Arrival arrival, Notifier notifier, DraftAnswers answers, SurvivorDataReview review) : IUseCase
{
    /// <summary>What was typed before the session ended; null when there is no such thing.</summary>
    public Task<IFormCollection?> KeptAsync(Guid keptId, string path, CancellationToken cancellationToken) => KeptForm.FindAsync(db, keptId, actor.Value.PersonId!.Value, path, cancellationToken);

    /// <summary>What is asked, while it can be answered.</summary>
    public async Task<Outcome<Asked>> ReadAsync(Guid id, CancellationToken cancellationToken)
    {
        var request = await db.Applications.AsNoTracking()
            .Where(application => application.Id == id && application.Stage == Stage.ClarificationAsked)
            .SelectMany(application => application.Requests.Where(request => request.EndedAt == null))
            .SingleOrDefaultAsync(cancellationToken);
        var file = await ApplicationFile.ReadAsync(db, id, actor.Value, cancellationToken);
        if (file.IsRefused) return file.Refusal;
        var application = file.Value.Application;
        if (!actor.Value.IsMemberOf(application.OrganisationId)) return Refusal.NotFound(T("The application"));
        if (request is null) return Refusal.WrongStage(T("There is nothing to answer now."));
        var codes = request.QuestionCodes.Split(',');
        var looked = await file.Value.LookedThroughAsync(review, cancellationToken);
        return new Asked(looked, request.Text, request.DueAt, [.. looked.Form.Questions.Where(question => codes.Contains(question.Code))], request.Reply, actor.Value.IsLeadOf(application.OrganisationId));
    }

    /// <summary>
    /// Saves the answers, each by itself as in a draft, and what is said beside them; then sends them all when that was asked for and every one could be kept. Each answer
    /// names the version that it was written over: what colleagues changed meanwhile shows there.
    /// </summary>
    public async Task<Outcome<SavedAnswers>> HandleAsync(
        Guid id, IReadOnlyList<TypedAnswer> typed, IReadOnlyCollection<string> identifiesNobody, TypedReply reply, bool send, CancellationToken cancellationToken)
    {
        var saved = await answers.SaveAsync(id, typed, cancellationToken);
        if (!saved.IsRefused && (await answers.ConfirmFilesAsync(id, identifiesNobody, cancellationToken)).Refusal is { } unconfirmed) return unconfirmed;
        if (!saved.IsRefused && (await KeepAsync(id, reply, cancellationToken)).Refusal is { } notKept) return notKept;
        if (saved.IsRefused || !send || saved.Value.Conflicts.Count > 0 || saved.Value.Errors.Count > 0) return saved;
        db.Discard();
        var sent = await SendAsync(id, saved.Value.Version, reply.Text, cancellationToken);
        return sent.IsRefused ? sent.Refusal : saved;
    }

    /// <summary>Sends what is saved: it is frozen as the application's next submission, beside the one that it clarifies.</summary>
    public async Task<Outcome> SendAsync(Guid id, int version, string? reply, CancellationToken cancellationToken)
    {
        var now = arrival.At;
        var place = await db.Applications.Where(a => a.Id == id).Select(a => new { a.CallId, a.OrganisationId }).SingleOrDefaultAsync(cancellationToken);
        if (place is null || !actor.Value.IsMemberOf(place.OrganisationId)) return Refusal.NotFound(T("The application"));
        if (!actor.Value.MayActAs(GrantLifecycle.Of(Act.AnswerClarification).By, place.OrganisationId))
            return Refusal.Forbidden(T("Only a lead person of your organisation can send the answers. Tell them that they are ready."));
        var call = await db.Calls.AsNoTracking().AsSingleQuery().SingleAsync(c => c.Id == place.CallId, cancellationToken);
        var leads = await notifier.LeadsOfAsync(place.OrganisationId, cancellationToken);

        // From here on nobody saves an answer, so what is checked is what is frozen.
        return await db.InTransactionAsync(() => SendAsync(id, version, reply, call, leads, now, cancellationToken), cancellationToken);
    }

    private async Task<Outcome> SendAsync(Guid id, int version, string? reply, Call call, IReadOnlyList<Person> leads, DateTime now, CancellationToken cancellationToken)
    {
        var application = (await db.HoldApplicationAsync(id, cancellationToken))!;
        if (application.Stage != Stage.ClarificationAsked) return Refusal.WrongStage(T("There is nothing to answer now."));
        if (application.Version != version) return Refusal.Changed();
        await db.Entry(application).Collection(a => a.Requests).LoadAsync(cancellationToken);
        var documents = await ToSubmit.DocumentsAsync(db, id, cancellationToken);
        if ((await WrongAsync(application, call, documents, cancellationToken)).Refusal is { } wrong) return wrong;
        var clarified = application.AnswerClarification(Texts.Clean(reply), ToSubmit.Complete(documents), actor.Value.PersonId!.Value, now);
        if (clarified.IsRefused) return clarified.Refusal;

        var submission = clarified.Value;
        db.Submissions.Add(submission);
        db.Note("application", id, actor.Value, Act.AnswerClarification, now, ("submission", submission.Sequence), ("sha256", submission.ContentSha256));
        var occasion = submission.RequestId.ToString()!;
        await notifier.QueueAsync(() => ScreeningLetters.ClarificationReceived(call, application, submission), id, occasion, leads, now, cancellationToken);
        await notifier.QueueAsync(() => ScreeningLetters.Answered(application, inTime: true), id, occasion, await notifier.ScreenersOfAsync(application, everybody: false, cancellationToken), now, cancellationToken);
        db.RingToWake(ScreeningOrchestration.InstanceId(id), id, now);
        return await db.CommitAsync(cancellationToken);
    }

    // Everybody of the organisation may write it: what a colleague has saved meanwhile is shown, and not overwritten.
    private async Task<Outcome> KeepAsync(Guid id, TypedReply typed, CancellationToken cancellationToken)
    {
        var text = Texts.Clean(typed.Text);
        if (Application.TooLong(text).Refusal is { } tooLong) return tooLong;
        var open = db.Applications.Where(application => application.Id == id).SelectMany(application => application.Requests)
            .Where(request => request.EndedAt == null && request.Kind == ScreeningRequestKind.Clarification);
        var stands = await open.Select(request => request.Reply).SingleOrDefaultAsync(cancellationToken);
        if ((stands ?? "") == text) return Outcome.Done;
        if ((stands ?? "") != Texts.Clean(typed.Seen))
            return Refusal.Invalid("Reply", T($"A colleague has saved this here meanwhile: “{stands}”. Yours is in the field: put both together, and save again"));
        return await open.Where(request => request.Reply == stands).ExecuteUpdateAsync(set => set.SetProperty(request => request.Reply, text), cancellationToken) == 1 ? Outcome.Done : Refusal.Changed();
    }

    // The opened questions as the submitted form asks them, and what the guard finds there.
    private async Task<Outcome> WrongAsync(Application application, Call call, List<Document> documents, CancellationToken cancellationToken)
    {
        var open = application.OpenQuestions.Split(',');
        var answered = application.Answered(call, await ToSubmit.FormAsync(db, call, application.FormNumber, cancellationToken));
        var missing = answered.Checks(ToSubmit.Attached(documents)).Where(check => !check.Passed && check.Blocks && open.Contains(check.Code)).ToList();
        if (missing.Count > 0) return Refusal.Invalid(missing.ToDictionary(check => check.Code, check => check.Finding));
        var texts = ApplicationTexts.Of(answered, []).Where(text => open.Contains(text.Place))
            .Concat(documents.Where(document => open.Contains(document.Slot)).Select(document => ApplicationTexts.OfDocument(document.Id, document.Name)));
        var unconfirmed = await review.OpenAsync(application.Id, texts, cancellationToken);
        return unconfirmed.Count > 0 ? ApplicationTexts.Unconfirmed(unconfirmed, documents) : Outcome.Done;
    }
}
