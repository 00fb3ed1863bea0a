using Grants.Data;
using Grants.Portal;

namespace Grants.Awards;

/// <summary>The agreement of an award: period, budget, milestones with their tranches, and the version of the terms.</summary>
internal sealed class Agreement
{
    private readonly List<AgreementBudgetLine> _budget = [];
    private readonly List<AgreementMilestone> _milestones = [];

    private Agreement()
    {
    }

    public Agreement(Guid awardId) => AwardId = awardId;

    public Guid AwardId { get; private init; }

    public string Title { get; private set; } = "";

    public DateOnly StartsOn { get; private set; }

    public DateOnly EndsOn { get; private set; }

    /// <summary>Which version of <see cref="AgreementTerms"/> applies.</summary>
    public string TermsVersion { get; private set; } = AgreementTerms.Current;

    public IReadOnlyList<AgreementBudgetLine> Budget => _budget;

    public IReadOnlyList<AgreementMilestone> Milestones => _milestones;

    /// <summary>When it was frozen as a document and offered (UTC).</summary>
    public DateTime? FrozenAt { get; private set; }

    public Guid? DocumentId { get; private set; }

    /// <summary>SHA-256 of the document, hex: what the partner accepts is exactly this.</summary>
    public string? Sha256 { get; private set; }

    public Guid? AcceptedBy { get; private set; }

    public DateTime? AcceptedAt { get; private set; }

    /// <summary>Keyed hash of the network address from which it was accepted.</summary>
    public string? AcceptedFromHash { get; private set; }

    /// <summary>The family of the browser or program with which it was accepted.</summary>
    public string? AcceptedWith { get; private set; }

    /// <summary>Replaces what the agreement says, or says what does not fit.</summary>
    public Outcome Write(AgreementDraft draft, long amountMinor, string currency)
    {
        var errors = Check(draft, amountMinor, currency);
        if (errors.Count > 0) return Refusal.Invalid(errors);
        (Title, StartsOn, EndsOn) = (draft.Title, draft.StartsOn, draft.EndsOn);
        _budget.Clear();
        _budget.AddRange(draft.Budget.Select((line, i) => new AgreementBudgetLine(i + 1, line.Description, line.AmountMinor)));
        _milestones.Clear();
        _milestones.AddRange(draft.Milestones.Select((milestone, i) => new AgreementMilestone(i + 1, milestone.Title, milestone.DueOn, milestone.TrancheMinor)));
        return Outcome.Done;
    }

    public void Freeze(Guid documentId, string sha256, DateTime now) => (DocumentId, Sha256, FrozenAt) = (documentId, sha256, now);

    public void Accept(Guid personId, string fromHash, string browser, DateTime now) =>
        (AcceptedBy, AcceptedAt, AcceptedFromHash, AcceptedWith) = (personId, now, fromHash, browser);

    private static Dictionary<string, string> Check(AgreementDraft draft, long amountMinor, string currency)
    {
        var errors = new Dictionary<string, string>();
        if (draft.Title.Length == 0) errors["Title"] = T("Enter the title of the grant");
        if (draft.Title.Length > 400) errors["Title"] = T("Shorten the title to 400 characters");
        if (draft.EndsOn <= draft.StartsOn) errors["EndsOn"] = T("The grant must end after it starts");

        if (draft.Budget.Count == 0) errors["Budget"] = T("Enter at least one budget line");
        for (var i = 0; i < draft.Budget.Count; i++)
        {
            if (draft.Budget[i].Description.Length is 0 or > 400) errors[$"Budget[{i}].Description"] = T("Say in at most 400 characters what this budget line is for");
            if (draft.Budget[i].AmountMinor <= 0) errors[$"Budget[{i}].Amount"] = T("Enter an amount above zero");
        }

        if (draft.Budget.Count > 0 && draft.Budget.Sum(line => line.AmountMinor) is var budgeted && budgeted != amountMinor)
            errors["Budget"] = T($"The budget lines come to {PortalText.Money(budgeted, currency)}; they must come to the award, {PortalText.Money(amountMinor, currency)}");

        if (draft.Milestones.Count == 0) errors["Milestones"] = T("Enter at least one milestone: the last is the final report and acquittal");
        for (var i = 0; i < draft.Milestones.Count; i++)
        {
            var milestone = draft.Milestones[i];
            if (milestone.Title.Length is 0 or > 400) errors[$"Milestones[{i}].Title"] = T("Say in at most 400 characters what this milestone is");
            if (milestone.TrancheMinor <= 0) errors[$"Milestones[{i}].Tranche"] = T("Enter a tranche above zero");
            if (milestone.DueOn <= draft.StartsOn || milestone.DueOn > draft.EndsOn.AddDays(90)) errors[$"Milestones[{i}].DueOn"] = T("A report is due after the start, and at most 90 days after the end");
            else if (i > 0 && milestone.DueOn <= draft.Milestones[i - 1].DueOn) errors[$"Milestones[{i}].DueOn"] = T("Each milestone is due after the one before");
        }

        if (draft.Milestones.Count > 0 && draft.Milestones[^1].DueOn < draft.EndsOn)
            errors.TryAdd($"Milestones[{draft.Milestones.Count - 1}].DueOn", T("The last milestone is the final report and acquittal: it is due when the grant ends, or up to 90 days later"));
        if (draft.Milestones.Count > 0 && draft.Milestones.Sum(milestone => milestone.TrancheMinor) is var paid && paid != amountMinor)
            errors["Milestones"] = T($"The tranches come to {PortalText.Money(paid, currency)}; they must come to the award, {PortalText.Money(amountMinor, currency)}");
        return errors;
    }
}

/// <summary>One line of the agreed budget. Milestone reports say what was spent of it, by its id.</summary>
internal sealed class AgreementBudgetLine
{
    private AgreementBudgetLine()
    {
    }

    public AgreementBudgetLine(int order, string description, long amountMinor) => (Order, Description, AmountMinor) = (order, description, amountMinor);

    public Guid Id { get; private init; } = Guid.CreateVersion7();

    public Guid AwardId { get; private init; }

    /// <summary>From 1.</summary>
    public int Order { get; private init; }

    public string Description { get; private init; } = "";

    /// <summary>In minor units of the award's currency.</summary>
    public long AmountMinor { get; private init; }
}

/// <summary>One agreed milestone: a report by a date, and the tranche that its approval releases. The last one is the final report and acquittal.</summary>
internal sealed class AgreementMilestone
{
    private AgreementMilestone()
    {
    }

    public AgreementMilestone(int order, string title, DateOnly dueOn, long trancheMinor) => (Order, Title, DueOn, TrancheMinor) = (order, title, dueOn, trancheMinor);

    public Guid Id { get; private init; } = Guid.CreateVersion7();

    public Guid AwardId { get; private init; }

    /// <summary>From 1.</summary>
    public int Order { get; private init; }

    public string Title { get; private init; } = "";

    /// <summary>The last day on which the report is in time, in the call's zone.</summary>
    public DateOnly DueOn { get; private init; }

    /// <summary>In minor units of the award's currency.</summary>
    public long TrancheMinor { get; private init; }
}

/// <summary>What an agreement is to say.</summary>
public sealed record AgreementDraft(string Title, DateOnly StartsOn, DateOnly EndsOn, IReadOnlyList<DraftBudgetLine> Budget, IReadOnlyList<DraftMilestone> Milestones)
{
    /// <summary>
    /// What a new award's agreement says before a grant manager works on it: the proposed budget, scaled to the award, and four milestones. The
    /// first tranche follows an inception plan early on, because small organisations cannot work for half a year before they are paid.
    /// </summary>
    public static AgreementDraft Default(string title, IReadOnlyList<DraftBudgetLine> budget, long amountMinor, int months, DateOnly today)
    {
        // Endorsement, approval and the offer take up to 38 days.
        var ready = today.AddDays(45);
        var startsOn = new DateOnly(ready.Year, ready.Month, 1).AddMonths(1);
        var endsOn = startsOn.AddMonths(months).AddDays(-1);
        var days = endsOn.DayNumber - startsOn.DayNumber;
        var amounts = Apportion(amountMinor, [.. budget.Select(line => line.AmountMinor)]);
        var tranches = Apportion(amountMinor, [30, 30, 30, 10]);
        return new AgreementDraft(title, startsOn, endsOn,
            [.. budget.Zip(amounts, (line, amount) => line with { AmountMinor = amount }).Where(line => line.AmountMinor > 0)],
            [
                new DraftMilestone("Inception plan", startsOn.AddDays(Math.Min(30, days / 6)), tranches[0]),
                new DraftMilestone("First progress report", startsOn.AddDays(days / 3), tranches[1]),
                new DraftMilestone("Second progress report", startsOn.AddDays(days * 2 / 3), tranches[2]),
                new DraftMilestone("Final report and acquittal", endsOn.AddDays(30), tranches[3]),
            ]);
    }

    /// <summary>Divides an amount in proportion to weights; what rounding leaves goes, unit by unit, to the largest remainders. The parts sum to the amount.</summary>
    public static IReadOnlyList<long> Apportion(long amountMinor, IReadOnlyList<long> weights)
    {
        var sum = (Int128)weights.Sum();
        var parts = weights.Select(weight => (long)(amountMinor * (Int128)weight / sum)).ToList();
        var byRemainder = Enumerable.Range(0, weights.Count).OrderByDescending(i => amountMinor * (Int128)weights[i] % sum).ThenBy(i => i);
        foreach (var i in byRemainder.Take((int)(amountMinor - parts.Sum()))) parts[i]++;
        return parts;
    }
}

/// <summary>A budget line of a draft.</summary>
public sealed record DraftBudgetLine(string Description, long AmountMinor);

/// <summary>A milestone of a draft.</summary>
public sealed record DraftMilestone(string Title, DateOnly DueOn, long TrancheMinor);
