using Grants.Data;
using Grants.Portal;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;

namespace Grants.Accounts.EnterSecondFactor;

internal sealed record Form
{
    public string? Code { get; init; }

    public string? ReturnTo { get; init; }
}

/// <param name="Code">Six digits from the authenticator app, or a recovery code.</param>
internal sealed record Request(string? Code);

internal static class Endpoints
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet(SecondFactorGate.Path, (string? returnTo, Handler handler, CancellationToken cancellationToken) => PageAsync(returnTo, null, handler, cancellationToken))
            .WhoMay(Who.SignedIn).BeforeSecondFactor().ExcludeFromDescription();
        routes.MapPost(SecondFactorGate.Path, async ([FromForm] Form form, Handler handler, CancellationToken cancellationToken) =>
            (await handler.HandleAsync(form.Code, cancellationToken)).Refusal switch
            {
                null => new SeeOther(LocalPath.OrTasks(form.ReturnTo)),
                { Kind: RefusalKind.Invalid or RefusalKind.TooMany } refusal => await PageAsync(form.ReturnTo, refusal, handler, cancellationToken),
                var refusal => refusal.Page(SecondFactorGate.Path),
            }).WhoMay(Who.SignedIn).BeforeSecondFactor().ExcludeFromDescription();
        routes.MapPost("/api/v1/sign-in/second-factor", async (Request body, Handler handler, CancellationToken cancellationToken) => (await handler.HandleAsync(body.Code, cancellationToken)).Json())
            .WhoMay(Who.SignedIn).BeforeSecondFactor().SignInOnly().WithTags("Accounts").WithName("EnterSecondFactor")
            .WithSummary("Proves the second factor of a person with a role, with the code of their authenticator app or a recovery code.");
    }

    // The first time there is nothing to ask for: the person sets something up.
    private static async Task<IResult> PageAsync(string? returnTo, Refusal? refusal, Handler handler, CancellationToken cancellationToken)
    {
        var ways = await handler.WaysAsync(cancellationToken);
        return ways.None
            ? new SeeOther(LocalPath.With("/account/authenticator", returnTo))
            : new RazorComponentResult<Page>(new { Ways = ways, ReturnTo = returnTo, Errors = refusal?.Errors() }) { StatusCode = refusal?.Status() ?? StatusCodes.Status200OK };
    }
}
