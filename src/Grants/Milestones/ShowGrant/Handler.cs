using Grants.Accounts;
using Grants.Data;
using Grants.Documents;
using Grants.Lifecycle;
using Grants.Partners;
using Microsoft.EntityFrameworkCore;

namespace Grants.Milestones.ShowGrant;

/// <summary>A grant with its budget, its milestones, its payments and, for staff, its partner's gates.</summary>
internal sealed class Handler(GrantsDb db, CurrentActor current, Gates gates, TimeProvider clock) : IUseCase
{
    public async Task<Outcome<GrantView>> HandleAsync(Guid id, CancellationToken cancellationToken)
    {
        var actor = current.Value;
        var found = await (from grant in db.Grants.AsNoTracking().VisibleTo(actor)
                           join organisation in db.Organisations on grant.OrganisationId equals organisation.Id
                           where grant.Id == id
                           select new { Grant = grant, organisation.LegalName }).SingleOrDefaultAsync(cancellationToken);
        if (found is null) return Refusal.NotFound(T("This grant"));
        var budget = await db.Set<GrantBudgetLine>().AsNoTracking().Where(line => line.GrantId == id).OrderBy(line => line.Order)
            .Select(line => new BudgetLineView(line.Id, line.Order, line.Description, line.AmountMinor,
                db.Milestones.Where(milestone => milestone.GrantId == id).SelectMany(milestone => milestone.Spending).Where(row => row.BudgetLineId == line.Id).Sum(row => row.AmountMinor)))
            .ToListAsync(cancellationToken);
        var milestones = await (from milestone in db.Milestones.AsNoTracking()
                                join payment in db.Payments on milestone.Id equals payment.MilestoneId into payments
                                from payment in payments.DefaultIfEmpty()
                                where milestone.GrantId == id
                                orderby milestone.Order
                                select new MilestoneItem(
                                    milestone.Id, milestone.Order, milestone.Title, milestone.Stage, milestone.DueAt, milestone.TrancheMinor, milestone.Round, milestone.Version,
                                    payment == null ? null : new PaymentView(payment.Id, payment.AmountMinor, payment.Currency, payment.InstructedAt, payment.ConfirmedAt, payment.Reference, payment.PaidOn)))
            .ToListAsync(cancellationToken);
        var states = actor.IsStaff ? (await gates.AtAsync(found.Grant.OrganisationId, clock.GetUtcNow().UtcDateTime, cancellationToken)).States : null;
        // The agreement is kept under the award, whose id the grant has.
        var mine = new[] { DocumentPurpose.Agreement, DocumentPurpose.Archive }.Where(purpose => DocumentAccess.IsFor(actor, purpose, found.Grant.OrganisationId)).ToList();
        var documents = await db.Documents.AsNoTracking().Where(document => document.SubjectId == id && document.CompletedAt != null && mine.Contains(document.Purpose)).OrderBy(document => document.CreatedAt)
            .Select(document => new GrantDocument(document.Id, document.Name, document.Length!.Value, document.Sha256!)).ToListAsync(cancellationToken);
        var row = found.Grant;
        return new GrantView(
            row.Id, row.Number, row.Title, row.OrganisationId, found.LegalName, row.Country, row.Stage, row.StageSince, row.Currency, row.AmountMinor, row.StartsOn, row.EndsOn, row.TimeZone,
            row.RetainUntil, row.Version, budget, milestones, states, documents);
    }
}

/// <summary>A grant.</summary>
/// <param name="Id">Its id, which is its award's.</param>
/// <param name="Number">The application's number.</param>
/// <param name="Title">The title.</param>
/// <param name="OrganisationId">The partner.</param>
/// <param name="Organisation">The partner's name.</param>
/// <param name="Country">ISO 3166 alpha-2; null for regional work.</param>
/// <param name="Stage">The stage.</param>
/// <param name="StageSince">Since when (UTC).</param>
/// <param name="Currency">ISO 4217 code of every amount.</param>
/// <param name="AmountMinor">In minor units.</param>
/// <param name="StartsOn">The agreement's first day.</param>
/// <param name="EndsOn">The agreement's last day.</param>
/// <param name="TimeZone">IANA name of the zone in which due dates end.</param>
/// <param name="RetainUntil">Until when the record is kept, once closed.</param>
/// <param name="Version">The version.</param>
/// <param name="BudgetLines">The agreement's budget lines with what was reported as spent.</param>
/// <param name="Milestones">In order.</param>
/// <param name="Gates">For staff: the partner's gates now; null for others.</param>
/// <param name="Documents">The agreement and, once closed, the archive, for who may open them.</param>
public sealed record GrantView(
    Guid Id, string Number, string Title, Guid OrganisationId, string Organisation, string? Country, Stage Stage, DateTime StageSince, string Currency, long AmountMinor, DateOnly StartsOn, DateOnly EndsOn,
    string TimeZone, DateOnly? RetainUntil, int Version, IReadOnlyList<BudgetLineView> BudgetLines, IReadOnlyList<MilestoneItem> Milestones,
    IReadOnlyList<GateState>? Gates, IReadOnlyList<GrantDocument> Documents)
{
    /// <summary>The payments that were instructed, in the order of the milestones.</summary>
    public IReadOnlyList<PaymentView> Payments { get; } = Milestones.Select(milestone => milestone.Payment).OfType<PaymentView>().ToList();
}

/// <summary>A document that the system made.</summary>
/// <param name="Id">The document.</param>
/// <param name="Name">Its name.</param>
/// <param name="Length">Bytes.</param>
/// <param name="Sha256">SHA-256 of its bytes, hex.</param>
public sealed record GrantDocument(Guid Id, string Name, long Length, string Sha256);

/// <summary>A budget line.</summary>
/// <param name="Id">The line.</param>
/// <param name="Order">From 1.</param>
/// <param name="Description">What it is for.</param>
/// <param name="AmountMinor">The budget in minor units.</param>
/// <param name="SpentMinor">What reports say was spent, drafts included, in minor units.</param>
public sealed record BudgetLineView(Guid Id, int Order, string Description, long AmountMinor, long SpentMinor);

/// <summary>A milestone of the grant.</summary>
/// <param name="Id">The milestone.</param>
/// <param name="Order">From 1.</param>
/// <param name="Title">The title.</param>
/// <param name="Stage">The stage.</param>
/// <param name="DueAt">When the report is due (UTC).</param>
/// <param name="TrancheMinor">The tranche in minor units.</param>
/// <param name="Round">The round.</param>
/// <param name="Version">The version.</param>
/// <param name="Payment">The payment, once instructed.</param>
public sealed record MilestoneItem(Guid Id, int Order, string Title, Stage Stage, DateTime DueAt, long TrancheMinor, int Round, int Version, PaymentView? Payment);

/// <summary>A payment.</summary>
/// <param name="Id">The payment.</param>
/// <param name="AmountMinor">In minor units.</param>
/// <param name="Currency">ISO 4217 code.</param>
/// <param name="InstructedAt">When it was instructed (UTC).</param>
/// <param name="ConfirmedAt">When finance confirmed it (UTC).</param>
/// <param name="Reference">The bank's reference.</param>
/// <param name="PaidOn">The day on which it was paid.</param>
public sealed record PaymentView(Guid Id, long AmountMinor, string Currency, DateTime InstructedAt, DateTime? ConfirmedAt, string? Reference, DateOnly? PaidOn);
