using Grants.Forms;

namespace Grants.Reviews;

/// <summary>How score sheets become one figure, in hundredths of a percent: 0 to 10,000.</summary>
internal static class Scoring
{
    /// <summary>From this distance between the highest and the lowest sheet on, managers are told to look closer: 25 percentage points.</summary>
    public const int WideSpread = 2_500;

    /// <summary>One submitted sheet: the weighted sum of its scores, not yet rounded.</summary>
    public static decimal OfSheet(Rubric rubric, ReviewAssignment sheet) =>
        rubric.Criteria.Sum(criterion => criterion.Weight * 100m * sheet.Scores.Single(score => score.CriterionId == criterion.Id).Value!.Value / rubric.Highest);

    /// <summary>The application: the mean of its sheets, rounded once, halves upwards.</summary>
    public static int OfApplication(IEnumerable<decimal> sheets) => (int)Math.Round(sheets.Average(), MidpointRounding.AwayFromZero);

    /// <summary>As a person reads it, such as '76.25%'.</summary>
    public static string Percent(decimal hundredths) => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{hundredths / 100:0.00}%");
}
