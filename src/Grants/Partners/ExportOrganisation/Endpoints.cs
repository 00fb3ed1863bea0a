using Grants.Accounts;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Grants.Partners.ExportOrganisation;

internal static class Endpoints
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        // The form is bound for its token: another site's page must not set this off.
        routes.MapPost("/partners/{id:guid}/export", async Task<IResult> (Guid id, IFormCollection _, Handler handler, OrganisationExport export, CancellationToken cancellationToken) =>
                (await handler.HandleAsync(id, cancellationToken)).Refusal is { } refusal ? refusal.Page($"/partners/{id}") : File(id, export, cancellationToken))
            .WhoMay(Who.Applicant).ExcludeFromDescription();
        routes.MapPost("/api/v1/organisations/{id:guid}/export", async Task<IResult> (Guid id, Handler handler, OrganisationExport export, CancellationToken cancellationToken) =>
                (await handler.HandleAsync(id, cancellationToken)).Refusal is { } refusal ? refusal.Problem() : File(id, export, cancellationToken))
            .WhoMay(Who.Applicant).WithTags("Partners").WithName("ExportOrganisation").WithSummary("All data of the organisation as one ZIP file of JSON and documents. Leads only.")
            .Produces<byte[]>(StatusCodes.Status200OK, "application/zip");
    }

    private static IResult File(Guid id, OrganisationExport export, CancellationToken cancellationToken) =>
        Results.Stream(stream => export.WriteAsync(id, stream, cancellationToken), "application/zip", "organisation-data.zip");
}
