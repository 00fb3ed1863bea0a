using Grants.Portal;

namespace Grants.Accounts;

/// <summary>What belongs to each role: to an endorser whose awards, to a delegate a financial limit.</summary>
internal static class RoleRules
{
    /// <summary>The roles as choices of a form.</summary>
    public static Choice[] Choices => [.. Enum.GetValues<Role>().Select(role => new Choice(role.ToString(), char.ToUpperInvariant(RoleWords.Of(role)[0]) + RoleWords.Of(role)[1..]))];

    /// <summary>Whose awards an endorser may endorse, as choices of a form.</summary>
    public static Choice[] Committees => [new(Countries.Regional, T("Regional (RPSC)")), .. Countries.Choices];

    /// <summary>Reads a role as it was typed into a form.</summary>
    /// <inheritdoc cref="Read(Role?, string?, long?, Dictionary{string, string})"/>
    public static RoleGrant? Read(string? role, string? country, string? limit, Dictionary<string, string> wrong) => Read(
        Enum.TryParse<Role>(role, out var known) && Enum.IsDefined(known) ? known : null,
        country == Countries.Regional ? null : country ?? "",
        PortalText.TryParseMoney(limit, "AUD", out var minor) ? minor : null,
        wrong);

    /// <summary>Makes a role with what belongs to it, and with nothing else.</summary>
    /// <returns>Null when something is wrong, which is added by its field.</returns>
    public static RoleGrant? Read(Role? role, string? country, long? limitMinor, Dictionary<string, string> wrong)
    {
        if (role is not { } known || !Enum.IsDefined(known)) wrong["Role"] = T("Choose a role");
        else if (known == Role.Endorser && country is not null && !Countries.IsKnown(country)) wrong["Country"] = T("Choose whose awards the person endorses");
        else if (known == Role.Delegate && limitMinor is not > 0) wrong["Limit"] = T("Enter the largest award that the person may approve, in figures");
        else return new RoleGrant(known, known == Role.Endorser ? country : null, known == Role.Delegate ? limitMinor : null);
        return null;
    }
}
