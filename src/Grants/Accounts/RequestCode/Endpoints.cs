using Grants.Data;
using Grants.Portal;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;

namespace Grants.Accounts.RequestCode;

internal sealed record Form
{
    public string? Email { get; init; }

    public string? ReturnTo { get; init; }
}

internal sealed record Request(string? Email);

internal static class Endpoints
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet(PortalPaths.SignIn, Show).WhoMay(Who.Anyone).ExcludeFromDescription();
        routes.MapPost(PortalPaths.SignIn, PostAsync).WhoMay(Who.Anyone).ExcludeFromDescription();
        routes.MapPost("/api/v1/sign-in", ApiAsync).WhoMay(Who.Anyone).WithTags("Accounts").WithName("RequestCode")
            .WithSummary("Asks for a sign-in code. The answer does not say whether anybody has the address.")
            .Produces(StatusCodes.Status202Accepted).ProducesProblem(StatusCodes.Status400BadRequest).ProducesProblem(StatusCodes.Status429TooManyRequests);
    }

    private static IResult Show(string? returnTo, CurrentActor actor) =>
        actor.Value.IsSignedIn ? Results.LocalRedirect(LocalPath.OrTasks(returnTo)) : Page(null, returnTo);

    private static async Task<IResult> PostAsync([FromForm] Form form, Handler handler, AuditKey key, HttpContext http, CancellationToken cancellationToken)
    {
        var outcome = await handler.HandleAsync(form.Email, Asker(http, key), cancellationToken);
        if (outcome.Refusal is { Fields: not null } refusal) return Page(form.Email, form.ReturnTo, refusal);
        if (outcome.IsRefused) return PortalErrors.Page(outcome.Refusal.Status(), outcome.Refusal.Message);
        return new SeeOther(LocalPath.With("/sign-in/code", form.ReturnTo));
    }

    private static async Task<IResult> ApiAsync(Request request, Handler handler, AuditKey key, HttpContext http, CancellationToken cancellationToken)
    {
        var outcome = await handler.HandleAsync(request.Email, Asker(http, key), cancellationToken);
        return outcome.IsRefused ? outcome.Refusal.Problem() : Results.Accepted();
    }

    private static Asker Asker(HttpContext http, AuditKey key) =>
        new(SignInBrowser.Bind(http, key), SignInBrowser.ClientHash(http, key), emailKey => SignInBrowser.Knows(http, key, emailKey));

    private static RazorComponentResult<Page> Page(string? email, string? returnTo, Refusal? refusal = null) =>
        new(new { Email = email, ReturnTo = returnTo, Errors = refusal?.Errors() }) { StatusCode = refusal?.Status() ?? StatusCodes.Status200OK };
}
