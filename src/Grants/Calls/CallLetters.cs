using Grants.Data;
using Grants.Forms;
using Grants.Notifications;
using Grants.Portal;

namespace Grants.Calls;

/// <summary>The e-mails about a call.</summary>
internal static class CallLetters
{
    /// <summary>To organisations with a draft: the deadline is near.</summary>
    public static Letter DraftReminder(Call call, DateTime deadline, Guid applicationId) => new(
        "application-draft-reminder",
        T($"Your application is not yet submitted: {call.Title}"),
        [
            T($"Your organisation has started an application to the call \"{call.Title}\" and has not submitted it yet."),
            T($"The deadline is {At(call, deadline)}. Our clock decides at the moment at which a lead person of your organisation presses submit."),
            T("Please do not wait for the last hours: connections are slow then, and we can help you only while there is time."),
        ],
        T("Go on with the application"), $"/applications/{applicationId}");

    /// <summary>To organisations with a draft: the form has changed.</summary>
    public static Letter FormChanged(Call call, IReadOnlyList<FormChange> changes, Applications.Application application, DateTime now) => new(
        "call-form-changed",
        T($"The form has changed: {call.Title}"),
        [
            application.Stage == Lifecycle.Stage.ApplicationDraft
                ? T($"We have changed the form of the call \"{call.Title}\" ({call.Reference}), for which your organisation is writing an application. This is what changes:")
                : T($"We have changed the form of the call \"{call.Title}\" ({call.Reference}), for which your organisation has submitted the application {application.Number}. This is what changes for applications that are submitted from now on:"),
            .. changes.Select(change => change.Words),
            .. WhatNow(call, application, now),
        ],
        application.Stage == Lifecycle.Stage.ApplicationDraft ? T("See your draft") : T("See your application"), $"/applications/{application.Id}");

    private static IEnumerable<string> WhatNow(Call call, Applications.Application application, DateTime now)
    {
        if (application.Stage == Lifecycle.Stage.ApplicationDraft)
        {
            yield return T("Everything that you have written is kept. Look at your draft before you submit it.");
            yield break;
        }

        yield return T("Your application stands as you submitted it, and it is judged by the form that it answers. You need not do anything.");
        if (application.Stage == Lifecycle.Stage.Submitted && now <= application.DeadlineIn(call))
            yield return T($"If you want to answer the new form, a lead person of your organisation can reopen the application until {At(call, application.DeadlineIn(call))} and submit it again. What you submitted stands if it is not submitted again.");
    }

    /// <summary>To those whom it concerns: there is more time, and what that means for their application.</summary>
    /// <param name="call">The call, with its new deadline.</param>
    /// <param name="extension">What is given.</param>
    /// <param name="application">The organisation's application as it is now; null when it has none.</param>
    /// <param name="screeningPutOff">Whether its screening had begun, and begins anew after the new deadline.</param>
    public static Letter Extended(Call call, DeadlineExtension extension, Applications.Application? application = null, bool screeningPutOff = false) => new(
        "call-deadline-extended",
        T($"There is more time: {call.Title}"),
        [
            extension.OrganisationId is null
                ? T($"The deadline of the call \"{call.Title}\" ({call.Reference}) is now {At(call, extension.DeadlineAt)}. It was {At(call, extension.Before)}.")
                : T($"For your organisation the deadline of the call \"{call.Title}\" ({call.Reference}) is now {At(call, extension.DeadlineAt)}. It was {At(call, extension.Before)}. For other organisations nothing has changed."),
            T($"The reason: {extension.Reason}"),
            .. application?.Stage switch
            {
                Lifecycle.Stage.Submitted =>
                [
                    T($"Your application {application.Number} is submitted: you need not do anything. If you want to change it, a lead person of your organisation can reopen it until {At(call, application.DeadlineIn(call))} and submit it again. What you submitted stands if it is not submitted again."),
                    .. screeningPutOff ? [T("We had begun to check it. We stop that now, and begin anew after the new deadline with what stands then. If we had asked you something, or had found the application not eligible, you need not answer that any more.")] : Array.Empty<string>(),
                ],
                Lifecycle.Stage.ApplicationDraft => [T($"Your application is a draft: submit it by {At(call, application.DeadlineIn(call))}. Everything that you have written is kept.")],
                null => [],
                _ => new[] { T($"Your application {application.Number} has passed our checks and goes on as you submitted it: you need not do anything.") },
            },
        ],
        T("See the call"), $"/calls/{call.Id}");

    /// <summary>To the leads of an organisation whose concept note was found good.</summary>
    public static Letter Invited(Call call, Applications.Application concept) => new(
        "call-invitation",
        T($"You are invited to make a full proposal: {call.Title}"),
        [
            T($"Your organisation's concept note {concept.Number} was found good. You are invited to make a full proposal to the call \"{call.Title}\" ({call.Reference})."),
            T($"The call opens at {At(call, call.OpensAt)} and the deadline is {At(call, call.DeadlineAt)}. Your proposal starts from the answers of your concept note, and you can change all of them."),
            T("Only organisations that were invited can apply."),
        ],
        T("See the call"), $"/calls/{call.Id}");

    /// <summary>To those who are writing an application: there is an addendum.</summary>
    /// <param name="call">The call.</param>
    /// <param name="addendum">What is published.</param>
    /// <param name="documents">The names of its documents.</param>
    /// <param name="organisation">The name of the organisation that is told.</param>
    public static Letter AddendumPublished(Call call, Addendum addendum, IReadOnlyList<string> documents, string organisation) => new(
        "call-addendum",
        T($"An addendum to the call: {call.Title}"),
        [
            T($"An addendum to the call \"{call.Title}\" ({call.Reference}) has been published."),
            addendum.Title,
            addendum.Text,
            .. documents.Count > 0 ? new[] { T($"With it come these documents, on the call's page: {string.Join("; ", documents)}") } : [],
            ToldFor(organisation),
        ],
        T("See the call"), $"/calls/{call.Id}");

    /// <summary>To grant managers: somebody asks. The question itself is read in the portal.</summary>
    public static Letter QuestionAsked(Call call, Enquiry enquiry) => new(
        "call-question",
        T($"A question about the call: {call.Title}"),
        [
            T($"An organisation asks about the call \"{call.Title}\" ({call.Reference})."),
            T($"Please answer it by {At(call, enquiry.DueAt)}. Question and answer are published without names."),
        ],
        T("Answer the question"), $"/questions/{enquiry.Id}");

    /// <summary>To the asker and to those who are writing an application: a question is answered.</summary>
    /// <param name="call">The call.</param>
    /// <param name="enquiry">The question with its answer.</param>
    /// <param name="organisation">The name of the organisation that is told; null for the asker.</param>
    public static Letter QuestionAnswered(Call call, Enquiry enquiry, string? organisation) => new(
        "call-answer",
        T($"A question is answered: {call.Title}"),
        [
            T($"A question about the call \"{call.Title}\" ({call.Reference}) has been answered for everybody."),
            T($"Question: {enquiry.Question}"),
            T($"Answer: {enquiry.Answer}"),
            .. organisation is null ? [] : new[] { ToldFor(organisation) },
        ],
        T("See all questions and answers"), $"/calls/{call.Id}");

    /// <summary>To grant managers: the service was down before a deadline.</summary>
    /// <param name="call">The call.</param>
    /// <param name="organisation">The name of the organisation whose own deadline it is; null for everybody's.</param>
    /// <param name="deadline">The deadline (UTC).</param>
    /// <param name="outage">When it was down.</param>
    public static Letter OutageBeforeDeadline(Call call, string? organisation, DateTime deadline, Outage outage) => new(
        "call-outage",
        T($"The service was down before a deadline: {call.Title}"),
        [
            T($"The service was down from {At(call, outage.From)} to {At(call, outage.To)}: {PortalText.Duration(outage.Length)}."),
            organisation is null
                ? T($"The deadline of the call \"{call.Title}\" ({call.Reference}) is {At(call, deadline)}. Please decide now whether to extend it by at least that time.")
                : T($"The deadline of {organisation} for the call \"{call.Title}\" ({call.Reference}) is {At(call, deadline)}. Please decide now whether to extend it by at least that time."),
        ],
        T("Decide on the extension"), $"/calls/{call.Id}/extend");

    /// <summary>To grant managers: decisions are promised.</summary>
    public static Letter DecisionsDue(Call call) => new(
        "call-decisions-due",
        T($"Decisions are due: {call.Title}"),
        [
            T($"The call \"{call.Title}\" ({call.Reference}) has closed. Its applicants were promised decisions by {At(call, call.DecisionsBy)}."),
            T("Please decide on every application and then confirm on the call's page that each has its decision. You will be reminded until the call is decided."),
        ],
        T("Open the call"), $"/calls/{call.Id}");

    // Who leads several organisations is told for each of them.
    private static string ToldFor(string organisation) => T($"You get this e-mail because {organisation} has an application in this call.");

    /// <summary>An instant on the call's clock and in UTC: the same words reach people in several zones.</summary>
    public static string At(Call call, DateTime utc) => At(call.Zone, utc);

    /// <inheritdoc cref="At(Call, DateTime)"/>
    public static string At(TimeZoneInfo zone, DateTime utc)
    {
        var local = $"{PortalText.DateAndTime(TimeZoneInfo.ConvertTimeFromUtc(utc, zone))} ({PortalText.Zone(zone, utc)})";
        return zone.GetUtcOffset(utc) == TimeSpan.Zero ? local : T($"{local}, which is {PortalText.DateAndTime(utc)} UTC");
    }
}
