using System.Globalization;
using Grants.Applications;
using Grants.Calls;
using Grants.Notifications;
using Grants.Portal;

namespace Grants.Reviews;

/// <summary>The area's e-mails. What concerns a reviewer says no more than the application's number until a declaration is made.</summary>
internal static class ReviewLetters
{
    public static Letter Assigned(Application application, ReviewAssignment assignment) => new(
        "review-assigned",
        T($"Please review application {application.Number}"),
        [
            T($"You are asked to review application {application.Number}."),
            T("First say whether you have a conflict of interest. You see the applicant's name, the title and the country; the application itself opens when you declare that there is none. If there is one, declare it: nobody will think worse of you, and another reviewer is asked at once."),
            T($"Your score sheet is due by {Instant(assignment.DueAt)}."),
        ],
        T("Declare and review"), $"/reviews/{assignment.Id}");

    public static Letter Reminder(Application application, ReviewAssignment assignment, DateTime now) => new(
        "review-reminder",
        now < assignment.DueAt ? T($"Your review of {application.Number} is due soon") : T($"Your review of {application.Number} is overdue"),
        [
            now < assignment.DueAt
                ? T($"Your score sheet for application {application.Number} is not in yet. It is due by {Instant(assignment.DueAt)}.")
                : T($"Your score sheet for application {application.Number} is not in yet. It was due by {Instant(assignment.DueAt)}."),
            T("If you cannot do it, write to the grant managers today: they can ask somebody else. Late reviews keep small organisations waiting."),
        ],
        T("Open your review"), $"/reviews/{assignment.Id}");

    public static Letter Overdue(Application application, int missing) => new(
        "review-overdue",
        T($"Reviews of {application.Number} are overdue"),
        [T($"The review of application {application.Number} should have ended by {Instant(application.StageDeadline)}. Score sheets missing: {missing}. The reviewers have been reminded. You can give their places to others.")],
        T("Look at the reviews"), $"/applications/{application.Id}/moderation");

    public static Letter TooFewReviewers(Application application, int missing) => new(
        "review-too-few",
        T($"No reviewer left for {application.Number}"),
        [Count(missing, "Application {1} needs {0} more reviewer, and everybody who could be asked has a conflict of interest, belongs to the organisation, or is on it already. Ask an administrator to register another reviewer, then assign them.", "Application {1} needs {0} more reviewers, and everybody who could be asked has a conflict of interest, belongs to the organisation, or is on it already. Ask an administrator to register another reviewer, then assign them.", application.Number)],
        T("Look at the reviews"), $"/applications/{application.Id}/moderation");

    public static Letter Complete(Application application) => new(
        "review-complete",
        T($"All scores of {application.Number} are in"),
        [T($"Every required score sheet for application {application.Number} is in. Its score is {Scoring.Percent(application.Score!.Value)}. It waits for moderation.")],
        T("Moderate"), $"/applications/{application.Id}/moderation");

    public static Letter Replaced(Application application) => new(
        "review-replaced",
        T($"You no longer need to review {application.Number}"),
        [T($"The grant managers have asked somebody else to review application {application.Number}. What you may have noted there has not been counted. Thank you for your time.")]);

    public static Letter OnReserve(Application application, Call call) => new(
        "application-on-reserve",
        T($"Application {application.Number} is on the reserve list"),
        [
            T($"Thank you for your application {application.Number}, \"{application.Title}\". It deserves support, but the money of the call is promised to others, so it is on the reserve list."),
            T("That means: if an organisation turns its offer down, or does not accept it in time, the money goes to the next application on the list that it suffices for. This is not an award and not a refusal, and it does not promise an offer."),
            T($"The list holds as long as offers of this call are open. Decisions are promised by {PortalText.DateAndTime(call.InZone(call.DecisionsBy))} ({PortalText.Zone(call.Zone, call.DecisionsBy)}), and a late offer may take a few weeks more."),
            T("You need to do nothing. We write to you when your application is taken from the list, or when it is closed without an award, then with the reasons. Please plan as if no money comes; you can withdraw the application at any time."),
        ],
        T("See the application"), $"/applications/{application.Id}");

    public static Letter Declined(Application application, bool isConceptNote, Guid letterId, string complaints) => new(
        "application-declined",
        isConceptNote ? T($"Decision on concept note {application.Number}") : T($"Decision on application {application.Number}"),
        [
            isConceptNote
                ? T($"Thank you for your concept note {application.Number}, \"{application.Title}\". We are sorry to tell you that it was not successful: your organisation is not invited to send a full proposal.")
                : T($"Thank you for your application {application.Number}, \"{application.Title}\". We are sorry to tell you that it was not successful."),
            T($"The reasons:\n{application.DecisionReasons}"),
            T($"What the reviewers would like you to know:\n{application.Feedback}"),
            T($"You can complain about this decision or about how it was made: write to {complaints}. People who did not take the decision read it, confirm that they have it within 5 working days, and answer within 30 days. A complaint never counts against you."),
        ],
        T("Open the decision letter"), $"/documents/{letterId}");

    private static string Instant(DateTime utc) => utc.ToString("d MMMM yyyy, HH:mm 'UTC'", CultureInfo.GetCultureInfo("en-GB"));
}
