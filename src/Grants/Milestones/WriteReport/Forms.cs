using System.Globalization;
using Grants.Data;
using Grants.Portal;

namespace Grants.Milestones.WriteReport;

/// <summary>A form that was read: the sections, what could not be read, and which row of the form each row of the sections came from.</summary>
internal sealed record Typed(ReportSections Sections, Dictionary<string, string> Faults, string Rows = "", IReadOnlyList<int>? FormRows = null)
{
    /// <summary>The refusal with its fields named as the form names them: empty rows of the form are not rows of the report.</summary>
    public Refusal InForm(Refusal refusal)
    {
        if (refusal.Fields is null || FormRows is null) return refusal;
        var fields = new Dictionary<string, string>();
        foreach (var (field, message) in refusal.Fields)
        {
            var row = Enumerable.Range(0, FormRows.Count).FirstOrDefault(index => field.StartsWith($"{Rows}[{index}].", StringComparison.Ordinal), -1);
            fields[row < 0 ? field : $"{Rows}[{FormRows[row]}]{field[(field.IndexOf(']') + 1)..]}"] = message;
        }

        return Refusal.Invalid(fields);
    }
}

/// <summary>What was achieved, as typed.</summary>
public sealed class NarrativeForm
{
    /// <summary>The milestone's version that the draft was opened from.</summary>
    public int Version { get; set; }

    /// <summary>Text by outcome area.</summary>
    public Dictionary<string, string?>? Narratives { get; set; }

    internal static NarrativeForm Of(ReportToWrite report) => new()
    {
        Version = report.Milestone.Version,
        Narratives = report.Content.Narratives.ToDictionary(row => row.OutcomeArea.ToString(), row => (string?)row.Text),
    };

    internal Typed Read() => new(
        new ReportSections(Narratives: Enum.GetValues<OutcomeArea>()
            .Select(area => new ReportNarrative(area, Texts.Clean(Narratives?.GetValueOrDefault(area.ToString()))))
            .Where(narrative => narrative.Text.Length > 0).ToList()),
        []);
}

/// <summary>People trained, as typed.</summary>
public sealed class TrainedForm
{
    private const int EmptyRows = 3;

    /// <summary>The milestone's version that the draft was opened from.</summary>
    public int Version { get; set; }

    /// <summary>The rows.</summary>
    public List<TrainedRow>? Trained { get; set; }

    internal static TrainedForm Of(ReportToWrite report) => new()
    {
        Version = report.Milestone.Version,
        Trained =
        [
            .. report.Content.Trained.Select(row => new TrainedRow { Country = row.Country, ActorKind = row.ActorKind.ToString(), Women = Figure(row.Women), Men = Figure(row.Men), Undisclosed = Figure(row.Undisclosed) }),
            .. Enumerable.Range(0, EmptyRows).Select(_ => new TrainedRow()),
        ],
    };

    internal Typed Read()
    {
        var faults = new Dictionary<string, string>();
        var rows = new List<TrainedCount>();
        var formRows = new List<int>();
        foreach (var (index, row) in (Trained ?? []).Index())
        {
            if (row.IsEmpty) continue;
            if (!Enum.TryParse<ActorKind>(row.ActorKind, out var kind)) faults.Add($"Trained[{index}].ActorKind", T("Choose for whom they work"));
            rows.Add(new TrainedCount(Texts.Clean(row.Country), kind, Count(row.Women, index, nameof(row.Women)), Count(row.Men, index, nameof(row.Men)), Count(row.Undisclosed, index, nameof(row.Undisclosed))));
            formRows.Add(index);
        }

        return new Typed(new ReportSections(Trained: rows), faults, nameof(Trained), formRows);

        int Count(string? typed, int index, string field)
        {
            if (string.IsNullOrWhiteSpace(typed)) return 0;
            if (!PortalText.TryParseCount(typed, out var count)) faults.Add($"Trained[{index}].{field}", T("Enter how many people, in figures"));
            return count;
        }
    }

    private static string Figure(int count) => count.ToString(CultureInfo.InvariantCulture);
}

/// <summary>One row of people trained, as typed.</summary>
public sealed class TrainedRow
{
    /// <summary>ISO 3166 alpha-2.</summary>
    public string? Country { get; set; }

    /// <summary>For whom they work.</summary>
    public string? ActorKind { get; set; }

    /// <summary>How many women.</summary>
    public string? Women { get; set; }

    /// <summary>How many men.</summary>
    public string? Men { get; set; }

    /// <summary>How many whose sex is not recorded.</summary>
    public string? Undisclosed { get; set; }

    internal bool IsEmpty => new[] { Country, ActorKind, Women, Men, Undisclosed }.All(string.IsNullOrWhiteSpace);
}

/// <summary>Money spent, as typed.</summary>
public sealed class SpendingForm
{
    /// <summary>The milestone's version that the draft was opened from.</summary>
    public int Version { get; set; }

    /// <summary>One row for each budget line.</summary>
    public List<SpendingRow>? Spending { get; set; }

    internal static SpendingForm Of(ReportToWrite report) => new()
    {
        Version = report.Milestone.Version,
        Spending = report.Budget.Select(line => SpendingRow.Of(line.Id, report.Content.Spending.FirstOrDefault(row => row.BudgetLineId == line.Id), report.Milestone.Currency)).ToList(),
    };

    internal Typed Read(ReportToWrite report)
    {
        var faults = new Dictionary<string, string>();
        var rows = new List<Spending>();
        var formRows = new List<int>();
        foreach (var (index, row) in (Spending ?? []).Index())
        {
            if (row.IsEmpty) continue;
            if (!PortalText.TryParseMoney(row.Amount, report.Milestone.Currency, out var amount)) faults.Add($"Spending[{index}].Amount", T($"Enter the amount in {report.Milestone.Currency}, in figures"));
            rows.Add(new Spending(row.BudgetLineId, amount, row.IsForeign ? Foreign(row, index, faults) : null));
            formRows.Add(index);
        }

        return new Typed(new ReportSections(Spending: rows), faults, nameof(Spending), formRows);
    }

    private static ForeignSpend Foreign(SpendingRow row, int index, Dictionary<string, string> faults)
    {
        var currency = Texts.Clean(row.SpentCurrency).ToUpperInvariant();
        if (!PortalText.TryParseMoney(row.Spent, currency, out var spent)) faults.Add($"Spending[{index}].Spent", T("Enter the amount in the currency in which it was spent, in figures"));
        if (!decimal.TryParse(row.Rate, NumberStyles.AllowDecimalPoint | NumberStyles.AllowLeadingWhite | NumberStyles.AllowTrailingWhite, CultureInfo.InvariantCulture, out var rate))
            faults.Add($"Spending[{index}].Rate", T("Enter the rate in figures, for example 0.000061"));
        var day = default(DateOnly);
        if (row.RateDate?.TryParse(out day) != true) faults.Add($"Spending[{index}].RateDate", T("Enter the day of the rate, for example 15 3 2027"));
        return new ForeignSpend(currency, spent, rate, day);
    }
}

/// <summary>Money spent on one budget line, as typed.</summary>
public sealed class SpendingRow
{
    /// <summary>The line.</summary>
    public Guid BudgetLineId { get; set; }

    /// <summary>In the agreement's currency.</summary>
    public string? Amount { get; set; }

    /// <summary>ISO 4217 code, when it was spent in another currency.</summary>
    public string? SpentCurrency { get; set; }

    /// <summary>In that currency.</summary>
    public string? Spent { get; set; }

    /// <summary>How much of the agreement's currency one unit of that currency is worth.</summary>
    public string? Rate { get; set; }

    /// <summary>The day of the rate.</summary>
    public TypedDate? RateDate { get; set; }

    internal bool IsForeign => new[] { SpentCurrency, Spent, Rate }.Any(typed => !string.IsNullOrWhiteSpace(typed)) || RateDate is { Empty: false };

    internal bool IsEmpty => string.IsNullOrWhiteSpace(Amount) && !IsForeign;

    internal static SpendingRow Of(Guid lineId, SpendingLine? line, string currency) => new()
    {
        BudgetLineId = lineId,
        Amount = line is null ? null : PortalText.TypedMoney(line.AmountMinor, currency),
        SpentCurrency = line?.SpentCurrency,
        Spent = line is { SpentCurrency: { } other, SpentMinor: { } minor } ? PortalText.TypedMoney(minor, other) : null,
        Rate = line?.Rate?.ToString("0.############", CultureInfo.InvariantCulture),
        RateDate = line?.RateDate is { } day ? TypedDate.Of(day) : null,
    };
}

/// <summary>The evidence, as the form names it: the documents themselves are stored on the way.</summary>
public sealed class EvidenceForm
{
    /// <summary>The documents' ids.</summary>
    public string[]? Evidence { get; set; }

    internal static EvidenceForm Of(ReportToWrite report) => new();
}
