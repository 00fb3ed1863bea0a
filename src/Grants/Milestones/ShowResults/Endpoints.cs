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
        routes.MapGet("/results", async (HttpRequest request, ProgrammeResults results, TimeProvider clock, CancellationToken cancellationToken) =>
            {
                var errors = new FieldErrors();
                var (from, to) = (Day(request.Query, "From", errors), Day(request.Query, "To", errors));
                var read = await ReadAsync(from, to, request.Query["Country"], results, clock, cancellationToken);
                return new RazorComponentResult<Page>(new { Results = read, From = Typed(request.Query, "From", read.From), To = Typed(request.Query, "To", read.To), Errors = errors })
                {
                    StatusCode = errors.Any ? StatusCodes.Status400BadRequest : StatusCodes.Status200OK,
                };
            })
            .WhoMay(Readers).ExcludeFromDescription();
        routes.MapGet("/api/v1/results", async (DateOnly? from, DateOnly? to, string? country, ProgrammeResults results, TimeProvider clock, CancellationToken cancellationToken) =>
                TypedResults.Ok(await ReadAsync(from, to, country, results, clock, cancellationToken)))
            .WhoMay(Readers).WithTags("Milestones").WithName("ShowResults").WithSummary("People trained in a period by country, from approved reports; counts under five are not told. This year when no dates are given.")
            .Produces<ResultsView>();
    }

    private static TypedDate? Typed(IQueryCollection query, string name) =>
        query.ContainsKey($"{name}.Day") ? new TypedDate { Day = query[$"{name}.Day"], Month = query[$"{name}.Month"], Year = query[$"{name}.Year"] } : null;

    private static TypedDate Typed(IQueryCollection query, string name, DateOnly shown) => Typed(query, name) ?? TypedDate.Of(shown);

    private static DateOnly? Day(IQueryCollection query, string name, FieldErrors errors)
    {
        if (Typed(query, name) is not { Empty: false } typed) return null;
        if (typed.TryParse(out var day)) return day;
        errors.Add(name, T("Enter a date, for example 15 3 2027"));
        return null;
    }

    private static Task<ResultsView> ReadAsync(DateOnly? from, DateOnly? to, string? country, ProgrammeResults results, TimeProvider clock, CancellationToken cancellationToken)
    {
        var today = DateOnly.FromDateTime(clock.GetUtcNow().UtcDateTime);
        return results.OfAsync(from ?? new DateOnly(today.Year, 1, 1), to ?? today, country is not null && Countries.IsKnown(country) ? country : null, cancellationToken);
    }
}
