using Grants.Lifecycle;
using Grants.Notifications;
using Grants.Portal;

namespace Grants.Milestones;

/// <summary>The e-mails of milestones, reports and payments.</summary>
internal static class MilestoneLetters
{
    private const string CountsOnly = "Write counts, never identities: nothing in a report or its documents may lead anybody to a survivor.";

    public static Letter WindowOpened(Grant grant, Milestone milestone) => new(
        "report-window-opened", $"Your report for {Name(grant, milestone)} can be written now",
        [$"The report for milestone {milestone.Order}, \"{milestone.Title}\", is due by {Due(grant, milestone)}. Its approval releases {Tranche(grant, milestone)}.", CountsOnly],
        "Write the report", Path(milestone));

    public static Letter ReportAwaited(Grant grant, Milestone milestone, bool overdue) => overdue
        ? new("report-overdue", $"The report for {Name(grant, milestone)} is overdue",
            [$"The report was due by {Due(grant, milestone)}. If it has not come two weeks after that day, the milestone is put on hold and nothing is paid for it.", "If something keeps you from reporting, please answer this e-mail: we would rather help than hold."],
            "Write the report", Path(milestone))
        : new("report-due", $"The report for {Name(grant, milestone)} is due soon",
            [$"The report for milestone {milestone.Order}, \"{milestone.Title}\", is due by {Due(grant, milestone)}.", CountsOnly],
            "Write the report", Path(milestone));

    public static Letter Held(Grant grant, Milestone milestone) => new(
        "milestone-held", $"{Name(grant, milestone)} is on hold",
        [$"The report was due by {Due(grant, milestone)} and has not been submitted. The milestone is on hold: its tranche is not paid until a grant manager lifts the hold and sets a new date.", "Nothing that was written is lost."],
        "See the milestone", Path(milestone));

    public static Letter HoldLasts(Grant grant, Milestone milestone, int days) => new(
        "milestone-still-held", $"{Name(grant, milestone)} has been on hold for {days} days",
        [$"The milestone was put on hold on {At(grant, milestone.StageSince)}. {Tranche(grant, milestone)} is not paid, and no other tranche of the grant is, until the hold is lifted.", "Talk to the partner about what keeps them from reporting. Then lift the hold and set a new date."],
        "See the milestone", Path(milestone));

    public static Letter HoldLifted(Grant grant, Milestone milestone, string reasons) => new(
        "hold-lifted", $"The hold on {Name(grant, milestone)} is lifted",
        [$"The report is now due by {Due(grant, milestone)}.", $"The grant manager wrote: {reasons}"],
        "Write the report", Path(milestone));

    public static Letter ReportReceived(Grant grant, Milestone milestone) => new(
        "report-received", $"We have your report for {Name(grant, milestone)}",
        [$"Your report for milestone {milestone.Order} has arrived. A grant manager decides on it within {GrantLifecycle.DeadlineOf(Stage.ReportSubmitted).Days} days."],
        "See the report", Path(milestone));

    public static Letter ReportToDecide(Grant grant, Milestone milestone, string organisation) => new(
        "report-to-decide", $"A report to decide: {Name(grant, milestone)}",
        [$"{organisation} has submitted the report for milestone {milestone.Order}. A decision is due within {GrantLifecycle.DeadlineOf(Stage.ReportSubmitted).Days} days."],
        "Decide on the report", Path(milestone) + "/decision");

    public static Letter DecisionAwaited(Grant grant, Milestone milestone) => new(
        "report-decision-awaited", $"The report for {Name(grant, milestone)} waits for a decision",
        [$"The report was submitted on {At(grant, milestone.StageSince)}. A decision is due by {At(grant, milestone.StageDeadline)}."],
        "Decide on the report", Path(milestone) + "/decision");

    public static Letter RevisionRequested(Grant grant, Milestone milestone, IEnumerable<string> notes) => new(
        "report-revision-requested", $"Please revise your report for {Name(grant, milestone)}",
        ["Thank you for your report. Before it can be approved, something has to change:", .. notes, $"The revised report is due by {Due(grant, milestone)}. Everything that you wrote is still there."],
        "Revise the report", Path(milestone));

    public static Letter ReportApproved(Grant grant, Milestone milestone) => new(
        "report-approved", $"Your report for {Name(grant, milestone)} is approved",
        [$"Thank you. The tranche of {Tranche(grant, milestone)} is due, and its payment is being prepared. We tell you when it is on its way."],
        "See the milestone", Path(milestone));

    public static Letter GatesClosed(Grant grant, Milestone milestone, IEnumerable<string> reasons) => new(
        "tranche-held-by-gate", $"The tranche of {Name(grant, milestone)} cannot be paid yet",
        ["The report is approved, but the payment waits for this:", .. reasons, "The payment is instructed by itself when all of this is settled."],
        "See the partner", $"/partners/{grant.OrganisationId}");

    public static Letter TrancheWaits(Grant grant, Milestone milestone, IEnumerable<string> checks) => new(
        "tranche-waits", $"The payment of {Tranche(grant, milestone)} for {Name(grant, milestone)} waits",
        [$"Your report is approved. Before we can instruct the payment, this must be in order: {string.Join(", ", checks)}.", "If it is your bank account, a lead enters it in the portal, and we verify it by calling you. Otherwise a grant manager sees to it and asks you for what is needed. The payment then follows by itself."],
        "See the milestone", Path(milestone));

    public static Letter PaymentInstructed(Grant grant, Milestone milestone) => new(
        "payment-instructed", $"Please pay {Tranche(grant, milestone)} for {Name(grant, milestone)}",
        ["The report is approved and every gate is open. The account is shown in the portal, never in an e-mail.", "Confirm the payment there when it is made."],
        "See the payment", Path(milestone) + "/confirm-payment");

    public static Letter PaymentOnItsWay(Grant grant, Milestone milestone) => new(
        "payment-on-its-way", $"{Tranche(grant, milestone)} for {Name(grant, milestone)} is on its way",
        ["The payment has been instructed to your verified bank account. We write again when finance has confirmed it."],
        "See the milestone", Path(milestone));

    public static Letter ConfirmationAwaited(Grant grant, Milestone milestone) => new(
        "payment-confirmation-awaited", $"Please confirm the payment for {Name(grant, milestone)}",
        [$"{Tranche(grant, milestone)} was instructed on {At(grant, milestone.StageSince)} and is not confirmed yet. The partner waits."],
        "Confirm the payment", Path(milestone) + "/confirm-payment");

    public static Letter PaymentConfirmed(Grant grant, Milestone milestone) => new(
        "payment-confirmed", $"{Tranche(grant, milestone)} for {Name(grant, milestone)} is paid",
        ["Finance has confirmed the payment. Please tell us if it has not reached your account within five working days."],
        "See the milestone", Path(milestone));

    private static string Name(Grant grant, Milestone milestone) => $"{grant.Number}, milestone {milestone.Order}";

    private static string Tranche(Grant grant, Milestone milestone) => PortalText.Money(milestone.TrancheMinor, grant.Currency);

    private static string Due(Grant grant, Milestone milestone) => At(grant, milestone.DueAt);

    private static string At(Grant grant, DateTime utc)
    {
        var zone = TimeZoneInfo.FindSystemTimeZoneById(grant.TimeZone);
        return $"{PortalText.DateAndTime(TimeZoneInfo.ConvertTimeFromUtc(utc, zone))} ({PortalText.Zone(zone, utc)})";
    }

    private static string Path(Milestone milestone) => $"/milestones/{milestone.Id}";
}
