using Grants.Lifecycle;
using Grants.Portal;

namespace Grants.Applications;

/// <summary>The colour of an application's stage.</summary>
internal static class ApplicationTones
{
    public static Tone Of(Stage stage, bool applicantsView) => (applicantsView ? ApplicationAccess.AsApplicantsKnow(stage) : stage) switch
    {
        Stage.ApplicationDraft or Stage.InReview => Tone.Progress,
        Stage.Submitted or Stage.Screening or Stage.ClarificationAsked or Stage.Reviewed or Stage.OnReserve => Tone.Waiting,
        Stage.Recommended or Stage.Invited => Tone.Done,
        Stage.Ineligible or Stage.ReplyAwaited or Stage.Declined or Stage.NotSubmitted => Tone.Problem,
        _ => Tone.Neutral,
    };
}
