using Grants.Data;
using Grants.Portal;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Grants.Accounts.RemovePasskey;

internal static class Endpoints
{
    // The form is bound for its token: another site must not remove anything.
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapPost("/account/passkeys/{id:guid}/remove", async (Guid id, IFormCollection form, Handler handler, CancellationToken cancellationToken) =>
            (await handler.HandleAsync(id, cancellationToken)).Refusal switch
            {
                null => new SeeOther(SecurityPath.Page, new Notice(T("The passkey is removed."))),
                { Kind: RefusalKind.SecondFactor } => SecondFactorRules.Ask(SecurityPath.Page),
                var refusal => refusal.Page(SecurityPath.Page),
            }).WhoMay(Who.SignedIn).ExcludeFromDescription();
        routes.MapDelete("/api/v1/account/passkeys/{id:guid}", async (Guid id, Handler handler, CancellationToken cancellationToken) => (await handler.HandleAsync(id, cancellationToken)).Json())
            .WhoMay(Who.SignedIn).SignInOnly().WithTags("Accounts").WithName("RemovePasskey").WithSummary("Removes a passkey of your own; not your only second factor.");
    }
}
