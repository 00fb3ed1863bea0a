using Grants.Accounts;
using Grants.Portal;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Net.Http.Headers;

namespace Grants.Documents.DownloadDocument;

internal static class Endpoints
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/documents/{id:guid}", GetAsync).WhoMay(Who.SignedIn).WithTags("Documents").ExcludeFromDescription();
        // Where the other asks to sign in, this one says that there is nothing, unless the document is public. The same rule decides in both.
        routes.MapGet("/public/documents/{id:guid}", GetAsync).WhoMay(Who.Anyone).WithTags("Documents").ExcludeFromDescription();
    }

    private static async Task<IResult> GetAsync(Guid id, Handler handler, DocumentStore store, HttpContext http, CancellationToken cancellationToken)
    {
        var found = await handler.HandleAsync(id, cancellationToken);
        if (found.IsRefused) return PortalErrors.Page(found.Refusal.Status(), found.Refusal.Message);

        // What people uploaded is only ever saved, never shown as a page of ours. What the system made is a page of ours that runs nothing.
        var document = found.Value;
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
