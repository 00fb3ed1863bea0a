namespace Grants.Lifecycle;

/// <summary>Who does an act. <see cref="Clock"/> is the system itself: a deadline passed, or the last thing it waited for arrived.</summary>
public enum Party
{
    /// <summary>The system, when a time has come or a condition is met.</summary>
    Clock,

    /// <summary>Anyone of the applying organisation.</summary>
    Contributor,

    /// <summary>A lead of the organisation.</summary>
    Lead,

    /// <summary>An assigned reviewer without a conflict of interest.</summary>
    Reviewer,

    /// <summary>Programme staff.</summary>
    GrantManager,

    /// <summary>A member of the country's (NPSC) or the regional (RPSC) steering committee.</summary>
    Endorser,

    /// <summary>The delegate who approves within a financial limit.</summary>
    Delegate,

    /// <summary>A finance officer.</summary>
    FinanceOfficer,
}

/// <summary>Everything that moves something from one stage to another.</summary>
public enum Act
{
#pragma warning disable CS1591 // Named for what they do; GrantLifecycle.Transitions words each.
    DraftCall, PublishCall, OpenCall, CloseCall, ReopenCall, DecideCall,
    StartApplication, ExpireDraft, ResumeDraft, SubmitApplication, ReopenApplication, RestoreSubmission, StartScreening, PutOffScreening, WithdrawApplication,
    AskClarification, AnswerClarification, EndClarification, FindIneligible, ReplyToFinding, ConfirmIneligible, UpholdIneligible, FindEligible, CompleteReview,
    Recommend, InviteToFullProposal, PlaceOnReserve, Decline, TakeFromReserve,
    ProposeAward, EndorseAward, RefuseEndorsement, ApproveAward, RefuseApproval, MakeOffer, AcceptOffer, TurnDownOffer, LapseOffer,
    PlanMilestone, OpenReportWindow, SubmitReport, RequestRevision, ApproveReport, ReleaseTranche, ConfirmPayment, HoldMilestone, LiftHold,
    StartGrant, StartClosure, CloseGrant,
#pragma warning restore CS1591
}

/// <summary>What a deadline is counted from.</summary>
public enum Anchor
{
    /// <summary>The instant at which the stage was entered.</summary>
    StageEntered,

    /// <summary>The instant by which the organisation was asked to answer or may reply.</summary>
    ReplyDue,

    /// <summary>The instant at which the call opens.</summary>
    CallOpens,

    /// <summary>The instant at which the call closes.</summary>
    CallDeadline,

    /// <summary>The instant by which the call's decisions are promised.</summary>
    CallDecisionsBy,

    /// <summary>The instant at which the milestone's report is due.</summary>
    ReportDue,
}

/// <summary>By when a stage must end, and what happens then.</summary>
/// <param name="From">What the days are counted from.</param>
/// <param name="Days">Days after (or, negative, before) <paramref name="From"/>.</param>
/// <param name="Consequence">What happens at the deadline, as a person reads it.</param>
/// <param name="Then">The act that the clock does at the deadline; null when people are reminded and nothing changes by itself.</param>
/// <param name="RemindBefore">Days before the deadline (less <paramref name="GraceDays"/>) on which a reminder goes out; 0 is the day itself.</param>
/// <param name="RemindAfter">Days after it on which an overdue notice goes out.</param>
/// <param name="GraceDays">How many of <paramref name="Days"/> lie after the date that people were promised: reminders count from that date.</param>
public sealed record Deadline(
    Anchor From,
    int Days,
    string Consequence,
    Act? Then = null,
    IReadOnlyList<int>? RemindBefore = null,
    IReadOnlyList<int>? RemindAfter = null,
    int GraceDays = 0)
{
    /// <summary>The instant (UTC) of the deadline.</summary>
    public DateTime At(DateTime anchor) => anchor.AddDays(Days);

    /// <summary>The reminders in order: 'before-30', 'before-0', 'after-7'. The occasion is part of an e-mail's identity.</summary>
    public IEnumerable<Reminder> Reminders(DateTime anchor)
    {
        var promised = At(anchor).AddDays(-GraceDays);
        var before = (RemindBefore ?? []).Select(days => new Reminder($"before-{days}", promised.AddDays(-days), IsOverdue: false));
        var after = (RemindAfter ?? []).Select(days => new Reminder($"after-{days}", promised.AddDays(days), IsOverdue: true));
        return before.Concat(after).OrderBy(reminder => reminder.At);
    }
}

/// <summary>What a stage means and by when it must end.</summary>
/// <param name="Track">The track that the stage belongs to.</param>
/// <param name="Stage">The stage.</param>
/// <param name="StaffLabel">What programme staff and reviewers see.</param>
/// <param name="ApplicantLabel">What the organisation sees: never more than it may know.</param>
/// <param name="Deadline">By when the stage must end; null where nobody is waited for.</param>
public sealed record StageRule(Track Track, Stage Stage, string StaffLabel, string ApplicantLabel, Deadline? Deadline = null);

/// <summary>An act: from which stages, to which, by whom.</summary>
/// <param name="Act">The act.</param>
/// <param name="From">The stages in which it may be done; none when it begins a track.</param>
/// <param name="To">The stage that it leads to.</param>
/// <param name="By">Who may do it.</param>
/// <param name="Label">The button's text, or for the clock what happened.</param>
public sealed record Transition(Act Act, IReadOnlyList<Stage> From, Stage To, Party By, string Label);
