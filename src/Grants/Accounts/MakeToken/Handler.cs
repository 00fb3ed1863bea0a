using Grants.Data;
using Grants.Notifications;
using Grants.Portal;
using Microsoft.EntityFrameworkCore;

namespace Grants.Accounts.MakeToken;

/// <summary>A token with its secret, which is shown this once.</summary>
/// <param name="Id">The token.</param>
/// <param name="Token">The secret: <c>Authorization: Bearer</c> takes it.</param>
/// <param name="Name">What its person calls it.</param>
/// <param name="Scopes">What it may be used for.</param>
/// <param name="ExpiresAt">When it ends (UTC).</param>
public sealed record MadeToken(Guid Id, string Token, string Name, IReadOnlyList<string> Scopes, DateTime ExpiresAt);

/// <summary>Makes an access token for the person who asks, and tells them by e-mail: whoever sits at somebody else's browser does not make one unseen.</summary>
internal sealed class Handler(GrantsDb db, CurrentActor current, Arrival arrival, Notifier notifier) : IUseCase
{
    private const int MostOfName = 80;

    public async Task<Outcome<MadeToken>> HandleAsync(string? typedName, IReadOnlyCollection<string> scopes, DateTime? expiresAt, CancellationToken cancellationToken)
    {
        var now = arrival.At;
        if (!current.IsFresh(now)) return SecondFactorRules.NotFresh();
        var name = Texts.Line(Texts.Clean(typedName));
        var wrong = new Dictionary<string, string>();
        if (name.Length == 0 || PortalText.Length(name) > MostOfName || name.Length > 4 * MostOfName) wrong["Name"] = T($"Enter a name of up to {MostOfName} characters, such as the program's");
        if (scopes.Count == 0) wrong["Scopes"] = T("Choose at least one thing that the token may be used for");
        else if (scopes.FirstOrDefault(scope => !TokenScopes.All.Contains(scope)) is { } unknown) wrong["Scopes"] = T($"There is no scope {unknown}");
        if (expiresAt is null || expiresAt <= now || expiresAt > now + AccessToken.LongestLife) wrong["ExpiresAt"] = T("Choose when the token ends: within a year from now");
        if (wrong.Count > 0) return Refusal.Invalid(wrong);

        var me = await db.People.SingleAsync(person => person.Id == current.Value.PersonId, cancellationToken);
        if (await db.AccessTokens.CountAsync(token => token.PersonId == me.Id && token.RevokedAt == null && token.ExpiresAt > now, cancellationToken) >= AccessToken.MostOfAPerson)
            return Refusal.WrongStage(T($"You have {AccessToken.MostOfAPerson} tokens that work. Revoke one that you no longer need."));

        var (made, secret) = AccessToken.Make(me.Id, name, TokenScopes.All.Where(scopes.Contains), current.Value.Roles.Count > 0, expiresAt!.Value, now);
        db.AccessTokens.Add(made);
        db.Note("person", me.Id, current.Value, "MakeToken", now, ("token", made.Id), ("scopes", made.Scopes), ("expires", made.ExpiresAt));
        notifier.QueueFirst(AccountLetters.TokenMade, made.Id, [me], now);
        var committed = await db.CommitAsync(cancellationToken);
        return committed.IsRefused ? committed.Refusal : new MadeToken(made.Id, secret, made.Name, made.Scopes.Split(' '), made.ExpiresAt);
    }
}
