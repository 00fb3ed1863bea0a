using Grants.Accounts;
using Grants.Data;
using Grants.Portal;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;

namespace Grants.Partners.DecideDeletion;

internal sealed record Decision(int Version, bool Approved, string? Reasons);

internal static class Endpoints
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/deletion-requests/{id:guid}", async Task<IResult> (Guid id, Handler handler, CancellationToken cancellationToken) =>
            {
                var found = await handler.FindAsync(id, cancellationToken);
                return found.IsRefused ? found.Refusal.Page() : Page(found.Value, null);
            })
            .WhoMay(Who.Administrator).ExcludeFromDescription();
        routes.MapPost("/deletion-requests/{id:guid}", PostAsync).WhoMay(Who.Administrator).ExcludeFromDescription();
        routes.MapGet("/api/v1/deletion-requests/{id:guid}", async (Guid id, Handler handler, CancellationToken cancellationToken) => (await handler.FindAsync(id, cancellationToken)).Json())
            .WhoMay(Who.Administrator).WithTags("Partners").WithName("ShowDeletionRequest").WithSummary("A request for deletion, with what would go and what must be kept.").Produces<RequestView>();
        routes.MapPost("/api/v1/deletion-requests/{id:guid}/decision", async (Guid id, Decision request, Handler handler, CancellationToken cancellationToken) =>
                (await handler.HandleAsync(id, request.Version, request.Approved, Texts.Clean(request.Reasons), cancellationToken)).Json())
            .WhoMay(Who.Administrator).WithTags("Partners").WithName("DecideDeletion").WithSummary("Approves or refuses that an organisation's data is deleted. It is carried out in a step of its own.").Produces(StatusCodes.Status204NoContent);
    }

    private static async Task<IResult> PostAsync(Guid id, [FromForm] Decision form, Handler handler, CancellationToken cancellationToken)
    {
        var outcome = await handler.HandleAsync(id, form.Version, form.Approved, Texts.Clean(form.Reasons), cancellationToken);
        if (!outcome.IsRefused) return new SeeOther($"/deletion-requests/{id}", new Notice(form.Approved ? T("The request is approved. Carry it out now, or later from your tasks.") : T("The request is refused, and the organisation is told.")));
        var found = await handler.FindAsync(id, cancellationToken);
        return found.IsRefused || outcome.Refusal.Kind != RefusalKind.Invalid ? outcome.Refusal.Page($"/deletion-requests/{id}") : Page(found.Value, form.Reasons, outcome.Refusal);
    }

    private static RazorComponentResult<Page> Page(RequestView request, string? reasons, Refusal? refusal = null) =>
        new(new { Request = request, Reasons = reasons, Errors = refusal?.Errors() }) { StatusCode = refusal?.Status() ?? StatusCodes.Status200OK };
}
