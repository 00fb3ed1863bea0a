using Grants.Accounts;
using Grants.Data;
using Grants.Lifecycle;
using Microsoft.EntityFrameworkCore;

namespace Grants.Milestones.ListGrants;

/// <summary>A partner's own grants; all of them for staff.</summary>
internal sealed class Handler(GrantsDb db, CurrentActor current) : IUseCase
{
    public const int PageSize = 50;

    public async Task<GrantList> HandleAsync(Stage? stage, int page, CancellationToken cancellationToken)
    {
        var grants = db.Grants.AsNoTracking().VisibleTo(current.Value);
        if (stage is not null) grants = grants.Where(grant => grant.Stage == stage);
        var total = await grants.CountAsync(cancellationToken);
        var items = await (from grant in grants
                           join organisation in db.Organisations on grant.OrganisationId equals organisation.Id
                           orderby grant.Number
                           select new GrantItem(
                               grant.Id, grant.Number, grant.Title, organisation.LegalName, grant.Country, grant.Stage, grant.Currency, grant.AmountMinor, grant.EndsOn,
                               db.Milestones.Where(milestone => milestone.GrantId == grant.Id && (milestone.Stage == Stage.MilestonePlanned || milestone.Stage == Stage.ReportOpen || milestone.Stage == Stage.RevisionRequested))
                                   .Min(milestone => (DateTime?)milestone.DueAt),
                               grant.Version))
            .Skip((Math.Max(page, 1) - 1) * PageSize).Take(PageSize).ToListAsync(cancellationToken);
        return new GrantList(items, Math.Max(page, 1), total);
    }
}

/// <summary>One page of grants.</summary>
/// <param name="Items">The grants, by number.</param>
/// <param name="Page">From 1.</param>
/// <param name="Total">How many there are on all pages.</param>
public sealed record GrantList(IReadOnlyList<GrantItem> Items, int Page, int Total);

/// <summary>A grant in the list.</summary>
/// <param name="Id">The grant's id, which is its award's.</param>
/// <param name="Number">The application's number.</param>
/// <param name="Title">The title.</param>
/// <param name="Organisation">The partner.</param>
/// <param name="Country">ISO 3166 alpha-2; null for regional work.</param>
/// <param name="Stage">The stage.</param>
/// <param name="Currency">ISO 4217 code.</param>
/// <param name="AmountMinor">In minor units.</param>
/// <param name="EndsOn">The agreement's last day.</param>
/// <param name="NextReportDueAt">When the next report is due (UTC); null when none is.</param>
/// <param name="Version">The version.</param>
public sealed record GrantItem(Guid Id, string Number, string Title, string Organisation, string? Country, Stage Stage, string Currency, long AmountMinor, DateOnly EndsOn, DateTime? NextReportDueAt, int Version);
