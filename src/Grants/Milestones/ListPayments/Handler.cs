using Grants.Data;
using Grants.Lifecycle;
using Microsoft.EntityFrameworkCore;

namespace Grants.Milestones.ListPayments;

/// <summary>Payments that were instructed, those to confirm first.</summary>
internal sealed class Handler(GrantsDb db) : IUseCase
{
    public const int PageSize = 50;

    public async Task<PaymentList> HandleAsync(Stage? stage, int page, CancellationToken cancellationToken)
    {
        var payments = from payment in db.Payments.AsNoTracking()
                       join milestone in db.Milestones on payment.MilestoneId equals milestone.Id
                       join grant in db.Grants on payment.GrantId equals grant.Id
                       join organisation in db.Organisations on grant.OrganisationId equals organisation.Id
                       where stage == null || milestone.Stage == stage
                       orderby payment.ConfirmedAt != null, payment.InstructedAt descending, payment.Id
                       select new PaymentItem(
                           payment.Id, milestone.Id, milestone.Order, milestone.Stage, grant.Id, grant.Number, organisation.LegalName, payment.Currency, payment.AmountMinor, payment.InstructedAt,
                           payment.ConfirmedAt, payment.Reference, payment.PaidOn, milestone.Version);
        var total = await payments.CountAsync(cancellationToken);
        return new PaymentList(await payments.Skip((Math.Max(page, 1) - 1) * PageSize).Take(PageSize).ToListAsync(cancellationToken), Math.Max(page, 1), total);
    }
}

/// <summary>One page of payments.</summary>
/// <param name="Items">The payments.</param>
/// <param name="Page">From 1.</param>
/// <param name="Total">How many there are on all pages.</param>
public sealed record PaymentList(IReadOnlyList<PaymentItem> Items, int Page, int Total);

/// <summary>A payment in the list.</summary>
/// <param name="Id">The payment.</param>
/// <param name="MilestoneId">Its milestone, where it is confirmed.</param>
/// <param name="Milestone">The milestone's number in the grant.</param>
/// <param name="Stage">The milestone's stage.</param>
/// <param name="GrantId">The grant.</param>
/// <param name="GrantNumber">The grant's number.</param>
/// <param name="Organisation">The partner.</param>
/// <param name="Currency">ISO 4217 code.</param>
/// <param name="AmountMinor">In minor units.</param>
/// <param name="InstructedAt">When (UTC).</param>
/// <param name="ConfirmedAt">When (UTC); null until it is.</param>
/// <param name="Reference">The bank's reference.</param>
/// <param name="PaidOn">The day on which it was paid.</param>
/// <param name="Version">The milestone's version, which a confirmation names.</param>
public sealed record PaymentItem(
    Guid Id, Guid MilestoneId, int Milestone, Stage Stage, Guid GrantId, string GrantNumber, string Organisation, string Currency, long AmountMinor, DateTime InstructedAt, DateTime? ConfirmedAt,
    string? Reference, DateOnly? PaidOn, int Version);
