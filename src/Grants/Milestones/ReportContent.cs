using System.Text.Json;
using System.Text.Json.Serialization;
using Grants.Documents;

namespace Grants.Milestones;

/// <summary>A report as it is shown, answered by the API and kept with each submission.</summary>
/// <param name="Narratives">What was achieved, by outcome area.</param>
/// <param name="Trained">People trained.</param>
/// <param name="Spending">Money spent.</param>
/// <param name="Evidence">The documents that show it.</param>
public sealed record ReportContent(
    IReadOnlyList<NarrativeLine> Narratives,
    IReadOnlyList<TrainedLine> Trained,
    IReadOnlyList<SpendingLine> Spending,
    IReadOnlyList<EvidenceLine> Evidence)
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        Converters = { new JsonStringEnumConverter() },
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    internal string ToJson() => JsonSerializer.Serialize(this, Json);

    internal static ReportContent FromJson(string json) => JsonSerializer.Deserialize<ReportContent>(json, Json)!;
}

/// <summary>What was achieved in one outcome area.</summary>
/// <param name="OutcomeArea">The area.</param>
/// <param name="Text">The partner's words.</param>
public sealed record NarrativeLine(OutcomeArea OutcomeArea, string Text);

/// <summary>People trained, of one kind of actor in one country.</summary>
/// <param name="Country">ISO 3166 alpha-2.</param>
/// <param name="ActorKind">For whom they work.</param>
/// <param name="Women">How many women.</param>
/// <param name="Men">How many men.</param>
/// <param name="Undisclosed">How many whose sex is not recorded.</param>
public sealed record TrainedLine(string Country, ActorKind ActorKind, int Women, int Men, int Undisclosed);

/// <summary>What was spent on one budget line.</summary>
/// <param name="BudgetLineId">The line of the agreement's budget.</param>
/// <param name="BudgetLine">Its description.</param>
/// <param name="BudgetMinor">The line's budget in minor units of the agreement's currency.</param>
/// <param name="AmountMinor">Spent, in minor units of the agreement's currency.</param>
/// <param name="SpentCurrency">The currency in which it was spent (ISO 4217), when another.</param>
/// <param name="SpentMinor">The amount in minor units of that currency.</param>
/// <param name="Rate">How much of the agreement's currency one unit of that currency is worth.</param>
/// <param name="RateDate">The day of the rate.</param>
public sealed record SpendingLine(Guid BudgetLineId, string BudgetLine, long BudgetMinor, long AmountMinor, string? SpentCurrency, long? SpentMinor, decimal? Rate, DateOnly? RateDate);

/// <summary>One document of evidence.</summary>
/// <param name="Id">The document.</param>
/// <param name="Name">Its name.</param>
/// <param name="Length">Bytes.</param>
/// <param name="Sha256">SHA-256 of its bytes, hex.</param>
/// <param name="Scan">What the scanner said of it; null in reports submitted before there was one.</param>
public sealed record EvidenceLine(
    Guid Id, string Name, long Length, string Sha256, [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] ScanResult? Scan = null)
{
    /// <summary>Whether it passed every check: only then is it evidence.</summary>
    [JsonIgnore]
    public bool IsUsable => Scan is null or ScanResult.Clean or ScanResult.NotScanned;
}
