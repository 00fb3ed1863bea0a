using Grants.Accounts;
using Grants.Data;
using Microsoft.EntityFrameworkCore;

namespace Grants.Milestones.WriteReport;

/// <summary>Reads what the pages of the report show.</summary>
internal sealed class Reader(GrantsDb db, CurrentActor current) : IUseCase
{
    public async Task<Outcome<ReportToWrite>> ReadAsync(Guid milestoneId, CancellationToken cancellationToken)
    {
        var header = await db.MilestoneHeaderAsync(milestoneId, current.Value, cancellationToken);
        if (header.IsRefused) return header.Refusal;
        if (!current.Value.IsMemberOf(header.Value.OrganisationId)) return Refusal.Forbidden(T("The report is written by the partner's people."));
        if (!header.Value.TakesReport) return Refusal.WrongStage(T("The report cannot be changed now."));
        var content = await db.ReportAsync(milestoneId, header.Value.GrantId, cancellationToken);
        var budget = await db.Set<GrantBudgetLine>().AsNoTracking().Where(line => line.GrantId == header.Value.GrantId).OrderBy(line => line.Order)
            .Select(line => new BudgetLineToReport(line.Id, line.Description, line.AmountMinor)).ToListAsync(cancellationToken);
        return new ReportToWrite(header.Value, content, budget);
    }
}

/// <summary>The report being written.</summary>
/// <param name="Milestone">Its milestone.</param>
/// <param name="Content">What is saved.</param>
/// <param name="Budget">The agreement's budget lines.</param>
public sealed record ReportToWrite(MilestoneHeader Milestone, ReportContent Content, IReadOnlyList<BudgetLineToReport> Budget);

/// <summary>A budget line that spending is reported against.</summary>
/// <param name="Id">The line.</param>
/// <param name="Description">What it is for.</param>
/// <param name="AmountMinor">Its budget in minor units.</param>
public sealed record BudgetLineToReport(Guid Id, string Description, long AmountMinor);
