using Grants.Data;
using Grants.Portal;

namespace Grants.Awards.PrepareAgreement;

/// <summary>The agreement form as it was typed. Rows that are wholly empty are left out.</summary>
public sealed class Form
{
    /// <summary>The version of the award that was seen.</summary>
    public int Version { get; set; }

    /// <summary>The grant's title.</summary>
    public string? Title { get; set; }

    /// <summary>The first day.</summary>
    public TypedDate? StartsOn { get; set; }

    /// <summary>The last day.</summary>
    public TypedDate? EndsOn { get; set; }

    /// <summary>The budget lines.</summary>
    public List<TypedLine> Budget { get; set; } = [];

    /// <summary>The milestones.</summary>
    public List<TypedMilestone> Milestones { get; set; } = [];

    /// <summary>The form that shows an agreement, with empty rows to add to it.</summary>
    internal static Form Of(AgreementEdit agreement) => new()
    {
        Version = agreement.Version,
        Title = agreement.Draft.Title,
        StartsOn = TypedDate.Of(agreement.Draft.StartsOn),
        EndsOn = TypedDate.Of(agreement.Draft.EndsOn),
        Budget = [.. agreement.Draft.Budget.Select(line => new TypedLine { Description = line.Description, Amount = PortalText.TypedMoney(line.AmountMinor, agreement.Currency) }), new TypedLine(), new TypedLine()],
        Milestones = [.. agreement.Draft.Milestones.Select(milestone => new TypedMilestone { Title = milestone.Title, DueOn = TypedDate.Of(milestone.DueOn), Tranche = PortalText.TypedMoney(milestone.TrancheMinor, agreement.Currency) }), new TypedMilestone()],
    };

    /// <summary>Reads what was typed, or says which date or amount cannot be read.</summary>
    internal Outcome<AgreementDraft> Read(string currency)
    {
        var errors = new Dictionary<string, string>();
        // Empty rows go first, so that a message stands beside the row that the page shows again.
        Budget.RemoveAll(line => line.IsEmpty);
        Milestones.RemoveAll(milestone => milestone.IsEmpty);
        var draft = new AgreementDraft(
            Title ?? "", Day(StartsOn, "StartsOn", errors), Day(EndsOn, "EndsOn", errors),
            [.. Budget.Select((line, i) => new DraftBudgetLine(line.Description ?? "", Amount(line.Amount, currency, $"Budget[{i}].Amount", errors)))],
            [.. Milestones.Select((milestone, i) => new DraftMilestone(milestone.Title ?? "", Day(milestone.DueOn, $"Milestones[{i}].DueOn", errors), Amount(milestone.Tranche, currency, $"Milestones[{i}].Tranche", errors)))]);
        return errors.Count > 0 ? Refusal.Invalid(errors) : draft;
    }

    private static DateOnly Day(TypedDate? typed, string field, Dictionary<string, string> errors)
    {
        if (typed is not null && typed.TryParse(out var date)) return date;
        errors[field] = T("Enter a real date");
        return default;
    }

    private static long Amount(string? typed, string currency, string field, Dictionary<string, string> errors)
    {
        if (PortalText.TryParseMoney(typed, currency, out var minor)) return minor;
        errors[field] = T("Enter the amount in figures, for example 12,500.00");
        return 0;
    }
}

/// <summary>One typed budget line.</summary>
public sealed class TypedLine
{
    /// <summary>What it is for.</summary>
    public string? Description { get; set; }

    /// <summary>The amount as typed.</summary>
    public string? Amount { get; set; }

    internal bool IsEmpty => string.IsNullOrWhiteSpace(Description) && string.IsNullOrWhiteSpace(Amount);
}

/// <summary>One typed milestone.</summary>
public sealed class TypedMilestone
{
    /// <summary>What it is.</summary>
    public string? Title { get; set; }

    /// <summary>When its report is due.</summary>
    public TypedDate? DueOn { get; set; }

    /// <summary>Its tranche as typed.</summary>
    public string? Tranche { get; set; }

    internal bool IsEmpty => string.IsNullOrWhiteSpace(Title) && string.IsNullOrWhiteSpace(Tranche) && (DueOn is null || DueOn.Empty);
}
