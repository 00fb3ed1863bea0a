using Grants.Accounts;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Grants.Documents.UploadInChunks;

internal static class Endpoints
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        var documents = routes.MapGroup("/api/v1/documents").WhoMay(Who.Applicant | Who.GrantManager).WithTags("Documents");
        documents.MapPost("", async (Request request, Handler handler, CancellationToken cancellationToken) => (await handler.BeginAsync(request, cancellationToken)).Json())
            .GivesWay(Turn.ToWrite).WithName("BeginDocument").WithSummary("Announces a file; its chunks follow.")
            .WithDescription("With its SHA-256, a file that was interrupted is known again: the answer says which chunks are here already, and only the others are sent.")
            .Produces<Upload>();
        documents.MapGet("/{id:guid}", async (Guid id, Handler handler, CancellationToken cancellationToken) => (await handler.ShowAsync(id, cancellationToken)).Json())
            .WithName("ShowUpload").WithSummary("A file that you began: which chunks are here, and what the scanner says once it is complete.").Produces<Upload>();
        documents.MapGet("/unfinished", async (Guid subject, Handler handler, CancellationToken cancellationToken) => Results.Ok(await handler.UnfinishedAsync(subject, cancellationToken)))
            .WithName("ListUnfinishedUploads").WithSummary("The files that you began here and that have not arrived.").Produces<IReadOnlyList<Upload>>();
        documents.MapPut("/{id:guid}/chunks/{n:int}", async (Guid id, int n, HttpRequest body, Handler handler, CancellationToken cancellationToken) =>
                (await handler.TakeChunkAsync(id, n, body.Body, cancellationToken)).Json())
            .WithName("SendChunk").WithSummary("Sends one chunk, numbered from 0. Sending it again does no harm.")
            .Accepts<byte[]>("application/octet-stream").Produces(StatusCodes.Status204NoContent);
        documents.MapPost("/{id:guid}/complete", async (Guid id, Handler handler, CancellationToken cancellationToken) => (await handler.CompleteAsync(id, cancellationToken)).Json())
            .GivesWay(Turn.ToLookThroughFiles).WithName("CompleteDocument").WithSummary("Ends a file: its content is checked and scanned. It can be used when 'completedAt' is set.").Produces<StoredDocument>();
    }
}
