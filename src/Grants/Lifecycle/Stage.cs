namespace Grants.Lifecycle;

/// <summary>The things that have stages of their own in a grant's life.</summary>
public enum Track
{
    /// <summary>A call for proposals.</summary>
    Call,

    /// <summary>One organisation's application to one call.</summary>
    Application,

    /// <summary>The award that follows a recommended application, until its offer is accepted or ends otherwise.</summary>
    Award,

    /// <summary>One milestone of a grant: its report and its tranche.</summary>
    Milestone,

    /// <summary>The grant itself, from the accepted offer to closure.</summary>
    Grant,
}

/// <summary>Every stage of every track. <see cref="GrantLifecycle"/> says what each means and what leads on from it.</summary>
public enum Stage
{
    /// <summary>The call is being written.</summary>
    CallDraft,

    /// <summary>The call is public and frozen, not yet open.</summary>
    CallPublished,

    /// <summary>Organisations can apply.</summary>
    CallOpen,

    /// <summary>The deadline has passed; screening, review and decisions follow.</summary>
    CallClosed,

    /// <summary>Every application of the call has its decision.</summary>
    CallDecided,

    /// <summary>An organisation is writing.</summary>
    ApplicationDraft,

    /// <summary>The call closed before the application was submitted.</summary>
    NotSubmitted,

    /// <summary>Submitted; until the deadline the organisation may still reopen it.</summary>
    Submitted,

    /// <summary>Submitted and past the deadline; a grant manager checks eligibility.</summary>
    Screening,

    /// <summary>The applicant was asked to clarify named answers, which it can change until a deadline of their own.</summary>
    ClarificationAsked,

    /// <summary>Found ineligible; the applicant can reply before the finding is final.</summary>
    ReplyAwaited,

    /// <summary>The applicant took the application back.</summary>
    Withdrawn,

    /// <summary>Screened and found ineligible: final.</summary>
    Ineligible,

    /// <summary>Eligible; reviewers score.</summary>
    InReview,

    /// <summary>All required scores are in; a grant manager moderates and ranks.</summary>
    Reviewed,

    /// <summary>Recommended; an award exists.</summary>
    Recommended,

    /// <summary>On the ranked reserve list of the call.</summary>
    OnReserve,

    /// <summary>A concept note that was found good: its organisation is invited to make a full proposal.</summary>
    Invited,

    /// <summary>Declined, with reasons and feedback.</summary>
    Declined,

    /// <summary>Waits for the steering committee's endorsement.</summary>
    AwardProposed,

    /// <summary>Endorsed; waits for the delegate's approval.</summary>
    AwardEndorsed,

    /// <summary>Approved; the offer is about to go out.</summary>
    AwardApproved,

    /// <summary>The organisation has the offer and its agreement.</summary>
    AwardOffered,

    /// <summary>Accepted: a grant exists.</summary>
    AwardAccepted,

    /// <summary>Not endorsed or not approved.</summary>
    AwardRefused,

    /// <summary>The organisation declined the offer.</summary>
    AwardTurnedDown,

    /// <summary>The offer was not accepted in time.</summary>
    AwardLapsed,

    /// <summary>The milestone's report window lies ahead.</summary>
    MilestonePlanned,

    /// <summary>The report window is open.</summary>
    ReportOpen,

    /// <summary>A report waits for a grant manager's decision.</summary>
    ReportSubmitted,

    /// <summary>The report was sent back for revision.</summary>
    RevisionRequested,

    /// <summary>No report long after it was due: nothing is paid until a grant manager lifts the hold.</summary>
    MilestoneOnHold,

    /// <summary>The report is approved and the tranche is due; every gate is checked before money moves.</summary>
    TrancheDue,

    /// <summary>The payment instruction is issued.</summary>
    TrancheReleased,

    /// <summary>Finance has confirmed the payment.</summary>
    TranchePaid,

    /// <summary>The grant is being carried out.</summary>
    GrantActive,

    /// <summary>Every tranche is paid; the closing checks run.</summary>
    GrantClosing,

    /// <summary>The grant is closed and archived.</summary>
    GrantClosed,
}
