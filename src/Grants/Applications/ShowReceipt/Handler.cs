using Grants.Accounts;
using Grants.Data;
using Grants.Documents;
using Grants.Forms;
using Grants.Lifecycle;
using Microsoft.EntityFrameworkCore;

namespace Grants.Applications.ShowReceipt;

/// <summary>A document of the receipt.</summary>
/// <param name="Href">Where it is downloaded.</param>
/// <param name="Name">Its name.</param>
/// <param name="Length">In bytes.</param>
/// <param name="Sha256">Hex.</param>
/// <param name="Question">The question that it answers, as it was asked; null where it answers none.</param>
public sealed record ReceiptFile(string Href, string Name, long Length, string Sha256, string? Question = null);

/// <summary>The receipt of one submission.</summary>
/// <param name="ApplicationId">The application.</param>
/// <param name="Number">Its number.</param>
/// <param name="Sequence">Which of its submissions, from 1.</param>
/// <param name="Stands">Whether this is the submission that takes part.</param>
/// <param name="SubmittedAt">When the request arrived (UTC).</param>
/// <param name="DeadlineAt">The deadline that held (UTC).</param>
/// <param name="Call">The call's title and reference.</param>
/// <param name="TimeZone">IANA name of the call's zone.</param>
/// <param name="DecisionsBy">When decisions are promised (UTC).</param>
/// <param name="Organisation">The organisation's legal name.</param>
/// <param name="Title">The project's title as it was submitted.</param>
/// <param name="RequestedMinor">In minor units.</param>
/// <param name="Currency">ISO 4217.</param>
/// <param name="ContentSha256">SHA-256 of everything that was answered, as the record keeps it.</param>
/// <param name="Documents">The documents that were submitted.</param>
/// <param name="Printable">Receipt and whole application as one HTML file that prints.</param>
/// <param name="Word">The same as a Word file.</param>
/// <param name="Sequences">Every submission of the application.</param>
/// <param name="Clarified">What it changed, when it answers a request for clarification; null for a submission by the call's deadline.</param>
public sealed record ReceiptView(
    Guid ApplicationId, string Number, int Sequence, bool Stands, DateTime SubmittedAt, DateTime DeadlineAt, string Call, string TimeZone, DateTime DecisionsBy, string Organisation, string Title,
    long RequestedMinor, string Currency, string ContentSha256, IReadOnlyList<ReceiptFile> Documents, ReceiptFile Printable, ReceiptFile Word, IReadOnlyList<int> Sequences, Clarified? Clarified);

/// <summary>The receipt of a submission: of the last one, or of one before it.</summary>
internal sealed class Handler(GrantsDb db, CurrentActor actor, SubmissionPapers papers) : IUseCase
{
    public async Task<Outcome<ReceiptView>> HandleAsync(Guid id, int? sequence, CancellationToken cancellationToken)
    {
        var around = await (from application in db.Applications
                            join call in db.Calls.IgnoreAutoIncludes() on application.CallId equals call.Id
                            join organisation in db.Organisations on application.OrganisationId equals organisation.Id
                            where application.Id == id
                            from wanted in db.Submissions.Where(s => s.ApplicationId == id && s.Sequence == (sequence ?? application.SubmissionCount)).DefaultIfEmpty()
                            select new
                            {
                                Submission = wanted,
                                Before = db.Submissions.Where(s => wanted.RequestId != null && s.ApplicationId == id && s.Sequence == wanted.Sequence - 1).Select(s => s.Content).SingleOrDefault(),
                                Call = call,
                                application.OrganisationId,
                                application.Stage,
                                application.Country,
                                application.SubmissionId,
                                application.SubmissionCount,
                                organisation.LegalName,
                            }).AsNoTracking().SingleOrDefaultAsync(cancellationToken);
        if (around is null || !ApplicationAccess.MayRead(actor.Value, around.OrganisationId, around.Stage, around.Country)) return Refusal.NotFound(T("The application"));
        if (around.SubmissionCount == 0) return Refusal.WrongStage(T("There is no receipt: the application has not been submitted."));
        if (around.Submission is not { } submission) return Refusal.NotFound(T("The receipt"));

        var files = await papers.EnsureAsync(submission, cancellationToken);
        var content = submission.Read();
        var form = await FormAsync(around.Call.Id, content.FormNumber, cancellationToken);
        var clarified = around.Before is null ? null : Clarified.Between(SubmittedContent.Parse(around.Before), content, submission.Sequence, submission.SubmittedAt, form, around.Call.FormTerms);
        return new ReceiptView(
            id, submission.Number, submission.Sequence, submission.Id == around.SubmissionId && around.Stage != Stage.Withdrawn, submission.SubmittedAt, submission.DeadlineAt,
            $"{around.Call.Title} ({around.Call.Reference})", around.Call.TimeZone, around.Call.DecisionsBy, around.LegalName, content.Title, content.RequestedMinor, content.Currency, submission.ContentSha256,
            [.. content.Documents.Select(document => new ReceiptFile($"/documents/{document.Id}", document.Name, document.Length, document.Sha256, document.Slot is { } slot ? form.Find(slot)?.Text : null))],
            File(files.Page), File(files.Word), [.. Enumerable.Range(1, around.SubmissionCount)], clarified);
    }

    private async Task<FormDefinition> FormAsync(Guid callId, int number, CancellationToken cancellationToken) =>
        (await db.FormVersions.AsNoTracking().SingleAsync(version => version.CallId == callId && version.Number == number, cancellationToken)).Form;

    private static ReceiptFile File(Document document) => new($"/documents/{document.Id}", document.Name, document.Length!.Value, document.Sha256!);
}
