using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.WebUtilities;

namespace Grants.Accounts;

/// <summary>
/// A personal access token: lets a program do a part of what its person may, for a time. The secret is shown once; the record keeps its SHA-256, which cannot be
/// turned back, because the secret is 256 random bits.
/// </summary>
internal sealed class AccessToken
{
    private AccessToken()
    {
    }

    /// <summary>What every token begins with, so that one in the wrong place is recognised, by people and by scanners.</summary>
    public const string Prefix = "grants_pat_";

    /// <summary>The longest that a token works.</summary>
    public static readonly TimeSpan LongestLife = TimeSpan.FromDays(365);

    /// <summary>
    /// How long a token gives the roles of a person whom Microsoft Entra ID knows after it last said, in a session of theirs, who they are and which groups they have. Who has
    /// left there, or a group, may never come here again to lose those roles.
    /// </summary>
    public static readonly TimeSpan EntraHolds = TimeSpan.FromDays(7);

    /// <summary>How many working tokens a person can have.</summary>
    public const int MostOfAPerson = 20;

    private const int ShownCharacters = 4;

    // Often enough to see whether a token is in use, and seldom enough not to write with every request.
    private static readonly TimeSpan UseIsNotedEvery = TimeSpan.FromMinutes(10);

    public Guid Id { get; private init; } = Guid.CreateVersion7();

    public Guid PersonId { get; private init; }

    /// <summary>What the person calls it.</summary>
    public string Name { get; private init; } = "";

    /// <summary>Its first characters, by which the person knows it again.</summary>
    public string Start { get; private init; } = "";

    /// <summary>SHA-256 of the whole token, hex.</summary>
    public string Hash { get; private init; } = "";

    /// <summary><see cref="TokenScopes"/>, parted by spaces.</summary>
    public string Scopes { get; private init; } = "";

    public DateTime CreatedAt { get; private init; }

    public DateTime ExpiresAt { get; private init; }

    /// <summary>Whether its person had proved a second factor when they made it: only then may it be used with their roles.</summary>
    public bool WasProved { get; private init; }

    /// <summary>When it was used last (UTC), to ten minutes; null when never.</summary>
    public DateTime? LastUsedAt { get; private set; }

    /// <summary>When it was ended before its time (UTC).</summary>
    public DateTime? RevokedAt { get; private set; }

    /// <summary>Makes a token.</summary>
    /// <returns>The token's row, and the secret: nobody sees it again.</returns>
    public static (AccessToken Token, string Secret) Make(Guid personId, string name, IEnumerable<string> scopes, bool proved, DateTime expiresAt, DateTime now)
    {
        var secret = Prefix + WebEncoders.Base64UrlEncode(RandomNumberGenerator.GetBytes(32));
        var token = new AccessToken
        {
            PersonId = personId,
            Name = name,
            Start = secret[..(Prefix.Length + ShownCharacters)],
            Hash = HashOf(secret),
            Scopes = string.Join(' ', scopes),
            WasProved = proved,
            CreatedAt = now,
            ExpiresAt = expiresAt,
        };
        return (token, secret);
    }

    /// <summary>What the record keeps of a secret.</summary>
    public static string HashOf(string secret) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(secret)));

    /// <summary>Whether it works at an instant.</summary>
    public bool Works(DateTime now) => RevokedAt is null && now < ExpiresAt;

    /// <summary>Whether it may be used for what needs a scope.</summary>
    public bool Allows(string scope) => Scopes.Split(' ').Contains(scope);

    /// <summary>Whether this use is worth writing down.</summary>
    public bool IsUseToBeNoted(DateTime now) => LastUsedAt is null || now - LastUsedAt >= UseIsNotedEvery;

    public void Revoke(DateTime now) => RevokedAt ??= now;
}
