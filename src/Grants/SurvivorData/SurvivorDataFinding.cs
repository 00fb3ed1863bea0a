namespace Grants.SurvivorData;

/// <summary>What could identify a person.</summary>
public enum SurvivorDataKind
{
    /// <summary>An e-mail address that looks like one person's.</summary>
    Email,

    /// <summary>A telephone number.</summary>
    Phone,

    /// <summary>The number of an identity card of an ASEAN country.</summary>
    IdentityNumber,

    /// <summary>A passport's number.</summary>
    Passport,

    /// <summary>The day on which somebody was born.</summary>
    DateOfBirth,

    /// <summary>The number of a case at a court or with the police.</summary>
    CaseNumber,

    /// <summary>The name of somebody who is called a victim or survivor.</summary>
    NamedVictim,
}

/// <summary>A place in a text that could identify a person.</summary>
/// <param name="Kind">What it looks like.</param>
/// <param name="Start">Where it begins, in UTF-16 units.</param>
/// <param name="Length">How long it is, in UTF-16 units.</param>
/// <param name="Masked">How it reads with all but the first letters hidden: enough to find it again in one's own text, and nothing to copy.</param>
public sealed record SurvivorDataFinding(SurvivorDataKind Kind, int Start, int Length, string Masked);
