using static Grants.Lifecycle.Act;
using static Grants.Lifecycle.Party;
using static Grants.Lifecycle.Stage;

namespace Grants.Lifecycle;

/// <summary>
/// A grant's whole life, as two tables: what each stage means, to staff and to the applicant, and by when it must end; and which acts lead
/// from stage to stage, and who may do them. Pages take their buttons from here, entities guard with it, orchestrations take their deadlines
/// from it, and README's diagram is drawn from it.
/// </summary>
public static class GrantLifecycle
{
    /// <summary>How long before a report is due its window opens, in days.</summary>
    public const int ReportWindowDays = 45;

    /// <summary>How long an organisation that was found ineligible may reply before the finding is final, in days.</summary>
    public const int ReplyDays = 7;

    /// <summary>The longest time that may be given to answer a clarification, in days.</summary>
    public const int MostClarificationDays = 30;

    /// <summary>Every stage with its labels and its deadline, in the order of a grant's life.</summary>
    public static IReadOnlyList<StageRule> Stages { get; } =
    [
        // track             stage               staff see                       applicants and partners see
        new(Track.Call,        CallDraft,         "Draft",                        "Not yet published"),
        new(Track.Call,        CallPublished,     "Published",                    "Opens soon",
            new Deadline(Anchor.CallOpens, 0, "the call opens", OpenCall)),
        new(Track.Call,        CallOpen,          "Open",                         "Open for applications",
            new Deadline(Anchor.CallDeadline, 0, "the call closes", CloseCall, RemindBefore: [14, 3])),
        new(Track.Call,        CallClosed,        "Closed, being decided",        "Closed, applications are being assessed",
            new Deadline(Anchor.CallDecisionsBy, 0, "managers are reminded every week", RemindBefore: [14], RemindAfter: [1, 7, 14])),
        new(Track.Call,        CallDecided,       "Decided",                      "Closed, decisions have been sent"),

        new(Track.Application, ApplicationDraft,  "Draft",                        "Draft: not yet submitted",
            new Deadline(Anchor.CallDeadline, 0, "what was submitted last stands, and without a submission the draft ends", ExpireDraft, RemindBefore: [14, 3])),
        new(Track.Application, NotSubmitted,      "Not submitted in time",        "Not submitted"),
        new(Track.Application, Submitted,         "Submitted, the call is open",  "Submitted: you can reopen it until the deadline",
            new Deadline(Anchor.CallDeadline, 0, "the application goes to screening", StartScreening)),
        new(Track.Application, Screening,         "Screening",                    "Submitted: we are checking eligibility",
            new Deadline(Anchor.StageEntered, 14, "the managers are reminded, then the administrators", RemindBefore: [5], RemindAfter: [1, 7])),
        new(Track.Application, ClarificationAsked, "Clarification asked",         "Submitted: please answer our questions",
            new Deadline(Anchor.ReplyDue, 0, "screening goes on with what there is", EndClarification, RemindBefore: [3, 1])),
        new(Track.Application, ReplyAwaited,      "Found ineligible, may reply",  "Not eligible: you may reply",
            new Deadline(Anchor.ReplyDue, 0, "the finding becomes final", ConfirmIneligible, RemindBefore: [2])),
        new(Track.Application, Withdrawn,         "Withdrawn",                    "Withdrawn by you"),
        new(Track.Application, Ineligible,        "Ineligible",                   "Not eligible"),
        new(Track.Application, InReview,          "In review",                    "Eligible: being reviewed",
            new Deadline(Anchor.StageEntered, 21, "reviewers are reminded, then the managers replace them", RemindBefore: [7, 2], RemindAfter: [1, 5])),
        new(Track.Application, Reviewed,          "Reviewed, to be moderated",    "Being considered"),
        new(Track.Application, Recommended,       "Recommended",                  "Being considered"),
        new(Track.Application, OnReserve,         "On the reserve list",          "On the reserve list"),
        new(Track.Application, Invited,           "Invited to a full proposal",   "Successful: you are invited to make a full proposal"),
        new(Track.Application, Declined,          "Declined",                     "Not successful"),

        new(Track.Award,       AwardProposed,     "Waits for endorsement",        "Being considered",
            new Deadline(Anchor.StageEntered, 14, "the committee is reminded, then the managers", RemindBefore: [5], RemindAfter: [1, 7])),
        new(Track.Award,       AwardEndorsed,     "Waits for approval",           "Being considered",
            new Deadline(Anchor.StageEntered, 10, "the delegate is reminded, then the managers", RemindBefore: [3], RemindAfter: [1, 7])),
        new(Track.Award,       AwardApproved,     "Approved, offer going out",    "Being considered"),
        new(Track.Award,       AwardOffered,      "Offered",                      "You have an offer",
            new Deadline(Anchor.StageEntered, 14, "the offer lapses and goes to the next in reserve", LapseOffer, RemindBefore: [7, 2])),
        new(Track.Award,       AwardAccepted,     "Accepted",                     "Accepted"),
        new(Track.Award,       AwardRefused,      "Refused",                      "Not successful"),
        new(Track.Award,       AwardTurnedDown,   "Turned down by the partner",   "Turned down by you"),
        new(Track.Award,       AwardLapsed,       "Lapsed",                       "The offer has lapsed"),

        new(Track.Milestone,   MilestonePlanned,  "Planned",                      "Ahead",
            new Deadline(Anchor.ReportDue, -ReportWindowDays, "the report window opens", OpenReportWindow)),
        new(Track.Milestone,   ReportOpen,        "Report awaited",               "Report due",
            new Deadline(Anchor.ReportDue, 14, "the milestone is put on hold", HoldMilestone, RemindBefore: [30, 7, 0], RemindAfter: [7, 14], GraceDays: 14)),
        new(Track.Milestone,   ReportSubmitted,   "Report to be decided",         "Report submitted",
            new Deadline(Anchor.StageEntered, 14, "the managers are reminded, then the administrators", RemindBefore: [5], RemindAfter: [1, 7])),
        new(Track.Milestone,   RevisionRequested, "Revision awaited",             "Report needs changes",
            new Deadline(Anchor.ReportDue, 14, "the milestone is put on hold", HoldMilestone, RemindBefore: [7, 0], RemindAfter: [7, 14], GraceDays: 14)),
        new(Track.Milestone,   MilestoneOnHold,   "On hold",                      "On hold: please contact us",
            new Deadline(Anchor.StageEntered, 30, "the managers are reminded, and every 30 days again", RemindBefore: [0])),
        new(Track.Milestone,   TrancheDue,        "Tranche due, gates checked",   "Report approved: payment is being prepared",
            new Deadline(Anchor.StageEntered, 10, "the managers are told which gate is closed", RemindAfter: [1, 7, 14])),
        new(Track.Milestone,   TrancheReleased,   "Payment instructed",           "Payment is on its way",
            new Deadline(Anchor.StageEntered, 10, "finance is reminded, then the managers", RemindBefore: [3], RemindAfter: [1, 7])),
        new(Track.Milestone,   TranchePaid,       "Paid",                         "Paid"),

        new(Track.Grant,       GrantActive,       "Active",                       "Active"),
        new(Track.Grant,       GrantClosing,      "Closing",                      "Being closed",
            new Deadline(Anchor.StageEntered, 30, "the managers are reminded, then the administrators", RemindBefore: [14], RemindAfter: [1, 14])),
        new(Track.Grant,       GrantClosed,       "Closed",                       "Closed"),
    ];

    /// <summary>Every act that moves something from stage to stage: who may do it, and what the button says.</summary>
    public static IReadOnlyList<Transition> Transitions { get; } =
    [
        // act                 from                                    to                 by              button or staff wording
        new(DraftCall,          [],                                      CallDraft,         GrantManager,   "Write a new call"),
        new(PublishCall,        [CallDraft],                             CallPublished,     GrantManager,   "Publish the call"),
        new(OpenCall,           [CallPublished],                         CallOpen,          Clock,          "The call opens"),
        new(CloseCall,          [CallOpen],                              CallClosed,        Clock,          "The call closes"),
        new(ReopenCall,         [CallClosed],                            CallOpen,          GrantManager,   "Extend the deadline and open the call again"),
        new(DecideCall,         [CallClosed],                            CallDecided,       GrantManager,   "Confirm that every application has its decision"),

        new(StartApplication,   [],                                      ApplicationDraft,  Contributor,    "Start an application"),
        new(ExpireDraft,        [ApplicationDraft],                      NotSubmitted,      Clock,          "The deadline passes"),
        new(ResumeDraft,        [NotSubmitted],                          ApplicationDraft,  GrantManager,   "Extend the deadline and give the draft back"),
        new(SubmitApplication,  [ApplicationDraft],                      Submitted,         Lead,           "Submit the application"),
        new(ReopenApplication,  [Submitted, Withdrawn],                  ApplicationDraft,  Lead,           "Reopen the application"),
        new(StartScreening,     [Submitted],                             Screening,         Clock,          "The deadline passes: screening starts"),
        new(RestoreSubmission,  [ApplicationDraft],                      Screening,         Clock,          "The deadline passes: what was submitted last stands"),
        new(PutOffScreening,    [Screening, ClarificationAsked, ReplyAwaited], Submitted, GrantManager,      "Extend the deadline and put screening off"),
        new(WithdrawApplication, [ApplicationDraft, Submitted, Screening, ClarificationAsked, ReplyAwaited, InReview, Reviewed, OnReserve], Withdrawn, Lead, "Withdraw the application"),
        new(AskClarification,   [Screening],                             ClarificationAsked, GrantManager,  "Ask for clarification"),
        new(AnswerClarification, [ClarificationAsked],                   Screening,         Lead,           "Send the answers"),
        new(EndClarification,   [ClarificationAsked],                    Screening,         Clock,          "The time to answer is over"),
        new(FindIneligible,     [Screening],                             ReplyAwaited,      GrantManager,   "Find ineligible"),
        new(ReplyToFinding,     [ReplyAwaited],                          Screening,         Lead,           "Reply to the finding"),
        new(ConfirmIneligible,  [ReplyAwaited],                          Ineligible,        Clock,          "The time to reply is over"),
        new(UpholdIneligible,   [Screening],                             Ineligible,        GrantManager,   "Find ineligible after the reply"),
        new(FindEligible,       [Screening],                             InReview,          GrantManager,   "Find eligible and send to review"),
        new(CompleteReview,     [InReview],                              Reviewed,          Clock,          "The last required score is in"),
        new(Recommend,          [Reviewed],                              Recommended,       GrantManager,   "Recommend for an award"),
        new(InviteToFullProposal, [Reviewed, OnReserve],                 Invited,           GrantManager,   "Invite to a full proposal"),
        new(PlaceOnReserve,     [Reviewed],                              OnReserve,         GrantManager,   "Place on the reserve list"),
        new(Decline,            [Reviewed, OnReserve, Recommended],      Declined,          GrantManager,   "Decline, with feedback"),
        new(TakeFromReserve,    [OnReserve],                             Recommended,       Clock,          "The next in reserve is taken"),

        new(ProposeAward,       [],                                      AwardProposed,     GrantManager,   "Propose the award"),
        new(EndorseAward,       [AwardProposed],                         AwardEndorsed,     Endorser,       "Endorse"),
        new(RefuseEndorsement,  [AwardProposed],                         AwardRefused,      Endorser,       "Do not endorse"),
        new(ApproveAward,       [AwardEndorsed],                         AwardApproved,     Party.Delegate, "Approve"),
        new(RefuseApproval,     [AwardEndorsed],                         AwardRefused,      Party.Delegate, "Do not approve"),
        new(MakeOffer,          [AwardApproved],                         AwardOffered,      Clock,          "The offer goes out"),
        new(AcceptOffer,        [AwardOffered],                          AwardAccepted,     Lead,           "Accept the offer"),
        new(TurnDownOffer,      [AwardOffered],                          AwardTurnedDown,   Lead,           "Turn down the offer"),
        new(LapseOffer,         [AwardOffered],                          AwardLapsed,       Clock,          "The offer lapses"),

        new(PlanMilestone,      [],                                      MilestonePlanned,  Lead,           "The accepted agreement sets the milestones"),
        new(OpenReportWindow,   [MilestonePlanned],                      ReportOpen,        Clock,          "The report window opens"),
        new(SubmitReport,       [ReportOpen, RevisionRequested],         ReportSubmitted,   Lead,           "Certify and submit the report"),
        new(RequestRevision,    [ReportSubmitted],                       RevisionRequested, GrantManager,   "Send back for revision"),
        new(ApproveReport,      [ReportSubmitted],                       TrancheDue,        GrantManager,   "Approve the report"),
        new(ReleaseTranche,     [TrancheDue],                            TrancheReleased,   Clock,          "Every gate is open: the payment is instructed"),
        new(ConfirmPayment,     [TrancheReleased],                       TranchePaid,       FinanceOfficer, "Confirm the payment"),
        new(HoldMilestone,      [ReportOpen, RevisionRequested],         MilestoneOnHold,   Clock,          "Two weeks overdue: on hold"),
        new(LiftHold,           [MilestoneOnHold],                       ReportOpen,        GrantManager,   "Lift the hold and set a new date"),

        new(StartGrant,         [],                                      GrantActive,       Lead,           "The accepted offer becomes a grant"),
        new(StartClosure,       [GrantActive],                           GrantClosing,      Clock,          "The last tranche is paid"),
        new(CloseGrant,         [GrantClosing],                          GrantClosed,       GrantManager,   "Close the grant"),
    ];

    private static readonly Dictionary<Stage, StageRule> ByStage = Stages.ToDictionary(rule => rule.Stage);
    private static readonly Dictionary<Act, Transition> ByAct = Transitions.ToDictionary(transition => transition.Act);

    /// <summary>The labels and the deadline of a stage.</summary>
    public static StageRule Of(Stage stage) => ByStage[stage];

    /// <summary>The transition that an act makes.</summary>
    public static Transition Of(Act act) => ByAct[act];

    /// <summary>The deadline of a stage.</summary>
    /// <exception cref="InvalidOperationException">The stage has none: only a stage with a deadline may be waited in.</exception>
    public static Deadline DeadlineOf(Stage stage) =>
        ByStage[stage].Deadline ?? throw new InvalidOperationException($"{stage} has no deadline.");

    /// <summary>Whether the act may be done at this stage.</summary>
    public static bool Allows(Stage stage, Act act) => ByAct[act].From.Contains(stage);

    /// <summary>What a party may do at this stage, in the map's order: a page shows one button for each.</summary>
    public static IEnumerable<Transition> ActsAt(Stage stage, Party party) =>
        Transitions.Where(transition => transition.From.Contains(stage) && Covers(party, transition.By));

    // A lead may do whatever a contributor may.
    private static bool Covers(Party party, Party needed) => party == needed || (party == Lead && needed == Contributor);
}
