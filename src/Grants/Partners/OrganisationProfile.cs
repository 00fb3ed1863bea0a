using System.Text.RegularExpressions;

namespace Grants.Partners;

/// <summary>What an organisation is in law and in its own eyes.</summary>
public enum OrganisationKind
{
    /// <summary>Founded and governed in its own country.</summary>
    NationalNgo,

    /// <summary>Works in several countries.</summary>
    InternationalNgo,

    /// <summary>Members found it and govern it.</summary>
    Association,

    /// <summary>Governed by trustees.</summary>
    Foundation,

    /// <summary>Of organisations.</summary>
    Network,

    /// <summary>Of or near a religion.</summary>
    FaithBased,

    /// <summary>Of workers or migrants.</summary>
    Union,

    /// <summary>University or research institute.</summary>
    Academic,

    /// <summary>A company that serves the public good.</summary>
    SocialEnterprise,

    /// <summary>None of these.</summary>
    Other,
}

/// <summary>What an organisation works on.</summary>
[Flags]
public enum FocusAreas
{
    /// <summary>Nothing was said.</summary>
    None = 0,

    /// <summary>Finding and recognising trafficked persons.</summary>
    Identification = 1,

    /// <summary>Support, health, shelter.</summary>
    Support = 2,

    /// <summary>Legal aid and access to justice.</summary>
    Justice = 4,

    /// <summary>Labour rights and safe migration.</summary>
    Labour = 8,

    /// <summary>Children.</summary>
    Children = 16,

    /// <summary>Gender equality, disability and inclusion.</summary>
    Inclusion = 32,

    /// <summary>Return, reintegration, livelihoods.</summary>
    Reintegration = 64,

    /// <summary>Prevention and awareness.</summary>
    Prevention = 128,

    /// <summary>Research and evidence.</summary>
    Research = 256,

    /// <summary>Policy and advocacy.</summary>
    Policy = 512,
}

/// <summary>What an organisation had to spend last year, in Australian dollars.</summary>
public enum IncomeBand
{
    /// <summary>Less than 50,000.</summary>
    Below50Thousand,

    /// <summary>50,000 to 250,000.</summary>
    To250Thousand,

    /// <summary>250,000 to 1 million.</summary>
    To1Million,

    /// <summary>1 to 5 million.</summary>
    To5Million,

    /// <summary>More than 5 million.</summary>
    Above5Million,
}

/// <summary>What an organisation says about itself: complete and in order, as <see cref="ProfileForm"/> has read it.</summary>
/// <param name="LegalName">As it stands in the register, in Latin script.</param>
/// <param name="OwnName">In its own script; null where it has none.</param>
/// <param name="Acronym">What everybody calls it; null where it has none.</param>
/// <param name="Country">ISO 3166 alpha-2.</param>
/// <param name="Registry">The register's org-id.guide prefix; null for an organisation without a number.</param>
/// <param name="RegistrationNumber">Its number there; null without a register.</param>
/// <param name="Kind">What it is.</param>
/// <param name="YearFounded">The year, common era.</param>
/// <param name="Address">Where its office is.</param>
/// <param name="Phone">International, with '+'.</param>
/// <param name="Focus">What it works on.</param>
/// <param name="Income">What it had to spend last year.</param>
internal sealed partial record OrganisationProfile(
    string LegalName, string? OwnName, string? Acronym, string Country, string? Registry, string? RegistrationNumber, OrganisationKind? Kind, int? YearFounded, string Address, string Phone, FocusAreas Focus,
    IncomeBand? Income)
{
    /// <summary>A number as it is compared: letters and figures only, in capitals; null without one.</summary>
    public string? RegistrationKey => RegistrationNumber is null ? null : SaysThatItIsANumber().Replace(NameKeys.Compact(RegistrationNumber), "").ToUpperInvariant();

    [GeneratedRegex("^(?:registration)?(?:no|nr|number)(?=[0-9])")]
    private static partial Regex SaysThatItIsANumber();
}
