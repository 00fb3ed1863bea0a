using Grants.Data;
using Grants.Documents;
using Microsoft.EntityFrameworkCore;

namespace Grants.Milestones;

/// <summary>Reads a report as it stands now.</summary>
internal static class ReportReader
{
    /// <summary>The documents of evidence that have arrived, oldest first; those that the scanner has not passed are no evidence yet, or never.</summary>
    public static async Task<List<EvidenceLine>> EvidenceAsync(this GrantsDb db, Guid milestoneId, CancellationToken cancellationToken) =>
        await db.Documents.AsNoTracking()
            .Where(document => document.SubjectId == milestoneId && document.Purpose == DocumentPurpose.ReportEvidence && document.Scan != null && document.DestroyedAt == null && document.Slot != Document.SetAsideSlot)
            .OrderBy(document => document.CreatedAt)
            .Select(document => new EvidenceLine(document.Id, document.Name, document.Length!.Value, document.Sha256!, document.Scan))
            .ToListAsync(cancellationToken);

    /// <summary>The report being written, in four commands.</summary>
    public static async Task<ReportContent> ReportAsync(this GrantsDb db, Guid milestoneId, Guid grantId, CancellationToken cancellationToken)
    {
        var narratives = await db.Set<ReportNarrative>().AsNoTracking().Where(row => row.MilestoneId == milestoneId)
            .Select(row => new NarrativeLine(row.Area, row.Text)).ToListAsync(cancellationToken);
        var trained = await db.Set<TrainedCount>().AsNoTracking().Where(row => row.MilestoneId == milestoneId)
            .OrderBy(row => row.Country).ThenBy(row => row.ActorKind)
            .Select(row => new TrainedLine(row.Country, row.ActorKind, row.Women, row.Men, row.Undisclosed)).ToListAsync(cancellationToken);
        var lines = await db.Set<GrantBudgetLine>().AsNoTracking().Where(line => line.GrantId == grantId)
            .OrderBy(line => line.Order)
            .Select(line => new { Line = line, Spent = db.Set<Spending>().FirstOrDefault(row => row.MilestoneId == milestoneId && row.BudgetLineId == line.Id) })
            .ToListAsync(cancellationToken);
        return new ReportContent(
            narratives.OrderBy(row => row.OutcomeArea).ToList(),
            trained,
            lines.Where(line => line.Spent is not null).Select(line => LineOf(line.Line, line.Spent!)).ToList(),
            await db.EvidenceAsync(milestoneId, cancellationToken));
    }

    /// <summary>The report of a milestone that is loaded with its sections.</summary>
    public static ReportContent ContentOf(Milestone milestone, IReadOnlyList<GrantBudgetLine> budget, IReadOnlyList<EvidenceLine> evidence) => new(
        milestone.Narratives.OrderBy(row => row.Area).Select(row => new NarrativeLine(row.Area, row.Text)).ToList(),
        milestone.Trained.OrderBy(row => row.Country, StringComparer.Ordinal).ThenBy(row => row.ActorKind)
            .Select(row => new TrainedLine(row.Country, row.ActorKind, row.Women, row.Men, row.Undisclosed)).ToList(),
        budget.OrderBy(line => line.Order)
            .Join(milestone.Spending, line => line.Id, row => row.BudgetLineId, LineOf).ToList(),
        evidence);

    private static SpendingLine LineOf(GrantBudgetLine line, Spending row) => new(
        line.Id, line.Description, line.AmountMinor, row.AmountMinor, row.Foreign?.Currency, row.Foreign?.AmountMinor, row.Foreign?.Rate, row.Foreign?.RateDate);
}
