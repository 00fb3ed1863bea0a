using Grants.Data;
using Grants.Lifecycle;
using Grants.Portal;

namespace Grants.Calls;

/// <summary>A call's facts in words, as its pages and the calls' list say them.</summary>
internal static class CallWords
{
    /// <summary>The zones that people of the programme live in; any other may be set through the API.</summary>
    private static readonly string[] _zones =
    [
        "Asia/Bangkok", "Asia/Brunei", "Asia/Ho_Chi_Minh", "Asia/Jakarta", "Asia/Jayapura", "Asia/Kuala_Lumpur", "Asia/Makassar", "Asia/Manila", "Asia/Phnom_Penh", "Asia/Singapore",
        "Asia/Vientiane", "Asia/Yangon", "Australia/Sydney", "UTC",
    ];

    private static readonly Pathways[] _pathways = [Calls.Pathways.RegionalCapacity, Calls.Pathways.NationalCapacity, Calls.Pathways.InclusivePolicy];
    private static readonly ProjectAreas[] _areas = [Calls.ProjectAreas.Collaboration, Calls.ProjectAreas.Transparency, Calls.ProjectAreas.Knowledge, Calls.ProjectAreas.Leadership];

    /// <summary>The pathways as choices of a form.</summary>
    public static IEnumerable<Choice> PathwayChoices => _pathways.Select(pathway => new Choice(pathway.ToString(), Words(pathway)));

    /// <summary>The project areas as choices of a form.</summary>
    public static IEnumerable<Choice> AreaChoices => _areas.Select(area => new Choice(area.ToString(), Words(area)));

    /// <summary>The kinds of call as choices of a form.</summary>
    public static IEnumerable<Choice> KindChoices =>
    [
        new(nameof(CallKind.OneStage), T("One stage"), T("Organisations send a full application; awards follow.")),
        new(nameof(CallKind.ConceptNote), T("Concept notes"), T("The first of two stages: organisations send a short concept note; you invite the good ones to a full proposal.")),
        new(nameof(CallKind.FullProposal), T("Full proposals, by invitation"), T("The second of two stages: only organisations that you invite can apply.")),
    ];

    /// <summary>The zones as choices of a form, with their offset at an instant (UTC); the present one is always among them.</summary>
    public static IEnumerable<Choice> ZoneChoices(string? present, DateTime at) =>
        _zones.Append(present).Where(name => !string.IsNullOrEmpty(name) && TimeZoneInfo.TryFindSystemTimeZoneById(name, out _)).Distinct().Select(name =>
            new Choice(name!, PortalText.Zone(TimeZoneInfo.FindSystemTimeZoneById(name!), at)));

    public static string Pathways(Pathways pathways) => string.Join("; ", _pathways.Where(pathway => pathways.HasFlag(pathway)).Select(Words));

    public static string Areas(ProjectAreas areas) => string.Join("; ", _areas.Where(area => areas.HasFlag(area)).Select(Words));

    /// <summary>Where projects are carried out.</summary>
    public static string Places(IReadOnlyCollection<string> countries) =>
        countries.Count == 0 ? Countries.Place(null) : string.Join(", ", countries.Select(Countries.Place).OrderBy(NameOrder.Of));

    /// <summary>The parts of a draft, in the order in which they are written.</summary>
    public static IReadOnlyList<CallParts> Parts { get; } = [CallParts.About, CallParts.Money, CallParts.Timetable, CallParts.Contacts, CallParts.Reviewers];

    /// <summary>The page of a part of a draft.</summary>
    public static string PathOf(object callId, CallParts part) => $"/calls/{callId}/write/{part.ToString().ToLowerInvariant()}";

    /// <summary>A part of a draft, as the list of what is left to do names it.</summary>
    public static string Part(CallParts part) => part switch
    {
        CallParts.About => T("What the call is for"),
        CallParts.Money => T("Money"),
        CallParts.Timetable => T("Timetable"),
        CallParts.Contacts => T("Contacts"),
        CallParts.Reviewers => T("Reviewers"),
        _ => throw new ArgumentOutOfRangeException(nameof(part), part, "Not one part."),
    };

    /// <summary>What applicants and visitors are told of the call's stage. Between everybody's deadline and the last one that somebody was given, it is closed to them.</summary>
    public static string PublicLabel(Stage stage, CallKind kind, DateTime deadlineAt, DateTime now) =>
        stage == Stage.CallOpen && kind == CallKind.FullProposal && now <= deadlineAt ? T("Open to invited organisations") : T(GrantLifecycle.Of(stage == Stage.CallOpen && now > deadlineAt ? Stage.CallClosed : stage).ApplicantLabel);

    public static Tone Tone(Stage stage) => stage switch
    {
        Stage.CallOpen => Portal.Tone.Progress,
        Stage.CallPublished or Stage.CallClosed => Portal.Tone.Waiting,
        Stage.CallDecided => Portal.Tone.Done,
        _ => Portal.Tone.Neutral,
    };

    private static string Words(Pathways pathway) => pathway switch
    {
        Calls.Pathways.RegionalCapacity => T("Enhancing regional-level capacity"),
        Calls.Pathways.NationalCapacity => T("Enhancing national-level capacity"),
        _ => T("Developing inclusive public policy and dialogue"),
    };

    private static string Words(ProjectAreas area) => area switch
    {
        Calls.ProjectAreas.Collaboration => T("Collaboration within and across sectors"),
        Calls.ProjectAreas.Transparency => T("Transparency and accountability"),
        Calls.ProjectAreas.Knowledge => T("Knowledge and professional development"),
        _ => T("Leadership and coordination"),
    };
}
