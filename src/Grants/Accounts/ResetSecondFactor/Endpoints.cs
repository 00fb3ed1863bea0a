using Grants.Data;
using Grants.Portal;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;

namespace Grants.Accounts.ResetSecondFactor;

internal sealed record Form(int Version);

internal static class Endpoints
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapPost("/people/{id:guid}/second-factor/reset", async (Guid id, [FromForm] Form form, Handler handler, CancellationToken cancellationToken) =>
            (await handler.HandleAsync(id, form.Version, cancellationToken)).Refusal switch
            {
                null => new SeeOther($"/people/{id}", new Notice(T("The second factor is reset. The person sets up a new one when they next sign in."))),
                { Kind: RefusalKind.SecondFactor } => SecondFactorRules.Ask($"/people/{id}"),
                var refusal => refusal.Page($"/people/{id}"),
            }).WhoMay(Who.Administrator).ExcludeFromDescription();
        routes.MapPost("/api/v1/people/{id:guid}/second-factor/reset", async (Guid id, VersionedRequest body, Handler handler, CancellationToken cancellationToken) =>
            (await handler.HandleAsync(id, body.Version, cancellationToken)).Json())
            .WhoMay(Who.Administrator).SignInOnly().WithTags("Accounts").WithName("ResetSecondFactor").WithSummary("Takes a second factor that its person has lost; they set up a new one when they next sign in.");
    }
}
