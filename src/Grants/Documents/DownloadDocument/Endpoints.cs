using Grants.Accounts;
using Grants.Portal;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Net.Http.Headers;

namespace Grants.Documents.DownloadDocument;

internal static class Endpoints
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/documents/{id:guid}", GetAsync).WhoMay(Who.SignedIn).WithTags("Documents").ExcludeFromDescription();
        routes.MapGet("/api/v1/documents/{id:guid}/content", async (Guid id, Handler handler, DocumentStore store, HttpContext http, CancellationToken cancellationToken) =>
            {
                var found = await handler.HandleAsync(id, cancellationToken);
                return found.IsRefused ? found.Refusal.Problem() : await SendAsync(found.Value, store, http, cancellationToken);
            })
            .WhoMay(Who.SignedIn).WithTags("Documents").WithName("DownloadDocument").WithSummary("The file itself. Part of it is sent for a 'Range', and nothing where 'If-None-Match' has its SHA-256.")
            .Produces<byte[]>(StatusCodes.Status200OK, "application/octet-stream");
        // Where the other asks to sign in, this one says that there is nothing, unless the document is public. The same rule decides in both.
        routes.MapGet("/public/documents/{id:guid}", GetAsync).WhoMay(Who.Anyone).WithTags("Documents").ExcludeFromDescription();
    }

    private static async Task<IResult> GetAsync(Guid id, Handler handler, DocumentStore store, HttpContext http, CancellationToken cancellationToken)
    {
        var found = await handler.HandleAsync(id, cancellationToken);
        return found.IsRefused ? found.Refusal.Page() : await SendAsync(found.Value, store, http, cancellationToken);
    }

    private static async Task<IResult> SendAsync(Document document, DocumentStore store, HttpContext http, CancellationToken cancellationToken)
    {
        // What people uploaded is only ever saved, never shown as a page of ours. What the system made is a page of ours that runs nothing.
        var isOurs = document.UploadedBy is null && document.ContentType!.StartsWith("text/html", StringComparison.Ordinal);
        var disposition = new ContentDispositionHeaderValue(isOurs ? "inline" : "attachment");
        disposition.SetHttpFileName(document.Name);
        http.Response.Headers.ContentDisposition = disposition.ToString();
        http.Response.Headers.XContentTypeOptions = "nosniff";
        if (isOurs) http.Response.Headers.ContentSecurityPolicy = SecurityHeaders.DocumentPolicy;

        // Seekable, so a broken download goes on where it stopped.
        var content = await store.OpenReadAsync(document, cancellationToken);
        return Results.Stream(content, document.ContentType, entityTag: new EntityTagHeaderValue($"\"{document.Sha256}\""), enableRangeProcessing: true);
    }
}
