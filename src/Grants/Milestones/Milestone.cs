using Grants.Data;
using Grants.Lifecycle;

namespace Grants.Milestones;

/// <summary>
/// One milestone of a grant: a report by a date, and the tranche that its approval releases. The report being written belongs to it; what was
/// submitted is kept beside it, unchangeable, as a <see cref="ReportSubmission"/>.
/// </summary>
internal sealed class Milestone : StagedAggregate
{
    /// <summary>How long a partner has for a revision when the manager names no date, in days.</summary>
    public const int RevisionDays = 14;

    private readonly List<ReportNarrative> _narratives = [];
    private readonly List<TrainedCount> _trained = [];
    private readonly List<Spending> _spending = [];
    private readonly List<ReportSubmission> _submissions = [];

    private Milestone()
    {
    }

    public Milestone(int order, string title, DateTime dueAt, long trancheMinor, DateTime now)
    {
        (Order, Title, DueAt, TrancheMinor) = (order, title, dueAt, trancheMinor);
        Begin(Act.PlanMilestone, now);
    }

    public Guid GrantId { get; private init; }

    /// <summary>From 1.</summary>
    public int Order { get; private init; }

    public string Title { get; private init; } = "";

    /// <summary>When the report is due (UTC); a revision and a lifted hold move it.</summary>
    public DateTime DueAt { get; private set; }

    /// <summary>In minor units of the grant's currency.</summary>
    public long TrancheMinor { get; private init; }

    /// <summary>From 1; what lifts a hold starts the next round.</summary>
    public int Round { get; private set; } = 1;

    /// <summary>Who approved the report; null until it is approved.</summary>
    public Guid? ReportApprovedBy { get; private set; }

    public IReadOnlyList<ReportNarrative> Narratives => _narratives;

    public IReadOnlyList<TrainedCount> Trained => _trained;

    public IReadOnlyList<Spending> Spending => _spending;

    /// <summary>Every submission of the report, as it was submitted and as it was decided.</summary>
    public IReadOnlyList<ReportSubmission> Submissions => _submissions;

    /// <summary>Whether the partner may write the report and add evidence now.</summary>
    public bool TakesReport => TakesReportAt(Stage);

    /// <inheritdoc cref="TakesReport"/>
    public static bool TakesReportAt(Stage stage) => GrantLifecycle.Allows(stage, Act.SubmitReport);

    /// <summary>The derived id of the orchestration of a milestone's round.</summary>
    public static string InstanceOf(Guid id, int round) => $"milestone-{id}-{round}";

    /// <summary>The orchestration of the present round.</summary>
    public string InstanceId => InstanceOf(Id, Round);

    /// <summary>The last minute of a day in a zone, as an instant (UTC): a report due on a day may come until then.</summary>
    public static DateTime EndOf(DateOnly day, string timeZone) =>
        TimeZoneInfo.ConvertTimeToUtc(day.ToDateTime(new TimeOnly(23, 59)), TimeZoneInfo.FindSystemTimeZoneById(timeZone));

    /// <summary>Opens the report window, no earlier than the map says.</summary>
    public Outcome OpenWindow(DateTime now) =>
        now < GrantLifecycle.DeadlineOf(Stage.MilestonePlanned).At(DueAt)
            ? Refusal.WrongStage(T("The report window lies ahead."))
            : Move(Act.OpenReportWindow, now);

    /// <summary>Replaces the sections of the report that are given; those that are null stay as they are.</summary>
    /// <param name="report">The sections, as typed; valid by <see cref="ReportRules"/>.</param>
    public Outcome WriteReport(ReportSections report)
    {
        if (!TakesReport) return Refusal.WrongStage(T($"The report cannot be changed now: it is \"{T(GrantLifecycle.Of(Stage).ApplicantLabel)}\"."));
        if (report.Narratives is { } narratives) Replace(_narratives, narratives);
        if (report.Trained is { } trained) Replace(_trained, trained);
        if (report.Spending is { } spending) Replace(_spending, spending);
        return Outcome.Done;
    }

    /// <summary>Submits the report as it stands: the lead certifies it, and what was submitted is kept.</summary>
    public Outcome<ReportSubmission> Submit(Guid leadId, string content, DateTime now)
    {
        var moved = Move(Act.SubmitReport, now);
        if (moved.IsRefused) return moved.Refusal;
        var submission = new ReportSubmission(_submissions.Count + 1, Round, leadId, content, now);
        _submissions.Add(submission);
        return submission;
    }

    /// <summary>
    /// Decides on the submitted report section by section: all accepted approves it and makes the tranche due; otherwise it goes back, with a new date.
    /// </summary>
    /// <param name="personId">The manager.</param>
    /// <param name="sections">A decision on each section, once; a refused one says what to change.</param>
    /// <param name="newDueAt">For a revision: when it is due (UTC).</param>
    /// <param name="now">The present instant (UTC).</param>
    public Outcome Decide(Guid personId, IReadOnlyList<SectionDecision> sections, DateTime newDueAt, DateTime now)
    {
        if (sections.Count != ReportSubmission.Sections.Count || sections.DistinctBy(section => section.Section).Count() != sections.Count)
            return Refusal.Invalid("Sections", T("Decide on every section, once"));
        if (sections.FirstOrDefault(section => !section.Accepted && section.Note.Length == 0) is { } silent)
            return Refusal.Invalid($"Sections[{silent.Section}].Note", T("Say what the partner must change in this section"));
        if (sections.FirstOrDefault(section => section.Note.Length > Texts.MostOfNote) is { } wordy)
            return Refusal.Invalid($"Sections[{wordy.Section}].Note", T("Shorten what you write about this section"));
        var approved = sections.All(section => section.Accepted);
        if (!approved && newDueAt <= now) return Refusal.Invalid("DueOn", T("Choose a date in the future for the revised report"));
        var moved = Move(approved ? Act.ApproveReport : Act.RequestRevision, now);
        if (moved.IsRefused) return moved;
        _submissions.MaxBy(submission => submission.Number)!.Decide(personId, sections, now);
        if (approved) ReportApprovedBy = personId;
        else DueAt = newDueAt;
        return Outcome.Done;
    }

    /// <summary>The payment is instructed.</summary>
    public Outcome Release(DateTime now) => Move(Act.ReleaseTranche, now);

    /// <summary>Finance has paid.</summary>
    public Outcome Pay(DateTime now) => Move(Act.ConfirmPayment, now);

    /// <summary>Puts the milestone on hold once the map's deadline has passed.</summary>
    public Outcome Hold(DateTime now) =>
        now < GrantLifecycle.DeadlineOf(Stage).At(DueAt)
            ? Refusal.WrongStage(T("The report is not overdue long enough."))
            : Move(Act.HoldMilestone, now);

    /// <summary>Lifts the hold: a new date, and the next round of the milestone begins.</summary>
    public Outcome LiftHold(DateTime newDueAt, DateTime now)
    {
        if (newDueAt <= now) return Refusal.Invalid("DueOn", T("Choose a date in the future"));
        var moved = Move(Act.LiftHold, now);
        if (moved.IsRefused) return moved;
        (DueAt, Round) = (newDueAt, Round + 1);
        return Outcome.Done;
    }

    private static void Replace<T>(List<T> rows, IReadOnlyList<T> by)
    {
        rows.Clear();
        rows.AddRange(by);
    }
}
