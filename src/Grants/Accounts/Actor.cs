using Grants.Lifecycle;
using Grants.Partners;

namespace Grants.Accounts;

/// <summary>Who acts: a signed-in person with roles and memberships as they are now, or the system itself in the name of a function.</summary>
public sealed class Actor
{
    private Actor(Guid? personId, string name, string capacity) => (PersonId, Name, Capacity) = (personId, name, capacity);

    /// <summary>The person; null for the system and for a visitor who has not signed in.</summary>
    public Guid? PersonId { get; }

    /// <summary>The person's name, for pages; never for logs.</summary>
    public string Name { get; }

    /// <summary>In which capacity, for the audit trail: roles, 'lead', 'contributor', or the name of the function.</summary>
    public string Capacity { get; }

    /// <summary>IANA name of the zone in which this person reads times.</summary>
    public string TimeZone { get; private init; } = "UTC";

    /// <summary>The language that this person chose; null when none was chosen.</summary>
    public string? Language { get; private init; }

    /// <summary>Whether somebody is signed in.</summary>
    public bool IsSignedIn => PersonId is not null;

    /// <summary>Whether this person has a role and has not proved their second factor: until then they have none of their roles.</summary>
    public bool WaitsForSecondFactor { get; private init; }

    internal IReadOnlyList<RoleGrant> Roles { get; private init; } = [];

    internal IReadOnlyList<Membership> Memberships { get; private init; } = [];

    /// <summary>Nobody has signed in.</summary>
    public static Actor Visitor { get; } = new(null, "", "visitor");

    /// <summary>The system, in the name of the function that acts.</summary>
    public static Actor System(string function) => new(null, "", function);

    /// <param name="person">The person.</param>
    /// <param name="memberships">Their places in organisations.</param>
    /// <param name="proved">Whether they have proved their second factor, without which roles do not count.</param>
    /// <param name="token">The token that a program uses in their name.</param>
    internal static Actor Of(Person person, IReadOnlyList<Membership> memberships, bool proved, AccessToken? token = null)
    {
        var roles = proved ? person.Roles : [];
        // The trail tells what a person did by hand from what a program did in their name.
        var capacities = roles.Select(role => role.Role.ToString()).Concat(memberships.Select(membership => membership.Kind.ToString())).Distinct();
        return new Actor(person.Id, person.Name, string.Join('+', token is null ? capacities : capacities.Append($"token {token.Id}")))
        {
            TimeZone = person.TimeZone,
            Language = person.Language,
            WaitsForSecondFactor = !proved && person.Roles.Count > 0,
            Roles = roles,
            Memberships = memberships,
        };
    }

    internal bool Is(Role role) => Roles.Any(grant => grant.Role == role);

    /// <summary>Programme staff and auditors: they see staff labels and all organisations' records.</summary>
    internal bool IsStaff => Is(Role.GrantManager) || Is(Role.Administrator) || Is(Role.Auditor) || Is(Role.FinanceOfficer);

    /// <summary>Staff whose work is the record itself: they read what partners sent, once it was sent.</summary>
    internal bool ReadsDocuments => Is(Role.GrantManager) || Is(Role.Auditor);

    internal bool IsMemberOf(Guid organisationId) => Memberships.Any(membership => membership.OrganisationId == organisationId);

    internal bool IsLeadOf(Guid organisationId) =>
        Memberships.Any(membership => membership.OrganisationId == organisationId && membership.Kind == MembershipKind.Lead);

    /// <summary>Whether this person is such a party, towards this organisation and country where that matters.</summary>
    /// <param name="party">The party of the lifecycle map.</param>
    /// <param name="organisationId">The organisation that the act concerns.</param>
    /// <param name="country">For an endorser: the award's country; null for a regional award.</param>
    internal bool MayActAs(Party party, Guid organisationId, string? country = null) => party switch
    {
        Party.Contributor => IsMemberOf(organisationId),
        Party.Lead => IsLeadOf(organisationId),
        Party.GrantManager => Is(Role.GrantManager),
        Party.Endorser => Roles.Any(role => role.Role == Role.Endorser && role.Country == country),
        Party.Delegate => Is(Role.Delegate),
        Party.FinanceOfficer => Is(Role.FinanceOfficer),
        Party.Reviewer => Is(Role.Reviewer),
        _ => false,
    };
}

/// <summary>The request's actor, set once by the pipeline.</summary>
public sealed class CurrentActor
{
    /// <summary>Who acts in this request or function.</summary>
    public Actor Value { get; internal set; } = Actor.Visitor;

    /// <summary>The token that the request was made with; null for a person at a browser.</summary>
    internal AccessToken? Token { get; set; }

    /// <summary>The browser's session; null for programs and strangers.</summary>
    internal Session? Session { get; set; }

    /// <summary>Whether the person signs in with Microsoft Entra ID, which has their second factor.</summary>
    internal bool IsByEntra { get; set; }

    /// <summary>Whether the person may do what asks for a fresh second factor: it was proved in this session a short while ago, or they need none.</summary>
    internal bool IsFresh(DateTime now) => !Value.WaitsForSecondFactor && (Value.Roles.Count == 0 || (Session?.SecondFactorAt is { } proved && now < proved + SecondFactor.Fresh));
}
