using Grants.Lifecycle;

namespace Grants.Applications;

/// <summary>Words of what happened with an application.</summary>
internal static class ActWords
{
    /// <summary>What happened, as one side is told: an organisation hears where its application stands now, and that it was reopened.</summary>
    public static string Told(Transition transition, bool applicants) =>
        applicants && transition.Act != Act.ReopenApplication ? T(GrantLifecycle.Of(transition.To).ApplicantLabel) : Done(transition);

    /// <summary>What somebody did, where the button says what they may do; what the clock does is said as it is.</summary>
    public static string Done(Transition transition) => transition.Act switch
    {
        Act.StartApplication => T("The application was started"),
        Act.ResumeDraft => T("The deadline was extended, and the draft given back"),
        Act.SubmitApplication => T("The application was submitted"),
        Act.ReopenApplication => T("The application was reopened"),
        Act.PutOffScreening => T("The deadline was extended, and screening put off"),
        Act.WithdrawApplication => T("The application was withdrawn"),
        Act.AskClarification => T("Clarification was asked for"),
        Act.AnswerClarification => T("The answers to our questions were sent"),
        Act.FindIneligible => T("The application was found ineligible"),
        Act.ReplyToFinding => T("The organisation replied to the finding"),
        Act.UpholdIneligible => T("The application was found ineligible after the reply"),
        Act.FindEligible => T("The application was found eligible and sent to review"),
        Act.Recommend => T("The application was recommended for an award"),
        Act.InviteToFullProposal => T("The organisation was invited to make a full proposal"),
        Act.PlaceOnReserve => T("The application was placed on the reserve list"),
        Act.Decline => T("The application was declined"),
        _ => T(transition.Label),
    };
}
