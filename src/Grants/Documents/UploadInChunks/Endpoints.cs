using Grants.Accounts;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Grants.Documents.UploadInChunks;

internal static class Endpoints
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        var documents = routes.MapGroup("/api/v1/documents").WhoMay(Who.Applicant).WithTags("Documents");
        documents.MapPost("", async (Request request, Handler handler, CancellationToken cancellationToken) => (await handler.BeginAsync(request, cancellationToken)).Json())
            .WithName("BeginDocument").WithSummary("Announces a file; its chunks follow.").Produces<Begun>();
        documents.MapPut("/{id:guid}/chunks/{n:int}", async (Guid id, int n, HttpRequest body, Handler handler, CancellationToken cancellationToken) =>
                (await handler.TakeChunkAsync(id, n, body.Body, cancellationToken)).Json())
            .WithName("SendChunk").WithSummary("Sends one chunk, numbered from 0. Sending it again does no harm.")
            .Accepts<byte[]>("application/octet-stream").Produces(StatusCodes.Status204NoContent);
        documents.MapPost("/{id:guid}/complete", async (Guid id, Handler handler, CancellationToken cancellationToken) => (await handler.CompleteAsync(id, cancellationToken)).Json())
            .WithName("CompleteDocument").WithSummary("Ends a file: its content is checked, and from now on it can be used.").Produces<StoredDocument>();
    }
}
