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

/// <summary>Adds a person with one role of the programme.</summary>
internal sealed class Handler(GrantsDb db, CurrentActor actor, AuditKey key, TimeProvider clock) : IUseCase
{
    public async Task<Outcome<Guid>> HandleAsync(Form form, CancellationToken cancellationToken)
    {
        var (name, email) = (Texts.Clean(form.Name), Texts.Clean(form.Email));
        var wrong = new Dictionary<string, string>();
        if (name.Length is 0 or > 200) wrong["Name"] = T("Enter the person's name, with at most 200 characters");
        if (!AddressRules.IsAddress(email)) wrong["Email"] = AddressRules.Message;
        if (!TimeZoneInfo.TryFindSystemTimeZoneById(form.TimeZone ?? "", out _)) wrong["TimeZone"] = T("Choose the time zone in which the person works");
        var role = RoleRules.Read(form.Role, form.Country, form.Limit, wrong);
        if (role is null || wrong.Count > 0) return Refusal.Invalid(wrong);

        var now = clock.GetUtcNow().UtcDateTime;
        var person = new Person(name, email, form.TimeZone!, now);
        person.Grant(role);
        db.People.Add(person);
        db.Note("person", person.Id, actor.Value, "AddPerson", now, ("email", AuditFact.Keyed(key, person.EmailKey)));
        db.Note("person", person.Id, actor.Value, "GrantRole", now, ("role", role.Role), ("country", role.Country), ("limitMinor", role.LimitMinor));
        return (await db.CommitAsync(cancellationToken)).Refusal is { } refusal ? refusal : person.Id;
    }
}
