using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Unicode;
using Grants.Data;
using Grants.Documents;
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
    // Every script as it is: escaped, a text would take six times its length.
    private static readonly JsonSerializerOptions _asItIs = new() { Encoder = JavaScriptEncoder.Create(UnicodeRanges.All) };

    private KeptForm()
    {
    }

    public KeptForm(Guid personId, string path, IFormCollection form, DateTime now) =>
        (PersonId, Path, At, Fields) = (personId, path, now, JsonSerializer.Serialize(
            form.Where(field => !field.Key.StartsWith("__", StringComparison.Ordinal)).ToDictionary(field => field.Key, field => field.Value.ToArray()), _asItIs));

    public Guid Id { get; private init; } = Guid.NewGuid();

    public Guid PersonId { get; private init; }

    /// <summary>The page on which it was typed.</summary>
    public string Path { get; private init; } = "";

    public DateTime At { get; private init; }

    /// <summary>Its fields as JSON.</summary>
    public string Fields { get; private init; } = "";

    /// <summary>The form as it was posted.</summary>
    public IFormCollection Form => new FormCollection(JsonSerializer.Deserialize<Dictionary<string, string[]>>(Fields)!.ToDictionary(one => one.Key, one => new StringValues(one.Value)));

    /// <summary>What the person typed there before they had signed in again; null when there is no such thing.</summary>
    public static async Task<IFormCollection?> FindAsync(GrantsDb db, Guid id, Guid personId, string path, CancellationToken cancellationToken) =>
        (await db.KeptForms.AsNoTracking().SingleOrDefaultAsync(kept => kept.Id == id && kept.PersonId == personId && kept.Path == path, cancellationToken))?.Form;
}

/// <summary>Declares that the page of an endpoint's form shows in its fields what was typed there before the session ended.</summary>
internal sealed record KeepsTypedMetadata;

/// <summary>Keeps what was typed into a form that came without a session, or from a page of an earlier one. Nothing of it is saved until its writer presses the button again.</summary>
internal sealed class TypedKeeper(GrantsDb db, TimeProvider clock)
{
    /// <summary>The query's parameter with the id of the form that was kept.</summary>
    public const string Parameter = "kept";

    /// <summary>The start of the pages that show what was typed where the form's own page cannot.</summary>
    public const string Path = "/kept/";

    /// <summary>Forms that wait for one person, more than anybody has open: whoever sends them without end fills nothing.</summary>
    public const int MostForms = 50;

    private const int MostCharacters = 1_000_000;
    private const int MostPathCharacters = 400;

    /// <summary>Keeps the form of a request.</summary>
    /// <param name="context">The request, whose form can be read.</param>
    /// <param name="personId">Who typed it.</param>
    /// <param name="isSignedIn">Whether they have signed in again already.</param>
    /// <returns>The way to the page that shows it, through signing in where that is needed; null when nothing was typed.</returns>
    public async Task<IResult?> KeepAsync(HttpContext context, Guid personId, bool isSignedIn)
    {
        var typed = await context.Request.ReadFormAsync(context.RequestAborted);
        var comesBack = context.GetEndpoint()?.Metadata.GetMetadata<KeepsTypedMetadata>() is not null;
        if (!comesBack && PortalErrors.Typed(typed).Length == 0) return null;
        var kept = new KeptForm(personId, comesBack ? context.Request.Path : PageOf(context.Request), typed, clock.GetUtcNow().UtcDateTime);
        if (kept.Fields.Length > MostCharacters) return null;
        await db.KeptForms.Where(form => form.PersonId == personId).OrderByDescending(form => form.At).Skip(MostForms - 1).ExecuteDeleteAsync(context.RequestAborted);
        db.KeptForms.Add(kept);
        await db.SaveChangesAsync(context.RequestAborted);
        var page = comesBack ? $"{kept.Path}{QueryString.Create(Parameter, kept.Id.ToString())}" : $"{Path}{kept.Id}";
        return new SeeOther(isSignedIn ? page : LocalPath.With(PortalPaths.SignIn, page));
    }

    // Where it was typed: forms are often posted to other addresses than their page's.
    private static string PageOf(HttpRequest request) =>
        Uri.TryCreate(request.Headers.Referer, UriKind.Absolute, out var page) && page.Authority == request.Host.Value && page.PathAndQuery.Length <= MostPathCharacters
            ? page.PathAndQuery
            : request.Path;
}

/// <summary>
/// Keeps a form that comes after its session has ended, or from a page that was made before another sign-in, and sends the person to sign in and then to what
/// they typed: in its fields again where the page can, on a page of its own otherwise. A form with files that comes from an earlier sign-in is
/// kept where it is read.
/// </summary>
internal sealed class KeepTyped(RequestDelegate next)
{
    // A whole section at its limits has less, also in a script of which every letter takes nine bytes on the way.
    private const long MostBytes = 3_000_000;

    public async Task InvokeAsync(
        HttpContext context, GrantsDb db, CurrentActor actor, IAntiforgery antiforgery, IOptionsMonitor<CookieAuthenticationOptions> cookies, TypedKeeper keeper, GrantsOptions options)
    {
        if (actor.Value.IsSignedIn && IsSigningIn(context) && !await antiforgery.IsRequestValidAsync(context))
        {
            // Meanwhile they have signed in in another tab.
            await new SeeOther(LocalPath.OrTasks((await context.Request.ReadFormAsync(context.RequestAborted))["ReturnTo"])).ExecuteAsync(context);
            return;
        }

        if (!IsForm(context, out var hasFiles) || (actor.Value.IsSignedIn && (hasFiles || await antiforgery.IsRequestValidAsync(context))))
        {
            await next(context);
            return;
        }

        // Another site's page cannot plant anything here: the browser sends it no session, however old.
        var personId = actor.Value.PersonId ?? await PersonOfEndedSessionAsync(context, db, cookies.Get(CookieAuthenticationDefaults.AuthenticationScheme));
        if (personId is not null && hasFiles) FilesInForms.AllowFiles(context, options);
        if (personId is { } writer && await keeper.KeepAsync(context, writer, actor.Value.IsSignedIn) is { } kept) await kept.ExecuteAsync(context);
        else await next(context);
    }

    private static bool IsSigningIn(HttpContext context) =>
        HttpMethods.IsPost(context.Request.Method) && IsPlain(context.Request) && context.Request.Path.StartsWithSegments(PortalPaths.SignIn)
            && context.GetEndpoint()?.Metadata.GetMetadata<WhoMayMetadata>() is { Who: var who } && who.HasFlag(Who.Anyone);

    // What whoever has not signed in may send is no business of a session's.
    private static bool IsForm(HttpContext context, out bool hasFiles)
    {
        var request = context.Request;
        hasFiles = request.ContentType?.StartsWith("multipart/form-data", StringComparison.OrdinalIgnoreCase) == true;
        return HttpMethods.IsPost(request.Method) && !request.Path.StartsWithSegments("/api")
            && context.GetEndpoint()?.Metadata.GetMetadata<WhoMayMetadata>() is { Who: var who } && !who.HasFlag(Who.Anyone)
            && (hasFiles || (IsPlain(request) && request.ContentLength <= MostBytes));
    }

    private static bool IsPlain(HttpRequest request) => request.ContentType?.StartsWith("application/x-www-form-urlencoded", StringComparison.OrdinalIgnoreCase) == true;

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
    /// <summary>The page of this endpoint's form, which has the same address, shows in its fields what was typed there before the session ended.</summary>
    public static TBuilder KeepsTyped<TBuilder>(this TBuilder builder)
        where TBuilder : IEndpointConventionBuilder => builder.WithMetadata(new KeepsTypedMetadata());
}
