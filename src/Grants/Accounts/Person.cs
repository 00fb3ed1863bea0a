using Grants.Data;
using Grants.Notifications;

namespace Grants.Accounts;

/// <summary>A role in the programme. What organisations' people may do follows from their membership, not from a role.</summary>
public enum Role
{
    /// <summary>Scores applications that are assigned to them.</summary>
    Reviewer,

    /// <summary>Runs calls, moderates, approves milestone reports.</summary>
    GrantManager,

    /// <summary>Steering-committee member: endorses awards of the country (NPSC), or regional ones (RPSC).</summary>
    Endorser,

    /// <summary>Approves awards up to a financial limit.</summary>
    Delegate,

    /// <summary>Confirms payments.</summary>
    FinanceOfficer,

    /// <summary>Reads everything, changes nothing.</summary>
    Auditor,

    /// <summary>People and settings; parked work.</summary>
    Administrator,
}

/// <summary>
/// A person who signs in. Not an address: several people may share a mailbox, so <see cref="EmailKey"/> is not unique and sign-in asks which
/// person it is.
/// </summary>
internal sealed class Person : Aggregate, ISorted
{
    private readonly List<RoleGrant> _roles = [];

    private Person()
    {
    }

    public Person(string name, string email, string timeZone, DateTime now)
    {
        (Name, Email, EmailKey, TimeZone, CreatedAt) = (name, email, KeyOf(email), timeZone, now);
    }

    public string Name { get; private set; } = "";

    /// <inheritdoc/>
    public string SortText => Name;

    public string Email { get; private set; } = "";

    /// <summary>The address as it is compared: trimmed, lower case.</summary>
    public string EmailKey { get; private set; } = "";

    /// <summary>IANA name of the zone in which this person reads times.</summary>
    public string TimeZone { get; private set; } = "UTC";

    /// <summary>The language of pages and e-mails, once this person has chosen one: until then pages follow the browser, and e-mails are in English.</summary>
    public string? Language { get; private set; }

    public bool IsActive { get; private set; } = true;

    /// <summary>The kinds of e-mail that the person does not want; what carries an obligation comes whatever stands here.</summary>
    public Courtesies Declined { get; private set; }

    /// <summary>Since when mail to this address bounces (UTC); null while it arrives.</summary>
    public DateTime? UndeliverableSince { get; private set; }

    public DateTime CreatedAt { get; private init; }

    /// <summary>The person's tenant in Microsoft Entra ID; null for people who do not sign in with it.</summary>
    public Guid? EntraTenantId { get; private set; }

    /// <summary>The person's object in that tenant: unlike a name or an address it never changes and is never given to somebody else.</summary>
    public Guid? EntraObjectId { get; private set; }

    public IReadOnlyList<RoleGrant> Roles => _roles;

    /// <summary>Gives the person a role, or one more country to endorse for.</summary>
    public Outcome Grant(RoleGrant role)
    {
        if (_roles.Exists(held => held.Role == role.Role && held.Country == role.Country)) return Refusal.Invalid("Role", T("The person has this role already. To change its limit, remove it first"));
        _roles.Add(role);
        return Outcome.Done;
    }

    /// <summary>Takes a role from the person.</summary>
    /// <returns>The role that it was.</returns>
    public Outcome<RoleGrant> Remove(Guid roleId)
    {
        if (_roles.Find(held => held.Id == roleId) is not { } role) return Refusal.NotFound(T("The role"));
        _roles.Remove(role);
        return role;
    }

    /// <summary>From now on this person signs in with Microsoft Entra ID.</summary>
    public void LinkEntra(Guid tenantId, Guid objectId) => (EntraTenantId, EntraObjectId) = (tenantId, objectId);

    /// <summary>Changes the address; whether the new one takes mail is not known yet.</summary>
    public void ChangeEmail(string email) => (Email, EmailKey, UndeliverableSince) = (email, KeyOf(email), null);

    /// <summary>Chooses the language of pages and e-mails.</summary>
    /// <param name="language">Null: pages follow the browser, e-mails are in English.</param>
    public void ChooseLanguage(string? language) => Language = language;

    /// <summary>The end of the address of everybody who was taken out of the record; no mail can ever go there.</summary>
    public const string RemovedDomain = "@removed.invalid";

    public void MarkUndeliverable(DateTime now) => UndeliverableSince ??= now;

    /// <summary>Ends the person's access.</summary>
    public void Deactivate() => IsActive = false;

    /// <summary>What people say about themselves.</summary>
    /// <param name="name">What they are called.</param>
    /// <param name="timeZone">IANA name of the zone in which they read times.</param>
    /// <param name="declined">The kinds of e-mail that they do not want.</param>
    public void Describe(string name, string timeZone, Courtesies declined) => (Name, TimeZone, Declined) = (name, timeZone, declined);

    /// <summary>
    /// Takes out of the record who this was: what they did stays under a number, and nothing leads from it to a person.
    /// </summary>
    public void Pseudonymise()
    {
        Name = $"Former member {Id.ToString()[^6..]}";
        ChangeEmail($"{Id}{RemovedDomain}");
        (EntraTenantId, EntraObjectId) = (null, null);
        Deactivate();
    }

    public void MarkDeliverable() => UndeliverableSince = null;

    public static string KeyOf(string email) => email.Trim().ToLowerInvariant();
}

/// <summary>One role of one person.</summary>
internal sealed class RoleGrant
{
    private RoleGrant()
    {
    }

    public RoleGrant(Role role, string? country = null, long? limitMinor = null) => (Role, Country, LimitMinor) = (role, country, limitMinor);

    /// <summary>A role that a group of Microsoft Entra ID gives, and that goes when the person leaves the group.</summary>
    public static RoleGrant OfGroup(Role role, string? country, long? limitMinor) => new(role, country, limitMinor) { IsOfGroup = true };

    public Guid Id { get; private init; } = Guid.CreateVersion7();

    public Role Role { get; private init; }

    /// <summary>For an endorser: the country (ISO 3166 alpha-2) whose awards they endorse; null for regional awards.</summary>
    public string? Country { get; private init; }

    /// <summary>For a delegate: the largest award that they may approve, in minor units of AUD; null for other roles.</summary>
    public long? LimitMinor { get; private init; }

    /// <summary>Whether a group of Microsoft Entra ID gives it; otherwise an administrator has.</summary>
    public bool IsOfGroup { get; private init; }
}

/// <summary>A signed-in browser. The cookie holds its id; ending it here ends it everywhere.</summary>
internal sealed class Session
{
    private Session()
    {
    }

    public Session(Guid personId, DateTime now, TimeSpan lifetime) => (PersonId, StartedAt, SeenAt, ExpiresAt) = (personId, now, now, now + lifetime);

    /// <summary>How exactly it is known when a session was used last: often enough for people to know it again, and seldom enough not to write with every request.</summary>
    public static readonly TimeSpan SeenIsNotedEvery = TimeSpan.FromMinutes(10);

    public Guid Id { get; private init; } = Guid.NewGuid();

    public Guid PersonId { get; private init; }

    /// <summary>Which browser on which kind of device, as it says of itself.</summary>
    public string Device { get; init; } = "";

    /// <summary>Whether Microsoft Entra ID said who it is, and with it the second factor.</summary>
    public bool IsEntra { get; init; }

    public DateTime StartedAt { get; private init; }

    /// <summary>When it was used last (UTC), to <see cref="SeenIsNotedEvery"/>.</summary>
    public DateTime SeenAt { get; private init; }

    public DateTime ExpiresAt { get; private init; }

    public DateTime? EndedAt { get; private set; }

    /// <summary>When the person last proved their second factor in it (UTC); until then it has no role.</summary>
    public DateTime? SecondFactorAt { get; private set; }

    /// <summary>What a passkey is being asked to sign; each is answered once.</summary>
    public string? PasskeyState { get; private set; }

    public void End(DateTime now) => EndedAt ??= now;

    /// <summary>The person has proved their second factor.</summary>
    public void Prove(DateTime now) => SecondFactorAt = now;

    /// <summary>A passkey is about to be asked.</summary>
    public void AskPasskey(string state) => PasskeyState = state;

    /// <summary>Takes what the passkey was asked; null when it was not, or has been answered.</summary>
    public string? TakePasskeyState()
    {
        var state = PasskeyState;
        PasskeyState = null;
        return state;
    }
}
