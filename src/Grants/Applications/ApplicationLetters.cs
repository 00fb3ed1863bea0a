using Grants.Calls;
using Grants.Notifications;
using Grants.Portal;

namespace Grants.Applications;

/// <summary>The e-mails about an application, until it goes to review.</summary>
internal static class ApplicationLetters
{
    /// <summary>The receipt, to the organisation's leads.</summary>
    public static Letter Received(Call call, Application application, Submission submission) => new(
        "application-received",
        submission.Sequence == 1 ? T($"We have received your application {submission.Number}") : T($"We have received your application {submission.Number} again"),
        [
            T($"We have received your organisation's application \"{application.Title}\" to the call \"{call.Title}\" at {CallLetters.At(call, submission.SubmittedAt)}."),
            T($"Its number is {submission.Number}. Please give it whenever you write to us. You asked for {PortalText.Money(application.RequestedMinor, application.Currency)}."),
            .. Documents(submission.Read().Documents),
            T($"The receipt in the portal has the whole application as a document to print or to keep. Until the deadline, {CallLetters.At(call, submission.DeadlineAt)}, a lead person of your organisation can reopen the application and submit it again."),
            T("After the deadline we check whether it is eligible, and tell you the result within 14 days. You need not do anything."),
        ],
        T("See the receipt"), $"/applications/{application.Id}/receipt");

    /// <summary>It is a draft again, to the organisation's leads.</summary>
    public static Letter Reopened(Call call, Application application) => new(
        "application-reopened",
        T($"Your application {application.Number} is reopened"),
        [
            T($"A lead person of your organisation has reopened the application \"{application.Title}\" to the call \"{call.Title}\". It is a draft again."),
            application.IsReopened
                ? T($"Submit it again by {CallLetters.At(call, application.DeadlineIn(call))}. If nobody does, what you submitted before stands and takes part; later changes do not count.")
                : T($"Submit it again by {CallLetters.At(call, application.DeadlineIn(call))}. It had been withdrawn, so it takes part only if it is submitted again."),
        ],
        T("Go on with the application"), $"/applications/{application.Id}");

    /// <summary>The call has closed while the draft was open, and the submission before stands, to the organisation's leads.</summary>
    public static Letter SubmissionStands(Call call, Application application) => new(
        "application-stands",
        T($"The call has closed: what you submitted as {application.Number} stands"),
        [
            T($"The call \"{call.Title}\" closed at {CallLetters.At(call, application.DeadlineIn(call))}. Your organisation had reopened its application and not submitted it again."),
            T($"So the application takes part as you submitted it at {CallLetters.At(call, application.SubmittedAt!.Value)}. What was changed after that does not count; it is kept in the history of the answers."),
            T("We now check whether it is eligible, and will tell you the result within 14 days. You need not do anything."),
        ],
        T("See the receipt"), $"/applications/{application.Id}/receipt");

    /// <summary>The draft was not submitted in time, to the organisation's leads.</summary>
    public static Letter NotSubmitted(Call call, Application application) => new(
        "application-not-submitted",
        T($"The call has closed and your application was not submitted: {call.Title}"),
        [
            T($"The call \"{call.Title}\" closed at {CallLetters.At(call, call.DeadlineFor(application.OrganisationId))}. Your organisation's application had not been submitted by then, so it does not take part."),
            T("What you wrote is kept, and you can read it and use it again for another call."),
            T("If our portal was the reason, write to us within three days with the time and what you saw. You can also make a complaint: it will not count against you."),
        ],
        T("Read what you wrote"), $"/applications/{application.Id}");

    /// <summary>It was taken back, to the organisation's leads.</summary>
    public static Letter Withdrawn(Call call, Application application, DateTime now) => new(
        "application-withdrawn",
        T($"Your application {application.Number} is withdrawn"),
        [
            T($"Your organisation has withdrawn its application \"{application.Title}\" to the call \"{call.Title}\". It will not be considered any further."),
            now <= application.DeadlineIn(call)
                ? T($"If this was a mistake, a lead person of your organisation can reopen it and submit it again until {CallLetters.At(call, application.DeadlineIn(call))}.")
                : T("If this was done by mistake, write to us at once."),
        ],
        T("See the application"), $"/applications/{application.Id}");

    // A long list is on the receipt: an e-mail that is too long is cut off on phones.
    private static IEnumerable<string> Documents(IReadOnlyList<SubmittedDocument> documents)
    {
        const int Most = 20;
        if (documents.Count == 0) yield break;
        yield return T($"Documents that we have ({documents.Count}), each with its fingerprint (SHA-256):");
        foreach (var document in documents.Take(Most)) yield return $"{document.Name}: {document.Sha256}";
        if (documents.Count > Most) yield return T("The receipt lists the others.");
    }
}
