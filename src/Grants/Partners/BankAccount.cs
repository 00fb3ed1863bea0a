using Grants.Data;

namespace Grants.Partners;

/// <summary>
/// An organisation's bank account, as a lead entered it. Money goes to it only after a second person has called the organisation's known
/// number and had it confirmed; until then the account before stays in force.
/// </summary>
internal sealed class BankAccount : Aggregate
{
    private BankAccount()
    {
    }

    public BankAccount(Guid organisationId, BankDetails details, Guid enteredBy, DateTime now)
    {
        (OrganisationId, EnteredBy, EnteredAt) = (organisationId, enteredBy, now);
        (BankName, AccountName, AccountNumber, Swift, Currency) = (details.BankName, details.AccountName, details.AccountNumber, details.Swift, details.Currency);
    }

    public Guid OrganisationId { get; private init; }

    public string BankName { get; private init; } = "";

    public string AccountName { get; private init; } = "";

    /// <summary>Shown in full only to finance and to whoever verifies it: see <see cref="Mask"/>.</summary>
    public string AccountNumber { get; private init; } = "";

    /// <summary>BIC, 8 or 11 characters.</summary>
    public string Swift { get; private init; } = "";

    /// <summary>ISO 4217 code.</summary>
    public string Currency { get; private init; } = "";

    public Guid EnteredBy { get; private init; }

    public DateTime EnteredAt { get; private init; }

    /// <summary>Since when it is in force (UTC), that is, verified; null until then.</summary>
    public DateTime? VerifiedAt { get; private set; }

    public Guid? VerifiedBy { get; private set; }

    /// <summary>Whom the verifier spoke with at the organisation's known number.</summary>
    public string? SpokeWith { get; private set; }

    public string? VerificationNote { get; private set; }

    /// <summary>Since when another account has taken its place (UTC), in force or waiting to be verified.</summary>
    public DateTime? ReplacedAt { get; private set; }

    /// <summary>Verified and not replaced: the account that payments go to.</summary>
    public bool IsInForce => VerifiedAt is not null && ReplacedAt is null;

    /// <summary>Entered, not yet verified and not replaced by a later change.</summary>
    public bool WaitsForVerification => VerifiedAt is null && ReplacedAt is null;

    /// <summary>The account number with all but its last four characters hidden.</summary>
    public static string Mask(string accountNumber) =>
        accountNumber.Length <= 4 ? new string('•', accountNumber.Length) : new string('•', 4) + accountNumber[^4..];

    /// <summary>A second person has called the known number and had the account confirmed: it is in force from now.</summary>
    public Outcome Verify(Guid personId, string spokeWith, string note, DateTime now)
    {
        if (!WaitsForVerification) return Refusal.WrongStage(T("This account no longer waits for verification."));
        if (personId == EnteredBy) return Refusal.Forbidden(T("You entered this account. Somebody else must verify it."));
        (VerifiedBy, VerifiedAt, SpokeWith, VerificationNote) = (personId, now, spokeWith, note);
        return Outcome.Done;
    }

    /// <summary>Another account takes this one's place.</summary>
    public void Replace(DateTime now) => ReplacedAt ??= now;
}

/// <summary>Bank details as they are entered.</summary>
/// <param name="BankName">The bank and branch.</param>
/// <param name="AccountName">In whose name the account is.</param>
/// <param name="AccountNumber">Number or IBAN, without spaces.</param>
/// <param name="Swift">BIC, 8 or 11 characters.</param>
/// <param name="Currency">ISO 4217 code.</param>
internal sealed record BankDetails(string BankName, string AccountName, string AccountNumber, string Swift, string Currency);
