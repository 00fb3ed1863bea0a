using Grants.Accounts;
using Grants.Portal;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Grants.Milestones.ShowResults;

internal static class Endpoints
{
    private const Who Readers = Who.GrantManager | Who.FinanceOfficer | Who.Auditor | Who.Administrator;

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/results", async (DateOnly? from, DateOnly? to, string? country, ProgrammeResults results, TimeProvider clock, CancellationToken cancellationToken) =>
                new RazorComponentResult<Page>(new { Results = await ReadAsync(from, to, country, results, clock, cancellationToken) }))
            .WhoMay(Readers).ExcludeFromDescription();
        routes.MapGet("/api/v1/results", async (DateOnly? from, DateOnly? to, string? country, ProgrammeResults results, TimeProvider clock, CancellationToken cancellationToken) =>
                Results.Ok(await ReadAsync(from, to, country, results, clock, cancellationToken)))
            .WhoMay(Readers).WithTags("Milestones").WithName("ShowResults").WithSummary("People trained in a period by country, from approved reports; counts under five are not told. This year when no dates are given.")
            .Produces<ResultsView>();
    }

    private static Task<ResultsView> ReadAsync(DateOnly? from, DateOnly? to, string? country, ProgrammeResults results, TimeProvider clock, CancellationToken cancellationToken)
    {
        var today = DateOnly.FromDateTime(clock.GetUtcNow().UtcDateTime);
        return results.OfAsync(from ?? new DateOnly(today.Year, 1, 1), to ?? today, country is not null && Countries.IsKnown(country) ? country : null, cancellationToken);
    }
}
