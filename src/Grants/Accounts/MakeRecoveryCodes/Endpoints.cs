using Grants.Data;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Grants.Accounts.MakeRecoveryCodes;

internal static class Endpoints
{
    // The form is bound for its token: another site must not end the codes that there are.
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapPost("/account/recovery-codes", async (IFormCollection form, Handler handler, CancellationToken cancellationToken) =>
        {
            var made = await handler.HandleAsync(cancellationToken);
            return made.Refusal switch
            {
                _ when !made.IsRefused => RecoveryCodesPage.Or(made.Value, null, ""),
                { Kind: RefusalKind.SecondFactor } => SecondFactorRules.Ask(SecurityPath.Page),
                _ => made.Refusal.Page(SecurityPath.Page),
            };
        }).WhoMay(Who.SignedIn).ExcludeFromDescription();
        routes.MapPost("/api/v1/account/recovery-codes", async (Handler handler, CancellationToken cancellationToken) =>
            (await handler.HandleAsync(cancellationToken)).Json(codes => new RecoveryCodesMade(codes)))
            .WhoMay(Who.SignedIn).SignInOnly().WithTags("Accounts").WithName("MakeRecoveryCodes").WithSummary("Makes new recovery codes, shown this once; the old ones end.");
    }
}
