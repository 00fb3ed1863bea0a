using Grants.Lifecycle;
using Grants.Portal;

namespace Grants.Awards;

/// <summary>How awards are shown.</summary>
internal static class AwardWords
{
    public static Tone ToneOf(Stage stage) => stage switch
    {
        Stage.AwardAccepted => Tone.Done,
        Stage.AwardRefused or Stage.AwardLapsed or Stage.AwardTurnedDown => Tone.Problem,
        Stage.AwardApproved => Tone.Progress,
        _ => Tone.Waiting,
    };
}
