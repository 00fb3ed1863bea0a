using Grants.Data;
using Grants.Portal;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;

namespace Grants.Accounts.UsePasskey;

internal sealed record Form
{
    public string? Credential { get; init; }

    public string? ReturnTo { get; init; }
}

/// <param name="Credential">The browser's <c>PublicKeyCredential</c>, as JSON in a string.</param>
internal sealed record Request(string? Credential);

internal static class Endpoints
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapPost("/api/v1/sign-in/passkey/options", async (Handler handler, HttpContext http, CancellationToken cancellationToken) => PasskeyOptions.Answer(await handler.AskAsync(http, cancellationToken)))
            .WhoMay(Who.SignedIn).BeforeSecondFactor().SignInOnly().WithTags("Accounts").WithName("AskPasskey").WithSummary("What a passkey is to sign (WebAuthn, PublicKeyCredentialRequestOptions).")
            .Produces<PasskeyOptions>();
        routes.MapPost("/sign-in/passkey", async ([FromForm] Form form, Handler handler, HttpContext http, CancellationToken cancellationToken) =>
            (await handler.HandleAsync(form.Credential, http, cancellationToken)).Refusal switch
            {
                null => new SeeOther(LocalPath.OrTasks(form.ReturnTo)),
                { Kind: RefusalKind.Invalid or RefusalKind.TooMany } refusal => new SeeOther(LocalPath.With(SecondFactorGate.Path, form.ReturnTo), new Notice(refusal.Message, Success: false)),
                var refusal => refusal.Page(SecondFactorGate.Path),
            }).WhoMay(Who.SignedIn).BeforeSecondFactor().ExcludeFromDescription();
        routes.MapPost("/api/v1/sign-in/passkey", async (Request body, Handler handler, HttpContext http, CancellationToken cancellationToken) =>
            (await handler.HandleAsync(body.Credential, http, cancellationToken)).Json())
            .WhoMay(Who.SignedIn).BeforeSecondFactor().SignInOnly().WithTags("Accounts").WithName("UsePasskey").WithSummary("Proves the second factor of a person with a role, with what their passkey has signed.");
    }
}
