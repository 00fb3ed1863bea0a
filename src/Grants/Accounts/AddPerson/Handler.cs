using System.Net.Mail;
using Grants.Data;
using Grants.Portal;

namespace Grants.Accounts.AddPerson;

/// <summary>What is typed to add a person.</summary>
internal sealed record Form(string? Name, string? Email, string? TimeZone, string? Role, string? Country, string? Limit);

/// <summary>Adds a person with one role of the programme.</summary>
internal sealed class Handler(GrantsDb db, CurrentActor actor, AuditKey key, TimeProvider clock) : IUseCase
{
    public async Task<Outcome<Guid>> HandleAsync(Form form, CancellationToken cancellationToken)
    {
        var (name, email) = (Texts.Clean(form.Name), Texts.Clean(form.Email));
        var wrong = new Dictionary<string, string>();
        if (name.Length is 0 or > 200) wrong["Name"] = "Enter the person's name, with at most 200 characters";
        if (email.Length > 254 || !MailAddress.TryCreate(email, out var parsed) || parsed.Address != email) wrong["Email"] = "Enter an e-mail address, like name@example.org";
        if (!TimeZoneInfo.TryFindSystemTimeZoneById(form.TimeZone ?? "", out _)) wrong["TimeZone"] = "Choose the time zone in which the person works";
        if (!Enum.TryParse<Role>(form.Role, out var role) || !Enum.IsDefined(role)) wrong["Role"] = "Choose a role";
        var country = role == Role.Endorser && form.Country != Countries.Regional ? form.Country : null;
        if (role == Role.Endorser && form.Country != Countries.Regional && !Countries.IsKnown(form.Country ?? "")) wrong["Country"] = "Choose whose awards the person endorses";
        var limit = 0L;
        if (role == Role.Delegate && (!PortalText.TryParseMoney(form.Limit, "AUD", out limit) || limit == 0)) wrong["Limit"] = "Enter the largest award that the person may approve, in figures";
        if (wrong.Count > 0) return Refusal.Invalid(wrong);

        var now = clock.GetUtcNow().UtcDateTime;
        var person = new Person(name, email, form.TimeZone!, now);
        person.Grant(new RoleGrant(role, country, role == Role.Delegate ? limit : null));
        db.People.Add(person);
        db.Note("person", person.Id, actor.Value, "AddPerson", now, ("email", AuditFact.Keyed(key, person.EmailKey)));
        db.Note("person", person.Id, actor.Value, "GrantRole", now, ("role", role), ("country", country), ("limitMinor", role == Role.Delegate ? limit : null));
        return (await db.CommitAsync(cancellationToken)).Refusal is { } refusal ? refusal : person.Id;
    }
}
