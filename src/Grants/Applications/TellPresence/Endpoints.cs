using Grants.Accounts;
using Grants.Data;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Grants.Applications.TellPresence;

/// <param name="Section">What the page is headed.</param>
internal sealed record Request(string? Section = null);

/// <param name="Words">Who else is here, in a sentence; empty when nobody.</param>
internal sealed record Response(string Words);

internal static class Endpoints
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapPost("/api/v1/applications/{id:guid}/presence", async (Guid id, Request body, DraftPresence presence, CancellationToken cancellationToken) =>
                Texts.Clean(body.Section) is { Length: <= 200 } section
                    ? Results.Ok(new Response(await presence.HereAsync(id, section, cancellationToken)))
                    : Refusal.Invalid("section", T("Shorten the section's name")).Problem())
            .WhoMay(Who.Applicant).WithTags("Applications").WithName("TellPresence").WithSummary("Tells colleagues that a page of the draft is open, and who else has one open.").Produces<Response>();
}
