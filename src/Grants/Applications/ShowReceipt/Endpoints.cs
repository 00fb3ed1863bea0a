using Grants.Accounts;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Grants.Applications.ShowReceipt;

internal static class Endpoints
{
    private const Who Readers = Who.Applicant | Who.GrantManager | Who.Administrator | Who.Auditor;

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/applications/{id:guid}/receipt", async (Guid id, int? submission, Handler handler, CancellationToken cancellationToken) =>
        {
            var outcome = await handler.HandleAsync(id, submission, cancellationToken);
            return outcome.IsRefused ? outcome.Refusal.Page($"/applications/{id}") : new RazorComponentResult<Page>(new { Receipt = outcome.Value });
        }).WhoMay(Readers).ExcludeFromDescription();

        routes.MapGet("/api/v1/applications/{id:guid}/receipt", async (Guid id, int? submission, Handler handler, CancellationToken cancellationToken) =>
            (await handler.HandleAsync(id, submission, cancellationToken)).Json())
            .WhoMay(Readers).WithTags("Applications").WithName("ShowReceipt")
            .WithSummary("The receipt of the last submission, or of the one of that number, with every document's SHA-256 and the whole application to print and as a Word file.");
    }
}
