using Grants.Data;
using Grants.Lifecycle;

namespace Grants.Awards;

/// <summary>
/// The award that a recommended application may become: proposed by a grant manager, endorsed by the committee, approved by the delegate within
/// their limit, offered, and accepted, turned down or lapsed.
/// </summary>
internal sealed class Award : StagedAggregate
{
    /// <summary>The currency of the delegates' financial limits.</summary>
    public const string LimitCurrency = "AUD";

    private readonly List<DutyRecord> _duties = [];

    private Award()
    {
    }

    public Award(Guid applicationId, Guid callId, Guid organisationId, string? country, string currency, long amountMinor, DateTime now)
    {
        (ApplicationId, CallId, OrganisationId, Country, Currency, AmountMinor) = (applicationId, callId, organisationId, country, currency, amountMinor);
        Agreement = new Agreement(Id);
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

    /// <summary>What is offered: written by a grant manager while the award waits for endorsement, frozen when the offer goes out.</summary>
    public Agreement Agreement { get; private init; } = null!;

    /// <summary>Why the committee or the delegate refused, or the partner turned the offer down; null otherwise.</summary>
    public string? Reasons { get; private set; }

    /// <summary>Who did which of the duties that must lie in different hands.</summary>
    public IReadOnlyList<DutyRecord> Duties => _duties;

    /// <summary>Writes the agreement. Its budget and its tranches must each come to exactly the award.</summary>
    public Outcome Prepare(AgreementDraft draft)
    {
        if (Stage != Stage.AwardProposed) return Refusal.WrongStage(T("The agreement can be changed only while the award waits for endorsement: what was endorsed is what is offered."));
        return Agreement.Write(draft, AmountMinor, Currency);
    }

    /// <summary>The committee endorses.</summary>
    public Outcome Endorse(Guid personId, DateTime now) => Decide(Duty.Endorse, Act.EndorseAward, personId, now);

    /// <summary>The committee does not endorse.</summary>
    public Outcome RefuseEndorsement(Guid personId, string reasons, DateTime now) => Refuse(Duty.Endorse, Act.RefuseEndorsement, personId, reasons, now);

    /// <summary>The delegate approves, within their own financial limit: minor units of <see cref="LimitCurrency"/>, null when none is recorded.</summary>
    public Outcome Approve(Guid personId, long? limitMinor, DateTime now)
    {
        if (Currency != LimitCurrency) return Refusal.Forbidden(T($"Financial limits are in {LimitCurrency} and this award is in {Currency}: it cannot be approved here."));
        if (limitMinor is not { } limit) return Refusal.Forbidden(T("No financial limit is recorded for you. Ask an administrator to record it."));
        if (AmountMinor > limit)
            return Refusal.Forbidden(T($"This award of {Portal.PortalText.Money(AmountMinor, Currency)} is above your financial limit of {Portal.PortalText.Money(limit, LimitCurrency)}. A delegate with a higher limit must decide."));
        return Decide(Duty.Approve, Act.ApproveAward, personId, now);
    }

    /// <summary>The delegate does not approve.</summary>
    public Outcome RefuseApproval(Guid personId, string reasons, DateTime now) => Refuse(Duty.Approve, Act.RefuseApproval, personId, reasons, now);

    /// <summary>The offer goes out: the agreement is frozen as the document with this hash.</summary>
    public Outcome Offer(Guid documentId, string sha256, DateTime now)
    {
        var moved = Move(Act.MakeOffer, now);
        if (!moved.IsRefused) Agreement.Freeze(documentId, sha256, now);
        return moved;
    }

    /// <summary>A lead of the organisation accepts the offer before it lapses, from a network address (its keyed hash) and with a family of browsers.</summary>
    public Outcome Accept(Guid personId, string fromHash, string browser, DateTime now)
    {
        if (Stage == Stage.AwardOffered && now > StageDeadline) return Refusal.TooLate(T("The offer could be accepted for 14 days, and that time is over. Write to the grant managers."));
        var moved = Move(Act.AcceptOffer, now);
        if (!moved.IsRefused) Agreement.Accept(personId, fromHash, browser, now);
        return moved;
    }

    /// <summary>A lead of the organisation turns the offer down.</summary>
    public Outcome TurnDown(string? reasons, DateTime now)
    {
        var moved = Move(Act.TurnDownOffer, now);
        if (!moved.IsRefused) Reasons = reasons;
        return moved;
    }

    /// <summary>The time to accept is over.</summary>
    public Outcome Lapse(DateTime now) => Move(Act.LapseOffer, now);

    private Outcome Decide(Duty duty, Act act, Guid personId, DateTime now)
    {
        if (!GrantLifecycle.Allows(Stage, act)) return Move(act, now);
        var taken = Take(duty, personId, now);
        return taken.IsRefused ? taken : Move(act, now);
    }

    private Outcome Refuse(Duty duty, Act act, Guid personId, string reasons, DateTime now)
    {
        if (reasons.Length == 0) return Refusal.Invalid("Reasons", T("Give the reasons: the grant managers need them for the applicant"));
        var done = Decide(duty, act, personId, now);
        if (!done.IsRefused) Reasons = reasons;
        return done;
    }

    /// <summary>
    /// Takes a duty on this award for a person, or refuses: nobody acts twice among assess, endorse, approve and release. Taking the same duty again
    /// is not acting twice.
    /// </summary>
    public Outcome Take(Duty duty, Guid personId, DateTime now)
    {
        if (_duties.FirstOrDefault(record => record.PersonId == personId && record.Duty != duty) is { } earlier)
            return Refusal.Forbidden(T($"You have already acted on this award ({Word(earlier.Duty)}), and nobody acts twice. Another person must do this ({Word(duty)})."));
        if (!_duties.Any(record => record.PersonId == personId && record.Duty == duty)) _duties.Add(new DutyRecord(duty, personId, now));
        return Outcome.Done;
    }

    /// <summary>A duty as people read it.</summary>
    public static string Word(Duty duty) => duty switch
    {
        Duty.Assess => T("assessment"),
        Duty.Endorse => T("endorsement"),
        Duty.Approve => T("approval"),
        Duty.Release => T("release of a tranche"),
        Duty.Confirm => T("confirmation of a payment"),
        _ => throw new ArgumentOutOfRangeException(nameof(duty), duty, "Unknown duty."),
    };
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
