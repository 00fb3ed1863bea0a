using Grants.Accounts;
using Grants.Data;

namespace Grants.Partners;

/// <summary>What became of an invitation.</summary>
public enum InvitationState
{
    /// <summary>It may be accepted.</summary>
    Open,

    /// <summary>It was accepted.</summary>
    Accepted,

    /// <summary>It was taken back.</summary>
    Withdrawn,

    /// <summary>Its time is over; it may be sent again.</summary>
    Expired,
}

/// <summary>
/// A lead asks somebody, by an e-mail to their address, to write with them. The link in it carries no secret: whoever follows it signs in with a code that
/// goes to the same address, or registers with it.
/// </summary>
internal sealed class Invitation : Aggregate
{
    /// <summary>How long it may be accepted.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromDays(14);

    /// <summary>How often it may be sent.</summary>
    public const int MostSendings = 5;

    private Invitation()
    {
    }

    public Invitation(Guid organisationId, string email, Guid invitedBy, DateTime now)
    {
        (OrganisationId, Email, EmailKey, InvitedBy, CreatedAt) = (organisationId, email, Person.KeyOf(email), invitedBy, now);
        Sent(now);
    }

    public Guid OrganisationId { get; private init; }

    public string Email { get; private set; } = "";

    /// <summary>The address as it is compared.</summary>
    public string EmailKey { get; private set; } = "";

    public Guid InvitedBy { get; private init; }

    public DateTime CreatedAt { get; private init; }

    /// <summary>How many times it has been sent.</summary>
    public int Sendings { get; private set; }

    public DateTime ExpiresAt { get; private set; }

    public DateTime? AcceptedAt { get; private set; }

    public Guid? AcceptedBy { get; private set; }

    public DateTime? WithdrawnAt { get; private set; }

    public InvitationState StateAt(DateTime now) =>
        AcceptedAt is not null ? InvitationState.Accepted : WithdrawnAt is not null ? InvitationState.Withdrawn : now >= ExpiresAt ? InvitationState.Expired : InvitationState.Open;

    /// <summary>Sends it once more; it lasts from now.</summary>
    public Outcome SendAgain(DateTime now)
    {
        if (StateAt(now) is not (InvitationState.Open or InvitationState.Expired)) return Refusal.WrongStage(T("This invitation was accepted or withdrawn. Make a new one."));
        if (Sendings >= MostSendings) return Refusal.WrongStage(T("This invitation was sent often enough. Check the address with the person, then make a new one."));
        Sent(now);
        return Outcome.Done;
    }

    public Outcome Withdraw(DateTime now)
    {
        if (StateAt(now) is not (InvitationState.Open or InvitationState.Expired)) return Refusal.WrongStage(T("This invitation was accepted or withdrawn already."));
        WithdrawnAt = now;
        return Outcome.Done;
    }

    public Outcome Accept(Guid personId, DateTime now)
    {
        if (StateAt(now) != InvitationState.Open) return Refusal.WrongStage(T("This invitation was withdrawn, was used, or has expired. Ask the lead of the organisation to send it again."));
        (AcceptedAt, AcceptedBy) = (now, personId);
        return Outcome.Done;
    }

    /// <summary>Takes the address out of the record; it can no longer be accepted.</summary>
    public void Forget(DateTime now)
    {
        (Email, EmailKey) = ("", "");
        if (AcceptedAt is null) WithdrawnAt ??= now;
    }

    private void Sent(DateTime now)
    {
        Sendings++;
        ExpiresAt = now + Lifetime;
    }
}

/// <summary>Somebody asks to join an organisation that is registered already.</summary>
internal sealed class JoinRequest : Aggregate
{
    /// <summary>How long a lead has; then an administrator may decide as well.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromDays(14);

    private JoinRequest()
    {
    }

    public JoinRequest(Guid organisationId, Guid personId, DateTime now) => (OrganisationId, PersonId, AskedAt) = (organisationId, personId, now);

    public Guid OrganisationId { get; private init; }

    public Guid PersonId { get; private init; }

    public DateTime AskedAt { get; private init; }

    public DateTime? DecidedAt { get; private set; }

    public Guid? DecidedBy { get; private set; }

    public bool? Accepted { get; private set; }

    public Outcome Decide(bool accepted, Guid personId, DateTime now)
    {
        if (DecidedAt is not null) return Refusal.WrongStage(T("Somebody has decided on this request already."));
        if (personId == PersonId) return Refusal.Forbidden(T("This is your own request. Somebody else decides on it."));
        (Accepted, DecidedBy, DecidedAt) = (accepted, personId, now);
        return Outcome.Done;
    }
}
