using System.Security.Claims;
using Grants.Data;
using Grants.Partners;
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

    // One command: every request begins with it. Nobody has more than a few roles and places.
    private static readonly Compiled<Func<GrantsDb, Guid?, DateTime, CancellationToken, Task<Found?>>> Running = new(() => EF.CompileAsyncQuery(
        (GrantsDb db, Guid? id, DateTime now, CancellationToken _) => (
            from session in db.Sessions.AsNoTracking().AsSingleQuery()
            join owner in db.People.AsNoTracking() on session.PersonId equals owner.Id
            where session.Id == id && session.EndedAt == null && session.ExpiresAt > now && owner.IsActive
            select new Found(session, owner, db.Memberships.Where(membership => membership.PersonId == owner.Id).ToList())).SingleOrDefault()));

    private sealed record Found(Session Session, Person Person, List<Membership> Memberships);

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
        var found = await Running.For(db)(db, sessionId, now, context.HttpContext.RequestAborted);
        if (found is null)
        {
            // The cookie stays: it opens nothing any more, and says whose form a page posts that was open when the session ended.
            context.RejectPrincipal();
            return;
        }

        var roles = services.GetRequiredService<EntraRoles>();
        var person = found.Person;
        if (found.Session.IsEntra)
        {
            // Entra ID's word is asked with every request: who has signed out there, or has lost a group, is out here too.
            var principal = context.HttpContext.Features.Get<EntraPrincipal>();
            if (principal?.Groups is null || principal.TenantId != person.EntraTenantId || principal.ObjectId != person.EntraObjectId)
            {
                context.RejectPrincipal();
                return;
            }

            if (!roles.Agree(person, principal))
            {
                person = await db.People.SingleAsync(one => one.Id == person.Id, context.HttpContext.RequestAborted);
                var isLost = await roles.FollowAsync(person, principal, now, context.HttpContext.RequestAborted);
                var committed = await db.CommitAsync(context.HttpContext.RequestAborted);
                db.Discard();
                if (isLost || committed.IsRefused)
                {
                    context.RejectPrincipal();
                    await context.HttpContext.SignOutAsync();
                    return;
                }
            }
        }

        var current = services.GetRequiredService<CurrentActor>();
        current.IsByEntra = roles.Knows(person);
        (current.Value, current.Session) = (Actor.Of(person, found.Memberships, found.Session.SecondFactorAt is not null && (!current.IsByEntra || found.Session.IsEntra)), found.Session);
        if (now >= found.Session.SeenAt + Session.SeenIsNotedEvery)
            await db.Sessions.Where(session => session.Id == sessionId).ExecuteUpdateAsync(set => set.SetProperty(session => session.SeenAt, now), context.HttpContext.RequestAborted);
    }

    private static Task RedirectOrStatus(RedirectContext<CookieAuthenticationOptions> context, int status)
    {
        if (context.Request.Path.StartsWithSegments("/api")) context.Response.StatusCode = status;
        else context.Response.Redirect(new Uri(context.RedirectUri).PathAndQuery);
        return Task.CompletedTask;
    }
}
