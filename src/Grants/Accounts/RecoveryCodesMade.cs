using Grants.Portal;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Grants.Accounts;

/// <summary>Where people see how they sign in.</summary>
internal static class SecurityPath
{
    /// <summary>The page.</summary>
    public const string Page = "/account/security";
}

/// <summary>Recovery codes, shown this once.</summary>
/// <param name="RecoveryCodes">Each is good once; none when there are some already.</param>
public sealed record RecoveryCodesMade(IReadOnlyList<string> RecoveryCodes);

/// <summary>Shows recovery codes, this once.</summary>
public sealed partial class RecoveryCodesPage
{
    /// <summary>The page with codes that were made; where none were, the page to go on with.</summary>
    internal static IResult Or(string[] codes, string? returnTo, string done) => codes.Length > 0
        ? new RazorComponentResult<RecoveryCodesPage>(new { Codes = codes, Next = string.IsNullOrEmpty(returnTo) ? SecurityPath.Page : LocalPath.OrTasks(returnTo) })
        : new SeeOther(string.IsNullOrEmpty(returnTo) ? SecurityPath.Page : LocalPath.OrTasks(returnTo), new Notice(done));
}
