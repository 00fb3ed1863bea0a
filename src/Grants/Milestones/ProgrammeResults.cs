using Grants.Data;
using Grants.Lifecycle;
using Microsoft.EntityFrameworkCore;

namespace Grants.Milestones;

/// <summary>
/// What the programme publishes: people trained in a period, by country. Only approved reports count, each in the period in which it was
/// submitted; a count so small that it could lead to a person is not told.
/// </summary>
public sealed class ProgrammeResults(GrantsDb db)
{
    /// <summary>A count of people below this is suppressed.</summary>
    public const int SmallestCount = 5;

    /// <summary>The results of a period.</summary>
    /// <param name="from">The first day (UTC).</param>
    /// <param name="to">The last day (UTC).</param>
    /// <param name="country">ISO 3166 alpha-2; null for all.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    public async Task<ResultsView> OfAsync(DateOnly from, DateOnly to, string? country, CancellationToken cancellationToken)
    {
        var start = from.ToDateTime(TimeOnly.MinValue, DateTimeKind.Utc);
        var end = to.AddDays(1).ToDateTime(TimeOnly.MinValue, DateTimeKind.Utc);
        Stage[] approved = [Stage.TrancheDue, Stage.TrancheReleased, Stage.TranchePaid];
        // The last submission of an approved milestone is the approved one.
        var rows = await (from milestone in db.Milestones.AsNoTracking()
                          join trained in db.Set<TrainedCount>() on milestone.Id equals trained.MilestoneId
                          where approved.Contains(milestone.Stage)
                          let submittedAt = db.ReportSubmissions.Where(submission => submission.MilestoneId == milestone.Id).Max(submission => (DateTime?)submission.SubmittedAt)
                          where submittedAt >= start && submittedAt < end
                          group trained by new { trained.Country, trained.ActorKind } into counts
                          select new
                          {
                              counts.Key.Country,
                              counts.Key.ActorKind,
                              Women = counts.Sum(row => row.Women),
                              Men = counts.Sum(row => row.Men),
                              Undisclosed = counts.Sum(row => row.Undisclosed),
                          }).ToListAsync(cancellationToken);
        // What is hidden is decided over all countries: asking for one of them tells no more than the whole table does.
        var countries = Protect(rows.GroupBy(row => row.Country).OrderBy(group => group.Key, StringComparer.Ordinal)
            .Select(group => Result(group.Key, group.Sum(row => row.Women), group.Sum(row => row.Men), group.Sum(row => row.Undisclosed), group.Where(row => row.ActorKind == ActorKind.State).Sum(row => row.Women + row.Men + row.Undisclosed)))
            .ToList());
        if (country is not null)
        {
            var one = countries.Find(row => row.Country == country) ?? new CountryResult(country, 0, null, 0, 0);
            return new ResultsView(from, to, country, one, [one]);
        }

        var all = Result(null, rows.Sum(row => row.Women), rows.Sum(row => row.Men), rows.Sum(row => row.Undisclosed), rows.Where(row => row.ActorKind == ActorKind.State).Sum(row => row.Women + row.Men + row.Undisclosed));
        return new ResultsView(from, to, null, all, countries);
    }

    /// <summary>One row of results; what is smaller than <see cref="SmallestCount"/> is left out, and so is what it could be computed from.</summary>
    internal static CountryResult Result(string? country, int women, int men, int undisclosed, int state)
    {
        var people = women + men + undisclosed;
        if (people is > 0 and < SmallestCount) return new CountryResult(country, null, null, null, null);
        var bySex = !Small(women) && !Small(men) && !Small(undisclosed);
        var byActor = !Small(state) && !Small(people - state);
        return new CountryResult(
            country, people, bySex && women + men > 0 ? (int)Math.Round(100m * women / (women + men), MidpointRounding.AwayFromZero) : null, byActor ? state : null, byActor ? people - state : null);
    }

    // One hidden country could be computed from the total and the others: the smallest of the others is hidden with it.
    private static List<CountryResult> Protect(List<CountryResult> countries)
    {
        if (countries.Count(row => row.People is null) != 1 || countries.Where(row => row.People is not null).MinBy(row => row.People) is not { } smallest) return countries;
        return countries.Select(row => row == smallest ? new CountryResult(row.Country, null, null, null, null) : row).ToList();
    }

    private static bool Small(int count) => count is > 0 and < SmallestCount;
}

/// <summary>People trained in a period.</summary>
/// <param name="From">The first day (UTC).</param>
/// <param name="To">The last day (UTC).</param>
/// <param name="Country">The only country, when one was asked for.</param>
/// <param name="All">All that was asked for.</param>
/// <param name="Countries">By country.</param>
public sealed record ResultsView(DateOnly From, DateOnly To, string? Country, CountryResult All, IReadOnlyList<CountryResult> Countries);

/// <summary>People trained in one country; null where a count is too small to be told.</summary>
/// <param name="Country">ISO 3166 alpha-2; null for all.</param>
/// <param name="People">How many.</param>
/// <param name="WomenPercent">The share of women among those whose sex is recorded, in whole percent.</param>
/// <param name="State">How many work for the state.</param>
/// <param name="NonState">How many do not.</param>
public sealed record CountryResult(string? Country, int? People, int? WomenPercent, int? State, int? NonState);
