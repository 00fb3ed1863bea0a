using Grants.Accounts;
using Grants.Portal;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;

namespace Grants.Partners.AcceptInvitation;

internal static class Endpoints
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/invitations/{id:guid}", async Task<IResult> (Guid id, Handler handler, CancellationToken cancellationToken) =>
            {
                var found = await handler.FindAsync(id, cancellationToken);
                return found.IsRefused
                    ? PortalErrors.Page(StatusCodes.Status404NotFound, T("There is no such invitation for the address that you have signed in with. Sign out, then sign in with the address to which the invitation was sent."))
                    : new RazorComponentResult<Page>(new { Invitation = found.Value });
            })
            .WhoMay(Who.SignedIn).ExcludeFromDescription();
        routes.MapPost("/invitations/{id:guid}", async Task<IResult> (Guid id, [FromForm] VersionedRequest form, Handler handler, CancellationToken cancellationToken) =>
            {
                var outcome = await handler.HandleAsync(id, form.Version, cancellationToken);
                return outcome.IsRefused ? outcome.Refusal.Page($"/invitations/{id}") : new SeeOther("/applications", new Notice(T("You belong to the organisation now. Here are its applications: open a draft to write with your colleagues.")));
            })
            .WhoMay(Who.SignedIn).ExcludeFromDescription();
        routes.MapGet("/api/v1/invitations/{id:guid}", async (Guid id, Handler handler, CancellationToken cancellationToken) => (await handler.FindAsync(id, cancellationToken)).Json())
            .WhoMay(Who.SignedIn).WithTags("Partners").WithName("ShowInvitation").WithSummary("An invitation that went to my address.").Produces<InvitationView>();
        routes.MapPost("/api/v1/invitations/{id:guid}/accept", async (Guid id, VersionedRequest request, Handler handler, CancellationToken cancellationToken) =>
                (await handler.HandleAsync(id, request.Version, cancellationToken)).Refusal is { } refusal ? refusal.Problem() : Results.NoContent())
            .WhoMay(Who.SignedIn).WithTags("Partners").WithName("AcceptInvitation").WithSummary("Accepts an invitation that went to my address.").Produces(StatusCodes.Status204NoContent);
    }
}
