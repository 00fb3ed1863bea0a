using Grants.Data;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;

namespace Grants.Accounts.AddPasskey;

internal sealed record Form
{
    public string? Name { get; init; }

    public string? Credential { get; init; }

    public string? ReturnTo { get; init; }
}

/// <param name="Name">What you call it, up to 80 characters.</param>
/// <param name="Credential">The browser's <c>PublicKeyCredential</c>, as JSON in a string.</param>
internal sealed record Request(string? Name, string? Credential);

internal static class Endpoints
{
    private const string Path = "/account/passkeys/new";

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet(Path, async (string? returnTo, SecondFactors factors, Arrival arrival, CancellationToken cancellationToken) =>
            (await factors.MayChangeAsync(arrival.At, cancellationToken)).Refusal switch
            {
                null => Page(new Form { ReturnTo = returnTo }),
                { Kind: RefusalKind.SecondFactor } => SecondFactorRules.Ask(Path),
                var refusal => refusal.Page(),
            }).WhoMay(Who.SignedIn).BeforeSecondFactor().ExcludeFromDescription();
        routes.MapPost(Path, async ([FromForm] Form form, Handler handler, HttpContext http, CancellationToken cancellationToken) =>
        {
            var added = await handler.HandleAsync(form.Name, form.Credential, http, cancellationToken);
            return added.Refusal switch
            {
                _ when !added.IsRefused => RecoveryCodesPage.Or(added.Value, form.ReturnTo, T("The passkey is added.")),
                { Kind: RefusalKind.SecondFactor } => SecondFactorRules.Ask(Path),
                { Kind: RefusalKind.Invalid } refusal => Page(form, refusal),
                _ => added.Refusal.Page(SecurityPath.Page),
            };
        }).WhoMay(Who.SignedIn).BeforeSecondFactor().ExcludeFromDescription();
        routes.MapPost("/api/v1/account/passkeys/options", async (Handler handler, HttpContext http, CancellationToken cancellationToken) => PasskeyOptions.Answer(await handler.AskAsync(http, cancellationToken)))
            .WhoMay(Who.SignedIn).BeforeSecondFactor().SignInOnly().WithTags("Accounts").WithName("AskNewPasskey").WithSummary("What a device is to make a passkey from (WebAuthn, PublicKeyCredentialCreationOptions).")
            .Produces<PasskeyOptions>();
        routes.MapPost("/api/v1/account/passkeys", async (Request body, Handler handler, HttpContext http, CancellationToken cancellationToken) =>
            (await handler.HandleAsync(body.Name, body.Credential, http, cancellationToken)).Json(codes => new RecoveryCodesMade(codes)))
            .WhoMay(Who.SignedIn).BeforeSecondFactor().SignInOnly().WithTags("Accounts").WithName("AddPasskey").WithSummary("Adds a passkey of your own; the first factor comes with recovery codes, shown this once.");
    }

    private static IResult Page(Form form, Refusal? refusal = null) =>
        new RazorComponentResult<Page>(new { form.Name, form.ReturnTo, Errors = refusal?.Errors() }) { StatusCode = refusal?.Status() ?? StatusCodes.Status200OK };
}
