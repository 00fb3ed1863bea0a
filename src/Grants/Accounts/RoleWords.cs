using Grants.Portal;

namespace Grants.Accounts;

/// <summary>Roles in plain words.</summary>
internal static class RoleWords
{
    public static string Of(Role role) => role switch
    {
        Role.GrantManager => "grant manager",
        Role.FinanceOfficer => "finance officer",
        _ => role.ToString().ToLowerInvariant(),
    };

    public static string Of(RoleGrant grant) => grant.Role switch
    {
        Role.Endorser => $"endorser, {(grant.Country is null ? "regional awards" : Countries.Place(grant.Country))}",
        Role.Delegate => $"delegate, up to {PortalText.Money(grant.LimitMinor ?? 0, "AUD")}",
        _ => Of(grant.Role),
    };
}
