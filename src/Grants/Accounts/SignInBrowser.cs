using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using Grants.Data;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;

namespace Grants.Accounts;

/// <summary>
/// What ties a sign-in code to the browser that asked for it: a secret in a short-lived cookie, of which the record keeps a keyed hash. And a second, lasting
/// cookie, by which a browser that has signed in with an address before is told from a stranger who only knows the address.
/// </summary>
internal static class SignInBrowser
{
    private const string Cookie = "grants-sign-in";
    private const string KnownCookie = "grants-known";
    private const int MostKnown = 5;
    private const int PrefixBytes = 8; // of an IPv6 address: what one subscriber has

    private static readonly TimeSpan KnownFor = TimeSpan.FromDays(365);

    /// <summary>Gives the browser a new secret.</summary>
    /// <returns>The secret's keyed hash.</returns>
    public static string Bind(HttpContext http, AuditKey key)
    {
        var secret = WebEncoders.Base64UrlEncode(RandomNumberGenerator.GetBytes(32));
        http.Response.Cookies.Append(Cookie, secret, Options(http, 2 * SignInCode.Lifetime));
        return AuditFact.Keyed(key, secret);
    }

    /// <summary>The keyed hash of this browser's secret; null when it has none.</summary>
    public static string? HashOf(HttpContext http, AuditKey key) =>
        http.Request.Cookies.TryGetValue(Cookie, out var secret) && secret.Length > 0 ? AuditFact.Keyed(key, secret) : null;

    /// <summary>Takes the secret back, which has served, and remembers that this browser may read the address's mail.</summary>
    public static void Release(HttpContext http, AuditKey key, string emailKey)
    {
        http.Response.Cookies.Delete(Cookie);
        var mark = Mark(key, emailKey);
        http.Response.Cookies.Append(KnownCookie, string.Join('.', Marks(http).Where(other => other != mark).Prepend(mark).Take(MostKnown)), Options(http, KnownFor));
    }

    /// <summary>Whether this browser has signed in with the address before. Nobody can make such a cookie: it holds keyed hashes.</summary>
    public static bool Knows(HttpContext http, AuditKey key, string emailKey) => Marks(http).Contains(Mark(key, emailKey));

    /// <summary>The keyed hash of the network that asks: its address, or of an IPv6 address the part that is one subscriber's.</summary>
    public static string ClientHash(HttpContext http, AuditKey key)
    {
        var client = ClientAddress(http);
        if (IPAddress.TryParse(client, out var address) && address is { AddressFamily: AddressFamily.InterNetworkV6, IsIPv4MappedToIPv6: false })
            client = Convert.ToHexString(address.GetAddressBytes().AsSpan(0, PrefixBytes));
        return AuditFact.Keyed(key, client);
    }

    /// <summary>The network address that a request comes from.</summary>
    public static string ClientAddress(HttpContext http)
    {
        // Only a proxy on the same machine, as in Azure, may say whom it speaks for; what a client adds to that header itself stands further left.
        var address = http.Connection.RemoteIpAddress;
        var forwarded = address is null || IPAddress.IsLoopback(address) ? http.Request.Headers["X-Forwarded-For"].ToString().Split(',')[^1].Trim() : "";
        if (forwarded.Length == 0) return address?.ToString() ?? "";
        return IPEndPoint.TryParse(forwarded, out var endpoint) ? endpoint.Address.ToString() : forwarded;
    }

    private static IEnumerable<string> Marks(HttpContext http) =>
        http.Request.Cookies.TryGetValue(KnownCookie, out var marks) ? marks.Split('.', StringSplitOptions.RemoveEmptyEntries) : [];

    private static string Mark(AuditKey key, string emailKey) => AuditFact.Keyed(key, $"known-browser:{emailKey}");

    private static CookieOptions Options(HttpContext http, TimeSpan lifetime) => new()
    {
        HttpOnly = true,
        SameSite = SameSiteMode.Lax,
        Secure = http.Request.IsHttps,
        IsEssential = true,
        MaxAge = lifetime,
    };
}
