using System.Security.Cryptography;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Grants.Portal;

/// <summary>What has just been done, told on the page that follows a redirect.</summary>
/// <param name="Text">A full sentence: what happened and, where useful, what comes next. No personal data.</param>
/// <param name="Success">Something was done; otherwise something to know.</param>
public sealed record Notice(string Text, bool Success = true);

/// <summary>
/// Carries one <see cref="Notice"/> over a redirect in a cookie that is protected (nobody can plant a sentence in the portal's
/// voice), read once, and forgotten after a minute.
/// </summary>
public static class Notices
{
    private const string Cookie = "notice";
    private static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(1);

    /// <summary>Call before answering with a redirect.</summary>
    public static void Add(HttpContext http, Notice notice) => http.Response.Cookies.Append(
        Cookie,
        Protector(http).Protect((notice.Success ? "1" : "0") + notice.Text, Lifetime),
        new CookieOptions { HttpOnly = true, SameSite = SameSiteMode.Lax, Secure = http.Request.IsHttps, IsEssential = true, MaxAge = Lifetime });

    /// <summary>The notice that the previous request left, once; null when there is none or when it is not ours.</summary>
    public static Notice? Take(HttpContext http)
    {
        if (!http.Request.Cookies.TryGetValue(Cookie, out string? value) || string.IsNullOrEmpty(value)) return null;
        if (!http.Response.HasStarted) http.Response.Cookies.Delete(Cookie);
        try
        {
            string text = Protector(http).Unprotect(value);
            return new Notice(text[1..], text[0] == '1');
        }
        catch (CryptographicException)
        {
            // Too old, or written by somebody else: there is nothing to tell.
            return null;
        }
    }

    private static ITimeLimitedDataProtector Protector(HttpContext http) =>
        http.RequestServices.GetRequiredService<IDataProtectionProvider>().CreateProtector("Grants.Portal.Notices").ToTimeLimitedDataProtector();
}
