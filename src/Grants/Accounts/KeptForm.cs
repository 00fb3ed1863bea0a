using System.Text.Json;
using Grants.Data;
using Grants.Portal;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Primitives;

namespace Grants.Accounts;

/// <summary>A form that was posted after its session had ended: it waits until the person has signed in again. Nobody else sees it, and it is removed after a day.</summary>
internal sealed class KeptForm
{
    private KeptForm()
    {
    }

    public KeptForm(Guid personId, string path, IFormCollection form, DateTime now) =>
        (PersonId, Path, At, Fields) = (personId, path, now, JsonSerializer.Serialize(
            form.Where(field => !field.Key.StartsWith("__", StringComparison.Ordinal)).ToDictionary(field => field.Key, field => field.Value.ToArray())));

    public Guid Id { get; private init; } = Guid.NewGuid();

    public Guid PersonId { get; private init; }

    /// <summary>Where it was posted.</summary>
    public string Path { get; private init; } = "";

    public DateTime At { get; private init; }

    /// <summary>Its fields as JSON.</summary>
    public string Fields { get; private init; } = "";

    /// <summary>The form as it was posted.</summary>
    public IFormCollection Form => new FormCollection(JsonSerializer.Deserialize<Dictionary<string, string[]>>(Fields)!.ToDictionary(one => one.Key, one => new StringValues(one.Value)));

    /// <summary>What the person posted there before they had signed in again; null when there is no such thing.</summary>
    public static async Task<IFormCollection?> FindAsync(GrantsDb db, Guid id, Guid personId, string path, CancellationToken cancellationToken) =>
        (await db.KeptForms.AsNoTracking().SingleOrDefaultAsync(kept => kept.Id == id && kept.PersonId == personId && kept.Path == path, cancellationToken))?.Form;
}

/// <summary>Declares that what is typed into an endpoint's form outlives the session.</summary>
internal sealed record KeepsTypedMetadata;

/// <summary>
/// Keeps a form that comes after its session has ended, or from a page that was made before another sign-in, and sends the person to sign in and then to the
/// page with everything that they typed. Nothing of it is saved until they press the button again.
/// </summary>
internal sealed class KeepTyped(RequestDelegate next)
{
    /// <summary>The query's parameter with the id of the form that was kept.</summary>
    public const string Parameter = "kept";

    // A whole section at its limits has less.
    private const long MostBytes = 300_000;

    public async Task InvokeAsync(
        HttpContext context, GrantsDb db, CurrentActor actor, IAntiforgery antiforgery, IOptionsMonitor<CookieAuthenticationOptions> cookies, TimeProvider clock)
    {
        var request = context.Request;
        var isKept = context.GetEndpoint()?.Metadata.GetMetadata<KeepsTypedMetadata>() is not null
            && HttpMethods.IsPost(request.Method) && request.ContentType?.StartsWith("application/x-www-form-urlencoded", StringComparison.OrdinalIgnoreCase) == true && request.ContentLength <= MostBytes;
        if (!isKept || (actor.Value.IsSignedIn && await antiforgery.IsRequestValidAsync(context)))
        {
            await next(context);
            return;
        }

        // Another site's page cannot plant anything here: the browser sends it no session, however old.
        if ((actor.Value.PersonId ?? await PersonOfEndedSessionAsync(context, db, cookies.Get(CookieAuthenticationDefaults.AuthenticationScheme))) is not { } personId)
        {
            await next(context);
            return;
        }

        var form = new KeptForm(personId, request.Path, await request.ReadFormAsync(context.RequestAborted), clock.GetUtcNow().UtcDateTime);
        db.KeptForms.Add(form);
        await db.SaveChangesAsync(context.RequestAborted);
        var page = $"{request.Path}{QueryString.Create(Parameter, form.Id.ToString())}";
        await new SeeOther(actor.Value.IsSignedIn ? page : LocalPath.With(PortalPaths.SignIn, page)).ExecuteAsync(context);
    }

    private static async Task<Guid?> PersonOfEndedSessionAsync(HttpContext context, GrantsDb db, CookieAuthenticationOptions options)
    {
        var cookie = options.CookieManager.GetRequestCookie(context, options.Cookie.Name!);
        var ticket = cookie is null ? null : options.TicketDataFormat.Unprotect(cookie);
        var id = ticket is null ? null : SessionCookie.SessionId(ticket.Principal);
        return id is null ? null : await db.Sessions.Where(session => session.Id == id).Select(session => (Guid?)session.PersonId).SingleOrDefaultAsync(context.RequestAborted);
    }
}

internal static class KeepTypedExtensions
{
    /// <summary>What is typed into this endpoint's form outlives the session.</summary>
    public static TBuilder KeepsTyped<TBuilder>(this TBuilder builder)
        where TBuilder : IEndpointConventionBuilder => builder.WithMetadata(new KeepsTypedMetadata());
}
