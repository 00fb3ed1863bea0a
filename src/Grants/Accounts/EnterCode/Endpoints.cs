using Grants.Data;
using Grants.Portal;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;

namespace Grants.Accounts.EnterCode;

internal sealed record Form
{
    public string? Code { get; init; }

    public string? ReturnTo { get; init; }
}

internal sealed record Request(string? Email, string? Code);

/// <param name="SignedIn">False when several people share the address (choose one of <paramref name="People"/> next) or nobody has it (register next).</param>
/// <param name="People">Who has the address.</param>
/// <param name="SecondFactor">Whether the person proves their second factor next.</param>
internal sealed record Response(bool SignedIn, IReadOnlyList<Named> People, bool SecondFactor);

internal static class Endpoints
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/sign-in/code", async (string? returnTo, Handler handler, AuditKey key, HttpContext http, CancellationToken cancellationToken) =>
            Page(await handler.AddressAsync(SignInBrowser.HashOf(http, key), cancellationToken), returnTo)).WhoMay(Who.Anyone).ExcludeFromDescription();
        routes.MapPost("/sign-in/code", PostAsync).WhoMay(Who.Anyone).ExcludeFromDescription();
        routes.MapPost("/api/v1/sign-in/code", ApiAsync).WhoMay(Who.Anyone).WithTags("Accounts").WithName("EnterCode")
            .WithSummary("Enters the code. When several people share the address, the session starts when one of them is chosen; when nobody has it, when one registers.")
            .Produces<Response>().ProducesProblem(StatusCodes.Status400BadRequest);
    }

    private static async Task<IResult> PostAsync([FromForm] Form form, Handler handler, AuditKey key, HttpContext http, CancellationToken cancellationToken)
    {
        var browserHash = SignInBrowser.HashOf(http, key);
        var outcome = await handler.HandleAsync(null, form.Code, browserHash, cancellationToken);
        if (outcome.Refusal is { Fields: not null } refusal) return Page(await handler.AddressAsync(browserHash, cancellationToken), form.ReturnTo, refusal);
        if (outcome.IsRefused) return PortalErrors.Page(outcome.Refusal.Status(), outcome.Refusal.Message);
        if (outcome.Value.Session is not { } session) return new SeeOther(LocalPath.With(outcome.Value.People.Count == 0 ? "/register/you" : "/sign-in/person", form.ReturnTo));
        await SessionCookie.SignInAsync(http, session);
        return new SeeOther(LocalPath.OrTasks(form.ReturnTo));
    }

    private static async Task<IResult> ApiAsync(Request request, Handler handler, AuditKey key, HttpContext http, CancellationToken cancellationToken)
    {
        var outcome = await handler.HandleAsync(request.Email ?? "", request.Code, SignInBrowser.HashOf(http, key), cancellationToken);
        if (outcome.IsRefused) return outcome.Refusal.Problem();
        if (outcome.Value.Session is { } session) await SessionCookie.SignInAsync(http, session);
        return Results.Ok(new Response(outcome.Value.Session is not null, outcome.Value.People, outcome.Value.Session?.NeedsSecondFactor == true));
    }

    private static RazorComponentResult<Page> Page(string? address, string? returnTo, Refusal? refusal = null) =>
        new(new { Address = address, ReturnTo = returnTo, Errors = refusal?.Errors() }) { StatusCode = refusal?.Status() ?? StatusCodes.Status200OK };
}
