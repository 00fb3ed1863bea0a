using Grants.Accounts;
using Grants.Lifecycle;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Grants.Applications.ListApplications;

/// <summary>The filters as they stand in the address; what cannot be read does not narrow.</summary>
internal sealed record Query(string? Call, string? Stage, string? Country, int? Page)
{
    public Filter Filter => new(
        Guid.TryParse(Call, out var call) ? call : null, Enum.TryParse<Stage>(Stage, ignoreCase: true, out var stage) && Enum.IsDefined(stage) ? stage : null, Country, Page ?? 1);
}

internal static class Endpoints
{
    private const Who Readers = Who.Applicant | Who.GrantManager | Who.Administrator | Who.Auditor | Who.FinanceOfficer;

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/applications", async ([AsParameters] Query query, Handler handler, CurrentActor actor, CancellationToken cancellationToken) =>
            new RazorComponentResult<Page>(new
            {
                Listed = await handler.HandleAsync(query.Filter, cancellationToken),
                query.Filter,
                Calls = actor.Value.IsStaff ? await handler.CallsAsync(cancellationToken) : [],
                Actor = actor.Value,
            })).WhoMay(Readers).ExcludeFromDescription();

        routes.MapGet("/api/v1/applications", async ([AsParameters] Query query, Handler handler, CancellationToken cancellationToken) =>
            Results.Ok(await handler.HandleAsync(query.Filter, cancellationToken)))
            .WhoMay(Readers).WithTags("Applications").WithName("ListApplications").WithSummary("Applications, newest first: one's own organisations', or all for programme staff.");
    }
}
