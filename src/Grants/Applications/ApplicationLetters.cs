using Grants.Calls;
using Grants.Notifications;

namespace Grants.Applications;

/// <summary>The e-mails about an application, until it goes to review.</summary>
internal static class ApplicationLetters
{
    /// <summary>The receipt, to the organisation's leads.</summary>
    public static Letter Received(Call call, Application application) => new(
        "application-received",
        $"We have received your application {application.Number}",
        [
            $"We have received your organisation's application \"{application.Title}\" to the call \"{call.Title}\" at {CallLetters.At(call, application.SubmittedAt!.Value)}.",
            $"Its number is {application.Number}. Please give it whenever you write to us. The receipt in the portal lists every document that we have, with its fingerprint (SHA-256).",
            "We now check whether it is eligible, and will tell you the result within 14 days. You need not do anything.",
        ],
        "See the receipt", $"/applications/{application.Id}/receipt");

    /// <summary>The draft was not submitted in time, to the organisation's leads.</summary>
    public static Letter NotSubmitted(Call call, Application application) => new(
        "application-not-submitted",
        $"The call has closed and your application was not submitted: {call.Title}",
        [
            $"The call \"{call.Title}\" closed at {CallLetters.At(call, call.DeadlineAt)}. Your organisation's application had not been submitted by then, so it does not take part.",
            "What you wrote is kept, and you can read it and use it again for another call.",
            "If our portal was the reason, write to us within three days with the time and what you saw. You can also make a complaint: it will not count against you.",
        ],
        "Read what you wrote", $"/applications/{application.Id}");

    /// <summary>It was taken back, to the organisation's leads.</summary>
    public static Letter Withdrawn(Call call, Application application) => new(
        "application-withdrawn",
        $"Your application {application.Number} is withdrawn",
        [
            $"Your organisation has withdrawn its application \"{application.Title}\" to the call \"{call.Title}\". It will not be considered any further.",
            "If this was done by mistake, write to us at once.",
        ],
        "See the application", $"/applications/{application.Id}");

    /// <summary>It is eligible, to the organisation's leads.</summary>
    public static Letter Eligible(Call call, Application application) => new(
        "application-eligible",
        $"Your application {application.Number} is eligible",
        [
            $"Your organisation's application \"{application.Title}\" to the call \"{call.Title}\" is eligible and is now being reviewed.",
            $"Decisions are promised by {CallLetters.At(call, call.DecisionsBy)}. You need not do anything.",
        ],
        "See the application", $"/applications/{application.Id}");

    /// <summary>It is not eligible, with the reasons, to the organisation's leads.</summary>
    public static Letter Ineligible(Call call, Application application) => new(
        "application-ineligible",
        $"Your application {application.Number} is not eligible",
        [
            $"We have checked your organisation's application \"{application.Title}\" to the call \"{call.Title}\". It does not meet the call's conditions of eligibility and will not be reviewed.",
            $"The reasons: {application.DecisionReasons}",
            "If you think that this is wrong, you can complain: open Help in the portal and read 'Make a complaint'. People who did not take the decision read it, and a complaint never counts against you.",
        ],
        "See the application", $"/applications/{application.Id}");

    /// <summary>Screening is due or overdue, to grant managers and later to administrators.</summary>
    public static Letter ScreeningDue(Application application, bool overdue) => new(
        overdue ? "screening-overdue" : "screening-due",
        $"{(overdue ? "Screening is overdue" : "Screening is due soon")}: {application.Number}",
        [
            $"The application {application.Number} waits to be screened. The applicant was promised the result within 14 days of submission.",
            overdue ? "The time is over. Please screen it today, or see to it that a colleague does." : "Please screen it in time.",
        ],
        "Screen the application", $"/applications/{application.Id}/screening");
}
