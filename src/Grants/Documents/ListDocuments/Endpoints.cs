using Grants.Accounts;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Grants.Documents.ListDocuments;

internal static class Endpoints
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapGet("/api/v1/documents", async (Guid subject, Handler handler, CancellationToken cancellationToken) => TypedResults.Ok(await handler.HandleAsync(subject, cancellationToken)))
            .WhoMay(Who.SignedIn).WithTags("Documents").WithName("ListDocuments")
            .WithSummary("The documents of an application, report, award, grant or call that you may read.").Produces<IReadOnlyList<StoredDocument>>();
}
