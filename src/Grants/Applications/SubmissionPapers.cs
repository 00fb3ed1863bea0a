using Grants.Calls;
using Grants.Data;
using Grants.Documents;
using Grants.Forms;
using Grants.Portal;
using Grants.Portal.Documents;
using Microsoft.EntityFrameworkCore;

namespace Grants.Applications;

/// <summary>
/// The documents of a submission: receipt and whole application as one, to print and as a Word file. They are made when somebody first opens the receipt, at
/// the latest when screening starts, from what was frozen; so they say the same whenever that is, and a rush of submissions does not wait for them.
/// </summary>
public sealed class SubmissionPapers(GrantsDb db, DocumentStore store, PrintableDocument printer, TimeProvider clock)
{
    /// <summary>The documents of a submission, made where they are missing. Commits.</summary>
    internal async Task<SubmissionFiles> EnsureAsync(Submission submission, CancellationToken cancellationToken)
    {
        var made = await FindAsync(submission, cancellationToken);
        if (made is not null) return made;
        var (organisationId, paper) = await PaperAsync(submission, cancellationToken);
        var now = clock.GetUtcNow().UtcDateTime;
        var html = await printer.RenderAsync<PaperDocument>($"{paper.Title} {submission.Number}", new Dictionary<string, object?> { [nameof(PaperDocument.Paper)] = paper });
        var name = submission.Sequence == 1 ? submission.Number : $"{submission.Number} ({submission.Sequence})";
        var page = await KeepAsync("html", "text/html; charset=utf-8", html);
        var word = await KeepAsync("docx", WordPaper.ContentType, WordPaper.Write(paper));
        var committed = await db.CommitAsync(cancellationToken);
        if (!committed.IsRefused) return new SubmissionFiles(page, word);

        // Somebody else opened the receipt at the same instant: theirs are the documents. The bytes that were not needed are swept.
        db.Discard();
        return await FindAsync(submission, cancellationToken) ?? throw new InvalidOperationException($"The documents of submission {submission.Id} were refused and are not there.");

        async Task<Document> KeepAsync(string kind, string contentType, byte[] bytes)
        {
            using var content = new MemoryStream(bytes, writable: false);
            return await store.MakeAsync(DocumentPurpose.Submission, submission.ApplicationId, organisationId, $"{name}.{kind}", contentType, content, now, cancellationToken, Slot(submission, kind));
        }
    }

    private static string Slot(Submission submission, string kind) => $"{submission.Sequence}-{kind}";

    private async Task<SubmissionFiles?> FindAsync(Submission submission, CancellationToken cancellationToken)
    {
        var ids = new[] { "html", "docx" }.Select(kind => Document.IdOf(DocumentPurpose.Submission, submission.ApplicationId, Slot(submission, kind))).ToList();
        var found = await db.Documents.AsNoTracking().Where(document => ids.Contains(document.Id)).ToDictionaryAsync(document => document.Id, cancellationToken);
        return found.Count == ids.Count ? new SubmissionFiles(found[ids[0]], found[ids[1]]) : null;
    }

    private async Task<(Guid OrganisationId, Paper Paper)> PaperAsync(Submission submission, CancellationToken cancellationToken)
    {
        var content = submission.Read();
        var around = await (from application in db.Applications
                            join call in db.Calls.IgnoreAutoIncludes() on application.CallId equals call.Id
                            join form in db.FormVersions on call.Id equals form.CallId
                            join organisation in db.Organisations on application.OrganisationId equals organisation.Id
                            join person in db.People.IgnoreAutoIncludes() on submission.SubmittedBy equals person.Id
                            where application.Id == submission.ApplicationId && form.Number == content.FormNumber
                            select new
                            {
                                application.OrganisationId,
                                Call = call,
                                Form = form,
                                organisation.LegalName,
                                person.Name,
                                Clarified = db.Submissions.Where(earlier => submission.RequestId != null && earlier.ApplicationId == application.Id && earlier.Sequence == submission.Sequence - 1)
                                    .Select(earlier => earlier.Content).SingleOrDefault(),
                            }).AsNoTracking().SingleAsync(cancellationToken);
        var clarified = around.Clarified is null
            ? null
            : Clarified.Between(SubmittedContent.Parse(around.Clarified), content, submission.Sequence, submission.SubmittedAt, around.Form.Form, around.Call.FormTerms);
        return (around.OrganisationId, SubmissionPaper.Of(submission, content, clarified, around.Call, around.Form.Form, around.LegalName, around.Name));
    }
}

/// <summary>The two documents of a submission.</summary>
/// <param name="Page">To print.</param>
/// <param name="Word">To work on.</param>
internal sealed record SubmissionFiles(Document Page, Document Word);

/// <summary>What the documents of a submission say.</summary>
internal static class SubmissionPaper
{
    /// <summary>Receipt first, then what a clarification changed, then the whole application.</summary>
    public static Paper Of(Submission submission, SubmittedContent content, Clarified? clarified, Call call, FormDefinition form, string organisation, string submittedBy)
    {
        var parts = new List<PaperPart>
        {
            new PaperText(T($"We have received this application of {organisation}.")),
            new PaperFacts(
            [
                (T("Number"), submission.Number),
                (T("Call"), $"{call.Title} ({call.Reference})"),
                (T("Project"), content.Title),
                (T("Where"), Countries.Place(content.Country)),
                (T("Submitted"), CallLetters.At(call, submission.SubmittedAt)),
                (T("Submitted by"), submittedBy),
                (T("Submission"), Which(submission)),
                (T("Deadline"), CallLetters.At(call, submission.DeadlineAt)),
                (T("Requested"), PortalText.Money(content.RequestedMinor, content.Currency)),
            ]),
            new PaperHeading(2, T("Documents that we have")),
        };
        if (content.Documents.Count == 0) parts.Add(new PaperText(T("No document was attached.")));
        else parts.AddRange(Documents(content, call));
        if (clarified is not null) parts.AddRange(Changes(clarified));
        parts.AddRange(Answers(content, new AnsweredForm(form, call.FormTerms, content.Answers.ToDictionary(answer => answer.Code, answer => answer.Text))));
        return new Paper(T("Receipt and application"), submission.Number, DateOnly.FromDateTime(call.InZone(submission.SubmittedAt)), parts);
    }

    private static string Which(Submission submission) => submission switch
    {
        { RequestId: not null } => T($"Number {submission.Sequence}: with the answers to our questions"),
        { Sequence: 1 } => T("The first"),
        _ => T($"Number {submission.Sequence}: it was reopened and submitted again"),
    };

    private static IEnumerable<PaperPart> Changes(Clarified clarified)
    {
        yield return new PaperHeading(2, T("What the answers to our questions changed"));
        foreach (var answer in clarified.Answers)
        {
            yield return new PaperHeading(3, answer.Question);
            yield return new PaperFacts([(T("Before"), answer.Before.Length > 0 ? answer.Before : T("No answer")), (T("Now"), answer.Now.Length > 0 ? answer.Now : T("No answer"))]);
        }

        if (clarified.Added.Count > 0) yield return new PaperText(T($"Documents added: {string.Join("; ", clarified.Added)}"));
        if (clarified.Removed.Count > 0) yield return new PaperText(T($"Documents taken out: {string.Join("; ", clarified.Removed)}"));
        if (clarified.IsEmpty) yield return new PaperText(T("No answer was changed."));
    }

    private static IEnumerable<PaperPart> Documents(SubmittedContent content, Call call)
    {
        yield return new PaperTable(
            T("Each file with its fingerprint"),
            [(T("File"), false), (T("Bytes"), true), (T("Received"), false), ("SHA-256", false)],
            [.. content.Documents.Select(document => (IReadOnlyList<string>)
            [
                document.Name, FormattableString.Invariant($"{document.Length:N0}"), CallLetters.At(call, document.ReceivedAt), document.Sha256,
            ])]);
        yield return new PaperText(T("The SHA-256 of a file is its fingerprint: whoever has the same file can compute it and see that it is unchanged."));
    }

    private static IEnumerable<PaperPart> Answers(SubmittedContent content, AnsweredForm answered)
    {
        foreach (var section in answered.Form.Sections.Where(section => answered.Asked(section).Any()))
        {
            yield return new PaperHeading(2, section.Title);
            foreach (var question in answered.Asked(section))
            {
                var answer = Answer(content, answered, question);
                // A table's caption says the same.
                if (answer is not PaperTable) yield return new PaperHeading(3, question.Text);
                yield return answer;
            }
        }
    }

    private static PaperPart Answer(SubmittedContent content, AnsweredForm answered, Question question)
    {
        var value = answered[question.Code];
        if (value.Length > 0 && FormAnswers.Table(question, value, answered.Terms) is { } table) return new PaperTable(question.Text, table.Columns, table.Rows, table.Totals);
        var words = question.Kind == QuestionKind.File
            ? string.Join('\n', content.Documents.Where(document => document.Slot == question.Code).Select(document => document.Name))
            : answered.Words(question);
        return words.Length == 0 ? new PaperText(T("No answer")) : new PaperText(words, IsUsers: true);
    }
}
