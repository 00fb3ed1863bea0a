using Grants.Data;

namespace Grants.Accounts.AddPerson;

/// <summary>What is typed to add a person.</summary>
internal sealed record Form
{
    public string? Name { get; init; }

    public string? Email { get; init; }

    public string? TimeZone { get; init; }

    public string? Role { get; init; }

    public string? Country { get; init; }

    public string? Limit { get; init; }
}

/// <summary>The person.</summary>
/// <param name="Id">Their id.</param>
/// <param name="Version">The version that the next change names.</param>
internal sealed record Added(Guid Id, int Version);

/// <summary>Adds a person with one role of the programme.</summary>
internal sealed class Handler(GrantsDb db, CurrentActor actor, AuditKey key, TimeProvider clock) : IUseCase
{
    /// <summary>The same for a form and for programs.</summary>
    /// <param name="typedName">The name as it came.</param>
    /// <param name="typedEmail">The address as it came.</param>
    /// <param name="timeZone">IANA name.</param>
    /// <param name="readRole">Reads the role, and adds what is wrong with it.</param>
    /// <param name="cancellationToken">Ends with the request.</param>
    public async Task<Outcome<Added>> HandleAsync(string? typedName, string? typedEmail, string? timeZone, Func<Dictionary<string, string>, RoleGrant?> readRole, CancellationToken cancellationToken)
    {
        var (name, email) = (Texts.Clean(typedName), Texts.Clean(typedEmail));
        var wrong = new Dictionary<string, string>();
        if (name.Length is 0 or > 200) wrong["Name"] = T("Enter the person's name, with at most 200 characters");
        if (!AddressRules.IsAddress(email)) wrong["Email"] = AddressRules.Message;
        if (!TimeZoneInfo.TryFindSystemTimeZoneById(timeZone ?? "", out _)) wrong["TimeZone"] = T("Choose the time zone in which the person works");
        var role = readRole(wrong);
        if (role is null || wrong.Count > 0) return Refusal.Invalid(wrong);

        var now = clock.GetUtcNow().UtcDateTime;
        var person = new Person(name, email, timeZone!, now);
        person.Grant(role);
        db.People.Add(person);
        db.Note("person", person.Id, actor.Value, "AddPerson", now, ("email", AuditFact.Keyed(key, person.EmailKey)));
        db.Note("person", person.Id, actor.Value, "GrantRole", now, ("role", role.Role), ("country", role.Country), ("limitMinor", role.LimitMinor));
        return (await db.CommitAsync(cancellationToken)).Refusal is { } refusal ? refusal : new Added(person.Id, person.Version);
    }
}
