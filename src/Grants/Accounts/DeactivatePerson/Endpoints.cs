using Grants.Portal;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;

namespace Grants.Accounts.DeactivatePerson;

internal sealed record Form(int Version);

internal static class Endpoints
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapPost("/people/{id:guid}/deactivate", PostAsync).WhoMay(Who.Administrator).ExcludeFromDescription();
        routes.MapPost("/api/v1/people/{id:guid}/deactivate", async (Guid id, VersionedRequest body, Handler handler, CancellationToken cancellationToken) =>
            (await handler.HandleAsync(id, body.Version, cancellationToken)).Json())
            .WhoMay(Who.Administrator).WithTags("Accounts").WithName("DeactivatePerson").WithSummary("Ends a person's access at once: sessions, tokens and sign-in.");
    }

    private static async Task<IResult> PostAsync(Guid id, [FromForm] Form form, Handler handler, CancellationToken cancellationToken) =>
        (await handler.HandleAsync(id, form.Version, cancellationToken)).Refusal is { } refusal
            ? PortalErrors.Page(refusal.Status(), refusal.Message, latest: "/people")
            : new SeeOther("/people", new Notice(T("The person can no longer sign in.")));
}
