using Grants.Data;
using Grants.Portal;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;

namespace Grants.Accounts.RegisterPerson;

/// <summary>What a new person says about themself.</summary>
public sealed record Form
{
    /// <summary>What they are called.</summary>
    public string? Name { get; init; }

    /// <summary>IANA name of a time zone.</summary>
    public string? TimeZone { get; init; }

    /// <summary>Where to go on.</summary>
    public string? ReturnTo { get; init; }
}

internal sealed record Request(string? Name, string? TimeZone);

internal sealed record Response(bool SignedIn);

internal static class Endpoints
{
    private const string ToOrganisation = "/register/organisation";

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/register", IResult (CurrentActor actor) => actor.Value.IsSignedIn ? Results.LocalRedirect(ToOrganisation) : new RazorComponentResult<StartPage>())
            .WhoMay(Who.Anyone).ExcludeFromDescription();
        routes.MapGet("/register/you", (string? returnTo, Handler handler, AuditKey key, HttpContext http, CancellationToken cancellationToken) =>
                PageAsync(new Form { ReturnTo = returnTo }, null, handler, key, http, cancellationToken))
            .WhoMay(Who.Anyone).ExcludeFromDescription();
        routes.MapPost("/register/you", PostAsync).WhoMay(Who.Anyone).ExcludeFromDescription();
        routes.MapPost("/api/v1/register", async (Request request, Handler handler, AuditKey key, HttpContext http, CancellationToken cancellationToken) =>
            {
                var outcome = await handler.HandleAsync(request.Name, request.TimeZone, SignInBrowser.HashOf(http, key), cancellationToken);
                if (outcome.IsRefused) return outcome.Refusal.Problem();
                await SessionCookie.SignInAsync(http, outcome.Value);
                return Results.Ok(new Response(SignedIn: true));
            })
            .WhoMay(Who.Anyone).WithTags("Accounts").WithName("RegisterPerson")
            .WithSummary("Registers a person with the address whose code was entered in this browser, and signs them in.")
            .Produces<Response>().ProducesProblem(StatusCodes.Status400BadRequest);
    }

    private static async Task<IResult> PostAsync([FromForm] Form form, Handler handler, AuditKey key, HttpContext http, CancellationToken cancellationToken)
    {
        var outcome = await handler.HandleAsync(form.Name, form.TimeZone, SignInBrowser.HashOf(http, key), cancellationToken);
        if (outcome.IsRefused) return await PageAsync(form, outcome.Refusal, handler, key, http, cancellationToken);
        await SessionCookie.SignInAsync(http, outcome.Value);
        return new SeeOther(string.IsNullOrEmpty(form.ReturnTo) ? ToOrganisation : LocalPath.OrTasks(form.ReturnTo), new Notice(T("You are registered and signed in.")));
    }

    // Without a code that was just entered no address is proved: begin again.
    private static async Task<IResult> PageAsync(Form form, Refusal? refusal, Handler handler, AuditKey key, HttpContext http, CancellationToken cancellationToken)
    {
        var address = await handler.AddressAsync(SignInBrowser.HashOf(http, key), cancellationToken);
        if (address.IsRefused) return new SeeOther(LocalPath.With("/register", form.ReturnTo), new Notice(T("Your code has been used or has expired. Ask for a new one."), Success: false));
        return new RazorComponentResult<Page>(new { Address = address.Value, Form = form, Errors = refusal?.Errors() }) { StatusCode = refusal?.Status() ?? StatusCodes.Status200OK };
    }
}
