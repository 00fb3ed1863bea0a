using System.Net;
using System.Security.Cryptography;
using Grants.Data;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;

namespace Grants.Accounts;

/// <summary>What ties a sign-in code to the browser that asked for it: a secret in a short-lived cookie, of which the record keeps a keyed hash.</summary>
internal static class SignInBrowser
{
    private const string Cookie = "grants-sign-in";

    /// <summary>Gives the browser a new secret.</summary>
    /// <returns>The secret's keyed hash.</returns>
    public static string Bind(HttpContext http, AuditKey key)
    {
        var secret = WebEncoders.Base64UrlEncode(RandomNumberGenerator.GetBytes(32));
        http.Response.Cookies.Append(Cookie, secret, new CookieOptions
        {
            HttpOnly = true,
            SameSite = SameSiteMode.Lax,
            Secure = http.Request.IsHttps,
            IsEssential = true,
            MaxAge = 2 * SignInCode.Lifetime,
        });
        return AuditFact.Keyed(key, secret);
    }

    /// <summary>The keyed hash of this browser's secret; null when it has none.</summary>
    public static string? HashOf(HttpContext http, AuditKey key) =>
        http.Request.Cookies.TryGetValue(Cookie, out var secret) && secret.Length > 0 ? AuditFact.Keyed(key, secret) : null;

    /// <summary>Takes the secret back: it has served.</summary>
    public static void Release(HttpContext http) => http.Response.Cookies.Delete(Cookie);

    /// <summary>The keyed hash of the network address that asks.</summary>
    public static string ClientHash(HttpContext http, AuditKey key) => AuditFact.Keyed(key, ClientAddress(http));

    /// <summary>The network address that a request comes from.</summary>
    public static string ClientAddress(HttpContext http)
    {
        // Only a proxy on the same machine, as in Azure, may say whom it speaks for; what a client adds to that header itself stands further left.
        var address = http.Connection.RemoteIpAddress;
        var forwarded = address is null || IPAddress.IsLoopback(address) ? http.Request.Headers["X-Forwarded-For"].ToString().Split(',')[^1].Trim() : "";
        if (forwarded.Length == 0) return address?.ToString() ?? "";
        return IPEndPoint.TryParse(forwarded, out var endpoint) ? endpoint.Address.ToString() : forwarded;
    }
}
