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
        $"Please decide on the award for {application.Number}",
        [$"The grant managers propose {WhatFor(award, application)}.", $"The {Committee(award)} is asked to endorse it or not, by {Instant(award.StageDeadline)}. You see the agreement that would be offered."],
        "Look at the award", Path(award));

    public static Letter ApprovalAsked(Award award, Application application) => new(
        "approval-asked",
        $"Please decide on the award for {application.Number}",
        [$"The {Committee(award)} has endorsed {WhatFor(award, application)}.", $"You are asked to approve it or not, by {Instant(award.StageDeadline)}. It lies within your financial limit."],
        "Look at the award", Path(award));

    public static Letter NobodyCanApprove(Award award, Application application) => new(
        "approval-nobody",
        $"No delegate can approve the award for {application.Number}",
        [$"{Capital(WhatFor(award, application))} is endorsed, and no delegate has a financial limit that covers it. Ask an administrator to check the delegates' limits."],
        "Look at the award", Path(award));

    public static Letter Refused(Award award, Application application) => new(
        "award-refused",
        $"The award for {application.Number} was refused",
        [$"{Capital(WhatFor(award, application))} was not {(award.Duties.Any(duty => duty.Duty == Duty.Approve) ? "approved" : "endorsed")}. The reasons are on the award's page.", "Please decline the application, with reasons and feedback for the applicant."],
        "Decline the application", $"/applications/{application.Id}/moderation");

    public static Letter OfferMade(Award award, string number) => new(
        "offer-made",
        $"You have an offer: {number}",
        [
            $"We are glad to offer your organisation a grant of {Money(award)} for \"{award.Agreement.Title}\".",
            $"Read the whole agreement: purpose, terms, budget, milestones and tranches. A lead of your organisation can accept it or turn it down until {Instant(award.StageDeadline)}. After that the offer lapses and goes to the next in reserve.",
            $"The agreement is a document with the SHA-256 hash {award.Agreement.Sha256}. What you accept is exactly that document.",
        ],
        "Read the offer", Path(award));

    public static Letter OfferAccepted(Award award, Application application) => new(
        "offer-accepted",
        $"You have accepted the offer for {application.Number}",
        [
            $"Thank you. Your organisation has accepted the grant agreement for \"{award.Agreement.Title}\", {Money(award)}. The grant starts on {PortalText.Date(award.Agreement.StartsOn)}.",
            "Keep the agreement: you can download it at any time. Its SHA-256 hash is " + award.Agreement.Sha256 + ".",
            "If your organisation has not given its bank account yet, a lead should enter it now: we verify it by calling you before any money moves.",
        ],
        "See the grant", $"/grants/{award.Id}");

    public static Letter AwardAccepted(Award award, Application application) => new(
        "award-accepted",
        $"The offer for {application.Number} was accepted",
        [$"The partner has accepted the agreement for {WhatFor(award, application)}. The grant and its milestones exist now."],
        "See the grant", $"/grants/{award.Id}");

    public static Letter OfferTurnedDown(Award award, Application application) => new(
        "offer-turned-down",
        $"You have turned down the offer for {application.Number}",
        ["We have recorded that your organisation does not accept the offer. Thank you for telling us. You are welcome to apply in another call."],
        "See the offer", Path(award));

    public static Letter OfferLapsed(Award award, Application application) => new(
        "offer-lapsed",
        $"The offer for {application.Number} has lapsed",
        [$"The grant of {Money(award)} was offered to your organisation, and nobody accepted it in time. It goes to the next organisation in reserve, if there is one. If something went wrong, write to us. You are welcome to apply in another call."],
        "See the offer", Path(award));

    public static Letter OfferEnded(Award award, Application application) => new(
        "offer-ended",
        award.Stage == Stage.AwardLapsed ? $"The offer for {application.Number} has lapsed" : $"The offer for {application.Number} was turned down",
        [award.Stage == Stage.AwardLapsed
            ? $"Nobody accepted {WhatFor(award, application)} in time."
            : $"The partner turned down {WhatFor(award, application)}. Reasons, where they gave any, are on the award's page."],
        "Look at the award", Path(award));

    public static Letter TakenFromReserve(Application application) => new(
        "taken-from-reserve",
        $"Good news about application {application.Number}",
        ["Your application was on the reserve list. Money has become free, and your application is the next: it is now being considered for an award. We write again when the committee and the delegate have decided. There is nothing that you need to do now."],
        "See your application", $"/applications/{application.Id}");

    public static Letter ReserveTaken(Award award, Application application) => new(
        "reserve-taken",
        $"The next in reserve is taken: {application.Number}",
        [$"An offer ended without a grant, and the next in reserve was taken: {WhatFor(award, application)}. You can change its agreement while it waits for endorsement."],
        "Look at the award", Path(award));

    public static Letter NobodyInReserve(Award freed) => new(
        "reserve-empty",
        "Nobody in reserve can be taken",
        [$"An offer of {Money(freed)} ended without a grant. The reserve list of the call is empty, or what is asked there is more than the call has left."],
        "See the ranking", $"/calls/{freed.CallId}/ranking");

    public static Letter Reminder(Award award, Application application) => new(
        "award-reminder",
        award.Stage == Stage.AwardOffered ? $"Your offer for {application.Number} waits" : $"The award for {application.Number} waits for your decision",
        [award.Stage == Stage.AwardOffered
            ? $"Your organisation has an offer of {Money(award)} that a lead has not answered yet. It lapses on {Instant(award.StageDeadline)} and then goes to the next in reserve."
            : $"{Capital(WhatFor(award, application))} waits for your {(award.Stage == Stage.AwardProposed ? "endorsement" : "approval")}. A decision was asked for by {Instant(award.StageDeadline)}."],
        "Open it", Path(award));

    public static Letter Overdue(Award award, Application application) => new(
        "award-overdue",
        $"The award for {application.Number} waits too long",
        [$"{Capital(WhatFor(award, application))} should have been {(award.Stage == Stage.AwardProposed ? "endorsed" : "approved")} or refused by {Instant(award.StageDeadline)}. Those who decide have been reminded."],
        "Look at the award", Path(award));

    /// <summary>Who endorses.</summary>
    public static string Committee(Award award) => award.Country is null ? "Regional Program Steering Committee" : "National Program Steering Committee";

    private static string WhatFor(Award award, Application application) => $"an award of {Money(award)} for application {application.Number}, \"{application.Title}\"";

    private static string Money(Award award) => PortalText.Money(award.AmountMinor, award.Currency);

    private static string Path(Award award) => $"/awards/{award.Id}";

    private static string Capital(string text) => char.ToUpperInvariant(text[0]) + text[1..];

    private static string Instant(DateTime utc) => utc.ToString("d MMMM yyyy, HH:mm 'UTC'", CultureInfo.GetCultureInfo("en-GB"));
}
