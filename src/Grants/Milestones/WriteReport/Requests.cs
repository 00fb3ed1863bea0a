using Grants.Data;

namespace Grants.Milestones.WriteReport;

/// <summary>The report, or the sections of it that are to be replaced.</summary>
/// <param name="Version">The milestone's version that the change is made from.</param>
/// <param name="Narratives">What was achieved, by outcome area; an area with an empty text is left out. Null: unchanged.</param>
/// <param name="Trained">People trained. Null: unchanged.</param>
/// <param name="Spending">Money spent. Null: unchanged.</param>
internal sealed record ReportRequest(int Version, IReadOnlyList<NarrativeRequest>? Narratives, IReadOnlyList<TrainedRequest>? Trained, IReadOnlyList<SpendingRequest>? Spending)
{
    public ReportSections ToSections() => new(
        Narratives?.Where(narrative => !string.IsNullOrWhiteSpace(narrative.Text)).Select(narrative => new ReportNarrative(narrative.OutcomeArea, Texts.Clean(narrative.Text))).ToList(),
        Trained?.Select(row => new TrainedCount(Texts.Clean(row.Country).ToUpperInvariant(), row.ActorKind, row.Women, row.Men, row.Undisclosed)).ToList(),
        Spending?.Select(row => new Spending(row.BudgetLineId, row.AmountMinor, row.Foreign())).ToList());
}

/// <summary>One outcome area's narrative.</summary>
internal sealed record NarrativeRequest(OutcomeArea OutcomeArea, string? Text);

/// <summary>People trained, of one kind of actor in one country.</summary>
internal sealed record TrainedRequest(string? Country, ActorKind ActorKind, int Women, int Men, int Undisclosed);

/// <summary>Money spent on one budget line.</summary>
/// <param name="BudgetLineId">The line.</param>
/// <param name="AmountMinor">In minor units of the agreement's currency.</param>
/// <param name="SpentCurrency">The currency in which it was spent, when another.</param>
/// <param name="SpentMinor">In minor units of that currency.</param>
/// <param name="Rate">How much of the agreement's currency one unit of that currency is worth: amount = spent × rate.</param>
/// <param name="RateDate">The day of the rate.</param>
internal sealed record SpendingRequest(Guid BudgetLineId, long AmountMinor, string? SpentCurrency, long? SpentMinor, decimal? Rate, DateOnly? RateDate)
{
    // All four parts or none: a part that is missing becomes one that the rules refuse.
    public ForeignSpend? Foreign() =>
        string.IsNullOrWhiteSpace(SpentCurrency) && SpentMinor is null && Rate is null && RateDate is null
            ? null
            : new ForeignSpend(Texts.Clean(SpentCurrency).ToUpperInvariant(), SpentMinor ?? 0, Rate ?? 0, RateDate ?? DateOnly.MaxValue);
}
