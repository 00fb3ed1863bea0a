using Grants.Lifecycle;
using Grants.Portal;

namespace Grants.Calls;

/// <summary>A call's facts in words, as its pages and the calls' list say them.</summary>
internal static class CallWords
{
    private static readonly (Pathways Pathway, string Words)[] PathwayWords =
    [
        (Calls.Pathways.RegionalCapacity, "Enhancing regional-level capacity"),
        (Calls.Pathways.NationalCapacity, "Enhancing national-level capacity"),
        (Calls.Pathways.InclusivePolicy, "Developing inclusive public policy and dialogue"),
    ];

    /// <summary>The pathways as choices of a form.</summary>
    public static IEnumerable<Choice> PathwayChoices => PathwayWords.Select(pathway => new Choice(pathway.Pathway.ToString(), pathway.Words));

    public static string Pathways(Pathways pathways) =>
        string.Join("; ", PathwayWords.Where(pathway => pathways.HasFlag(pathway.Pathway)).Select(pathway => pathway.Words));

    public static Tone Tone(Stage stage) => stage switch
    {
        Stage.CallOpen => Portal.Tone.Progress,
        Stage.CallPublished or Stage.CallClosed => Portal.Tone.Waiting,
        Stage.CallDecided => Portal.Tone.Done,
        _ => Portal.Tone.Neutral,
    };
}
