using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Http;

namespace Grants.Accounts;

/// <summary>
/// Who Microsoft Entra ID says is there, as App Service Authentication hands it to the application ('Work with user identities in Azure App Service authentication',
/// https://learn.microsoft.com/azure/app-service/configure-authentication-user-identities).
/// </summary>
/// <param name="TenantId">The tenant.</param>
/// <param name="ObjectId">The person's object in it.</param>
/// <param name="Name">What they are called.</param>
/// <param name="Email">Their address; null when the tenant gives none.</param>
/// <param name="Groups">Their groups and application roles; null when they are in more groups than Entra ID names.</param>
internal sealed record EntraPrincipal(Guid TenantId, Guid ObjectId, string Name, string? Email, IReadOnlySet<string>? Groups)
{
    private const string Provider = "aad";

    /// <summary>Reads the header; null when it names nobody, or nobody of Entra ID.</summary>
    public static EntraPrincipal? Read(string header)
    {
        var bytes = new byte[header.Length];
        if (!Convert.TryFromBase64String(header, bytes, out var length) || length == 0) return null;
        Body? body;
        try
        {
            body = JsonSerializer.Deserialize<Body>(bytes.AsSpan(0, length));
        }
        catch (JsonException)
        {
            return null;
        }

        if (body is not { Kind: Provider, Claims: { } claims }) return null;
        // By their short names, or by the long ones that the platform maps some of them to.
        string? First(params string[] types) => types.Select(type => claims.FirstOrDefault(claim => claim.Type == type)?.Value).FirstOrDefault(value => !string.IsNullOrWhiteSpace(value));
        if (!Guid.TryParse(First("tid", "http://schemas.microsoft.com/identity/claims/tenantid"), out var tenant)
            || !Guid.TryParse(First("oid", "http://schemas.microsoft.com/identity/claims/objectidentifier"), out var person)) return null;
        var email = First("email", "http://schemas.xmlsoap.org/ws/2005/05/identity/claims/emailaddress", "preferred_username");
        var groups = claims.Where(claim => claim.Type is "groups" or "roles" or "http://schemas.microsoft.com/ws/2008/06/identity/claims/role").Select(claim => claim.Value ?? "").ToHashSet(StringComparer.OrdinalIgnoreCase);
        return new EntraPrincipal(tenant, person, First("name") ?? email ?? "", email, First("hasgroups", "_claim_names") is null ? groups : null);
    }

    private sealed record Body([property: JsonPropertyName("auth_typ")] string? Kind, [property: JsonPropertyName("claims")] IReadOnlyList<Pair>? Claims);

    private sealed record Pair([property: JsonPropertyName("typ")] string? Type, [property: JsonPropertyName("val")] string? Value);
}

/// <summary>
/// Believes what App Service Authentication says of a request only where it stands before the application, and takes its headers away in any case: nothing after this
/// could read one that somebody else has sent. The first step of the pipeline.
/// </summary>
internal sealed class EntraHeaders(RequestDelegate next, GrantsOptions options)
{
    private const string Principal = "X-MS-CLIENT-PRINCIPAL";
    private const string Prefix = "X-MS-";

    public Task InvokeAsync(HttpContext context)
    {
        var headers = context.Request.Headers;
        if (options.Entra is { } entra && headers.TryGetValue(Principal, out var value) && EntraPrincipal.Read(value.ToString()) is { } principal && principal.TenantId == entra.TenantId)
            context.Features.Set(principal);
        foreach (var name in headers.Keys.Where(name => name.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase)).ToList()) headers.Remove(name);
        return next(context);
    }
}
