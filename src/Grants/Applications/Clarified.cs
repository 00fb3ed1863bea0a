using System.Text.Json.Serialization;
using Grants.Calls;
using Grants.Data;
using Grants.Documents;
using Grants.Forms;
using Microsoft.EntityFrameworkCore;

namespace Grants.Applications;

/// <summary>An answer that a clarification changed, as people read it.</summary>
/// <param name="Code">The question.</param>
/// <param name="Question">As it is asked.</param>
/// <param name="Before">What was submitted; empty for nothing.</param>
/// <param name="Now">What the organisation says instead; empty for nothing.</param>
public sealed record ClarifiedAnswer(string Code, string Question, string Before, string Now);

/// <summary>What one clarification changed in what was submitted before it. Nothing, where the organisation only wrote a reply.</summary>
/// <param name="Sequence">Which of the application's submissions it made.</param>
/// <param name="At">When (UTC).</param>
/// <param name="Answers">In the order of the form.</param>
/// <param name="Added">The names of files that came with it.</param>
/// <param name="Removed">The names of files that it took out.</param>
public sealed record Clarified(int Sequence, DateTime At, IReadOnlyList<ClarifiedAnswer> Answers, IReadOnlyList<string> Added, IReadOnlyList<string> Removed)
{
    /// <summary>Whether nothing of the application changed.</summary>
    [JsonIgnore]
    public bool IsEmpty => Answers.Count + Added.Count + Removed.Count == 0;

    /// <summary>Compares a submission with the one that it clarifies.</summary>
    internal static Clarified Between(SubmittedContent before, SubmittedContent now, int sequence, DateTime at, FormDefinition form, FormTerms terms) => new(
        sequence, at,
        [
            .. from question in form.Questions
               where question.Kind != QuestionKind.File
               let was = Words(before, question, terms)
               let says = Words(now, question, terms)
               where was != says
               select new ClarifiedAnswer(question.Code, question.Text, was, says)
        ],
        Names(now, before), Names(before, now));

    /// <summary>What clarifications changed in the application since it was submitted by its deadline, oldest first; one command.</summary>
    internal static async Task<IReadOnlyList<Clarified>> OfAsync(GrantsDb db, Guid applicationId, FormDefinition form, FormTerms terms, CancellationToken cancellationToken)
    {
        var found = await (from submission in db.Submissions.AsNoTracking()
                           join earlier in db.Submissions on new { submission.ApplicationId, Sequence = submission.Sequence - 1 } equals new { earlier.ApplicationId, earlier.Sequence }
                           where submission.ApplicationId == applicationId && submission.RequestId != null
                               && submission.Sequence > db.Submissions.Where(own => own.ApplicationId == applicationId && own.RequestId == null).Max(own => own.Sequence)
                           orderby submission.Sequence
                           select new { submission.Sequence, submission.SubmittedAt, Before = earlier.Content, Now = submission.Content }).ToListAsync(cancellationToken);
        return found.ConvertAll(row => Between(SubmittedContent.Parse(row.Before), SubmittedContent.Parse(row.Now), row.Sequence, row.SubmittedAt, form, terms));
    }

    private static string Words(SubmittedContent content, Question question, FormTerms terms) =>
        content.Destroyed?.Any(gone => gone.Code == question.Code) == true
            ? T("Destroyed, because it could have identified a survivor")
            : content.Answers.FirstOrDefault(answer => answer.Code == question.Code) is { } answer ? FormAnswers.Words(question, answer.Text, terms) : "";

    private static IReadOnlyList<string> Names(SubmittedContent of, SubmittedContent without) =>
        [.. of.Documents.Where(document => without.Documents.All(other => other.Id != document.Id)).Select(document => document.Name.Length > 0 ? document.Name : T("A document that was destroyed"))];
}

/// <summary>What a submission is frozen from.</summary>
internal static class ToSubmit
{
    /// <summary>The form that an application answers: the call's present one while it is written, and the one that was submitted when single answers are clarified. Costs a command only where they differ.</summary>
    public static async Task<FormDefinition> FormAsync(GrantsDb db, Call call, int submittedNumber, CancellationToken cancellationToken) =>
        submittedNumber == call.FormNumber
            ? call.Form
            : (await db.FormVersions.AsNoTracking().SingleAsync(version => version.CallId == call.Id && version.Number == submittedNumber, cancellationToken)).Form;

    /// <summary>The documents that are part of an application now, those that still wait for the scanner among them, by time.</summary>
    public static async Task<List<Document>> DocumentsAsync(GrantsDb db, Guid applicationId, CancellationToken cancellationToken) =>
        await Documents.For(db)(db, applicationId).ToListAsync(cancellationToken);

    private static readonly Compiled<Func<GrantsDb, Guid, IAsyncEnumerable<Document>>> Documents = new(() => EF.CompileAsyncQuery(
        (GrantsDb db, Guid applicationId) => db.Documents
            .Where(document => document.SubjectId == applicationId && document.Purpose == DocumentPurpose.Application && document.Slot != Document.SetAsideSlot
                && (document.Scan == ScanResult.Waiting || document.CompletedAt != null))
            .OrderBy(document => document.CreatedAt)
            .AsNoTracking()));

    /// <summary>Documents as a form's checks see them.</summary>
    public static IReadOnlyList<AttachedFile> Attached(IEnumerable<Document> documents) =>
        [.. documents.Select(document => new AttachedFile(document.Slot, document.Name, document.IsComplete, document.Scan == ScanResult.Waiting))];

    /// <summary>Those of them that can be submitted.</summary>
    public static IReadOnlyList<SubmittedDocument> Complete(IEnumerable<Document> documents) => [.. documents.Where(document => document.IsComplete).Select(SubmittedDocument.Of)];
}
