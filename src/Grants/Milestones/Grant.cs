using Grants.Data;
using Grants.Lifecycle;

namespace Grants.Milestones;

/// <summary>What an accepted agreement becomes: carried out milestone by milestone, then closed. It has the id of its award.</summary>
internal sealed class Grant : StagedAggregate
{
    private readonly List<Milestone> _milestones = [];

    private Grant()
    {
    }

    public Grant(Guid awardId, string number, Guid organisationId, string title, string? country, string currency, long amountMinor, DateOnly startsOn, DateOnly endsOn, string timeZone, IEnumerable<Milestone> milestones, DateTime now)
    {
        Id = awardId;
        (Number, OrganisationId, Title, Country) = (number, organisationId, title, country);
        (Currency, AmountMinor, StartsOn, EndsOn, TimeZone) = (currency, amountMinor, startsOn, endsOn, timeZone);
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

    public IReadOnlyList<Milestone> Milestones => _milestones;
}

/// <summary>One milestone of a grant: a report by a date, and the tranche that its approval releases.</summary>
internal sealed class Milestone : StagedAggregate
{
    private Milestone()
    {
    }

    public Milestone(int order, string title, DateTime dueAt, long trancheMinor, DateTime now)
    {
        (Order, Title, DueAt, TrancheMinor) = (order, title, dueAt, trancheMinor);
        Begin(Act.PlanMilestone, now);
    }

    public Guid GrantId { get; private init; }

    /// <summary>From 1.</summary>
    public int Order { get; private init; }

    public string Title { get; private init; } = "";

    /// <summary>When the report is due (UTC); a revision and a lifted hold move it.</summary>
    public DateTime DueAt { get; private set; }

    /// <summary>In minor units of the grant's currency.</summary>
    public long TrancheMinor { get; private init; }

    /// <summary>From 1; what lifts a hold starts the next round.</summary>
    public int Round { get; private set; } = 1;
}
