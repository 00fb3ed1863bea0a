using Grants.Data;
using Grants.Notifications;
using Grants.Portal;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;

namespace Grants.Accounts.EditProfile;

/// <summary>A profile as it was typed.</summary>
public sealed record Form
{
    /// <summary>The person's version that was seen.</summary>
    public int Version { get; init; }

    /// <summary>What the person is called.</summary>
    public string? Name { get; init; }

    /// <summary>IANA name of a time zone.</summary>
    public string? TimeZone { get; init; }

    /// <summary>The language of pages and e-mails; empty for the browser's.</summary>
    public string? Language { get; init; }

    /// <summary>The kinds of e-mail that are ticked.</summary>
    public string[]? Wanted { get; init; }
}

/// <summary>A profile as programs send it.</summary>
/// <param name="Version">The person's version that was seen.</param>
/// <param name="Name">What the person is called.</param>
/// <param name="TimeZone">IANA name of a time zone.</param>
/// <param name="Wanted">The kinds of e-mail that the person could decline and wants.</param>
/// <param name="Language">The language of pages and e-mails; when it is left out, pages follow the browser and e-mails are in English.</param>
internal sealed record Request(int Version, string? Name, string? TimeZone, IReadOnlyList<Courtesies> Wanted, string? Language = null);

internal static class Endpoints
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/profile", async (Handler handler, CancellationToken cancellationToken) =>
            {
                var profile = await handler.FindAsync(cancellationToken);
                return Page(profile, new Form { Version = profile.Version, Name = profile.Name, TimeZone = profile.TimeZone, Language = profile.Language, Wanted = [.. profile.Wanted.Select(kind => kind.ToString())] });
            })
            .WhoMay(Who.SignedIn).ExcludeFromDescription();
        routes.MapPost("/profile", PostAsync).WhoMay(Who.SignedIn).ExcludeFromDescription();
        routes.MapGet("/api/v1/me/profile", async (Handler handler, CancellationToken cancellationToken) => Results.Ok(await handler.FindAsync(cancellationToken)))
            .WhoMay(Who.SignedIn).WithTags("Accounts").WithName("ShowProfile").WithSummary("My name, time zone, language and the e-mails that I could decline.").Produces<Profile>();
        routes.MapPut("/api/v1/me/profile", async (Request request, Handler handler, CancellationToken cancellationToken) =>
                (await handler.HandleAsync(request, cancellationToken)).Json())
            .WhoMay(Who.SignedIn).WithTags("Accounts").WithName("EditProfile")
            .WithSummary("Changes my name, time zone, language and which e-mails I want. E-mails that carry an obligation come in any case.").Produces<Profile>();
    }

    private static async Task<IResult> PostAsync([FromForm] Form form, HttpContext http, Handler handler, CancellationToken cancellationToken)
    {
        var wanted = (form.Wanted ?? []).Select(kind => Enum.TryParse<Courtesies>(kind, out var known) ? known : Courtesies.None).ToList();
        var outcome = await handler.HandleAsync(new Request(form.Version, form.Name, form.TimeZone, wanted, form.Language), cancellationToken);
        if (!outcome.IsRefused) return new SeeOther("/profile", new Notice(T("Your profile is saved.")));
        if (outcome.Refusal.Kind != RefusalKind.Invalid) return outcome.Refusal.Page(http.Request.Form, "/profile");
        return Page(await handler.FindAsync(cancellationToken), form, outcome.Refusal);
    }

    private static RazorComponentResult<Page> Page(Profile profile, Form form, Refusal? refusal = null) =>
        new(new { profile.Email, profile.Languages, Form = form, Errors = refusal?.Errors() }) { StatusCode = refusal?.Status() ?? StatusCodes.Status200OK };
}
