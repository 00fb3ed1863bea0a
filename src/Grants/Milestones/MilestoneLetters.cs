using Grants.Lifecycle;
using Grants.Notifications;
using Grants.Portal;

namespace Grants.Milestones;

/// <summary>The e-mails of milestones, reports and payments.</summary>
internal static class MilestoneLetters
{
    private static string CountsOnly => T("Write counts, never identities: nothing in a report or its documents may lead anybody to a survivor.");

    public static Letter WindowOpened(Grant grant, Milestone milestone) => new(
        "report-window-opened", T($"Your report for {Name(grant, milestone)} can be written now"),
        [T($"The report for milestone {milestone.Order}, \"{milestone.Title}\", is due by {Due(grant, milestone)}. Its approval releases {Tranche(grant, milestone)}."), CountsOnly],
        T("Write the report"), Path(milestone));

    public static Letter ReportAwaited(Grant grant, Milestone milestone, bool overdue) => overdue
        ? new("report-overdue", T($"The report for {Name(grant, milestone)} is overdue"),
            [T($"The report was due by {Due(grant, milestone)}. If it has not come two weeks after that day, the milestone is put on hold and nothing is paid for it."), T("If something keeps you from reporting, please answer this e-mail: we would rather help than hold.")],
            T("Write the report"), Path(milestone))
        : new("report-due", T($"The report for {Name(grant, milestone)} is due soon"),
            [T($"The report for milestone {milestone.Order}, \"{milestone.Title}\", is due by {Due(grant, milestone)}."), CountsOnly],
            T("Write the report"), Path(milestone));

    public static Letter Held(Grant grant, Milestone milestone) => new(
        "milestone-held", T($"{Name(grant, milestone)} is on hold"),
        [T($"The report was due by {Due(grant, milestone)} and has not been submitted. The milestone is on hold: its tranche is not paid until a grant manager lifts the hold and sets a new date."), T("Nothing that was written is lost.")],
        T("See the milestone"), Path(milestone));

    public static Letter HoldLasts(Grant grant, Milestone milestone, int days) => new(
        "milestone-still-held", T($"{Name(grant, milestone)} has been on hold for {days} days"),
        [T($"The milestone was put on hold on {At(grant, milestone.StageSince)}. {Tranche(grant, milestone)} is not paid, and no other tranche of the grant is, until the hold is lifted."), T("Talk to the partner about what keeps them from reporting. Then lift the hold and set a new date.")],
        T("See the milestone"), Path(milestone));

    public static Letter HoldLifted(Grant grant, Milestone milestone, string reasons) => new(
        "hold-lifted", T($"The hold on {Name(grant, milestone)} is lifted"),
        [T($"The report is now due by {Due(grant, milestone)}."), T($"The grant manager wrote: {reasons}")],
        T("Write the report"), Path(milestone));

    public static Letter ReportReceived(Grant grant, Milestone milestone) => new(
        "report-received", T($"We have your report for {Name(grant, milestone)}"),
        [T($"Your report for milestone {milestone.Order} has arrived. A grant manager decides on it within {GrantLifecycle.DeadlineOf(Stage.ReportSubmitted).Days} days.")],
        T("See the report"), Path(milestone));

    public static Letter ReportToDecide(Grant grant, Milestone milestone, string organisation) => new(
        "report-to-decide", T($"A report to decide: {Name(grant, milestone)}"),
        [T($"{organisation} has submitted the report for milestone {milestone.Order}. A decision is due within {GrantLifecycle.DeadlineOf(Stage.ReportSubmitted).Days} days.")],
        T("Decide on the report"), Path(milestone) + "/decision");

    public static Letter DecisionAwaited(Grant grant, Milestone milestone) => new(
        "report-decision-awaited", T($"The report for {Name(grant, milestone)} waits for a decision"),
        [T($"The report was submitted on {At(grant, milestone.StageSince)}. A decision is due by {At(grant, milestone.StageDeadline)}.")],
        T("Decide on the report"), Path(milestone) + "/decision");

    public static Letter RevisionRequested(Grant grant, Milestone milestone, IEnumerable<string> notes) => new(
        "report-revision-requested", T($"Please revise your report for {Name(grant, milestone)}"),
        [T("Thank you for your report. Before it can be approved, something has to change:"), .. notes, T($"The revised report is due by {Due(grant, milestone)}. Everything that you wrote is still there.")],
        T("Revise the report"), Path(milestone));

    public static Letter ReportApproved(Grant grant, Milestone milestone) => new(
        "report-approved", T($"Your report for {Name(grant, milestone)} is approved"),
        [T($"Thank you. The tranche of {Tranche(grant, milestone)} is due, and its payment is being prepared. We tell you when it is on its way.")],
        T("See the milestone"), Path(milestone));

    public static Letter GatesClosed(Grant grant, Milestone milestone, IEnumerable<string> reasons) => new(
        "tranche-held-by-gate", T($"The tranche of {Name(grant, milestone)} cannot be paid yet"),
        [T("The report is approved, but the payment waits for this:"), .. reasons, T("The payment is instructed by itself when all of this is settled.")],
        T("See the partner"), $"/partners/{grant.OrganisationId}");

    public static Letter TrancheWaits(Grant grant, Milestone milestone, IEnumerable<string> checks) => new(
        "tranche-waits", T($"The payment of {Tranche(grant, milestone)} for {Name(grant, milestone)} waits"),
        [T($"Your report is approved. Before we can instruct the payment, this must be in order: {string.Join(", ", checks)}."), T("If it is your bank account, a lead enters it in the portal, and we verify it by calling you. Otherwise a grant manager sees to it and asks you for what is needed. The payment then follows by itself.")],
        T("See the milestone"), Path(milestone));

    public static Letter PaymentInstructed(Grant grant, Milestone milestone) => new(
        "payment-instructed", T($"Please pay {Tranche(grant, milestone)} for {Name(grant, milestone)}"),
        [T("The report is approved and every gate is open. The account is shown in the portal, never in an e-mail."), T("Confirm the payment there when it is made.")],
        T("See the payment"), Path(milestone) + "/confirm-payment");

    public static Letter PaymentOnItsWay(Grant grant, Milestone milestone) => new(
        "payment-on-its-way", T($"{Tranche(grant, milestone)} for {Name(grant, milestone)} is on its way"),
        [T("The payment has been instructed to your verified bank account. We write again when finance has confirmed it.")],
        T("See the milestone"), Path(milestone));

    public static Letter ConfirmationAwaited(Grant grant, Milestone milestone) => new(
        "payment-confirmation-awaited", T($"Please confirm the payment for {Name(grant, milestone)}"),
        [T($"{Tranche(grant, milestone)} was instructed on {At(grant, milestone.StageSince)} and is not confirmed yet. The partner waits.")],
        T("Confirm the payment"), Path(milestone) + "/confirm-payment");

    public static Letter PaymentConfirmed(Grant grant, Milestone milestone) => new(
        "payment-confirmed", T($"{Tranche(grant, milestone)} for {Name(grant, milestone)} is paid"),
        [T("Finance has confirmed the payment. Please tell us if it has not reached your account within five working days.")],
        T("See the milestone"), Path(milestone));

    private static string Name(Grant grant, Milestone milestone) => T($"{grant.Number}, milestone {milestone.Order}");

    private static string Tranche(Grant grant, Milestone milestone) => PortalText.Money(milestone.TrancheMinor, grant.Currency);

    private static string Due(Grant grant, Milestone milestone) => At(grant, milestone.DueAt);

    private static string At(Grant grant, DateTime utc)
    {
        var zone = TimeZoneInfo.FindSystemTimeZoneById(grant.TimeZone);
        return $"{PortalText.DateAndTime(TimeZoneInfo.ConvertTimeFromUtc(utc, zone))} ({PortalText.Zone(zone, utc)})";
    }

    private static string Path(Milestone milestone) => $"/milestones/{milestone.Id}";
}
