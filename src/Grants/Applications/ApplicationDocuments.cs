using Grants.Accounts;
using Grants.Data;
using Grants.Documents;
using Grants.Lifecycle;
using Microsoft.EntityFrameworkCore;

namespace Grants.Applications;

/// <summary>Documents are attached to a draft until its deadline; whoever may read the application reads them.</summary>
internal sealed class ApplicationDocuments(GrantsDb db, Arrival arrival) : IDocumentSubjects, IDocumentReaders
{
    public DocumentPurpose Purpose => DocumentPurpose.Application;

    public IReadOnlyCollection<DocumentPurpose> Purposes { get; } = [DocumentPurpose.Application];

    public Task<DocumentPlace?> FindAsync(Guid subjectId, CancellationToken cancellationToken)
    {
        var now = arrival.At;
        return (from application in db.Applications
                join call in db.Calls on application.CallId equals call.Id
                where application.Id == subjectId
                select new DocumentPlace(
                    application.OrganisationId,
                    (application.Stage == Stage.ApplicationDraft && call.DeadlineAt >= now) || (application.Stage == Stage.ClarificationAsked && application.ReplyDueAt >= now),
                    null, application.SubmittedAt)).SingleOrDefaultAsync(cancellationToken);
    }

    public async Task<bool> MayReadAsync(Guid subjectId, Actor actor, CancellationToken cancellationToken) =>
        await db.Applications.Where(application => application.Id == subjectId)
            .Select(application => new { application.OrganisationId, application.Stage, application.Country })
            .SingleOrDefaultAsync(cancellationToken) is { } application
        && ApplicationAccess.MayRead(actor, application.OrganisationId, application.Stage, application.Country);
}
