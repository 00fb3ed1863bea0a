using Grants.Accounts;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Grants.Documents.DeleteDocument;

internal static class Endpoints
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapDelete("/api/v1/documents/{id:guid}", async (Guid id, Handler handler, CancellationToken cancellationToken) => (await handler.HandleAsync(id, cancellationToken)).Json())
            .WhoMay(Who.Applicant | Who.GrantManager).WithTags("Documents").WithName("DeleteDocument")
            .WithSummary("Removes a document from what is still being written.").Produces(StatusCodes.Status204NoContent);
}
