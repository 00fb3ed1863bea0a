using Grants.Accounts;
using Grants.Portal;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;

namespace Grants.Partners.DeclineInvitation;

internal static class Endpoints
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapPost("/invitations/{id:guid}/decline", async Task<IResult> (Guid id, [FromForm] VersionedRequest form, Handler handler, CancellationToken cancellationToken) =>
                (await handler.HandleAsync(id, form.Version, cancellationToken)).Refusal is { } refusal
                    ? refusal.Page($"/invitations/{id}")
                    : new SeeOther(PortalPaths.Home, new Notice(T("The invitation is declined. The organisation is told."))))
            .WhoMay(Who.SignedIn).ExcludeFromDescription();
        routes.MapPost("/api/v1/invitations/{id:guid}/decline", async (Guid id, VersionedRequest request, Handler handler, CancellationToken cancellationToken) =>
                (await handler.HandleAsync(id, request.Version, cancellationToken)).Json())
            .WhoMay(Who.SignedIn).WithTags("Partners").WithName("DeclineInvitation").WithSummary("Declines an invitation that went to my address.").Produces(StatusCodes.Status204NoContent);
    }
}
