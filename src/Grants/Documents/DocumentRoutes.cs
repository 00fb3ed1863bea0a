using Microsoft.AspNetCore.Routing;

namespace Grants.Documents;

/// <summary>The area's endpoints.</summary>
internal static class DocumentRoutes
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        UploadInChunks.Endpoints.Map(routes);
        DeleteDocument.Endpoints.Map(routes);
        ListDocuments.Endpoints.Map(routes);
        DownloadDocument.Endpoints.Map(routes);
    }
}
