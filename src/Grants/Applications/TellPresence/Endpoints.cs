using Grants.Accounts;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Grants.Applications.TellPresence;

/// <param name="Section">What the page is headed.</param>
/// <param name="Seen">The versions of the answers that the page shows, by question; 0 where there is none.</param>
internal sealed record Request(string? Section = null, Dictionary<string, int>? Seen = null);

internal static class Endpoints
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapPost("/api/v1/applications/{id:guid}/presence", async (Guid id, Request body, Handler handler, CancellationToken cancellationToken) =>
                (await handler.HandleAsync(id, body.Section, body.Seen ?? [], cancellationToken)).Json())
            .WhoMay(Who.Applicant).WithTags("Applications").WithName("TellPresence")
            .WithSummary("Tells colleagues that a page of the draft is open; says who else has one open, and which answers were saved since.");
}
