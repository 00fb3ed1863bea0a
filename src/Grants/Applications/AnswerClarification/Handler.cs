using Grants.Accounts;
using Grants.Data;
using Grants.Documents;
using Grants.Forms;
using Grants.Lifecycle;
using Grants.Notifications;
using Microsoft.EntityFrameworkCore;

namespace Grants.Applications.AnswerClarification;

/// <summary>What an organisation is asked.</summary>
/// <param name="File">Its application.</param>
/// <param name="Text">What is not clear.</param>
/// <param name="DueAt">Until when it can answer (UTC).</param>
/// <param name="Open">The questions whose answers it can change, as they stand.</param>
/// <param name="MaySend">Whether the reader is a lead, who sends.</param>
public sealed record Asked(ApplicationFile File, string Text, DateTime DueAt, IReadOnlyList<Question> Open, bool MaySend);

/// <summary>Lets an organisation change the answers that it was asked about, and sends them.</summary>
internal sealed class Handler(GrantsDb db, CurrentActor actor, TimeProvider clock, Notifier notifier, DraftAnswers answers) : IUseCase
{
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
        return new Asked(file.Value, request.Text, request.DueAt, [.. file.Value.Form.Questions.Where(question => codes.Contains(question.Code))], actor.Value.IsLeadOf(application.OrganisationId));
    }

    /// <summary>Saves the answers, each by itself as in a draft, and then sends them all when that was asked for and every one could be kept.</summary>
    public async Task<Outcome<SavedAnswers>> HandleAsync(Guid id, int version, IReadOnlyList<TypedAnswer> typed, string? reply, bool send, CancellationToken cancellationToken)
    {
        var saved = await answers.SaveAsync(id, typed, cancellationToken);
        if (saved.IsRefused || !send || saved.Value.Conflicts.Count > 0 || saved.Value.Errors.Count > 0) return saved;
        db.Discard();
        var sent = await SendAsync(id, version, reply, cancellationToken);
        return sent.IsRefused ? sent.Refusal : saved;
    }

    /// <summary>Sends what is saved.</summary>
    public async Task<Outcome> SendAsync(Guid id, int version, string? reply, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow().UtcDateTime;
        var application = await db.Applications.Include(a => a.Answers).Include(a => a.Requests).AsSplitQuery().SingleOrDefaultAsync(a => a.Id == id, cancellationToken);
        if (application is null || !actor.Value.IsMemberOf(application.OrganisationId)) return Refusal.NotFound(T("The application"));
        if (!actor.Value.MayActAs(GrantLifecycle.Of(Act.AnswerClarification).By, application.OrganisationId))
            return Refusal.Forbidden(T("Only a lead person of your organisation can send the answers. Tell them that they are ready."));
        if (application.Stage != Stage.ClarificationAsked) return Refusal.WrongStage(T("There is nothing to answer now."));
        if (application.Version != version) return Refusal.Changed();

        var call = await db.Calls.AsNoTracking().SingleAsync(c => c.Id == application.CallId, cancellationToken);
        var documents = await db.Documents.AsNoTracking()
            .Where(document => document.SubjectId == id && document.Purpose == DocumentPurpose.Application)
            .Select(document => new AttachedFile(document.Slot, document.Name, document.CompletedAt != null))
            .ToListAsync(cancellationToken);
        var open = application.OpenQuestions.Split(',');
        var missing = application.Answered(call).Checks(documents).Where(check => !check.Passed && check.Blocks && open.Contains(check.Code)).ToList();
        if (missing.Count > 0) return Refusal.Invalid(missing.ToDictionary(check => check.Code, check => check.Finding));
        var answered = application.AnswerClarification(Texts.Clean(reply), actor.Value.PersonId!.Value, now);
        if (answered.IsRefused) return answered;

        db.Note("application", id, actor.Value, Act.AnswerClarification, now);
        await notifier.QueueAsync(
            () => ScreeningLetters.Answered(application, inTime: true), id, application.Requests[^1].Id.ToString(), await notifier.ScreenersOfAsync(application, everybody: false, cancellationToken), now, cancellationToken);
        db.RingToWake(ScreeningOrchestration.InstanceId(id), id, now);
        return await db.CommitAsync(cancellationToken);
    }
}
