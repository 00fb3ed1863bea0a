using Grants.Data;
using Microsoft.EntityFrameworkCore;

namespace Grants.Partners;

/// <summary>The state of one gate at an instant.</summary>
/// <param name="Gate">The gate.</param>
/// <param name="IsOpen">Whether money may pass.</param>
/// <param name="ExpiresOn">When the attestation ends or ended; null for the bank account and where nothing was attested.</param>
public sealed record GateState(Gate Gate, bool IsOpen, DateOnly? ExpiresOn)
{
    /// <summary>Why, in words for staff: 'Attested until 3 May 2027', 'No attestation', 'The attestation expired on 3 May 2026'.</summary>
    public string Reason => (Gate, ExpiresOn) switch
    {
        (Gate.BankAccount, _) => IsOpen ? T("The bank account is verified") : T("The bank account is not verified"),
        (_, null) => T("No attestation"),
        (_, { } day) => IsOpen ? T($"Attested until {Portal.PortalText.Date(day)}") : T($"The attestation expired on {Portal.PortalText.Date(day)}"),
    };

    /// <summary>How many attestations have opened the gate so far. It does not change while the gate is closed, and no two closings have the same.</summary>
    internal int Openings { get; init; }

    /// <summary>When an open gate closes by itself (UTC); null for the bank account and when it is closed.</summary>
    internal DateTime? ClosesAt => IsOpen ? ExpiresOn?.AddDays(1).ToDateTime(TimeOnly.MinValue, DateTimeKind.Utc) : null;
}

/// <summary>All gates of an organisation at an instant.</summary>
/// <param name="States">Each gate's state.</param>
/// <param name="BankAccountId">The verified account in force; null when there is none.</param>
public sealed record GateReport(IReadOnlyList<GateState> States, Guid? BankAccountId)
{
    /// <summary>The gates that are closed: only when there is none may money move.</summary>
    public IEnumerable<GateState> Closed => States.Where(state => !state.IsOpen);
}

/// <summary>
/// Says which gates are open for an organisation at an instant. A gate is closed unless something opens it: an attestation that has not
/// expired, or for the bank account a verification.
/// </summary>
public sealed class Gates(GrantsDb db)
{
    /// <summary>Reads the gates' states in two commands.</summary>
    /// <param name="organisationId">The organisation.</param>
    /// <param name="now">The instant (UTC).</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    public async Task<GateReport> AtAsync(Guid organisationId, DateTime now, CancellationToken cancellationToken)
    {
        var attestations = await db.Attestations.AsNoTracking()
            .Where(attestation => attestation.OrganisationId == organisationId)
            .Select(attestation => new { attestation.Gate, attestation.AttestedAt, attestation.ExpiresOn })
            .ToListAsync(cancellationToken);
        var accountId = await db.BankAccounts.AsNoTracking()
            .Where(account => account.OrganisationId == organisationId && account.VerifiedAt != null && account.ReplacedAt == null)
            .Select(account => (Guid?)account.Id)
            .SingleOrDefaultAsync(cancellationToken);

        var today = DateOnly.FromDateTime(now);
        var states = Enum.GetValues<Gate>().Select(gate =>
        {
            // An account that is in force stays so until another is: this gate closes no second time.
            if (gate == Gate.BankAccount) return new GateState(gate, accountId is not null, null);
            var own = attestations.FindAll(attestation => attestation.Gate == gate);
            return Attested(gate, own.MaxBy(attestation => attestation.AttestedAt)?.ExpiresOn, today) with
            {
                Openings = own.Count(attestation => attestation.ExpiresOn >= DateOnly.FromDateTime(attestation.AttestedAt)),
            };
        });
        return new GateReport(states.ToList(), accountId);
    }

    /// <summary>The state of an attested gate: the latest attestation counts, until the end of the day on which it expires.</summary>
    internal static GateState Attested(Gate gate, DateOnly? expiresOn, DateOnly today) => new(gate, expiresOn >= today, expiresOn);
}
