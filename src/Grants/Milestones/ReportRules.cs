using Grants.Portal;

namespace Grants.Milestones;

/// <summary>What a report must be: to be saved at all, and to be submitted.</summary>
internal static class ReportRules
{
    /// <summary>The most people that one row may count: more is a slip of the finger.</summary>
    public const int MostPeople = 1_000_000;

    // Far above any grant, and far enough below the largest number that sums of many lines stay numbers. In minor units.
    private const long MostMoney = 100_000_000_000_00;

    /// <summary>What keeps sections from being saved: field to message, empty when nothing does. A draft may be incomplete, not impossible.</summary>
    /// <param name="report">The sections that are to be saved.</param>
    /// <param name="currency">The agreement's currency.</param>
    /// <param name="budgetLines">The agreement's budget lines.</param>
    /// <param name="today">The present day (UTC).</param>
    public static Dictionary<string, string> Faults(ReportSections report, string currency, IReadOnlyCollection<Guid> budgetLines, DateOnly today)
    {
        var faults = new Dictionary<string, string>();
        foreach (var (index, narrative) in (report.Narratives ?? []).Index())
        {
            if (narrative.Text.Length > ReportNarrative.MostStored || PortalText.Length(narrative.Text) > ReportNarrative.MostCharacters) faults.TryAdd($"Narratives[{narrative.Area}]", T($"Shorten this to {ReportNarrative.MostCharacters:N0} characters"));
            if (report.Narratives!.Take(index).Any(earlier => earlier.Area == narrative.Area)) faults.TryAdd($"Narratives[{narrative.Area}]", T("Write about each outcome area once"));
        }

        foreach (var (index, trained) in (report.Trained ?? []).Index())
        {
            if (!Countries.IsKnown(trained.Country)) faults.TryAdd($"Trained[{index}].Country", T("Choose the country"));
            if (trained.Women is < 0 or > MostPeople) faults.TryAdd($"Trained[{index}].Women", T("Enter how many women, in figures"));
            if (trained.Men is < 0 or > MostPeople) faults.TryAdd($"Trained[{index}].Men", T("Enter how many men, in figures"));
            if (trained.Undisclosed is < 0 or > MostPeople) faults.TryAdd($"Trained[{index}].Undisclosed", T("Enter how many people, in figures"));
            if (report.Trained!.Take(index).Any(earlier => earlier.Country == trained.Country && earlier.ActorKind == trained.ActorKind))
                faults.TryAdd($"Trained[{index}].Country", T("This country and kind of actor is already in a row above: add the numbers together there"));
        }

        foreach (var (index, spending) in (report.Spending ?? []).Index())
        {
            if (!budgetLines.Contains(spending.BudgetLineId)) faults.TryAdd($"Spending[{index}].BudgetLineId", T("Choose a line of the agreement's budget"));
            if (report.Spending!.Take(index).Any(earlier => earlier.BudgetLineId == spending.BudgetLineId)) faults.TryAdd($"Spending[{index}].BudgetLineId", T("Report each budget line once"));
            if (spending.AmountMinor is < 0 or > MostMoney) faults.TryAdd($"Spending[{index}].Amount", T("Enter the amount in figures"));
            if (spending.Foreign is { } foreign) AddForeignFaults(faults, $"Spending[{index}]", spending.AmountMinor, foreign, currency, today);
        }

        return faults;
    }

    /// <summary>What is missing before the report can be certified and submitted: section to message.</summary>
    /// <param name="milestone">The milestone with its report.</param>
    /// <param name="budgetLines">The agreement's budget lines.</param>
    /// <param name="evidence">How many documents of evidence are complete.</param>
    public static Dictionary<string, string> Missing(Milestone milestone, IReadOnlyCollection<Guid> budgetLines, int evidence)
    {
        var missing = new Dictionary<string, string>();
        if (milestone.Narratives.Count == 0) missing.Add(nameof(ReportSection.Narrative), T("Write about at least one outcome area"));
        if (budgetLines.Any(line => milestone.Spending.All(spending => spending.BudgetLineId != line)))
            missing.Add(nameof(ReportSection.Spending), T("Enter what was spent on every budget line; 0 where nothing was"));
        if (evidence == 0 && milestone.Spending.Any(spending => spending.AmountMinor > 0))
            missing.Add(nameof(ReportSection.Evidence), T("Add at least one document that shows what the money was spent on"));
        return missing;
    }

    private static void AddForeignFaults(Dictionary<string, string> faults, string row, long amountMinor, ForeignSpend foreign, string currency, DateOnly today)
    {
        if (foreign.Currency.Length != 3 || !foreign.Currency.All(char.IsAsciiLetterUpper)) faults.TryAdd($"{row}.SpentCurrency", T("Choose the currency in which the money was spent"));
        else if (foreign.Currency == currency) faults.TryAdd($"{row}.SpentCurrency", T($"This is the agreement's currency: enter only the amount in {currency}"));
        if (foreign.AmountMinor <= 0) faults.TryAdd($"{row}.Spent", T("Enter the amount in the currency in which it was spent"));
        if (foreign.Rate <= 0) faults.TryAdd($"{row}.Rate", T($"Enter how much {currency} one unit of the other currency is worth"));
        if (foreign.RateDate > today) faults.TryAdd($"{row}.RateDate", T("The day of the rate cannot lie ahead"));
        if (!faults.Keys.Any(field => field.StartsWith(row, StringComparison.Ordinal)) && !foreign.AgreesWith(amountMinor, currency))
            faults.TryAdd($"{row}.Amount", T("This amount does not agree with the amount in the other currency and the rate: check all three"));
    }
}
