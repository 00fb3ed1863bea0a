using Grants.Data;
using Microsoft.EntityFrameworkCore;

namespace Grants.Accounts.ListTokens;

/// <summary>A token without its secret.</summary>
/// <param name="Id">The token.</param>
/// <param name="Name">What its person calls it.</param>
/// <param name="Start">Its first characters.</param>
/// <param name="Scopes">What it may be used for.</param>
/// <param name="CreatedAt">When it was made (UTC).</param>
/// <param name="ExpiresAt">When it ends (UTC).</param>
/// <param name="LastUsedAt">When it was used last (UTC), to ten minutes; null when never.</param>
/// <param name="RevokedAt">When it was ended before its time (UTC); null when it was not.</param>
/// <param name="Works">Whether it works now.</param>
public sealed record TokenRow(Guid Id, string Name, string Start, IReadOnlyList<string> Scopes, DateTime CreatedAt, DateTime ExpiresAt, DateTime? LastUsedAt, DateTime? RevokedAt, bool Works);

/// <summary>A person's own tokens, the newest first.</summary>
internal sealed class Handler(GrantsDb db, CurrentActor actor, Arrival arrival) : IUseCase
{
    private const int Most = 100;

    public async Task<IReadOnlyList<TokenRow>> HandleAsync(CancellationToken cancellationToken)
    {
        var tokens = await db.AccessTokens.AsNoTracking().Where(token => token.PersonId == actor.Value.PersonId).OrderByDescending(token => token.CreatedAt).Take(Most).ToListAsync(cancellationToken);
        return tokens.ConvertAll(token => new TokenRow(
            token.Id, token.Name, token.Start, token.Scopes.Split(' '), token.CreatedAt, token.ExpiresAt, token.LastUsedAt, token.RevokedAt, token.Works(arrival.At)));
    }
}
