using Grants.Data;

namespace Grants.Calls;

/// <summary>The programme's three pathways; every grant belongs to at least one.</summary>
[Flags]
public enum Pathways
{
    /// <summary>None chosen yet.</summary>
    None = 0,

    /// <summary>Enhancing regional-level capacity.</summary>
    RegionalCapacity = 1,

    /// <summary>Enhancing national-level capacity.</summary>
    NationalCapacity = 2,

    /// <summary>Developing inclusive public policy and dialogue.</summary>
    InclusivePolicy = 4,
}

/// <summary>The programme's four project areas.</summary>
[Flags]
public enum ProjectAreas
{
    /// <summary>None chosen yet.</summary>
    None = 0,

    /// <summary>Collaboration within and across sectors.</summary>
    Collaboration = 1,

    /// <summary>Transparency and accountability.</summary>
    Transparency = 2,

    /// <summary>Knowledge and professional development.</summary>
    Knowledge = 4,

    /// <summary>Leadership and coordination.</summary>
    Leadership = 8,
}

/// <summary>Who may apply to a call, and what follows an application that is found good.</summary>
public enum CallKind
{
    /// <summary>Everybody who is eligible; awards follow.</summary>
    OneStage,

    /// <summary>Everybody who is eligible, with a short concept note; invitations to a full proposal follow.</summary>
    ConceptNote,

    /// <summary>Only whoever was invited for a concept note; awards follow.</summary>
    FullProposal,
}

/// <summary>The parts in which a manager writes a call, each on a page of its own. The form and the rubric have versions and pages of their own.</summary>
[Flags]
internal enum CallParts
{
    None = 0,
    About = 1,
    Money = 2,
    Timetable = 4,
    Contacts = 8,
    Reviewers = 16,
    All = About | Money | Timetable | Contacts | Reviewers,
}

/// <summary>What a call is for, and whom.</summary>
/// <param name="Reference">Short and unique, such as 'CT-2021-1'.</param>
/// <param name="Title">The call's name.</param>
/// <param name="Summary">What it pays for, for lists and the top of its page.</param>
/// <param name="Objectives">What the programme wants to reach with it.</param>
/// <param name="Eligibility">Who may apply, in words; the form asks for the conditions one by one.</param>
/// <param name="Countries">ISO 3166 alpha-2 of where projects are carried out; empty when the call is regional.</param>
/// <param name="Pathways">At least one.</param>
/// <param name="ProjectAreas">At least one.</param>
internal sealed record CallAbout(
    string Reference, string Title, string Summary, string Objectives, string Eligibility, IReadOnlyList<string> Countries, Pathways Pathways, ProjectAreas ProjectAreas)
{
    /// <summary>The same with its texts made fit for the record.</summary>
    public CallAbout Clean() => this with
    {
        Reference = Texts.Line(Texts.Clean(Reference)),
        Title = Texts.Line(Texts.Clean(Title)),
        Summary = Texts.Clean(Summary),
        Objectives = Texts.Clean(Objectives),
        Eligibility = Texts.Clean(Eligibility),
    };
}

/// <summary>The money, in minor units of <paramref name="Currency"/>.</summary>
internal sealed record CallMoney(string Currency, long FloorMinor, long CeilingMinor, long TotalMinor, int GrantMonths);

/// <summary>The timetable: instants in UTC, stated in the zone with this IANA name.</summary>
internal sealed record CallTimetable(string TimeZone, DateTime OpensAt, DateTime QuestionsCloseAt, DateTime DeadlineAt, DateTime DecisionsBy);

/// <summary>All of a call's terms but its form and its rubric.</summary>
/// <param name="About">What it is for.</param>
/// <param name="Money">The money.</param>
/// <param name="Timetable">The timetable.</param>
/// <param name="Contacts">Who can be asked; empty for the programme's help address.</param>
/// <param name="ReviewersPerApplication">How many score each application.</param>
internal sealed record CallTerms(CallAbout About, CallMoney Money, CallTimetable Timetable, string Contacts = "", int ReviewersPerApplication = 3);
