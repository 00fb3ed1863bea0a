using Grants.Data;

namespace Grants.Partners;

/// <summary>A civil-society organisation: applicant, later partner.</summary>
internal sealed class Organisation : Aggregate, ISearched
{
    /// <summary>For how long after a change the number before it is the one that is called.</summary>
    public static readonly TimeSpan PhoneSettles = TimeSpan.FromDays(30);

    private readonly List<OrganisationKey> _keys = [];
    private readonly List<PolicyHeld> _policies = [];

    private Organisation()
    {
    }

    public Organisation(OrganisationProfile profile, DateTime now)
    {
        CreatedAt = now;
        Take(profile);
    }

    public Organisation(string legalName, string? acronym, string country, string phone, DateTime now)
        : this(new OrganisationProfile(legalName, null, acronym, country, null, null, null, null, "", phone, FocusAreas.None, null), now)
    {
    }

    public string LegalName { get; private set; } = "";

    /// <summary>The name in the organisation's own script.</summary>
    public string? OwnName { get; private set; }

    public string? Acronym { get; private set; }

    /// <summary>ISO 3166 alpha-2.</summary>
    public string Country { get; private set; } = "";

    /// <summary>The org-id.guide prefix of the register that <see cref="RegistrationNumber"/> is of.</summary>
    public string? Registry { get; private set; }

    public string? RegistrationNumber { get; private set; }

    /// <summary>The number as it is compared; unique in its register.</summary>
    public string? RegistrationKey { get; private set; }

    public OrganisationKind? Kind { get; private set; }

    public int? YearFounded { get; private set; }

    public string Address { get; private set; } = "";

    public FocusAreas Focus { get; private set; }

    public IncomeBand? Income { get; private set; }

    public string Phone { get; private set; } = "";

    /// <summary>The number before the last change; null when it never changed.</summary>
    public string? PhoneBefore { get; private set; }

    public DateTime? PhoneChangedAt { get; private set; }

    public DateTime CreatedAt { get; private init; }

    /// <summary>What it is found by: see <see cref="NameKeys"/>.</summary>
    public IReadOnlyList<OrganisationKey> Keys => _keys;

    /// <summary>The policies that it holds.</summary>
    public IReadOnlyList<PolicyHeld> Policies => _policies;

    /// <inheritdoc/>
    public string SearchText => $"{LegalName} {Acronym} {OwnName}";

    /// <summary>Acronym where there is one.</summary>
    public string ShortName => Acronym ?? LegalName;

    /// <summary>What it says about itself now.</summary>
    public OrganisationProfile Profile =>
        new(LegalName, OwnName, Acronym, Country, Registry, RegistrationNumber, Kind, YearFounded, Address, Phone, Focus, Income);

    /// <summary>
    /// The number that a change of bank details is verified by calling. One that was changed shortly before is not believed yet: whoever took over a lead's
    /// mailbox would change the number first and the account then.
    /// </summary>
    /// <param name="at">When the bank details were entered (UTC).</param>
    public string KnownPhone(DateTime at) => PhoneBefore is not null && PhoneChangedAt + PhoneSettles > at ? PhoneBefore : Phone;

    /// <summary>Changes what it says about itself. Its keys must be loaded.</summary>
    /// <returns>The version that was, to be kept.</returns>
    public OrganisationVersion Change(OrganisationProfile profile, Guid personId, DateTime now)
    {
        var before = new OrganisationVersion(Id, Version, Profile, personId, now);
        if (profile.Phone != Phone)
        {
            // Several changes in a row: the number that was known longest stays the known one.
            if (PhoneBefore is null || PhoneChangedAt + PhoneSettles <= now) PhoneBefore = Phone;
            PhoneChangedAt = now;
        }

        Take(profile);
        return before;
    }

    /// <summary>Takes everything out that the organisation said about itself. Its keys must be loaded.</summary>
    public void Erase()
    {
        (PhoneBefore, PhoneChangedAt) = (null, null);
        Take(new OrganisationProfile($"Deleted organisation {Id.ToString()[^6..]}", null, null, Country, null, null, null, null, "", "", FocusAreas.None, null));
    }

    private void Take(OrganisationProfile profile)
    {
        (LegalName, OwnName, Acronym, Country) = (profile.LegalName, profile.OwnName, profile.Acronym, profile.Country);
        (Registry, RegistrationNumber, RegistrationKey) = (profile.Registry, profile.RegistrationNumber, profile.RegistrationKey);
        (Kind, YearFounded, Address, Phone, Focus, Income) = (profile.Kind, profile.YearFounded, profile.Address, profile.Phone, profile.Focus, profile.Income);
        var keys = NameKeys.Of(profile).ToList();
        _keys.RemoveAll(key => !keys.Contains((key.Key, key.Weight)));
        _keys.AddRange(keys.Where(key => !_keys.Exists(kept => kept.Key == key.Key)).Select(key => new OrganisationKey(Id, key.Key, key.Weight)));
    }
}

/// <summary>What an organisation said about itself until it changed that.</summary>
internal sealed class OrganisationVersion
{
    private OrganisationVersion()
    {
    }

    public OrganisationVersion(Guid organisationId, int number, OrganisationProfile profile, Guid changedBy, DateTime now) =>
        (OrganisationId, Number, Json, ChangedBy, ChangedAt) = (organisationId, number, System.Text.Json.JsonSerializer.Serialize(profile, OrganisationJson.Options), changedBy, now);

    public Guid OrganisationId { get; private init; }

    /// <summary>The organisation's version that it was.</summary>
    public int Number { get; private init; }

    /// <summary>The <see cref="OrganisationProfile"/>.</summary>
    public string Json { get; private init; } = "";

    /// <summary>Who changed it to what came next.</summary>
    public Guid ChangedBy { get; private init; }

    public DateTime ChangedAt { get; private init; }
}

/// <summary>One key that an organisation is found by when somebody registers what may be the same.</summary>
internal sealed class OrganisationKey
{
    private OrganisationKey()
    {
    }

    public OrganisationKey(Guid organisationId, string key, int weight) => (OrganisationId, Key, Weight) = (organisationId, key, weight);

    public Guid OrganisationId { get; private init; }

    public string Key { get; private init; } = "";

    /// <summary>How much a key in common says.</summary>
    public int Weight { get; private init; }
}

/// <summary>A policy that partners must hold.</summary>
public enum PolicyKind
{
    /// <summary>For the protection of children.</summary>
    ChildProtection,

    /// <summary>Prevention of sexual exploitation, abuse and harassment.</summary>
    Pseah,

    /// <summary>Against fraud and corruption.</summary>
    Fraud,

    /// <summary>Against the financing of terrorism.</summary>
    CounterTerrorism,
}

/// <summary>A policy that an organisation says it holds; its documents are attached to the organisation in the slot of the kind's name.</summary>
internal sealed class PolicyHeld
{
    private PolicyHeld()
    {
    }

    public PolicyHeld(Guid organisationId, PolicyKind kind, DateOnly? expiresOn, Guid personId, DateTime now)
    {
        (OrganisationId, Kind) = (organisationId, kind);
        Renew(expiresOn, personId, now);
    }

    public Guid OrganisationId { get; private init; }

    public PolicyKind Kind { get; private init; }

    /// <summary>The last day on which it holds, as the organisation says; null for one without an end.</summary>
    public DateOnly? ExpiresOn { get; private set; }

    public Guid RecordedBy { get; private set; }

    public DateTime RecordedAt { get; private set; }

    public void Renew(DateOnly? expiresOn, Guid personId, DateTime now) => (ExpiresOn, RecordedBy, RecordedAt) = (expiresOn, personId, now);
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

    /// <summary>Where an administrator made this person the lead: how they knew that the lead before had left; otherwise null.</summary>
    public string? LeadReason { get; private set; }

    /// <summary>Gives the place another kind.</summary>
    /// <param name="kind">The kind.</param>
    /// <param name="reason">Of a lead whom an administrator made: how they know that the lead before has left.</param>
    public void Become(MembershipKind kind, string? reason = null) => (Kind, LeadReason) = (kind, reason);
}

/// <summary>That a person belonged to an organisation once.</summary>
internal sealed class FormerMembership
{
    private FormerMembership()
    {
    }

    public FormerMembership(Guid organisationId, Guid personId, DateTime now) => (OrganisationId, PersonId, LeftAt) = (organisationId, personId, now);

    public Guid Id { get; private init; } = Guid.CreateVersion7();

    public Guid OrganisationId { get; private init; }

    public Guid PersonId { get; private init; }

    public DateTime LeftAt { get; private init; }
}
