using Grants.Accounts;
using Grants.Portal;
using Grants.Portal.Documents;
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
        routes.MapGet("/applications/{id:guid}/receipt", async (Guid id, Handler handler, CancellationToken cancellationToken) =>
        {
            var outcome = await handler.HandleAsync(id, cancellationToken);
            return outcome.IsRefused ? outcome.Refusal.Page($"/applications/{id}") : new RazorComponentResult<Page>(new { File = outcome.Value });
        }).WhoMay(Readers).ExcludeFromDescription();

        // Made on demand: it says only what is frozen since the submission, so it is the same file whenever it is made.
        routes.MapGet("/applications/{id:guid}/receipt.html", async (Guid id, Handler handler, PrintableDocument documents, HttpContext http, CancellationToken cancellationToken) =>
        {
            var outcome = await handler.HandleAsync(id, cancellationToken);
            if (outcome.IsRefused) return outcome.Refusal.Page($"/applications/{id}");
            var html = await documents.RenderAsync<Receipt>($"Receipt {outcome.Value.Application.Number}", new Dictionary<string, object?> { [nameof(Receipt.File)] = outcome.Value });
            http.Response.Headers.ContentSecurityPolicy = SecurityHeaders.DocumentPolicy;
            return Results.Bytes(html, "text/html; charset=utf-8");
        }).WhoMay(Readers).ExcludeFromDescription();
    }
}
