using Grants.Data;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;

namespace Grants.Accounts.SetUpAuthenticator;

internal sealed record Form
{
    public Guid Seed { get; init; }

    public string? Code { get; init; }

    public string? ReturnTo { get; init; }
}

/// <param name="Seed">The offer that the code is for.</param>
/// <param name="Code">Six digits that the app shows now.</param>
internal sealed record Request(Guid Seed, string? Code);

internal static class Endpoints
{
    private const string Path = "/account/authenticator";

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet(Path, (string? returnTo, Handler handler, CancellationToken cancellationToken) => PageAsync(null, returnTo, null, handler, cancellationToken))
            .WhoMay(Who.SignedIn).BeforeSecondFactor().ExcludeFromDescription();
        routes.MapPost(Path, async ([FromForm] Form form, Handler handler, CancellationToken cancellationToken) =>
        {
            var set = await handler.HandleAsync(form.Seed, form.Code, cancellationToken);
            return set.Refusal switch
            {
                _ when !set.IsRefused => RecoveryCodesPage.Or(set.Value, form.ReturnTo, T("Your authenticator app is set up.")),
                { Kind: RefusalKind.Invalid } refusal => await PageAsync(form.Seed, form.ReturnTo, refusal, handler, cancellationToken),
                { Kind: RefusalKind.SecondFactor } => SecondFactorRules.Ask(Path),
                _ => set.Refusal.Page(Path),
            };
        }).WhoMay(Who.SignedIn).BeforeSecondFactor().ExcludeFromDescription();
        routes.MapPost("/api/v1/account/authenticator/offer", async (Handler handler, CancellationToken cancellationToken) => (await handler.OfferAsync(null, cancellationToken)).Json())
            .WhoMay(Who.SignedIn).BeforeSecondFactor().SignInOnly().WithTags("Accounts").WithName("OfferAuthenticator").WithSummary("A new key for your authenticator app; it counts once it is confirmed.");
        routes.MapPost("/api/v1/account/authenticator", async (Request body, Handler handler, CancellationToken cancellationToken) =>
            (await handler.HandleAsync(body.Seed, body.Code, cancellationToken)).Json(codes => new RecoveryCodesMade(codes)))
            .WhoMay(Who.SignedIn).BeforeSecondFactor().SignInOnly().WithTags("Accounts").WithName("SetUpAuthenticator")
            .WithSummary("Confirms the key with the code that your app shows; the first factor comes with recovery codes, shown this once.");
    }

    private static async Task<IResult> PageAsync(Guid? seed, string? returnTo, Refusal? refusal, Handler handler, CancellationToken cancellationToken)
    {
        var offer = await handler.OfferAsync(seed, cancellationToken);
        return offer.Refusal switch
        {
            null => new RazorComponentResult<Page>(new { Offer = offer.Value, ReturnTo = returnTo, Errors = refusal?.Errors() }) { StatusCode = refusal?.Status() ?? StatusCodes.Status200OK },
            { Kind: RefusalKind.SecondFactor } => SecondFactorRules.Ask(Path),
            var no => no.Page(),
        };
    }
}
