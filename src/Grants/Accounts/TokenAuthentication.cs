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
/// exactly as for a session. A request with a token never uses a session's cookie.
/// </summary>
internal sealed class TokenAuthentication(
    IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory logger, UrlEncoder encoder, GrantsDb db, CurrentActor current, Arrival arrival)
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
        var found = await (from token in db.AccessTokens.AsNoTracking()
                           join person in db.People.AsNoTracking() on token.PersonId equals person.Id
                           where token.Hash == hash && person.IsActive
                           select new { Token = token, Person = person }).SingleOrDefaultAsync(Context.RequestAborted);
        if (found is null || !found.Token.Works(arrival.At)) return AuthenticateResult.Fail("The token does not work, or no longer does.");
        var memberships = await db.Memberships.AsNoTracking().Where(membership => membership.PersonId == found.Person.Id).ToListAsync(Context.RequestAborted);
        (current.Value, current.Token) = (Actor.Of(found.Person, memberships, found.Token.WasProved, found.Token), found.Token);
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
