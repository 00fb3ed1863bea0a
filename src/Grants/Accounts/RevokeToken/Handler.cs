using Grants.Data;
using Microsoft.EntityFrameworkCore;

namespace Grants.Accounts.RevokeToken;

/// <summary>Ends one of a person's own tokens, at once. Again: nothing changes.</summary>
internal sealed class Handler(GrantsDb db, CurrentActor actor, Arrival arrival) : IUseCase
{
    public async Task<Outcome> HandleAsync(Guid id, CancellationToken cancellationToken)
    {
        if (await db.AccessTokens.SingleOrDefaultAsync(token => token.Id == id && token.PersonId == actor.Value.PersonId, cancellationToken) is not { } token) return Refusal.NotFound(T("The token"));
        if (token.RevokedAt is not null) return Outcome.Done;
        token.Revoke(arrival.At);
        db.Note("person", token.PersonId, actor.Value, "RevokeToken", arrival.At, ("token", id));
        return await db.CommitAsync(cancellationToken);
    }
}
