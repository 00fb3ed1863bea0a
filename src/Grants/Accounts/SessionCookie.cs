using System.Security.Claims;
using Grants.Data;
using Grants.Portal;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Grants.Accounts;

/// <summary>
/// The session cookie holds a session's id and nothing else: who that is, which roles they have and whether the session still runs is read
/// with every request.
/// </summary>
internal static class SessionCookie
{
    internal const string SessionClaim = "session";

    /// <summary>How long a session runs.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromHours(12);

    public static void Configure(CookieAuthenticationOptions options)
    {
        options.Cookie.Name = "grants-session";
        options.Cookie.HttpOnly = true;
        options.Cookie.SameSite = SameSiteMode.Lax;
        options.Cookie.SecurePolicy = CookieSecurePolicy.SameAsRequest;
        options.ExpireTimeSpan = Lifetime;
        options.LoginPath = PortalPaths.SignIn;
        options.ReturnUrlParameter = "returnTo";
        options.Events.OnValidatePrincipal = LoadActorAsync;
        options.Events.OnRedirectToLogin = context => RedirectOrStatus(context, StatusCodes.Status401Unauthorized);
        options.Events.OnRedirectToAccessDenied = context =>
        {
            context.Response.StatusCode = StatusCodes.Status403Forbidden;
            return Task.CompletedTask;
        };
    }

    /// <summary>Starts a session in this browser, which has served its code.</summary>
    public static async Task SignInAsync(HttpContext context, SignedIn signedIn)
    {
        await context.SignInAsync(new ClaimsPrincipal(new ClaimsIdentity([new Claim(SessionClaim, signedIn.Session.Id.ToString())], CookieAuthenticationDefaults.AuthenticationScheme)));
        SignInBrowser.Release(context, context.RequestServices.GetRequiredService<AuditKey>(), signedIn.EmailKey);
    }

    /// <summary>The id of this browser's session; null when nobody is signed in.</summary>
    public static Guid? SessionId(ClaimsPrincipal principal) => Guid.TryParse(principal.FindFirstValue(SessionClaim), out var id) ? id : null;

    private static async Task LoadActorAsync(CookieValidatePrincipalContext context)
    {
        var services = context.HttpContext.RequestServices;
        var db = services.GetRequiredService<GrantsDb>();
        var now = services.GetRequiredService<TimeProvider>().GetUtcNow().UtcDateTime;
        var sessionId = context.Principal is null ? null : SessionId(context.Principal);
        var person = await db.People.AsNoTracking()
            .SingleOrDefaultAsync(
                person => person.IsActive && db.Sessions.Any(session => session.Id == sessionId && session.PersonId == person.Id && session.EndedAt == null && session.ExpiresAt > now),
                context.HttpContext.RequestAborted);
        if (person is null)
        {
            context.RejectPrincipal();
            await context.HttpContext.SignOutAsync();
            return;
        }

        var memberships = await db.Memberships.AsNoTracking().Where(membership => membership.PersonId == person.Id).ToListAsync(context.HttpContext.RequestAborted);
        services.GetRequiredService<CurrentActor>().Value = Actor.Of(person, memberships);
    }

    private static Task RedirectOrStatus(RedirectContext<CookieAuthenticationOptions> context, int status)
    {
        if (context.Request.Path.StartsWithSegments("/api")) context.Response.StatusCode = status;
        else context.Response.Redirect(new Uri(context.RedirectUri).PathAndQuery);
        return Task.CompletedTask;
    }
}
