using System.Globalization;
using Grants.Applications;
using Grants.Lifecycle;
using Grants.Notifications;
using Grants.Portal;

namespace Grants.Awards;

/// <summary>The area's e-mails.</summary>
internal static class AwardLetters
{
    public static Letter EndorsementAsked(Award award, Application application) => new(
        "endorsement-asked",
        T($"Please decide on the award for {application.Number}"),
        [T($"The grant managers propose {WhatFor(award, application)}."), T($"The {Committee(award)} is asked to endorse it or not, by {Instant(award.StageDeadline)}. You see the agreement that would be offered.")],
        T("Look at the award"), Path(award));

    public static Letter ApprovalAsked(Award award, Application application) => new(
        "approval-asked",
        T($"Please decide on the award for {application.Number}"),
        [T($"The {Committee(award)} has endorsed {WhatFor(award, application)}."), T($"You are asked to approve it or not, by {Instant(award.StageDeadline)}. It lies within your financial limit.")],
        T("Look at the award"), Path(award));

    public static Letter NobodyCanApprove(Award award, Application application) => new(
        "approval-nobody",
        T($"No delegate can approve the award for {application.Number}"),
        [T($"{Capital(WhatFor(award, application))} is endorsed, and no delegate has a financial limit that covers it. Ask an administrator to check the delegates' limits.")],
        T("Look at the award"), Path(award));

    public static Letter Refused(Award award, Application application) => new(
        "award-refused",
        T($"The award for {application.Number} was refused"),
        [T($"{Capital(WhatFor(award, application))} was refused. The reasons are on the award's page."), T("Please decline the application, with reasons and feedback for the applicant.")],
        T("Decline the application"), $"/applications/{application.Id}/moderation");

    public static Letter OfferMade(Award award, string number) => new(
        "offer-made",
        T($"You have an offer: {number}"),
        [
            T($"We are glad to offer your organisation a grant of {Money(award)} for \"{award.Agreement.Title}\"."),
            T($"Read the whole agreement: purpose, terms, budget, milestones and tranches. A lead of your organisation can accept it or turn it down until {Instant(award.StageDeadline)}. After that the offer lapses and goes to the next in reserve."),
            T($"The agreement is a document with the SHA-256 hash {award.Agreement.Sha256}. What you accept is exactly that document."),
        ],
        T("Read the offer"), Path(award));

    public static Letter OfferAccepted(Award award, Application application) => new(
        "offer-accepted",
        T($"You have accepted the offer for {application.Number}"),
        [
            T($"Thank you. Your organisation has accepted the grant agreement for \"{award.Agreement.Title}\", {Money(award)}. The grant starts on {PortalText.Date(award.Agreement.StartsOn)}."),
            T($"Keep the agreement: you can download it at any time. Its SHA-256 hash is {award.Agreement.Sha256}."),
            T("If your organisation has not given its bank account yet, a lead should enter it now: we verify it by calling you before any money moves."),
        ],
        T("See the grant"), $"/grants/{award.Id}");

    public static Letter AwardAccepted(Award award, Application application) => new(
        "award-accepted",
        T($"The offer for {application.Number} was accepted"),
        [T($"The partner has accepted the agreement for {WhatFor(award, application)}. The grant and its milestones exist now.")],
        T("See the grant"), $"/grants/{award.Id}");

    public static Letter OfferTurnedDown(Award award, Application application) => new(
        "offer-turned-down",
        T($"You have turned down the offer for {application.Number}"),
        [T("We have recorded that your organisation does not accept the offer. Thank you for telling us. You are welcome to apply in another call.")],
        T("See the offer"), Path(award));

    public static Letter OfferLapsed(Award award, Application application) => new(
        "offer-lapsed",
        T($"The offer for {application.Number} has lapsed"),
        [T($"The grant of {Money(award)} was offered to your organisation, and nobody accepted it in time. It goes to the next organisation in reserve, if there is one. If something went wrong, write to us. You are welcome to apply in another call.")],
        T("See the offer"), Path(award));

    public static Letter OfferEnded(Award award, Application application) => new(
        "offer-ended",
        award.Stage == Stage.AwardLapsed ? T($"The offer for {application.Number} has lapsed") : T($"The offer for {application.Number} was turned down"),
        [award.Stage == Stage.AwardLapsed
            ? T($"Nobody accepted {WhatFor(award, application)} in time.")
            : T($"The partner turned down {WhatFor(award, application)}. Reasons, where they gave any, are on the award's page.")],
        T("Look at the award"), Path(award));

    public static Letter TakenFromReserve(Application application) => new(
        "taken-from-reserve",
        T($"Good news about application {application.Number}"),
        [T("Your application was on the reserve list. Money has become free, and your application is the next: it is now being considered for an award. We write again when the committee and the delegate have decided. There is nothing that you need to do now.")],
        T("See your application"), $"/applications/{application.Id}");

    public static Letter ReserveTaken(Award award, Application application) => new(
        "reserve-taken",
        T($"The next in reserve is taken: {application.Number}"),
        [T($"An offer ended without a grant, and the next in reserve was taken: {WhatFor(award, application)}. You can change its agreement while it waits for endorsement.")],
        T("Look at the award"), Path(award));

    public static Letter NobodyInReserve(Award freed) => new(
        "reserve-empty",
        T("Nobody in reserve can be taken"),
        [T($"An offer of {Money(freed)} ended without a grant. The reserve list of the call is empty, or what is asked there is more than the call has left.")],
        T("See the ranking"), $"/calls/{freed.CallId}/ranking");

    public static Letter Reminder(Award award, Application application) => new(
        "award-reminder",
        award.Stage == Stage.AwardOffered ? T($"Your offer for {application.Number} waits") : T($"The award for {application.Number} waits for your decision"),
        [award.Stage == Stage.AwardOffered
            ? T($"Your organisation has an offer of {Money(award)} that a lead has not answered yet. It lapses on {Instant(award.StageDeadline)} and then goes to the next in reserve.")
            : award.Stage == Stage.AwardProposed
                ? T($"{Capital(WhatFor(award, application))} waits for your endorsement. A decision was asked for by {Instant(award.StageDeadline)}.")
                : T($"{Capital(WhatFor(award, application))} waits for your approval. A decision was asked for by {Instant(award.StageDeadline)}.")],
        T("Open it"), Path(award));

    public static Letter Overdue(Award award, Application application) => new(
        "award-overdue",
        T($"The award for {application.Number} waits too long"),
        [T($"{Capital(WhatFor(award, application))} should have been decided on by {Instant(award.StageDeadline)}. Those who decide have been reminded.")],
        T("Look at the award"), Path(award));

    /// <summary>Who endorses.</summary>
    public static string Committee(Award award) => award.Country is null ? T("Regional Program Steering Committee") : T("National Program Steering Committee");

    private static string WhatFor(Award award, Application application) => T($"an award of {Money(award)} for application {application.Number}, \"{application.Title}\"");

    private static string Money(Award award) => PortalText.Money(award.AmountMinor, award.Currency);

    private static string Path(Award award) => $"/awards/{award.Id}";

    private static string Capital(string text) => char.ToUpperInvariant(text[0]) + text[1..];

    private static string Instant(DateTime utc) => utc.ToString("d MMMM yyyy, HH:mm 'UTC'", CultureInfo.GetCultureInfo("en-GB"));
}
