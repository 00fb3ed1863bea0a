using Grants.Data;
using Grants.Lifecycle;

namespace Grants.Milestones;

/// <summary>What an accepted agreement becomes: carried out milestone by milestone, then closed. It has the id of its award.</summary>
internal sealed class Grant : StagedAggregate
{
    /// <summary>How many years the record of a closed grant is kept.</summary>
    public const int RetentionYears = 7;

    private readonly List<GrantBudgetLine> _budget = [];
    private readonly List<Milestone> _milestones = [];

    private Grant()
    {
    }

    public Grant(Guid awardId, string number, Guid organisationId, string title, string? country, string currency, long amountMinor, DateOnly startsOn, DateOnly endsOn, string timeZone, IEnumerable<GrantBudgetLine> budget, IEnumerable<Milestone> milestones, DateTime now)
    {
        Id = awardId;
        (Number, OrganisationId, Title, Country) = (number, organisationId, title, country);
        (Currency, AmountMinor, StartsOn, EndsOn, TimeZone) = (currency, amountMinor, startsOn, endsOn, timeZone);
        _budget.AddRange(budget);
        _milestones.AddRange(milestones);
        Begin(Act.StartGrant, now);
    }

    /// <summary>The application's number.</summary>
    public string Number { get; private init; } = "";

    public Guid OrganisationId { get; private init; }

    public string Title { get; private init; } = "";

    /// <summary>ISO 3166 alpha-2; null for regional work.</summary>
    public string? Country { get; private init; }

    public string Currency { get; private init; } = "AUD";

    /// <summary>In minor units.</summary>
    public long AmountMinor { get; private init; }

    public DateOnly StartsOn { get; private init; }

    public DateOnly EndsOn { get; private init; }

    /// <summary>IANA name of the zone in which due dates end at midnight: the call's.</summary>
    public string TimeZone { get; private init; } = "UTC";

    /// <summary>The person who confirmed that the archived record leads nobody to a survivor; null until the grant is closed.</summary>
    public Guid? SurvivorDataCheckedBy { get; private set; }

    /// <summary>What the closing manager wrote to the partner.</summary>
    public string? ClosingNote { get; private set; }

    /// <summary>Until when the record is kept; null until the grant is closed.</summary>
    public DateOnly? RetainUntil { get; private set; }

    /// <summary>The accepted agreement's budget lines, which spending is reported against.</summary>
    public IReadOnlyList<GrantBudgetLine> Budget => _budget;

    public IReadOnlyList<Milestone> Milestones => _milestones;

    /// <summary>The last tranche is paid: the closing checks begin.</summary>
    public Outcome StartClosure(DateTime now) => Move(Act.StartClosure, now);

    /// <summary>
    /// Closes the grant. Every tranche is paid, the final spending is accepted, and somebody other than who approved the final report has checked that
    /// nothing in the record leads to a survivor: after this it is archived and cannot be changed.
    /// </summary>
    /// <param name="personId">The manager who closes and vouches for the check.</param>
    /// <param name="finalSpendAccepted">The manager accepts the final spending.</param>
    /// <param name="survivorDataChecked">The manager has checked for survivors' data.</param>
    /// <param name="note">What the partner is told.</param>
    /// <param name="now">The present instant (UTC).</param>
    public Outcome Close(Guid personId, bool finalSpendAccepted, bool survivorDataChecked, string note, DateTime now)
    {
        if (!finalSpendAccepted) return Refusal.Invalid("FinalSpendAccepted", T("Confirm that you accept the final spending"));
        if (!survivorDataChecked) return Refusal.Invalid("SurvivorDataChecked", T("Confirm that you have checked the record for survivors' data"));
        if (_milestones.Any(milestone => milestone.Stage != Stage.TranchePaid))
            return Refusal.WrongStage(T("A tranche of this grant is not paid yet. The grant can be closed when every one is."));
        if (_milestones.MaxBy(milestone => milestone.Order)!.ReportApprovedBy == personId)
            return Refusal.Forbidden(T("You approved the final report. Somebody else must check the record for survivors' data and close the grant."));
        var moved = Move(Act.CloseGrant, now);
        if (moved.IsRefused) return moved;
        (SurvivorDataCheckedBy, ClosingNote, RetainUntil) = (personId, note, DateOnly.FromDateTime(now).AddYears(RetentionYears));
        return Outcome.Done;
    }
}

/// <summary>One line of the agreement's budget, frozen with the agreement.</summary>
internal sealed class GrantBudgetLine
{
    private GrantBudgetLine()
    {
    }

    public GrantBudgetLine(int order, string description, long amountMinor) => (Order, Description, AmountMinor) = (order, description, amountMinor);

    public Guid Id { get; private init; } = Guid.CreateVersion7();

    public Guid GrantId { get; private init; }

    /// <summary>From 1.</summary>
    public int Order { get; private init; }

    public string Description { get; private init; } = "";

    /// <summary>In minor units of the grant's currency.</summary>
    public long AmountMinor { get; private init; }
}
