using System.Security.Cryptography;
using System.Text;

namespace Grants.Milestones;

/// <summary>The outcome areas that results are reported under.</summary>
public enum OutcomeArea
{
    /// <summary>Justice.</summary>
    Justice,

    /// <summary>Victim rights, equality and inclusion.</summary>
    VictimRights,

    /// <summary>Knowledge sharing and learning.</summary>
    Knowledge,

    /// <summary>Response to shocks.</summary>
    Shocks,

    /// <summary>Partnerships.</summary>
    Partnerships,
}

/// <summary>For whom the people who were trained work.</summary>
public enum ActorKind
{
    /// <summary>A state's agency.</summary>
    State,

    /// <summary>Anybody else: civil society, business, media.</summary>
    NonState,
}

/// <summary>The sections of a report that a manager decides on one by one.</summary>
public enum ReportSection
{
    /// <summary>What was achieved, by outcome area.</summary>
    Narrative,

    /// <summary>People trained.</summary>
    Trained,

    /// <summary>Money spent.</summary>
    Spending,

    /// <summary>The documents that show it.</summary>
    Evidence,
}

/// <summary>What was achieved in one outcome area, in the partner's words. Counts, never identities.</summary>
internal sealed class ReportNarrative
{
    /// <summary>Characters, as a reader counts them.</summary>
    public const int MostCharacters = 8000;

    /// <summary>The most UTF-16 units that are kept: one character of a reader can be many.</summary>
    public const int MostStored = 40_000;

    private ReportNarrative()
    {
    }

    public ReportNarrative(OutcomeArea area, string text) => (Area, Text) = (area, text);

    public Guid Id { get; private init; } = Guid.CreateVersion7();

    public Guid MilestoneId { get; private init; }

    public OutcomeArea Area { get; private init; }

    public string Text { get; private init; } = "";
}

/// <summary>How many people of one kind of actor were trained in one country, by sex.</summary>
internal sealed class TrainedCount
{
    private TrainedCount()
    {
    }

    public TrainedCount(string country, ActorKind actorKind, int women, int men, int undisclosed) =>
        (Country, ActorKind, Women, Men, Undisclosed) = (country, actorKind, women, men, undisclosed);

    public Guid Id { get; private init; } = Guid.CreateVersion7();

    public Guid MilestoneId { get; private init; }

    /// <summary>ISO 3166 alpha-2.</summary>
    public string Country { get; private init; } = "";

    public ActorKind ActorKind { get; private init; }

    public int Women { get; private init; }

    public int Men { get; private init; }

    /// <summary>Whose sex is not recorded.</summary>
    public int Undisclosed { get; private init; }
}

/// <summary>What was spent on one line of the agreement's budget since the report before.</summary>
internal sealed class Spending
{
    private Spending()
    {
    }

    public Spending(Guid budgetLineId, long amountMinor, ForeignSpend? foreign = null) =>
        (BudgetLineId, AmountMinor, Foreign) = (budgetLineId, amountMinor, foreign);

    public Guid Id { get; private init; } = Guid.CreateVersion7();

    public Guid MilestoneId { get; private init; }

    public Guid BudgetLineId { get; private init; }

    /// <summary>In minor units of the grant's currency.</summary>
    public long AmountMinor { get; private init; }

    /// <summary>What was really paid out, when it was in another currency.</summary>
    public ForeignSpend? Foreign { get; private init; }
}

/// <summary>Spending in another currency than the agreement's: its own amount, the rate and the rate's date.</summary>
/// <param name="Currency">ISO 4217 code.</param>
/// <param name="AmountMinor">In minor units of that currency.</param>
/// <param name="Rate">How much of the agreement's currency one unit of that currency is worth.</param>
/// <param name="RateDate">The day of the rate.</param>
internal sealed record ForeignSpend(string Currency, long AmountMinor, decimal Rate, DateOnly RateDate)
{
    /// <summary>The amount in minor units of the agreement's currency, rounded half away from zero.</summary>
    /// <exception cref="OverflowException">The result is beyond any amount of money.</exception>
    public long In(string agreementCurrency)
    {
        var units = AmountMinor / PowerOfTen(Portal.PortalText.Decimals(Currency));
        return (long)decimal.Round(units * Rate * PowerOfTen(Portal.PortalText.Decimals(agreementCurrency)), 0, MidpointRounding.AwayFromZero);
    }

    /// <summary>Whether an amount in the agreement's currency is this one at this rate: to the minor unit, either way of rounding.</summary>
    public bool AgreesWith(long amountMinor, string agreementCurrency)
    {
        try
        {
            return Math.Abs(amountMinor - In(agreementCurrency)) <= 1;
        }
        catch (OverflowException)
        {
            return false;
        }
    }

    private static decimal PowerOfTen(int exponent) => exponent == 0 ? 1m : 100m;
}

/// <summary>The sections of a report that a person saves at once; null: not this one.</summary>
internal sealed record ReportSections(
    IReadOnlyList<ReportNarrative>? Narratives = null,
    IReadOnlyList<TrainedCount>? Trained = null,
    IReadOnlyList<Spending>? Spending = null);

/// <summary>A report as it was submitted, kept as it was, and what was decided on it.</summary>
internal sealed class ReportSubmission
{
    /// <summary>What is decided on.</summary>
    public static readonly IReadOnlyList<ReportSection> Sections = Enum.GetValues<ReportSection>();

    private readonly List<SectionDecision> _decisions = [];

    private ReportSubmission()
    {
    }

    public ReportSubmission(int number, int round, Guid certifiedBy, string content, DateTime now)
    {
        (Number, Round, CertifiedBy, SubmittedAt) = (number, round, certifiedBy, now);
        Keep(content);
    }

    public Guid Id { get; private init; } = Guid.CreateVersion7();

    public Guid MilestoneId { get; private init; }

    /// <summary>From 1.</summary>
    public int Number { get; private init; }

    public int Round { get; private init; }

    /// <summary>The lead who certified it.</summary>
    public Guid CertifiedBy { get; private init; }

    public DateTime SubmittedAt { get; private init; }

    /// <summary>The whole report as JSON (<see cref="ReportContent"/>), with the evidence by id, name and hash.</summary>
    public string Content { get; private set; } = "";

    /// <summary>SHA-256 of <see cref="Content"/> in UTF-8, hex; the audit trail holds it too.</summary>
    public string ContentSha256 { get; private set; } = "";

    public DateTime? DecidedAt { get; private set; }

    public Guid? DecidedBy { get; private set; }

    public IReadOnlyList<SectionDecision> Decisions => _decisions;

    /// <summary>Takes the name of a document of evidence away for ever: it can name a person. Its fingerprint stays.</summary>
    public void DestroyDocument(Guid documentId)
    {
        var content = ReportContent.FromJson(Content);
        if (content.Evidence.Any(document => document.Id == documentId && document.Name.Length > 0))
            Keep((content with { Evidence = [.. content.Evidence.Select(document => document.Id == documentId ? document with { Name = "" } : document)] }).ToJson());
    }

    internal void Decide(Guid personId, IEnumerable<SectionDecision> decisions, DateTime now)
    {
        (DecidedAt, DecidedBy) = (now, personId);
        _decisions.AddRange(decisions);
    }

    private void Keep(string content) => (Content, ContentSha256) = (content, Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(content))));
}

/// <summary>A manager's decision on one section of a submitted report.</summary>
internal sealed class SectionDecision
{
    private SectionDecision()
    {
    }

    public SectionDecision(ReportSection section, bool accepted, string note) => (Section, Accepted, Note) = (section, accepted, note);

    public Guid Id { get; private init; } = Guid.CreateVersion7();

    public Guid SubmissionId { get; private init; }

    public ReportSection Section { get; private init; }

    public bool Accepted { get; private init; }

    /// <summary>What the partner must change; empty when accepted without a remark.</summary>
    public string Note { get; private init; } = "";
}
