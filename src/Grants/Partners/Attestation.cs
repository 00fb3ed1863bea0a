namespace Grants.Partners;

/// <summary>What must be open before money moves to an organisation.</summary>
public enum Gate
{
    /// <summary>Screened against sanctions lists.</summary>
    Sanctions,

    /// <summary>Policies against exploitation, abuse and harassment, and for the protection of children, are in place.</summary>
    Safeguarding,

    /// <summary>What was paid before has been accounted for.</summary>
    PreviousAcquittal,

    /// <summary>The bank account is verified. Opened by a verification, not by an attestation.</summary>
    BankAccount,
}

/// <summary>
/// A named person's word that a gate may be open, dated and expiring. It is never changed: a new one takes its place.
/// </summary>
internal sealed class Attestation
{
    /// <summary>The longest that an attestation may hold, in months.</summary>
    public const int MostMonths = 12;

    private Attestation()
    {
    }

    public Attestation(Guid organisationId, Gate gate, Guid attestedBy, DateOnly expiresOn, string note, DateTime now) =>
        (OrganisationId, Gate, AttestedBy, ExpiresOn, Note, AttestedAt) = (organisationId, gate, attestedBy, expiresOn, note, now);

    public Guid Id { get; private init; } = Guid.CreateVersion7();

    public Guid OrganisationId { get; private init; }

    public Gate Gate { get; private init; }

    public Guid AttestedBy { get; private init; }

    public DateTime AttestedAt { get; private init; }

    /// <summary>The last day (UTC) on which it holds.</summary>
    public DateOnly ExpiresOn { get; private init; }

    /// <summary>What was checked, how and against what.</summary>
    public string Note { get; private init; } = "";
}
