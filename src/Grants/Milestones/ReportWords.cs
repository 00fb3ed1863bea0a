using Grants.Lifecycle;
using Grants.Portal;

namespace Grants.Milestones;

/// <summary>How the portal and the letters name the parts of a report.</summary>
internal static class ReportWords
{
    public static string Of(ReportSection section) => section switch
    {
        ReportSection.Narrative => T("What was achieved"),
        ReportSection.Trained => T("People trained"),
        ReportSection.Spending => T("Money spent"),
        ReportSection.Evidence => T("Evidence"),
        _ => throw new ArgumentOutOfRangeException(nameof(section), section, "Unknown section."),
    };

    public static string Of(OutcomeArea area) => area switch
    {
        OutcomeArea.Justice => T("Justice"),
        OutcomeArea.VictimRights => T("Victim rights, equality and inclusion"),
        OutcomeArea.Knowledge => T("Knowledge sharing and learning"),
        OutcomeArea.Shocks => T("Response to shocks"),
        OutcomeArea.Partnerships => T("Partnerships"),
        _ => throw new ArgumentOutOfRangeException(nameof(area), area, "Unknown outcome area."),
    };

    public static string Of(ActorKind kind) => kind == ActorKind.State ? T("State") : T("Non-state");

    /// <summary>The colour of a milestone's or grant's stage.</summary>
    public static Tone ToneOf(Stage stage) => stage switch
    {
        Stage.TranchePaid or Stage.GrantClosed => Tone.Done,
        Stage.MilestoneOnHold => Tone.Problem,
        Stage.ReportOpen or Stage.RevisionRequested or Stage.ReportSubmitted or Stage.GrantClosing => Tone.Waiting,
        Stage.TrancheDue or Stage.TrancheReleased or Stage.GrantActive => Tone.Progress,
        _ => Tone.Neutral,
    };
}
