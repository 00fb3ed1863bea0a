using Grants.Data;

namespace Grants.Partners;

/// <summary>A civil-society organisation: applicant, later partner.</summary>
internal sealed class Organisation : Aggregate
{
    private Organisation()
    {
    }

    public Organisation(string legalName, string? acronym, string country, string phone, DateTime now) =>
        (LegalName, Acronym, Country, Phone, CreatedAt) = (legalName, acronym, country, phone, now);

    public string LegalName { get; private set; } = "";

    public string? Acronym { get; private set; }

    /// <summary>ISO 3166 alpha-2.</summary>
    public string Country { get; private set; } = "";

    /// <summary>The number that a change of bank details is verified by calling: known from registration, never taken from the change itself.</summary>
    public string Phone { get; private set; } = "";

    public DateTime CreatedAt { get; private init; }

    /// <summary>Acronym where there is one.</summary>
    public string ShortName => Acronym ?? LegalName;
}

/// <summary>What a person is in an organisation.</summary>
internal enum MembershipKind
{
    /// <summary>Writes and uploads.</summary>
    Contributor,

    /// <summary>Also submits, accepts, certifies and enters bank details.</summary>
    Lead,
}

/// <summary>One person's place in one organisation.</summary>
internal sealed class Membership
{
    private Membership()
    {
    }

    public Membership(Guid organisationId, Guid personId, MembershipKind kind) => (OrganisationId, PersonId, Kind) = (organisationId, personId, kind);

    public Guid OrganisationId { get; private init; }

    public Guid PersonId { get; private init; }

    public MembershipKind Kind { get; private set; }
}
