using Grants.Data;
using Grants.Documents;
using Grants.Lifecycle;
using Microsoft.EntityFrameworkCore;

namespace Grants.Milestones;

/// <summary>Evidence is attached to a milestone while its report is being written. All of it counts, whether it answers one line or the whole.</summary>
internal sealed class ReportDocuments(GrantsDb db) : IDocumentSubjects
{
    public DocumentPurpose Purpose => DocumentPurpose.ReportEvidence;

    public Task<DocumentPlace?> FindAsync(Guid subjectId, CancellationToken cancellationToken) =>
        (from milestone in db.Set<Milestone>()
         join grant in db.Grants on milestone.GrantId equals grant.Id
         where milestone.Id == subjectId
         select new DocumentPlace(grant.OrganisationId, milestone.Stage == Stage.ReportOpen || milestone.Stage == Stage.RevisionRequested, "evidence",
             db.ReportSubmissions.Where(submission => submission.MilestoneId == milestone.Id).Max(submission => (DateTime?)submission.SubmittedAt)))
        .SingleOrDefaultAsync(cancellationToken);

    public Task HoldAsync(Guid subjectId, CancellationToken cancellationToken) => db.HoldMilestoneAsync(subjectId, cancellationToken);
}
