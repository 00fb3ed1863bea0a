using Grants.Calls;
using Grants.Data;
using Grants.Forms;
using Grants.Lifecycle;
using Grants.Portal;

namespace Grants.Applications;

/// <summary>What screening does to an application, and what it opens again.</summary>
internal sealed partial class Application
{
    private const int MostOfReasons = 4000;

    private readonly List<ScreeningRequest> _requests = [];

    /// <summary>Whose task the screening is; null while it is any grant manager's.</summary>
    public Guid? ScreenerId { get; private set; }

    /// <summary>
    /// How much there is to look at, as <see cref="ScreeningFindings"/> counted it last; null when it was never counted. Lists show it while the application is screened.
    /// </summary>
    public int? Findings { get; private set; }

    /// <summary>By when the organisation was asked to answer, or may reply (UTC); null when nothing is asked of it.</summary>
    public DateTime? ReplyDueAt { get; private set; }

    /// <summary>The codes of the questions whose answers may be changed again, joined by ','; empty when nothing is open.</summary>
    public string OpenQuestions { get; private set; } = "";

    /// <summary>Whether the organisation has replied to a finding: the second decision is final, and somebody else's.</summary>
    public bool HasReplied { get; private set; }

    /// <summary>What screening has asked of the organisation.</summary>
    public IReadOnlyList<ScreeningRequest> Requests => _requests;

    /// <summary>Whether it is anywhere in screening: with the screener, or with the organisation for an answer.</summary>
    public bool IsBeingScreened => Stage is Stage.Screening or Stage.ClarificationAsked or Stage.ReplyAwaited;

    /// <summary>
    /// Whether the answer to a question may be changed now: every answer of a draft until its deadline, and in a submitted application those that were
    /// opened by a request for clarification, until its own.
    /// </summary>
    public Outcome MayEdit(Call call, string code, DateTime now)
    {
        if (Stage != Stage.ClarificationAsked) return MayEdit(call, now);
        if (!OpenQuestions.Split(',').Contains(code, StringComparer.Ordinal))
            return Refusal.WrongStage(T("We asked about other questions. Only those can be changed now."));
        return now > ReplyDueAt ? ReplyTooLate(now) : Outcome.Done;
    }

    /// <summary>Makes the screening one person's task; null gives it back to all.</summary>
    public Outcome Assign(Guid? screenerId)
    {
        if (!IsBeingScreened) return Refusal.WrongStage(T("The application is not being screened, so there is nothing to assign."));
        ScreenerId = screenerId;
        return Outcome.Done;
    }

    /// <summary>Finds it eligible, or ineligible for reasons that the applicant reads. The first such finding can be replied to; after a reply the decision is final.</summary>
    public Outcome Screen(bool eligible, string reasons, Guid personId, DateTime now)
    {
        if (!eligible && reasons.Length == 0) return Refusal.Invalid("Reasons", T("Give the reasons: the organisation will read them"));
        if (PortalText.Length(reasons) > MostOfReasons) return Refusal.Invalid("Reasons", T("Shorten the reasons to 4,000 characters"));
        if (WhyNoSecondLook(personId) is { } second) return second;
        var act = eligible ? Act.FindEligible : HasReplied ? Act.UpholdIneligible : Act.FindIneligible;
        var moved = Move(act, now);
        if (moved.IsRefused) return moved;
        // Whoever decides has taken the screening, whosever it was.
        (ScreenedBy, ScreenerId, ScreenedAt, DecisionReasons) = (personId, personId, now, eligible ? null : reasons);
        if (act == Act.FindIneligible) Ask(new ScreeningRequest(ScreeningRequestKind.Finding, reasons, [], personId, now, now.AddDays(GrantLifecycle.ReplyDays)));
        return moved;
    }

    // Whoever found it ineligible does nothing more about it once the organisation has replied.
    private Refusal? WhyNoSecondLook(Guid personId) => Stage == Stage.Screening && HasReplied && ScreenedBy == personId
        ? Refusal.Forbidden(T("You found this application ineligible, and the organisation has replied. A colleague takes the second look."))
        : null;

    /// <summary>Asks the organisation to clarify its answers to some questions, which are open to it until an instant (UTC).</summary>
    public Outcome AskClarification(IReadOnlyCollection<string> codes, string text, DateTime? dueAt, Guid personId, DateTime now)
    {
        var errors = new Dictionary<string, string>();
        if (codes.Count == 0) errors.Add("Codes", T("Choose the questions that the organisation is to answer again"));
        if (text.Length == 0) errors.Add("Text", T("Say what is not clear: the organisation will read it"));
        if (PortalText.Length(text) > MostOfReasons) errors.Add("Text", T("Shorten the text to 4,000 characters"));
        if (dueAt is null) errors.Add("DueOn", T("Enter the last day on which the organisation can answer"));
        else if (dueAt <= now.AddDays(1) || dueAt > now.AddDays(GrantLifecycle.MostClarificationDays + 1))
            errors.Add("DueOn", T($"Choose a day from the day after tomorrow to {GrantLifecycle.MostClarificationDays} days from now"));
        if (errors.Count > 0) return Refusal.Invalid(errors);
        if (WhyNoSecondLook(personId) is { } second) return second;
        var moved = Move(Act.AskClarification, now);
        if (moved.IsRefused) return moved;
        OpenQuestions = string.Join(',', codes);
        Ask(new ScreeningRequest(ScreeningRequestKind.Clarification, text, codes, personId, now, dueAt!.Value));
        return moved;
    }

    /// <summary>Whether a reply to what screening asked can be kept.</summary>
    public static Outcome TooLong(string reply) => PortalText.Length(reply) > MostOfReasons ? Refusal.Invalid("Reply", T("Shorten the text to 4,000 characters")) : Outcome.Done;

    /// <summary>Sends the answers to a clarification back to screening. Needs <see cref="Requests"/> and <see cref="Answers"/>.</summary>
    /// <returns>What is frozen: the submission before with what was changed.</returns>
    public Outcome<Submission> AnswerClarification(string reply, IReadOnlyList<SubmittedDocument> documents, Guid personId, DateTime now)
    {
        var open = _requests.SingleOrDefault(request => request.EndedAt is null);
        var replied = Reply(Act.AnswerClarification, reply, personId, now);
        return replied.IsRefused ? replied.Refusal : Freeze(open!, SubmittedContent.Of(this, documents), personId, now);
    }

    /// <summary>Replies to a finding, which a second person then decides on anew. Needs <see cref="Requests"/>.</summary>
    public Outcome ReplyToFinding(string reply, Guid personId, DateTime now)
    {
        if (reply.Length == 0) return Refusal.Invalid("Reply", T("Write your reply"));
        var replied = Reply(Act.ReplyToFinding, reply, personId, now);
        if (!replied.IsRefused) (HasReplied, ScreenerId) = (true, null);
        return replied;
    }

    /// <summary>The consequence of the deadline: a clarification ends with what there is, a finding becomes final. Needs <see cref="Requests"/> and <see cref="Answers"/>.</summary>
    /// <param name="standing">The submission that stands.</param>
    /// <param name="form">The form that it answers.</param>
    /// <param name="call">Its call.</param>
    /// <param name="documents">The documents that are there.</param>
    /// <param name="now">When (UTC).</param>
    /// <param name="frozen">What is frozen, where answers to a clarification were saved and not sent; null where nothing was changed.</param>
    public Outcome EndReplyTime(Submission standing, Call call, FormDefinition form, IReadOnlyList<SubmittedDocument> documents, DateTime now, out Submission? frozen)
    {
        frozen = null;
        return ReplyDueAt is not { } due || now < due
            ? Refusal.WrongStage(T("The time to answer is not over."))
            : End(GrantLifecycle.DeadlineOf(Stage).Then!.Value, standing, call, form, documents, now, out frozen);
    }

    /// <summary>
    /// Puts screening off, because the deadline lies ahead again: until then the organisation may reopen its application, and afterwards screening begins anew.
    /// So whatever was asked of it is asked no longer, what it saved for an answer counts, and a finding that was not final falls. Needs <see cref="Requests"/> and
    /// <see cref="Answers"/>.
    /// </summary>
    /// <inheritdoc cref="EndReplyTime"/>
    public Outcome PutOffScreening(Submission standing, Call call, FormDefinition form, IReadOnlyList<SubmittedDocument> documents, DateTime now, out Submission? frozen)
    {
        var ended = End(Act.PutOffScreening, standing, call, form, documents, now, out frozen);
        if (!ended.IsRefused) ForgetFinding();
        return ended;
    }

    private void ForgetFinding() => (HasReplied, ScreenedBy, ScreenedAt, DecisionReasons) = (false, null, null, null);

    private Outcome End(Act act, Submission standing, Call call, FormDefinition form, IReadOnlyList<SubmittedDocument> documents, DateTime now, out Submission? frozen)
    {
        frozen = null;
        if (standing.Id != SubmissionId) throw new InvalidOperationException($"Submission {standing.Id} does not stand.");
        var open = _requests.SingleOrDefault(request => request.EndedAt is null);
        var moved = Move(act, now);
        if (moved.IsRefused || open is null) return moved;
        Close(null, null, now);
        if (open.Kind == ScreeningRequestKind.Clarification) KeepWhatFits(open, standing.Read(), Answered(call, form), now);
        var content = SubmittedContent.Of(this, documents);
        if (open.Kind == ScreeningRequestKind.Clarification && !content.IsSameAs(standing.Read()))
            frozen = Freeze(open, content, _answers.Where(answer => answer.ChangedAt >= open.AskedAt).MaxBy(answer => answer.ChangedAt)?.ChangedBy ?? standing.SubmittedBy, now);
        return moved;
    }

    // Of what was saved and not sent, an answer that could not have been sent leaves the submitted one in its place; in the history it stays.
    private void KeepWhatFits(ScreeningRequest request, SubmittedContent standing, AnsweredForm answered, DateTime now)
    {
        var open = request.QuestionCodes.Split(',');
        var unfit = answered.Checks([]).Where(check => open.Contains(check.Code) && check is { Passed: false, Blocks: true } && answered.Form.Find(check.Code) is { Kind: not QuestionKind.File });
        foreach (var check in unfit.ToList())
        {
            var submitted = standing.Answers.FirstOrDefault(answer => answer.Code == check.Code)?.Text ?? "";
            if (answered[check.Code] != submitted) SetAnswer(check.Code, submitted, _answers.Single(answer => answer.QuestionCode == check.Code).ChangedBy, now);
        }
    }

    // The number, and when the application was submitted, stay: a clarification is no later submission.
    private Submission Freeze(ScreeningRequest request, SubmittedContent content, Guid personId, DateTime now)
    {
        var submission = new Submission(this, ++SubmissionCount, content, personId, request.DueAt, now, request.Id);
        SubmissionId = submission.Id;
        return submission;
    }

    // Whatever it was asked is asked no longer. Needs its requests.
    private Outcome MoveOutOfScreening(Act act, DateTime now)
    {
        var moved = Move(act, now);
        if (!moved.IsRefused && ReplyDueAt is not null) Close(null, null, now);
        return moved;
    }

    private Outcome Reply(Act act, string reply, Guid personId, DateTime now)
    {
        if (TooLong(reply).Refusal is { } tooLong) return tooLong;
        if (ReplyDueAt < now) return ReplyTooLate(now);
        var moved = Move(act, now);
        if (!moved.IsRefused) Close(reply, personId, now);
        return moved;
    }

    private void Ask(ScreeningRequest request)
    {
        _requests.Add(request);
        ReplyDueAt = request.DueAt;
    }

    private void Close(string? reply, Guid? personId, DateTime now)
    {
        _requests.Single(request => request.EndedAt is null).End(reply, personId, now);
        (ReplyDueAt, OpenQuestions) = (null, "");
    }

    private Refusal ReplyTooLate(DateTime now) =>
        Refusal.TooLate(T($"The time to answer ended {Lateness(now - ReplyDueAt!.Value)} ago. What you saved by then is kept. If our portal was the reason for the delay, write to us within three days; you can also complain (Help, 'Make a complaint')."));
}

/// <summary>What screening asks of an organisation.</summary>
internal enum ScreeningRequestKind
{
    /// <summary>To clarify some of its answers.</summary>
    Clarification,

    /// <summary>Nothing; it was found ineligible and may reply.</summary>
    Finding,
}

/// <summary>One request to the organisation during screening, and what came back.</summary>
internal sealed class ScreeningRequest
{
    private ScreeningRequest()
    {
    }

    public ScreeningRequest(ScreeningRequestKind kind, string text, IEnumerable<string> codes, Guid askedBy, DateTime askedAt, DateTime dueAt) =>
        (Kind, Text, QuestionCodes, AskedBy, AskedAt, DueAt) = (kind, text, string.Join(',', codes), askedBy, askedAt, dueAt);

    public Guid Id { get; private init; } = Guid.CreateVersion7();

    public Guid ApplicationId { get; private init; }

    public ScreeningRequestKind Kind { get; private init; }

    /// <summary>What is asked, or the reasons of the finding.</summary>
    public string Text { get; private init; } = "";

    /// <summary>The questions that were opened, joined by ','.</summary>
    public string QuestionCodes { get; private init; } = "";

    public Guid AskedBy { get; private init; }

    public DateTime AskedAt { get; private init; }

    /// <summary>UTC.</summary>
    public DateTime DueAt { get; private init; }

    /// <summary>What the organisation wrote beside its changed answers, or against the finding; while nobody has sent it, as it was saved. Null when there is nothing.</summary>
    public string? Reply { get; private set; }

    /// <summary>Who sent it; null where nothing was sent.</summary>
    public Guid? RepliedBy { get; private set; }

    /// <summary>When it was answered, or the time was over (UTC); null while it is open.</summary>
    public DateTime? EndedAt { get; private set; }

    public void End(string? reply, Guid? personId, DateTime now) => (Reply, RepliedBy, EndedAt) = (reply ?? Reply, personId, now);
}

/// <summary>What a screener declared about ties to the organisation, before deciding anything. A conflict of interest holds in every role.</summary>
internal sealed class ScreenerDeclaration
{
    private ScreenerDeclaration()
    {
    }

    public ScreenerDeclaration(Guid applicationId, Guid personId, bool hasConflict, string note, DateTime now) =>
        (ApplicationId, PersonId, HasConflict, Note, DeclaredAt) = (applicationId, personId, hasConflict, note, now);

    public Guid ApplicationId { get; private init; }

    public Guid PersonId { get; private init; }

    public bool HasConflict { get; private set; }

    /// <summary>What the tie is, in a sentence or two; empty where there is none.</summary>
    public string Note { get; private set; } = "";

    public DateTime DeclaredAt { get; private set; }

    /// <summary>A conflict that is seen later. It is never taken back.</summary>
    public void DeclareConflict(string note, DateTime now) => (HasConflict, Note, DeclaredAt) = (true, note, now);
}
