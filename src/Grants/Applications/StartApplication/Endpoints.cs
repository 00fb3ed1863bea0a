using Grants.Accounts;
using Grants.Portal;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;

namespace Grants.Applications.StartApplication;

/// <summary>Who applies.</summary>
/// <param name="OrganisationId">An organisation that the person belongs to, as 'memberships' of GET /api/v1/me names it.</param>
internal sealed record Request(Guid OrganisationId);

internal static class Endpoints
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapPost("/calls/{id:guid}/applications", async (Guid id, [FromForm] Request form, Handler handler, CancellationToken cancellationToken) =>
        {
            var outcome = await handler.HandleAsync(id, form.OrganisationId, cancellationToken);
            return outcome.IsRefused ? outcome.Refusal.Page($"/calls/{id}") : new SeeOther($"/applications/{outcome.Value.Id}");
        }).WhoMay(Who.Applicant).ExcludeFromDescription();

        routes.MapPost("/api/v1/calls/{id:guid}/applications", async (Guid id, Request body, Handler handler, CancellationToken cancellationToken) =>
            (await handler.HandleAsync(id, body.OrganisationId, cancellationToken)).Json())
            .WhoMay(Who.Applicant).WithTags("Applications").WithName("StartApplication").WithSummary("Starts an organisation's application to an open call, or finds the one that it has started. Which organisations are yours, GET /api/v1/me says.");
    }
}
