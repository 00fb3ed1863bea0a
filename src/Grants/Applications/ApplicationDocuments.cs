using Grants.Accounts;
using Grants.Calls;
using Grants.Data;
using Grants.Documents;
using Grants.Forms;
using Grants.Lifecycle;
using Microsoft.EntityFrameworkCore;

namespace Grants.Applications;

/// <summary>Documents are attached to a draft until its deadline; whoever may read the application reads them.</summary>
internal sealed class ApplicationDocuments(GrantsDb db, Arrival arrival) : IDocumentSubjects, IDocumentReaders
{
    private static readonly Compiled<Func<GrantsDb, Guid, CancellationToken, Task<Found?>>> Place = new(() => EF.CompileAsyncQuery((GrantsDb db, Guid id, CancellationToken _) => (
        from application in db.Applications.AsNoTracking()
        join call in db.Calls on application.CallId equals call.Id
        where application.Id == id
        select new Found(
            application,
            call,
            // Also of what was withdrawn, or replaced by a clarification: its receipt still names the documents.
            db.Submissions.Where(submission => submission.ApplicationId == application.Id).Max(submission => (DateTime?)submission.SubmittedAt))).SingleOrDefault()));

    public DocumentPurpose Purpose => DocumentPurpose.Application;

    public IReadOnlyCollection<DocumentPurpose> Purposes { get; } = [DocumentPurpose.Application];

    public async Task<DocumentPlace?> FindAsync(Guid subjectId, CancellationToken cancellationToken)
    {
        var found = await Place.For(db)(db, subjectId, cancellationToken);
        if (found is not { Application: var applied, Call: var itsCall }) return null;
        var isClarified = applied.Stage == Stage.ClarificationAsked;
        var isOpen = (applied.Stage == Stage.ApplicationDraft && arrival.At <= applied.DeadlineIn(itsCall)) || (isClarified && applied.ReplyDueAt >= arrival.At);
        var form = isClarified ? await ToSubmit.FormAsync(db, itsCall, applied.FormNumber, cancellationToken) : itsCall.Form;
        // As with answers: a page that was open while the form changed still has questions that are gone.
        var former = itsCall.FormNumber > 1 ? (await ApplicationTexts.FormerAsync(db, [itsCall.Id], cancellationToken))[itsCall.Id] : [];
        return new DocumentPlace(applied.OrganisationId, isOpen, null, found.SubmittedAt)
        {
            OpenSlots = isClarified ? applied.OpenQuestions.Split(',') : null,
            Rules = form.Questions.Concat(former).DistinctBy(question => question.Code).Where(question => question.Kind == QuestionKind.File)
                .ToDictionary(question => question.Code, question => question.Files ?? FileRules.Usual),
            Slots = new SlotWords(T("Say which question the file answers"), T("The call does not ask for this file")),
        };
    }

    public Task HoldAsync(Guid subjectId, CancellationToken cancellationToken) => db.HoldAsync(subjectId, cancellationToken);

    public async Task<bool> MayReadAsync(Guid subjectId, Actor actor, CancellationToken cancellationToken) =>
        await db.Applications.Where(application => application.Id == subjectId)
            .Select(application => new { application.OrganisationId, application.Stage, application.Country })
            .SingleOrDefaultAsync(cancellationToken) is { } application
        && ApplicationAccess.MayReadDocuments(actor, application.OrganisationId, application.Stage, application.Country);

    private sealed record Found(Application Application, Call Call, DateTime? SubmittedAt);
}
