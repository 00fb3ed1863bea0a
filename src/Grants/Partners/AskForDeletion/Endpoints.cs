using Grants.Accounts;
using Grants.Portal;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;

namespace Grants.Partners.AskForDeletion;

internal static class Endpoints
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/partners/{id:guid}/deletion", async Task<IResult> (Guid id, Handler handler, CancellationToken cancellationToken) =>
            {
                var found = await handler.FindAsync(id, cancellationToken);
                return found.IsRefused ? found.Refusal.Page() : new RazorComponentResult<Page>(new { Deletion = found.Value });
            })
            .WhoMay(Who.Applicant).ExcludeFromDescription();
        // The form is bound for its token.
        routes.MapPost("/partners/{id:guid}/deletion", async Task<IResult> (Guid id, IFormCollection _, Handler handler, CancellationToken cancellationToken) =>
                (await handler.HandleAsync(id, cancellationToken)).Refusal is { } refusal
                    ? refusal.Page($"/partners/{id}/deletion")
                    : new SeeOther($"/partners/{id}/deletion", new Notice(T("Your request is sent. An administrator decides within 30 days."))))
            .WhoMay(Who.Applicant).ExcludeFromDescription();
        routes.MapPost("/partners/{id:guid}/deletion/withdraw", async Task<IResult> (Guid id, [FromForm] VersionedRequest form, Handler handler, CancellationToken cancellationToken) =>
                (await handler.WithdrawAsync(id, form.Version, cancellationToken)).Refusal is { } refusal
                    ? refusal.Page($"/partners/{id}/deletion")
                    : new SeeOther($"/partners/{id}/deletion", new Notice(T("The request is withdrawn. Nothing is deleted."))))
            .WhoMay(Who.Applicant).ExcludeFromDescription();
        routes.MapGet("/api/v1/organisations/{id:guid}/deletion", async (Guid id, Handler handler, CancellationToken cancellationToken) => (await handler.FindAsync(id, cancellationToken)).Json())
            .WhoMay(Who.Applicant).WithTags("Partners").WithName("ShowDeletion").WithSummary("What deleting the organisation's data would mean, and the latest request. Leads only.").Produces<DeletionView>();
        routes.MapPost("/api/v1/organisations/{id:guid}/deletion", async (Guid id, Handler handler, CancellationToken cancellationToken) => (await handler.HandleAsync(id, cancellationToken)).Json())
            .WhoMay(Who.Applicant).WithTags("Partners").WithName("AskForDeletion").WithSummary("A lead asks to have the organisation's data deleted. An administrator decides.").Produces<Asked>();
        routes.MapPost("/api/v1/organisations/{id:guid}/deletion/withdraw", async (Guid id, VersionedRequest request, Handler handler, CancellationToken cancellationToken) =>
                (await handler.WithdrawAsync(id, request.Version, cancellationToken)).Json())
            .WhoMay(Who.Applicant).WithTags("Partners").WithName("WithdrawDeletion").WithSummary("A lead takes the request back.").Produces(StatusCodes.Status204NoContent);
    }
}
