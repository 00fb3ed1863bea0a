using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Grants.Accounts;
using Grants.Data;
using Grants.Documents;
using Grants.Forms;
using Grants.Lifecycle;
using Microsoft.EntityFrameworkCore;

namespace Grants.Reviews.ScoreApplication;

/// <summary>An application as its reviewer reads it, and their score sheet.</summary>
public sealed record ReviewView(
    Guid AssignmentId, Guid ApplicationId, int Version, string State, bool IsOpen, DateTime DueAt, string Number, string Title, string Organisation, string? Country, string Currency,
    long RequestedMinor, IReadOnlyList<AnswerView> Answers, IReadOnlyList<DocumentView> Documents, IReadOnlyList<CriterionView> Criteria, IReadOnlyList<ScaleStep> Scale, string Overall)
{
    /// <summary>The form with the answers, for the page.</summary>
    [JsonIgnore]
    public AnsweredForm Answered { get; init; } = null!;

    /// <summary>What the organisation changed when screening asked it to clarify, oldest first.</summary>
    public IReadOnlyList<Applications.Clarified> Clarifications { get; init; } = [];
}

/// <summary>One question of the call and what was answered: the answer as it is kept, and as people read it.</summary>
public sealed record AnswerView(string Code, string Question, JsonNode Answer, string Text);

/// <summary>One attached document.</summary>
public sealed record DocumentView(Guid Id, string Name, long Length, string? Slot, ScanResult? Scan);

/// <summary>One criterion of the rubric with the score so far.</summary>
public sealed record CriterionView(Guid Id, string Title, string Guidance, int Weight, int MaxScore, int? Value, string Comment);

/// <summary>The application opens to a reviewer who has declared no conflict; the score sheet is kept as a draft, then submitted and frozen.</summary>
internal sealed class Handler(GrantsDb db, CurrentActor current, TimeProvider clock) : IUseCase
{
    private const int Attempts = 5;

    public async Task<Outcome<ReviewView>> ShowAsync(Guid id, CancellationToken cancellationToken)
    {
        var head = await (from assignment in db.ReviewAssignments
                          join application in db.Applications on assignment.ApplicationId equals application.Id
                          join organisation in db.Organisations on application.OrganisationId equals organisation.Id
                          where assignment.Id == id && assignment.ReviewerId == current.Value.PersonId
                          select new { assignment.ApplicationId, assignment.Version, assignment.State, assignment.DueAt, assignment.Overall, application.CallId, application.Stage, application.Number, application.Title, application.Country, application.Currency, application.FormNumber, application.RequestedMinor, application.SubmissionCount, organisation.LegalName })
            .SingleOrDefaultAsync(cancellationToken);
        if (head is null) return Refusal.NotFound(T("The review"));
        var open = MayOpen(head.State);
        if (open.IsRefused) return open.Refusal;

        var asked = await (from form in db.FormVersions.AsNoTracking()
                           join call in db.Calls.IgnoreAutoIncludes() on form.CallId equals call.Id
                           where form.CallId == head.CallId && form.Number == head.FormNumber
                           select new { Form = form, call.Rubric, call.FloorMinor, call.CeilingMinor, call.GrantMonths, call.Countries }).SingleAsync(cancellationToken);
        var given = await db.Applications.Where(application => application.Id == head.ApplicationId).SelectMany(application => application.Answers).Where(answer => answer.Text != "")
            .ToDictionaryAsync(answer => answer.QuestionCode, answer => answer.Text, cancellationToken);
        var answered = new AnsweredForm(asked.Form.Form, new FormTerms(head.Currency, asked.FloorMinor, asked.CeilingMinor, asked.GrantMonths, asked.Countries), given);
        var documents = await db.Documents.Where(document => document.SubjectId == head.ApplicationId && document.Purpose == DocumentPurpose.Application && document.CompletedAt != null && document.Slot != Document.SetAsideSlot)
            .Select(document => new DocumentView(document.Id, document.Name, document.Length ?? 0, document.Slot, document.Scan)).ToListAsync(cancellationToken);
        var scores = await db.Set<CriterionScore>().AsNoTracking().Where(score => score.AssignmentId == id).ToDictionaryAsync(score => score.CriterionId, cancellationToken);
        return new ReviewView(id, head.ApplicationId, head.Version, head.State.ToString(), head.State == ReviewState.Scoring && head.Stage == Stage.InReview, head.DueAt, head.Number!, head.Title, head.LegalName, head.Country,
            head.Currency, head.RequestedMinor,
            [.. answered.Form.Sections.SelectMany(answered.Asked).Where(question => answered[question.Code].Length > 0)
                .Select(question => new AnswerView(question.Code, question.Text, FormAnswers.ToJson(question, answered[question.Code]), answered.Words(question)))],
            [.. documents.OrderBy(document => document.Slot, StringComparer.Ordinal).ThenBy(document => NameOrder.Of(document.Name))],
            [.. asked.Rubric.Criteria.Select(criterion => (Of: criterion, Score: scores.GetValueOrDefault(criterion.Id)))
                .Select(each => new CriterionView(each.Of.Id, each.Of.Title, each.Of.Guidance, each.Of.Weight, asked.Rubric.Highest, each.Score?.Value, each.Score?.Comment ?? ""))],
            asked.Rubric.Scale, head.Overall)
        {
            Answered = answered,
            Clarifications = head.SubmissionCount > 1 ? await Applications.Clarified.OfAsync(db, head.ApplicationId, answered.Form, answered.Terms, cancellationToken) : [],
        };
    }

    /// <summary>Keeps the sheet, and freezes it when it is submitted.</summary>
    /// <param name="id">The assignment.</param>
    /// <param name="seen">What was seen of the sheet before it was written over: its version, or that of each line.</param>
    /// <param name="lines">The lines as they were typed.</param>
    /// <param name="overall">The comment on the application as a whole.</param>
    /// <param name="submit">Whether it is frozen.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>The new version.</returns>
    public async Task<Outcome<int>> HandleAsync(Guid id, SheetSeen seen, IReadOnlyList<ScoreLine> lines, string? overall, bool submit, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow().UtcDateTime;
        var loaded = await LoadAsync(id, cancellationToken);
        if (loaded.IsRefused) return loaded.Refusal;
        var (assignment, rubric) = loaded.Value;
        var clean = lines.Select(line => line with { Comment = Texts.Clean(line.Comment) }).ToList();
        if (seen.WhyNot(assignment, clean, Texts.Clean(overall)).Refusal is { } changed) return changed;

        var decided = assignment.Save(rubric, clean, Texts.Clean(overall));
        if (!decided.IsRefused && submit) decided = assignment.Submit(rubric, now);
        if (decided.IsRefused) return decided.Refusal;
        db.Touch(assignment);
        if (submit)
        {
            db.Note("review", assignment.Id, current.Value, "SubmitScores", now, ("application", assignment.ApplicationId), ("score", Scoring.OfSheet(rubric, assignment)));
            db.RingToWake(ReviewOrchestration.InstanceId(assignment.ApplicationId, assignment.Round), assignment.ApplicationId, now);
        }

        var committed = await db.CommitAsync(cancellationToken);
        return committed.IsRefused ? committed.Refusal : assignment.Version;
    }

    /// <summary>Keeps one line of the sheet as it is left.</summary>
    /// <param name="id">The assignment.</param>
    /// <param name="typed">The line; the comment on the whole where its criterion is none.</param>
    /// <param name="version">The version of the line that it was written over.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>The line as it stands: what was typed, or what was saved elsewhere meanwhile.</returns>
    public async Task<Outcome<KeptLine>> SaveLineAsync(Guid id, ScoreLine typed, int version, CancellationToken cancellationToken)
    {
        // Lines share the sheet's version: another one was saved at the same instant.
        for (var attempt = 1; ; attempt++)
        {
            var kept = await TryLineAsync(id, typed, version, cancellationToken);
            if (kept.Refusal is not { Kind: RefusalKind.Changed } || attempt == Attempts) return kept;
            db.Discard();
        }
    }

    private async Task<Outcome<KeptLine>> TryLineAsync(Guid id, ScoreLine typed, int version, CancellationToken cancellationToken)
    {
        var loaded = await LoadAsync(id, cancellationToken);
        if (loaded.IsRefused) return loaded.Refusal;
        var (assignment, rubric) = loaded.Value;
        var isOverall = typed.CriterionId == SheetSeen.Overall;
        var (stands, line) = (SheetSeen.LineOf(assignment, typed.CriterionId), typed with { Comment = Texts.Clean(typed.Comment) });
        var now = clock.GetUtcNow().UtcDateTime;
        if (stands == line) return new KeptLine(SheetSeen.VersionOf(line), now, IsOther: false);
        if (SheetSeen.VersionOf(stands) != version) return new KeptLine(SheetSeen.VersionOf(stands), now, IsOther: true);
        var decided = assignment.Save(rubric, isOverall ? [] : [line], isOverall ? line.Comment : assignment.Overall);
        if (decided.IsRefused) return decided.Refusal;
        db.Touch(assignment);
        var committed = await db.CommitAsync(cancellationToken);
        return committed.IsRefused ? committed.Refusal : new KeptLine(SheetSeen.VersionOf(line), now, IsOther: false);
    }

    private async Task<Outcome<(ReviewAssignment Assignment, Rubric Rubric)>> LoadAsync(Guid id, CancellationToken cancellationToken)
    {
        var assignment = await db.ReviewAssignments.Include(assignment => assignment.Scores)
            .SingleOrDefaultAsync(assignment => assignment.Id == id && assignment.ReviewerId == current.Value.PersonId, cancellationToken);
        if (assignment is null) return Refusal.NotFound(T("The review"));
        var open = MayOpen(assignment.State);
        if (open.IsRefused) return open.Refusal;
        var application = await db.Applications.AsNoTracking().SingleAsync(application => application.Id == assignment.ApplicationId, cancellationToken);
        if (application.Stage != Stage.InReview) return Refusal.WrongStage(T("The review of this application has ended."));
        return (assignment, await db.Calls.Where(call => call.Id == application.CallId).Select(call => call.Rubric).SingleAsync(cancellationToken));
    }

    private static Outcome MayOpen(ReviewState state) => state switch
    {
        ReviewState.Scoring or ReviewState.Submitted => Outcome.Done,
        ReviewState.Assigned => Refusal.Forbidden(T("Declare first whether you have a conflict of interest.")),
        ReviewState.Conflicted => Refusal.Forbidden(T("You declared a conflict of interest: this application is closed to you.")),
        _ => Refusal.NotFound(T("The review")),
    };
}
