using FuzzySharp;
using Grants.Data;
using Microsoft.EntityFrameworkCore;

namespace Grants.Partners;

/// <summary>An organisation that may be the same: no more of it than its name and country, which whoever typed nearly the same knows.</summary>
/// <param name="Id">The organisation.</param>
/// <param name="LegalName">Its legal name.</param>
/// <param name="OwnName">Its name in its own script.</param>
/// <param name="Acronym">Its acronym.</param>
/// <param name="Country">ISO 3166 alpha-2.</param>
/// <param name="IsCertain">It has the same number in the same register.</param>
public sealed record LikelyMatch(Guid Id, string LegalName, string? OwnName, string? Acronym, string Country, bool IsCertain);

/// <summary>Finds organisations that may be the same as one that is being registered.</summary>
internal static class NameMatch
{
    /// <summary>From which score, of 100, two names may be one organisation's.</summary>
    public const int Likely = 84;

    private const int MostCandidates = 40;
    private const int MostShown = 3;

    // Shorter ones are too often alike by chance.
    private const int ShortestSkeleton = 3;
    private const int ShortestToCompare = 6;

    /// <summary>The most likely ones, best first, in two commands that use indexes.</summary>
    public static async Task<IReadOnlyList<LikelyMatch>> LikelyAsync(this GrantsDb db, OrganisationProfile profile, CancellationToken cancellationToken)
    {
        var keys = NameKeys.Of(profile).Select(key => key.Key).ToList();
        var candidates = await Candidates(db, keys).ToListAsync(cancellationToken);
        var rows = await db.Organisations.AsNoTracking().Where(organisation => candidates.Contains(organisation.Id))
            .Select(organisation => new { organisation.Id, organisation.LegalName, organisation.OwnName, organisation.Acronym, organisation.Country, organisation.Registry, organisation.RegistrationKey })
            .ToListAsync(cancellationToken);
        return
        [
            .. (from row in rows
               let certain = profile.RegistrationKey is { Length: > 0 } key && key == row.RegistrationKey && profile.Registry == row.Registry
               let score = certain ? int.MaxValue : Score(new NamesOf(profile.LegalName, profile.OwnName, profile.Acronym, profile.Country), new NamesOf(row.LegalName, row.OwnName, row.Acronym, row.Country))
               where score >= Likely
               orderby score descending, NameOrder.Of(row.LegalName)
               select new LikelyMatch(row.Id, row.LegalName, row.OwnName, row.Acronym, row.Country, certain)).Take(MostShown),
        ];
    }

    /// <summary>The ids of the organisations that share most with these keys.</summary>
    internal static IQueryable<Guid> Candidates(GrantsDb db, List<string> keys) =>
        db.OrganisationKeys.Where(key => keys.Contains(key.Key)).GroupBy(key => key.OrganisationId)
            .OrderByDescending(found => found.Sum(key => key.Weight)).ThenBy(found => found.Key).Select(found => found.Key).Take(MostCandidates);

    /// <summary>How much two organisations' names are alike, 0 to 100.</summary>
    public static int Score(NamesOf one, NamesOf other)
    {
        var names = from mine in new[] { one.LegalName, one.OwnName }.OfType<string>()
                    from theirs in new[] { other.LegalName, other.OwnName }.OfType<string>()
                    select Score(mine, theirs);
        return Math.Max(names.Max(), AcronymScore(one, other));
    }

    private static int Score(string mine, string theirs)
    {
        var (tokens, others) = (NameKeys.Tokens(mine), NameKeys.Tokens(theirs));
        if (NameKeys.IsLatin(mine) != NameKeys.IsLatin(theirs)) return SkeletonScore(mine, theirs);
        var (one, other) = (string.Join(' ', tokens.Order(StringComparer.Ordinal)), string.Join(' ', others.Order(StringComparer.Ordinal)));
        // Without the spaces as well: 'Anti Slavery' and 'Antislavery'.
        var score = Math.Max(Fuzz.Ratio(one, other), Fuzz.Ratio(string.Concat(tokens), string.Concat(others)));
        // One name in the other says something only when it has several words.
        return Math.Min(tokens.Count, others.Count) >= 2 ? Math.Max(score, (Fuzz.TokenSetRatio(one, other) * 9) / 10) : score;
    }

    private static int SkeletonScore(string mine, string theirs)
    {
        var (one, other) = (NameKeys.Skeleton(mine), NameKeys.Skeleton(theirs));
        var shorter = Math.Min(one.Length, other.Length);
        if (shorter < ShortestSkeleton) return 0;
        return one == other ? 100 : shorter < ShortestToCompare ? 0 : Fuzz.Ratio(one, other);
    }

    // The same acronym in the same country, or one that the other's name is made of.
    private static int AcronymScore(NamesOf one, NamesOf other)
    {
        if (one.Country != other.Country) return 0;
        return NameKeys.Acronyms(one.LegalName, one.Acronym).Intersect(NameKeys.Acronyms(other.LegalName, other.Acronym)).Any() ? Likely : 0;
    }
}

/// <summary>What an organisation is called.</summary>
internal sealed record NamesOf(string LegalName, string? OwnName, string? Acronym, string Country);
