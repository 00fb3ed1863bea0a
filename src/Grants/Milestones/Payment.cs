namespace Grants.Milestones;

/// <summary>The instruction to pay one tranche, issued once when every gate is open, and finance's confirmation that it was paid.</summary>
internal sealed class Payment
{
    private Payment()
    {
    }

    public Payment(Guid grantId, Guid milestoneId, Guid bankAccountId, string currency, long amountMinor, DateTime now) =>
        (GrantId, MilestoneId, BankAccountId, Currency, AmountMinor, InstructedAt) = (grantId, milestoneId, bankAccountId, currency, amountMinor, now);

    public Guid Id { get; private init; } = Guid.CreateVersion7();

    public Guid GrantId { get; private init; }

    /// <summary>One payment for each milestone.</summary>
    public Guid MilestoneId { get; private init; }

    /// <summary>The verified account that was in force when the payment was instructed.</summary>
    public Guid BankAccountId { get; private init; }

    public string Currency { get; private init; } = "";

    /// <summary>In minor units.</summary>
    public long AmountMinor { get; private init; }

    public DateTime InstructedAt { get; private init; }

    public DateTime? ConfirmedAt { get; private set; }

    public Guid? ConfirmedBy { get; private set; }

    /// <summary>The bank's reference.</summary>
    public string? Reference { get; private set; }

    /// <summary>The day on which the money left.</summary>
    public DateOnly? PaidOn { get; private set; }

    public void Confirm(Guid personId, string reference, DateOnly paidOn, DateTime now) =>
        (ConfirmedBy, Reference, PaidOn, ConfirmedAt) = (personId, reference, paidOn, now);
}
