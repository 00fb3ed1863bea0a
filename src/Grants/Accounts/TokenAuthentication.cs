using System.Net.Http.Headers;
using System.Security.Claims;
using System.Text.Encodings.Web;
using Grants.Data;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Grants.Accounts;

/// <summary>
/// Signs a program in by the token of its request, for this request alone: roles, memberships and whether the person is still active are read as they are now,
/// exactly as for a session. A request with a token never uses a session's cookie. Microsoft Entra ID says nothing of such a request: the roles of a person whom it knows
/// count for <see cref="AccessToken.EntraHolds"/> after a session of theirs was last used that it had begun, and no longer until the next.
/// </summary>
internal sealed class TokenAuthentication(
    IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory logger, UrlEncoder encoder, GrantsDb db, EntraRoles roles, CurrentActor current, Arrival arrival)
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, logger, encoder)
{
    public const string SchemeName = "Token";

    private const string Bearer = "Bearer";

    /// <summary>Whether a request comes with a token.</summary>
    public static bool IsUsedBy(HttpContext context) => context.Request.Headers.Authorization.ToString().StartsWith(Bearer + " ", StringComparison.OrdinalIgnoreCase);

    protected override async Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        if (!AuthenticationHeaderValue.TryParse(Request.Headers.Authorization, out var header) || header.Parameter is not { } secret
            || !secret.StartsWith(AccessToken.Prefix, StringComparison.Ordinal)) return AuthenticateResult.NoResult();
        var hash = AccessToken.HashOf(secret);
        var since = arrival.At - AccessToken.EntraHolds;
        var found = await (from token in db.AccessTokens.AsNoTracking()
                           join person in db.People.AsNoTracking() on token.PersonId equals person.Id
                           where token.Hash == hash && person.IsActive
                           select new { Token = token, Person = person, IsConfirmed = db.Sessions.Any(session => session.PersonId == person.Id && session.IsEntra && session.SeenAt > since) }).SingleOrDefaultAsync(Context.RequestAborted);
        if (found is null || !found.Token.Works(arrival.At)) return AuthenticateResult.Fail("The token does not work, or no longer does.");
        var memberships = await db.Memberships.AsNoTracking().Where(membership => membership.PersonId == found.Person.Id).ToListAsync(Context.RequestAborted);
        current.IsByEntra = roles.Knows(found.Person);
        (current.Value, current.Token) = (Actor.Of(found.Person, memberships, found.Token.WasProved && (!current.IsByEntra || found.IsConfirmed), found.Token), found.Token);
        if (found.Token.IsUseToBeNoted(arrival.At))
            await db.AccessTokens.Where(token => token.Id == found.Token.Id).ExecuteUpdateAsync(set => set.SetProperty(token => token.LastUsedAt, arrival.At), Context.RequestAborted);
        return AuthenticateResult.Success(new AuthenticationTicket(new ClaimsPrincipal(new ClaimsIdentity(SchemeName)), SchemeName));
    }

    protected override Task HandleChallengeAsync(AuthenticationProperties properties)
    {
        Response.Headers.WWWAuthenticate = Bearer;
        return Results.Problem(T("This token does not work, or no longer does. Make a new one in the portal."), statusCode: StatusCodes.Status401Unauthorized).ExecuteAsync(Context);
    }
}
