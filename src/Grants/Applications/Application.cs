using Grants.Calls;
using Grants.Data;
using Grants.Forms;
using Grants.Lifecycle;
using Grants.Portal;

namespace Grants.Applications;

/// <summary>One organisation's application to one call: one per organisation and call.</summary>
internal sealed partial class Application : StagedAggregate, ISearched
{
    private readonly List<Answer> _answers = [];
    private readonly List<AnswerVersion> _earlierAnswers = [];

    private Application()
    {
    }

    public Application(Guid callId, Guid organisationId, string currency, DateTime now, int formNumber = 1)
    {
        (CallId, OrganisationId, Currency, CreatedAt, FormNumber) = (callId, organisationId, currency, now, formNumber);
        Begin(Act.StartApplication, now);
    }

    public Guid CallId { get; private init; }

    public Guid OrganisationId { get; private init; }

    /// <summary>Given on submission, such as 'CT-2021-1-007'; null for a draft.</summary>
    public string? Number { get; private set; }

    /// <summary>The number of the call's form with which it was written last; of a submitted one, the form that it answers.</summary>
    public int FormNumber { get; private set; } = 1;

    /// <summary>The answer to the question for the title, kept here for lists and letters.</summary>
    public string Title { get; private set; } = "";

    /// <summary>The answer to the question for the country of work, as ISO 3166 alpha-2; null for regional work.</summary>
    public string? Country { get; private set; }

    public string Currency { get; private init; } = "AUD";

    /// <summary>What is being written is found by nobody but by its number.</summary>
    public string SearchText => Stage is Stage.ApplicationDraft or Stage.NotSubmitted ? Number ?? "" : $"{Number} {Title}";

    public DateTime CreatedAt { get; private init; }

    /// <summary>When the request of the submission that stands arrived, by the server's clock (UTC); null when none stands.</summary>
    public DateTime? SubmittedAt { get; private set; }

    /// <summary>The submission that stands: the last one, those by a clarification among them, unless the application was withdrawn after it and then reopened.</summary>
    public Guid? SubmissionId { get; private set; }

    /// <summary>How many submissions it has: one for each time that it was submitted, and one for each clarification that changed it.</summary>
    public int SubmissionCount { get; private set; }

    /// <summary>Whether what was submitted stands although the draft was not submitted again.</summary>
    public bool IsReopened => Stage == Stage.ApplicationDraft && SubmissionId is not null;

    /// <summary>Who found it eligible or ineligible: on a later award that counts as assessing.</summary>
    public Guid? ScreenedBy { get; private set; }

    public DateTime? ScreenedAt { get; private set; }

    /// <summary>Who screens or moderates decided last, and why, in words for the applicant.</summary>
    public string? DecisionReasons { get; private set; }

    /// <summary>What the applicant could do better, from the reviewers' comments.</summary>
    public string? Feedback { get; private set; }

    /// <summary>The weighted mean of the counted score sheets, in hundredths of a percent (0 to 10,000), once all are in.</summary>
    public int? Score { get; private set; }

    /// <summary>The place in the ranking of the call, from 1, once ranked.</summary>
    public int? Rank { get; private set; }

    /// <summary>The round of review; a new round has its own orchestration and assignments.</summary>
    public int ReviewRound { get; private set; } = 1;

    public IReadOnlyList<Answer> Answers => _answers;

    /// <summary>What answers said before, and what was set aside: loaded only where it is shown.</summary>
    public IReadOnlyList<AnswerVersion> EarlierAnswers => _earlierAnswers;

    /// <summary>The requested amount in minor units, as the answer to the question for the budget gives it; kept here so that lists need not add it up.</summary>
    public long RequestedMinor { get; private set; }

    /// <summary>Whether the organisation may still change it.</summary>
    public Outcome MayEdit(Call call, DateTime now)
    {
        if (Stage is Stage.ApplicationDraft or Stage.NotSubmitted && now > DeadlineIn(call)) return Late(call, now);
        return Stage switch
        {
            Stage.ApplicationDraft => Outcome.Done,
            Stage.Submitted or Stage.Withdrawn when now <= DeadlineIn(call) => Refusal.WrongStage(T("The application has been submitted. Until the deadline a lead person of your organisation can reopen it, and then it can be changed.")),
            _ => Refusal.WrongStage(T("The application has been submitted and can no longer be changed. If something in it is wrong, write to us.")),
        };
    }

    /// <summary>The instant (UTC) until which this organisation may submit.</summary>
    public DateTime DeadlineIn(Call call) => call.DeadlineFor(OrganisationId);

    /// <summary>Sets the answer to a question; empty takes it away. What it said before is kept.</summary>
    public void SetAnswer(string questionCode, string text, Guid personId, DateTime now)
    {
        var answer = _answers.Find(given => given.QuestionCode == questionCode);
        if (answer is not null)
        {
            if (answer.Change(text, personId, now) is { } earlier) _earlierAnswers.Add(earlier);
        }
        else if (text.Length > 0) _answers.Add(new Answer(questionCode, text, personId, now));
        Derive(questionCode, text);
    }

    // What lists show without reading answers.
    private void Derive(string questionCode, string text)
    {
        switch (questionCode)
        {
            case FormDefinition.TitleCode: Title = Texts.Line(text); break;
            case FormDefinition.CountryCode: Country = Countries.IsKnown(text) ? text : null; break;
            case FormDefinition.BudgetCode: RequestedMinor = FormAnswers.RequestedMinor(text); break;
        }
    }

    /// <summary>Starts from an earlier application of the same organisation: the answers to questions that are asked again.</summary>
    /// <param name="earlier">The earlier application, with its answers.</param>
    /// <param name="codes">The codes of the questions that are asked again.</param>
    /// <param name="personId">Who starts.</param>
    /// <param name="now">UTC.</param>
    public void StartFrom(Application earlier, IReadOnlySet<string> codes, Guid personId, DateTime now)
    {
        if (earlier.OrganisationId != OrganisationId) throw new InvalidOperationException("An application starts only from one of the same organisation.");
        foreach (var answer in earlier.Answers.Where(answer => codes.Contains(answer.QuestionCode))) SetAnswer(answer.QuestionCode, answer.Text, personId, now);
    }

    /// <summary>
    /// Takes a text that somebody wrote over a version of an answer. Where a colleague has put another text there meanwhile, theirs stays and this one is set
    /// aside in the history: whatever was typed is the answer or in its history.
    /// </summary>
    /// <param name="questionCode">The question.</param>
    /// <param name="version">The version that it was written over; 0 when there was no answer.</param>
    /// <param name="text">The text.</param>
    /// <param name="earlier">Where the version is not the present one: the texts of the answer's history that say the same.</param>
    /// <param name="personId">Who wrote it.</param>
    /// <param name="now">When (UTC).</param>
    /// <param name="untouched">Whether it is the text that they were shown: it came with a form of which they changed something else.</param>
    /// <returns>The colleague's answer; null when this one was taken, or is no text of theirs.</returns>
    public Answer? Write(string questionCode, int version, string text, IEnumerable<AnswerVersion> earlier, Guid personId, DateTime now, bool untouched = false)
    {
        var answer = _answers.Find(given => given.QuestionCode == questionCode);
        if (untouched && answer is not null && version < answer.Version) return null;
        // An answer that arrived and was not acknowledged comes again with more: nobody meets their own text.
        var goesOn = answer is not null && answer.ChangedBy == personId && answer.Version == version + 1 && AnswerTexts.StandsWithin(answer.Text, text);
        if (answer is null || version == answer.Version || text == answer.Text || goesOn)
        {
            SetAnswer(questionCode, text, personId, now);
            return null;
        }

        // The form of somebody who left empty what was empty, and whose colleague has answered it meanwhile.
        if (version == 0 && text.Length == 0) return null;
        var same = earlier.Where(was => was.QuestionCode == questionCode && was.Text == text).ToList();
        // The form of somebody who has changed nothing.
        if (same.Exists(was => was.Version == version && !was.IsSetAside)) return null;
        if (text.Length > 0 && !same.Exists(was => was.By == personId))
            _earlierAnswers.Add(new AnswerVersion(Guid.CreateVersion7(), questionCode, version, text, personId, now, isSetAside: true));
        return answer;
    }

    /// <summary>Keeps in the history a text that its writer gives up for the one that a colleague has saved meanwhile.</summary>
    /// <param name="questionCode">The question.</param>
    /// <param name="version">The version that it was written over.</param>
    /// <param name="text">The text.</param>
    /// <param name="earlier">The texts of the history that say the same.</param>
    /// <param name="personId">Who wrote it.</param>
    /// <param name="now">UTC.</param>
    public void GiveUp(string questionCode, int version, string text, IEnumerable<AnswerVersion> earlier, Guid personId, DateTime now)
    {
        if (text.Length == 0 || _answers.Exists(given => given.QuestionCode == questionCode && given.Text == text) || earlier.Any(was => was.QuestionCode == questionCode && was.Text == text)) return;
        var given = new AnswerVersion(Guid.CreateVersion7(), questionCode, version, text, personId, now, isSetAside: true);
        given.Settle(now);
        _earlierAnswers.Add(given);
    }

    /// <summary>Its people have read what changed in the form.</summary>
    public void SeeForm(int number) => FormNumber = number;

    /// <summary>The call's form with what has been answered.</summary>
    /// <param name="call">The call.</param>
    /// <param name="form">The version of the form; the call's present one when null.</param>
    public AnsweredForm Answered(Call call, FormDefinition? form = null) =>
        new(form ?? call.Form, call.FormTerms, _answers.Where(answer => answer.Text.Length > 0).ToDictionary(answer => answer.QuestionCode, answer => answer.Text));

    /// <summary>The lines of the requested money in minor units; none where the form asks for one amount.</summary>
    public IReadOnlyList<(string Description, long AmountMinor)> BudgetLines() =>
        FormAnswers.BudgetLines(_answers.Find(answer => answer.QuestionCode == FormDefinition.BudgetCode)?.Text ?? "");

    /// <summary>Whether it may be submitted now: the deadline counts at the instant at which the person pressed the button, and everything must be there.</summary>
    public Outcome MaySubmit(Call call, IReadOnlyCollection<AttachedFile> documents, DateTime now)
    {
        var editable = MayEdit(call, now);
        if (editable.IsRefused) return editable;
        var missing = Answered(call).Checks(documents).Where(check => !check.Passed && check.Blocks).ToList();
        return missing.Count == 0
            ? Outcome.Done
            : new Refusal(RefusalKind.Invalid, T("The application is not complete."), missing.ToDictionary(check => check.Code, check => check.Finding));
    }

    /// <summary>Submits it as it is now, under the number that it was given; one that was submitted before keeps its number.</summary>
    /// <returns>What is frozen.</returns>
    public Outcome<Submission> Submit(Call call, string number, IReadOnlyList<SubmittedDocument> documents, Guid personId, DateTime now)
    {
        if (Move(Act.SubmitApplication, now) is { IsRefused: true } refused) return refused.Refusal;
        (Number, FormNumber) = (Number ?? number, call.FormNumber);
        var submission = new Submission(this, ++SubmissionCount, SubmittedContent.Of(this, documents), personId, DeadlineIn(call), now);
        (SubmittedAt, SubmissionId) = (now, submission.Id);
        return submission;
    }

    /// <summary>Makes it a draft again, until the deadline. What was submitted stands meanwhile; what was withdrawn does not.</summary>
    public Outcome Reopen(Call call, DateTime now)
    {
        if (now > DeadlineIn(call) && GrantLifecycle.Allows(Stage, Act.ReopenApplication)) return Late(call, now);
        var withdrawn = Stage == Stage.Withdrawn;
        var moved = Move(Act.ReopenApplication, now);
        if (moved.IsRefused) return moved;
        // What was decided was decided on what was submitted before.
        ForgetFinding();
        if (withdrawn) (SubmittedAt, SubmissionId) = (null, null);
        return moved;
    }

    /// <summary>Sends it to screening once it can no longer be reopened.</summary>
    public Outcome StartScreening(DateTime now) => Move(Act.StartScreening, now);

    /// <summary>Puts back what was submitted last, because the reopened draft was not submitted again, and sends it to screening.</summary>
    public Outcome Restore(Submission submission, DateTime now)
    {
        if (submission.Id != SubmissionId) throw new InvalidOperationException($"Submission {submission.Id} does not stand.");
        var moved = Move(Act.RestoreSubmission, now);
        if (moved.IsRefused) return moved;
        var content = submission.Read();
        foreach (var answer in _answers.Where(answer => content.Answers.All(kept => kept.Code != answer.QuestionCode)).ToList()) SetAnswer(answer.QuestionCode, "", submission.SubmittedBy, now);
        foreach (var answer in content.Answers) SetAnswer(answer.Code, answer.Text, submission.SubmittedBy, now);
        FormNumber = content.FormNumber;
        return moved;
    }

    /// <summary>Takes it back. A draft that was never submitted has nothing to take back.</summary>
    public Outcome Withdraw(DateTime now) => Stage == Stage.ApplicationDraft && SubmissionId is null
        ? Refusal.WrongStage(T("The application has not been submitted, so there is nothing to withdraw. A draft that is not submitted simply ends at the deadline."))
        : MoveOutOfScreening(Act.WithdrawApplication, now);

    /// <summary>Ends a draft that was not submitted in time.</summary>
    public Outcome Expire(DateTime now) => Move(Act.ExpireDraft, now);

    /// <summary>Gives a draft that was not submitted in time back, as there is more time.</summary>
    public Outcome Resume(DateTime now) => Move(Act.ResumeDraft, now);

    private Refusal Late(Call call, DateTime now)
    {
        var deadline = DeadlineIn(call);
        // Whole sentences, one after the other.
        return Refusal.TooLate(string.Join(' ',
            T($"The deadline was {PortalText.DateAndTime(call.InZone(deadline))} ({PortalText.Zone(call.Zone, deadline)}): {Lateness(now - deadline)} ago."),
            SubmissionId is null
                ? T("What you wrote is kept and you can still read it, but it can no longer be changed or submitted.")
                : T("What your organisation submitted last stands and takes part; it can no longer be changed."),
            T("If our portal was the reason for the delay, write to us within three days with the time and what you saw; you can also complain (Help, 'Make a complaint').")));
    }

    private static string Lateness(TimeSpan by) => by switch
    {
        { TotalSeconds: < 60 } => Seconds(Math.Max(1, (int)Math.Ceiling(by.TotalSeconds))),
        { TotalMinutes: < 60 } => T($"{Minutes((int)by.TotalMinutes)} and {Seconds(by.Seconds)}"),
        { TotalHours: < 48 } => T($"{Count((int)by.TotalHours, "{0} hour", "{0} hours")} and {Minutes(by.Minutes)}"),
        _ => Count((int)by.TotalDays, "{0} day", "{0} days"),
    };

    private static string Minutes(int count) => Count(count, "{0} minute", "{0} minutes");

    private static string Seconds(int count) => Count(count, "{0} second", "{0} seconds");
}

/// <summary>How many applications of a call have been given a number: a row of its own, so that submissions do not collide on the call.</summary>
internal sealed class Numbering
{
    /// <summary>The call.</summary>
    public Guid CallId { get; init; }

    /// <summary>The last number given.</summary>
    public int Last { get; init; }
}
