using Grants.Partners;
using Grants.Portal;

namespace Grants.Accounts;

/// <summary>Roles in plain words.</summary>
internal static class RoleWords
{
    public static string Of(Role role) => role switch
    {
        Role.GrantManager => T("grant manager"),
        Role.FinanceOfficer => T("finance officer"),
        Role.Reviewer => T("reviewer"),
        Role.Endorser => T("endorser"),
        Role.Delegate => T("delegate"),
        Role.Auditor => T("auditor"),
        Role.Administrator => T("administrator"),
        _ => throw new ArgumentOutOfRangeException(nameof(role), role, "Unknown role."),
    };

    public static string Of(MembershipKind kind, string organisation) =>
        kind == MembershipKind.Lead ? T($"lead of {organisation}") : T($"contributor of {organisation}");

    public static string Of(RoleGrant grant) => grant.Role switch
    {
        Role.Endorser => grant.Country is null ? T("endorser, regional awards") : T($"endorser, {Countries.Place(grant.Country)}"),
        Role.Delegate => T($"delegate, up to {PortalText.Money(grant.LimitMinor ?? 0, "AUD")}"),
        _ => Of(grant.Role),
    };
}
