using Grants.Calls;
using Grants.Notifications;

namespace Grants.Applications;

/// <summary>The e-mails about screening. None repeats what either side wrote, but for the reasons of a finding: the portal shows it to those whom it concerns.</summary>
internal static class ScreeningLetters
{
    /// <summary>It is eligible, to the organisation's leads.</summary>
    public static Letter Eligible(Call call, Application application) => new(
        "application-eligible",
        T($"Your application {application.Number} is eligible"),
        [
            T($"Your organisation's application \"{application.Title}\" to the call \"{call.Title}\" is eligible and is now being reviewed."),
            T($"Decisions are promised by {CallLetters.At(call, call.DecisionsBy)}. You need not do anything."),
        ],
        T("See the application"), $"/applications/{application.Id}");

    /// <summary>Something is to be clarified, to the organisation's leads.</summary>
    public static Letter ClarificationAsked(Call call, Application application) => new(
        "clarification-asked",
        T($"Please answer our questions about your application {application.Number}"),
        [
            T($"We are checking your organisation's application \"{application.Title}\" to the call \"{call.Title}\", and something is not clear to us."),
            T($"We have opened the questions that it concerns. Please look at them, change your answers where needed, and send them by {CallLetters.At(call, application.ReplyDueAt!.Value)}."),
            T("If we do not hear from you by then, we go on with the answers that you have saved."),
        ],
        T("See what we ask"), $"/applications/{application.Id}/clarification");

    /// <summary>The receipt of the answers, to the organisation's leads.</summary>
    public static Letter ClarificationReceived(Call call, Application application, Submission submission) => new(
        "clarification-received",
        T($"We have received your answers about {application.Number}"),
        [
            T($"We have received your organisation's answers to our questions about its application \"{application.Title}\" at {CallLetters.At(call, submission.SubmittedAt)}."),
            T($"What you changed is kept as submission {submission.Sequence}, beside what you submitted before: whoever checks or reviews the application sees both. The receipt in the portal shows what changed."),
            T("We now go on with checking the application. You need not do anything."),
        ],
        T("See the receipt"), $"/applications/{application.Id}/receipt");

    /// <summary>The time to answer ends soon, to the organisation's leads.</summary>
    public static Letter ClarificationDue(Call call, Application application) => new(
        "clarification-due",
        T($"Our questions about your application {application.Number} wait for your answer"),
        [
            T($"We asked your organisation to clarify some answers of its application \"{application.Title}\". We have no answer yet."),
            T($"Please send it by {CallLetters.At(call, application.ReplyDueAt!.Value)}. After that we go on with the answers that you have saved."),
        ],
        T("See what we ask"), $"/applications/{application.Id}/clarification");

    /// <summary>The time to answer is over, to the organisation's leads.</summary>
    public static Letter ClarificationOver(Call call, Application application) => new(
        "clarification-over",
        T($"We go on with checking your application {application.Number}"),
        [
            T($"The time to answer our questions about \"{application.Title}\" (call \"{call.Title}\") is over. We go on with the answers that you have saved."),
            T("If our portal was the reason why you did not answer, write to us within three days with the time and what you saw."),
        ],
        T("See the application"), $"/applications/{application.Id}");

    /// <summary>The organisation has answered, or its time is over, to whoever screens.</summary>
    public static Letter Answered(Application application, bool inTime) => new(
        inTime ? "clarification-answered" : "clarification-unanswered",
        inTime ? T($"The questions about {application.Number} are answered") : T($"No answer came in time: {application.Number}"),
        [
            inTime
                ? T($"The organisation has answered the questions about its application {application.Number}.")
                : T($"The organisation did not send answers about its application {application.Number} in time. Screening goes on with what it has saved."),
            T("Please go on with screening: the organisation waits for the result."),
        ],
        T("Screen the application"), $"/applications/{application.Id}/screening");

    /// <summary>It was found ineligible and the organisation may reply, to its leads.</summary>
    public static Letter FoundIneligible(Call call, Application application) => new(
        "application-found-ineligible",
        T($"Your application {application.Number} is not eligible"),
        [
            T($"We have checked your organisation's application \"{application.Title}\" to the call \"{call.Title}\". It does not meet the call's conditions of eligibility."),
            T($"The reasons: {application.DecisionReasons}"),
            T($"If you think that this is wrong, reply by {CallLetters.At(call, application.ReplyDueAt!.Value)}: somebody else then looks at your application again. Without a reply the finding is final at that time, and the application will not be reviewed."),
            Complaint,
        ],
        T("Read the finding and reply"), $"/applications/{application.Id}/reply");

    /// <summary>The time to reply ends soon, to the organisation's leads.</summary>
    public static Letter ReplyDue(Call call, Application application) => new(
        "finding-reply-due",
        T($"You can still reply: your application {application.Number}"),
        [
            T($"We found your organisation's application \"{application.Title}\" to the call \"{call.Title}\" not eligible. If you think that this is wrong, you can reply until {CallLetters.At(call, application.ReplyDueAt!.Value)}."),
            T("If you agree with the finding, you need not do anything."),
        ],
        T("Read the finding and reply"), $"/applications/{application.Id}/reply");

    /// <summary>The organisation has replied to a finding, to the grant managers who may decide now.</summary>
    public static Letter Replied(Application application) => new(
        "finding-replied",
        T($"A second look is needed: {application.Number}"),
        [
            T($"The organisation has replied to the finding that its application {application.Number} is not eligible. Somebody else than the person who found so decides now."),
        ],
        T("Screen the application"), $"/applications/{application.Id}/screening");

    /// <summary>Nobody replied in time, to the organisation's leads.</summary>
    public static Letter FindingIsFinal(Call call, Application application) => new(
        "application-finding-final",
        T($"The finding about your application {application.Number} is final"),
        [
            T($"The time to reply is over. Your organisation's application \"{application.Title}\" to the call \"{call.Title}\" is not eligible and will not be reviewed."),
            Complaint,
        ],
        T("See the application"), $"/applications/{application.Id}");

    /// <summary>A second person has found it ineligible as well, to the organisation's leads.</summary>
    public static Letter Upheld(Call call, Application application) => new(
        "application-ineligible",
        T($"Your application {application.Number} remains not eligible"),
        [
            T($"Somebody else has looked at your reply and at your organisation's application \"{application.Title}\" to the call \"{call.Title}\". It does not meet the call's conditions of eligibility and will not be reviewed."),
            T($"The reasons: {application.DecisionReasons}"),
            Complaint,
        ],
        T("See the application"), $"/applications/{application.Id}");

    /// <summary>There is a comment, to the other side.</summary>
    public static Letter Commented(Application application) => new(
        "application-comment",
        T($"A comment on the application {application.Number}"),
        [T($"There is a new comment on the application {application.Number}. You can read it in the portal and answer there.")],
        T("Read the comment"), $"/applications/{application.Id}/timeline");

    /// <summary>Screening was given to a person, to that person.</summary>
    public static Letter Assigned(Application application) => new(
        "screening-assigned",
        T($"Please screen {application.Number}"),
        [T($"The screening of the application {application.Number} was given to you. If you have a conflict of interest, declare it on the page and it goes to somebody else.")],
        T("Screen the application"), $"/applications/{application.Id}/screening");

    /// <summary>Screening is due or overdue, to whoever screens and later to administrators.</summary>
    public static Letter ScreeningDue(Application application, bool overdue) => new(
        overdue ? "screening-overdue" : "screening-due",
        overdue ? T($"Screening is overdue: {application.Number}") : T($"Screening is due soon: {application.Number}"),
        [
            T($"The application {application.Number} waits to be screened. The applicant was promised the result within 14 days of the deadline."),
            overdue ? T("The time is over. Please screen it today, or see to it that a colleague does.") : T("Please screen it in time."),
        ],
        T("Screen the application"), $"/applications/{application.Id}/screening");

    private static string Complaint =>
        T("You can also complain: open Help in the portal and read 'Make a complaint'. People who did not take the decision read it, and a complaint never counts against you.");
}
