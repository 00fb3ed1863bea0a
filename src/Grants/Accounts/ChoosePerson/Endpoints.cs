using Grants.Data;
using Grants.Portal;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;

namespace Grants.Accounts.ChoosePerson;

internal sealed record Form
{
    public string? PersonId { get; init; }

    public string? ReturnTo { get; init; }
}

internal sealed record Request(Guid PersonId);

/// <param name="SignedIn">The session has begun.</param>
/// <param name="SecondFactor">Whether the person proves their second factor next.</param>
internal sealed record Response(bool SignedIn, bool SecondFactor);

internal static class Endpoints
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/sign-in/person", ShowAsync).WhoMay(Who.Anyone).ExcludeFromDescription();
        routes.MapPost("/sign-in/person", PostAsync).WhoMay(Who.Anyone).ExcludeFromDescription();
        routes.MapPost("/api/v1/sign-in/person", ApiAsync).WhoMay(Who.Anyone).WithTags("Accounts").WithName("ChoosePerson")
            .WithSummary("Says which of the people who share the address is signing in, after the code was entered.")
            .Produces<Response>().ProducesProblem(StatusCodes.Status400BadRequest);
    }

    private static Task<IResult> ShowAsync(string? returnTo, Handler handler, AuditKey key, HttpContext http, CancellationToken cancellationToken) =>
        PageAsync(returnTo, null, handler, SignInBrowser.HashOf(http, key), cancellationToken);

    private static async Task<IResult> PostAsync([FromForm] Form form, Handler handler, AuditKey key, HttpContext http, CancellationToken cancellationToken)
    {
        var browser = SignInBrowser.HashOf(http, key);
        var outcome = await handler.HandleAsync(Guid.TryParse(form.PersonId, out var id) ? id : Guid.Empty, browser, cancellationToken);
        if (outcome.Refusal is { Fields: not null } refusal) return await PageAsync(form.ReturnTo, refusal, handler, browser, cancellationToken);
        if (outcome.IsRefused) return PortalErrors.Page(outcome.Refusal.Status(), outcome.Refusal.Message);
        await SessionCookie.SignInAsync(http, outcome.Value);
        return new SeeOther(LocalPath.OrTasks(form.ReturnTo));
    }

    private static async Task<IResult> ApiAsync(Request request, Handler handler, AuditKey key, HttpContext http, CancellationToken cancellationToken)
    {
        var outcome = await handler.HandleAsync(request.PersonId, SignInBrowser.HashOf(http, key), cancellationToken);
        if (outcome.IsRefused) return outcome.Refusal.Problem();
        await SessionCookie.SignInAsync(http, outcome.Value);
        return Results.Ok(new Response(SignedIn: true, outcome.Value.NeedsSecondFactor));
    }

    // Without a code that was just entered there is nobody to choose from: begin again.
    private static async Task<IResult> PageAsync(string? returnTo, Refusal? refusal, Handler handler, string? browser, CancellationToken cancellationToken)
    {
        var choices = await handler.ChoicesAsync(browser, cancellationToken);
        if (choices.IsRefused) return new SeeOther(LocalPath.With(PortalPaths.SignIn, returnTo), new Notice(T("Your code has been used or has expired. Ask for a new one."), Success: false));
        return new RazorComponentResult<Page>(new
        {
            ReturnTo = returnTo,
            Errors = refusal?.Errors(),
            People = choices.Value.Select(person => new Choice(person.Id.ToString(), person.Name)).ToList(),
        })
        { StatusCode = refusal?.Status() ?? StatusCodes.Status200OK };
    }
}
