using Grants.Accounts;
using Grants.Awards;
using Grants.Data;
using Grants.Documents;
using Grants.Forms;
using Grants.Lifecycle;
using Grants.SurvivorData;
using Microsoft.EntityFrameworkCore;

namespace Grants.Applications;

/// <summary>An application's own facts, as its pages show them.</summary>
public sealed record ApplicationFacts(
    Guid Id, int Version, Stage Stage, DateTime StageSince, Guid OrganisationId, string? Number, string Title, string? Country, string Currency, DateTime CreatedAt, DateTime? SubmittedAt,
    long RequestedMinor, int ReviewRound, int? Score, int? Rank, Guid? ScreenedBy, string? DecisionReasons, string? Feedback, bool IsReopened)
{
    /// <summary>The award that it has led to; null where there is none, and for the organisation's own people until it is offered to them.</summary>
    public AwardFacts? Award { get; init; }
}

/// <summary>An application's award.</summary>
/// <param name="Id">The award.</param>
/// <param name="Stage">Its stage.</param>
public sealed record AwardFacts(Guid Id, Stage Stage);

/// <summary>The terms of the call that an application must fit.</summary>
public sealed record CallFacts(
    Guid Id, string Reference, string Title, string? Country, string Currency, long FloorMinor, long CeilingMinor, TimeZoneInfo Zone, DateTime DeadlineAt, DateTime DecisionsBy, IReadOnlyList<string> Countries);

/// <summary>One line of the proposed budget, in minor units.</summary>
public sealed record FiledLine(string Description, long AmountMinor);

/// <summary>A document of an application that has arrived, as its pages list it; it is part of the application once it is complete: the scanner has passed it.</summary>
public sealed record FiledDocument(Guid Id, string? Slot, string Name, long? Length, string? Sha256, string? ContentType, DateTime? CompletedAt, ScanResult? Scan = null)
{
    /// <summary>The document as a form's checks see it.</summary>
    internal AttachedFile Attached => new(Slot, Name, CompletedAt is not null, Scan == ScanResult.Waiting);

    /// <summary>The route that downloads it.</summary>
    public string Href => $"/documents/{Id}";
}

/// <summary>An application with everything that its pages show; read with three commands.</summary>
/// <param name="Application">Its own facts.</param>
/// <param name="Call">What it must fit.</param>
/// <param name="Organisation">The organisation's legal name.</param>
/// <param name="Answered">The call's form with the answers.</param>
/// <param name="AnswerVersions">The version of each answer by its question; none where there never was one.</param>
/// <param name="Documents">What is attached, by time.</param>
/// <param name="Checks">What the system finds when it checks the application.</param>
public sealed record ApplicationFile(
    ApplicationFacts Application, CallFacts Call, string Organisation, AnsweredForm Answered, IReadOnlyDictionary<string, int> AnswerVersions,
    IReadOnlyList<FiledDocument> Documents, IReadOnlyList<Check> Checks)
{
    /// <summary>When an answer was destroyed, because it could have identified a survivor (UTC), by its question.</summary>
    public IReadOnlyDictionary<string, DateTime> Destroyed { get; init; } = new Dictionary<string, DateTime>();

    /// <summary>When documents were destroyed, because they could have identified a survivor (UTC), by time.</summary>
    public IReadOnlyList<DateTime> DestroyedDocuments { get; init; } = [];

    /// <summary>The documents that are there completely.</summary>
    public IReadOnlyList<FiledDocument> CompleteDocuments { get; } = [.. Documents.Where(document => document.CompletedAt is not null)];

    /// <summary>The names of files that had a virus, with those that were taken out since.</summary>
    public IReadOnlyList<string> Infected { get; init; } = [];

    /// <summary>What may identify somebody and is not confirmed; looked for only in drafts.</summary>
    public IReadOnlyList<OpenFinding> MayIdentify { get; init; } = [];

    /// <summary>Texts of its people that are not the answer because a colleague had saved another one, and between which their writers have not chosen yet.</summary>
    public IReadOnlyList<ApartText> Apart { get; init; } = [];

    /// <summary>Whether nothing is missing for a submission.</summary>
    public bool IsComplete => Checks.All(check => check.Passed || !check.Blocks);

    /// <summary>Of a draft: the questions that are answered and that the form no longer asks.</summary>
    public IReadOnlyList<Question> Gone { get; init; } = [];

    /// <summary>Whether the organisation has been asked to clarify what it submitted, and has changed it.</summary>
    public bool IsClarified { get; init; }

    /// <summary>What changed in the form of a draft since its people last read of changes.</summary>
    public IReadOnlyList<FormChange> FormChanges { get; init; } = [];

    /// <summary>The number of the form's version.</summary>
    public int FormNumber { get; init; } = 1;

    /// <summary>The form that is answered.</summary>
    public FormDefinition Form => Answered.Form;

    /// <summary>The lines of the requested money.</summary>
    public IReadOnlyList<FiledLine> Budget => [.. FormAnswers.BudgetLines(Answered[FormDefinition.BudgetCode]).Select(line => new FiledLine(line.Description, line.AmountMinor))];

    /// <summary>The documents that answer a question, those among them that the scanner has not passed.</summary>
    public IEnumerable<FiledDocument> DocumentsOf(Question question) => Documents.Where(document => document.Slot == question.Code);

    /// <summary>Reads the file of an application that the actor may know of.</summary>
    internal static async Task<Outcome<ApplicationFile>> ReadAsync(GrantsDb db, Guid id, Actor actor, CancellationToken cancellationToken)
    {
        var (refusal, application) = await FindAsync(db, id, actor, cancellationToken);
        return refusal is null ? await CompleteAsync(db, application!, actor, null, cancellationToken) : refusal;
    }

    /// <summary>Reads the file of an application that the actor's organisation may still change at this instant.</summary>
    internal static async Task<Outcome<ApplicationFile>> ReadDraftAsync(GrantsDb db, Guid id, Actor actor, DateTime now, CancellationToken cancellationToken)
    {
        var (refusal, application) = await FindAsync(db, id, actor, cancellationToken);
        if (refusal is not null) return refusal;
        return actor.IsMemberOf(application!.OrganisationId) ? await CompleteAsync(db, application, actor, now, cancellationToken) : Refusal.NotFound(T("The application"));
    }

    private static async Task<(Refusal?, Application?)> FindAsync(GrantsDb db, Guid id, Actor actor, CancellationToken cancellationToken)
    {
        var application = await db.Applications.AsNoTracking().Include(a => a.Answers).SingleOrDefaultAsync(a => a.Id == id, cancellationToken);
        return application is not null && ApplicationAccess.MayRead(actor, application.OrganisationId, application.Stage, application.Country)
            ? (null, application)
            : (Refusal.NotFound(T("The application")), null);
    }

    private static async Task<Outcome<ApplicationFile>> CompleteAsync(GrantsDb db, Application application, Actor actor, DateTime? editableAt, CancellationToken cancellationToken)
    {
        // While the organisation writes its answers to a clarification, everybody else reads what is submitted.
        var standingId = application.Stage == Stage.ClarificationAsked && !actor.IsMemberOf(application.OrganisationId) ? application.SubmissionId : null;
        var found = await (from c in db.Calls.AsNoTracking().AsSingleQuery()
                           join version in db.FormVersions on c.Id equals version.CallId
                           where c.Id == application.CallId && version.Number == application.FormNumber
                           select new
                           {
                               Call = c,
                               FormVersion = version,
                               Organisation = db.Organisations.Where(o => o.Id == application.OrganisationId).Select(o => o.LegalName).Single(),
                               Standing = db.Submissions.Where(s => s.Id == standingId).Select(s => s.Content).SingleOrDefault(),
                               AwardId = db.Awards.Where(award => award.ApplicationId == application.Id).Select(award => (Guid?)award.Id).SingleOrDefault(),
                               AwardStage = db.Awards.Where(award => award.ApplicationId == application.Id).Select(award => (Stage?)award.Stage).SingleOrDefault(),
                               IsClarified = db.Submissions.Any(s => s.ApplicationId == application.Id && s.RequestId != null),
                           })
            .SingleAsync(cancellationToken);
        var call = found.Call;
        if (editableAt is { } now && application.MayEdit(call, now) is { IsRefused: true } late) return late.Refusal;

        var standing = found.Standing is null ? null : SubmittedContent.Parse(found.Standing);
        var submittedIds = standing?.Documents.Select(document => document.Id).ToList() ?? [];
        var kept = await db.Documents.AsNoTracking()
            .Where(document => document.SubjectId == application.Id && document.Purpose == DocumentPurpose.Application
                && (document.DestroyedAt != null || (document.Scan != null && (document.Slot != Document.SetAsideSlot || document.Scan == ScanResult.Infected || submittedIds.Contains(document.Id)))))
            .OrderBy(document => document.CreatedAt)
            .Select(document => new
            {
                document.DestroyedAt,
                Filed = new FiledDocument(document.Id, document.Slot, document.Name, document.Length, document.Sha256, document.ContentType, document.CompletedAt, document.Scan),
            })
            .ToListAsync(cancellationToken);
        var arrived = kept.Where(document => document.DestroyedAt is null).Select(document => document.Filed).ToList();
        List<FiledDocument> documents = standing is null
            ? [.. arrived.Where(document => document.Slot != Document.SetAsideSlot)]
            : [.. from submitted in standing.Documents join document in arrived on submitted.Id equals document.Id select document with { Slot = submitted.Slot }];
        // A draft is answered on the present form; what was submitted, on the one that it answered then.
        var isDraft = application.Stage == Stage.ApplicationDraft;
        var earlier = application.FormNumber == call.FormNumber ? null : found.FormVersion;
        var answered = application.Answered(call, isDraft ? null : earlier?.Form);
        if (isDraft) answered = await ApplicationTexts.WithFormerAsync(db, call.Id, answered, cancellationToken);
        if (standing is not null) answered = answered with { Answers = standing.Answers.ToDictionary(answer => answer.Code, answer => answer.Text) };
        return new ApplicationFile(
            new ApplicationFacts(
                application.Id, application.Version, application.Stage, application.StageSince, application.OrganisationId, application.Number, application.Title, application.Country,
                application.Currency, application.CreatedAt, application.SubmittedAt, application.RequestedMinor, application.ReviewRound, application.Score, application.Rank,
                application.ScreenedBy, application.DecisionReasons, application.Feedback, application.IsReopened)
            { Award = found is { AwardId: { } awardId, AwardStage: { } reached } && ApplicationAccess.MayKnow(actor, application.OrganisationId, reached) ? new AwardFacts(awardId, reached) : null },
            new CallFacts(call.Id, call.Reference, call.Title, call.Country, call.Currency, call.FloorMinor, call.CeilingMinor, call.Zone, application.DeadlineIn(call), call.DecisionsBy, call.Countries),
            found.Organisation,
            answered,
            application.Answers.ToDictionary(answer => answer.QuestionCode, answer => answer.Version),
            documents,
            answered.Checks([.. documents.Where(document => document.Scan != ScanResult.Infected).Select(document => document.Attached)]))
        {
            Destroyed = application.Answers.Where(answer => answer.DestroyedAt is not null).ToDictionary(answer => answer.QuestionCode, answer => answer.DestroyedAt!.Value),
            Infected = [.. arrived.Where(document => document.Scan == ScanResult.Infected).Select(document => document.Name)],
            DestroyedDocuments = [.. kept.Select(document => document.DestroyedAt).OfType<DateTime>().Order()],
            IsClarified = found.IsClarified,
            Apart = actor.IsMemberOf(application.OrganisationId) && application.Stage is Stage.ApplicationDraft or Stage.ClarificationAsked ? await ApartText.OfAsync(db, application.Id, cancellationToken) : [],
            Gone = isDraft ? await ApplicationTexts.GoneAsync(db, call.Id, answered, cancellationToken) : [],
            FormNumber = call.FormNumber,
            FormChanges = isDraft && earlier is not null ? Forms.FormChanges.Between(earlier.Form, call.Form) : [],
        };
    }
}

/// <summary>Who may see what of an application.</summary>
internal static class ApplicationAccess
{
    private static readonly Stage[] Unsubmitted = [Stage.ApplicationDraft, Stage.NotSubmitted];
    private static readonly Stage[] Told = [Stage.ReplyAwaited, Stage.Ineligible, Stage.Declined, Stage.OnReserve];

    /// <summary>
    /// The organisation's people read it always, programme staff once it is submitted, and committee and delegate once it is recommended to them. Reviewers
    /// read what is assigned to them, on their own pages.
    /// </summary>
    public static bool MayRead(Actor actor, Guid organisationId, Stage stage, string? country) =>
        actor.IsMemberOf(organisationId)
        || (actor.IsStaff && !Unsubmitted.Contains(stage))
        || (stage == Stage.Recommended && (actor.MayActAs(Party.Endorser, organisationId, country) || actor.MayActAs(Party.Delegate, organisationId)));

    /// <summary>Who reads its documents: those who read it, but of the staff only those whose work is the record itself.</summary>
    public static bool MayReadDocuments(Actor actor, Guid organisationId, Stage stage, string? country) =>
        MayRead(actor, organisationId, stage, country)
        && (actor.IsMemberOf(organisationId) || actor.ReadsDocuments || actor.MayActAs(Party.Endorser, organisationId, country) || actor.MayActAs(Party.Delegate, organisationId));

    /// <summary>Whether the actor sees it as the organisation does: applicant labels, and a decision only once it has been told.</summary>
    public static bool SeesAsApplicant(Actor actor, Guid organisationId) => actor.IsMemberOf(organisationId);

    /// <summary>The stage as the organisation may know it: what it has not been told of looks like what came before.</summary>
    public static Stage AsApplicantsKnow(Stage stage) => stage == Stage.Recommended ? Stage.Reviewed : stage;

    /// <summary>Whether the organisation has been told the reasons of a decision.</summary>
    public static bool IsTold(Stage stage) => Told.Contains(stage);

    /// <summary>Whether the actor may know of an award at a stage: the organisation's own people once it is offered.</summary>
    public static bool MayKnow(Actor actor, Guid organisationId, Stage award) => !SeesAsApplicant(actor, organisationId) || AwardAccess.KnownToPartner.Contains(award);

    /// <summary>The stage's label for the actor. What has become of an application that led to an award, the organisation reads from the award.</summary>
    /// <param name="actor">Who reads.</param>
    /// <param name="organisationId">Whose application it is.</param>
    /// <param name="stage">The application's stage.</param>
    /// <param name="award">The stage of its award; null where there is none, or none that the actor may know of.</param>
    public static string Label(Actor actor, Guid organisationId, Stage stage, Stage? award) =>
        SeesAsApplicant(actor, organisationId) ? T(GrantLifecycle.Of(stage == Stage.Recommended && award is { } its ? its : stage).ApplicantLabel) : T(GrantLifecycle.Of(stage).StaffLabel);
}
