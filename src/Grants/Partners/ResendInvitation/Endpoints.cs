using Grants.Accounts;
using Grants.Portal;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;

namespace Grants.Partners.ResendInvitation;

internal static class Endpoints
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapPost("/invitations/{id:guid}/resend", async Task<IResult> (Guid id, [FromForm] VersionedRequest form, Handler handler, CancellationToken cancellationToken) =>
            {
                var outcome = await handler.HandleAsync(id, form.Version, cancellationToken);
                return outcome.IsRefused ? outcome.Refusal.Page("/partners") : new SeeOther($"/partners/{outcome.Value}/people", new Notice(T("The invitation is sent again. It can be accepted for 14 days from now.")));
            })
            .WhoMay(Who.Applicant).ExcludeFromDescription();
        routes.MapPost("/api/v1/invitations/{id:guid}/resend", async (Guid id, VersionedRequest request, Handler handler, CancellationToken cancellationToken) =>
                (await handler.HandleAsync(id, request.Version, cancellationToken)).Refusal is { } refusal ? refusal.Problem() : Results.NoContent())
            .WhoMay(Who.Applicant).WithTags("Partners").WithName("ResendInvitation").WithSummary("Sends an invitation again; it lasts from now.").Produces(StatusCodes.Status204NoContent);
    }
}
