using Grants.Data;
using Grants.Lifecycle;

namespace Grants.Awards;

/// <summary>
/// The award that a recommended application may become: proposed by a grant manager, endorsed by the committee, approved by the delegate within
/// their limit, offered, and accepted, turned down or lapsed.
/// </summary>
internal sealed class Award : StagedAggregate
{
    private readonly List<DutyRecord> _duties = [];

    private Award()
    {
    }

    public Award(Guid applicationId, Guid callId, Guid organisationId, string? country, string currency, long amountMinor, DateTime now)
    {
        (ApplicationId, CallId, OrganisationId, Country, Currency, AmountMinor) = (applicationId, callId, organisationId, country, currency, amountMinor);
        Begin(Act.ProposeAward, now);
    }

    public Guid ApplicationId { get; private init; }

    public Guid CallId { get; private init; }

    public Guid OrganisationId { get; private init; }

    /// <summary>ISO 3166 alpha-2: its NPSC endorses; null: the RPSC does.</summary>
    public string? Country { get; private init; }

    public string Currency { get; private init; } = "AUD";

    /// <summary>The award in minor units: the sum of the agreement's budget lines, and of its tranches.</summary>
    public long AmountMinor { get; private set; }

    /// <summary>Who did which of the duties that must lie in different hands.</summary>
    public IReadOnlyList<DutyRecord> Duties => _duties;

    /// <summary>
    /// Takes a duty on this award for a person, or refuses: nobody acts twice among assess, endorse, approve and release. Taking the same duty again
    /// is not acting twice.
    /// </summary>
    public Outcome Take(Duty duty, Guid personId, DateTime now)
    {
        if (_duties.FirstOrDefault(record => record.PersonId == personId && record.Duty != duty) is { } earlier)
            return Refusal.Forbidden($"You have already acted on this award ({earlier.Duty.ToString().ToLowerInvariant()}). Another person must {duty.ToString().ToLowerInvariant()} it.");
        if (!_duties.Any(record => record.PersonId == personId && record.Duty == duty)) _duties.Add(new DutyRecord(duty, personId, now));
        return Outcome.Done;
    }
}

/// <summary>The duties that must lie in different hands on one award.</summary>
internal enum Duty
{
    /// <summary>Score, screen, moderate or propose.</summary>
    Assess,

    Endorse,

    Approve,

    /// <summary>Approve a milestone report and so release its tranche.</summary>
    Release,

    /// <summary>Confirm a payment.</summary>
    Confirm,
}

/// <summary>One person took one duty on an award.</summary>
internal sealed class DutyRecord
{
    private DutyRecord()
    {
    }

    public DutyRecord(Duty duty, Guid personId, DateTime at) => (Duty, PersonId, At) = (duty, personId, at);

    public Guid Id { get; private init; } = Guid.CreateVersion7();

    public Guid AwardId { get; private init; }

    public Duty Duty { get; private init; }

    public Guid PersonId { get; private init; }

    public DateTime At { get; private init; }
}
