using System.IO.Compression;
using System.IO.Pipelines;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Grants.Applications;
using Grants.Data;
using Grants.Documents;
using Grants.Forms;
using Grants.Lifecycle;
using Microsoft.EntityFrameworkCore;

namespace Grants.Partners;

/// <summary>
/// Writes everything of an organisation that is its own into one ZIP file that explains itself: JSON for programs, and the documents as they were sent. What
/// others wrote about it (scores, declarations, attestations, internal notes) is not in it. Nothing is held whole: each part goes out as it is read.
/// </summary>
internal sealed class OrganisationExport(GrantsDb db, DocumentStore store, TimeProvider clock)
{
    public async Task WriteAsync(Guid id, Stream to, CancellationToken cancellationToken)
    {
        // An archive writes some of its own bytes without waiting, which a response does not take; a pipe does.
        var pipe = PipeWriter.Create(to, new StreamPipeWriterOptions(leaveOpen: true));
        await WriteThroughAsync(id, pipe.AsStream(leaveOpen: true), cancellationToken);
        await pipe.CompleteAsync();
    }

    private async Task WriteThroughAsync(Guid id, Stream to, CancellationToken cancellationToken)
    {
        await using var zip = await ZipArchive.CreateAsync(to, ZipArchiveMode.Create, leaveOpen: true, entryNameEncoding: Encoding.UTF8, cancellationToken);
        await WriteAsync(zip, "organisation.json", await OrganisationAsync(id, cancellationToken), cancellationToken);
        await WriteAsync(zip, "applications.json", await ApplicationsAsync(id, cancellationToken), cancellationToken);
        await WriteAsync(zip, "questions.json", await QuestionsAsync(id, cancellationToken), cancellationToken);
        await WriteAsync(zip, "grants.json", await GrantsAsync(id, cancellationToken), cancellationToken);
        await WriteAsync(zip, "emails.json", await EmailsAsync(id, cancellationToken), cancellationToken);
        var documents = await db.Documents.AsNoTracking().Where(document => document.OrganisationId == id && document.CompletedAt != null && document.Purpose != DocumentPurpose.Archive)
            .OrderBy(document => document.CreatedAt).ThenBy(document => document.Id).ToListAsync(cancellationToken);
        await WriteAsync(
            zip, "documents.json",
            documents.Select(document => new { document.Id, document.Purpose, document.SubjectId, document.Slot, document.Name, document.ContentType, document.Length, document.Sha256, document.CompletedAt, File = Path(document) }),
            cancellationToken);
        foreach (var document in documents)
        {
            await using var from = await store.OpenReadAsync(document, cancellationToken);
            await using var entry = await Entry(zip, Path(document)).OpenAsync(cancellationToken);
            await from.CopyToAsync(entry, cancellationToken);
        }

        await using var readme = await Entry(zip, "README.txt").OpenAsync(cancellationToken);
        await readme.WriteAsync(Encoding.UTF8.GetBytes(ReadMe(documents.Count)), cancellationToken);
    }

    private async Task<object> OrganisationAsync(Guid id, CancellationToken cancellationToken)
    {
        var organisation = await db.Organisations.AsNoTracking().Include(row => row.Policies).SingleAsync(row => row.Id == id, cancellationToken);
        var versions = await db.OrganisationVersions.AsNoTracking().Where(version => version.OrganisationId == id).OrderBy(version => version.Number).ToListAsync(cancellationToken);
        var people = await (from membership in db.Memberships
                            join person in db.People on membership.PersonId equals person.Id
                            where membership.OrganisationId == id
                            orderby EF.Property<string>(person, SearchKeys.SortColumn), person.Id
                            select new { person.Id, person.Name, person.Email, membership.Kind }).ToListAsync(cancellationToken);
        var invitations = await db.Invitations.AsNoTracking().Where(invitation => invitation.OrganisationId == id).OrderBy(invitation => invitation.CreatedAt)
            .Select(invitation => new { invitation.Email, invitation.CreatedAt, invitation.ExpiresAt, invitation.AcceptedAt, invitation.WithdrawnAt }).ToListAsync(cancellationToken);
        var accounts = await db.BankAccounts.AsNoTracking().Where(account => account.OrganisationId == id).OrderBy(account => account.EnteredAt)
            .Select(account => new { account.BankName, account.AccountName, account.AccountNumber, account.Swift, account.Currency, account.EnteredAt, account.VerifiedAt, account.ReplacedAt }).ToListAsync(cancellationToken);
        return new
        {
            organisation.Id,
            organisation.CreatedAt,
            organisation.Profile,
            EarlierProfiles = versions.Select(version => new { Until = version.ChangedAt, Profile = JsonNode.Parse(version.Json) }),
            Policies = organisation.Policies.Select(policy => new { policy.Kind, policy.ExpiresOn, policy.RecordedAt }),
            People = people,
            Invitations = invitations,
            BankAccounts = accounts,
        };
    }

    private async Task<object> ApplicationsAsync(Guid id, CancellationToken cancellationToken)
    {
        var applications = await (from application in db.Applications.AsNoTracking()
                                  join call in db.Calls on application.CallId equals call.Id
                                  where application.OrganisationId == id
                                  orderby application.CreatedAt
                                  select new
                                  {
                                      application.Id,
                                      application.CallId,
                                      application.Number,
                                      Call = call.Reference,
                                      CallTitle = call.Title,
                                      application.Title,
                                      application.Country,
                                      application.Currency,
                                      application.RequestedMinor,
                                      application.Stage,
                                      application.CreatedAt,
                                      application.SubmittedAt,
                                      Answers = application.Answers.Select(answer => new { answer.QuestionCode, answer.Text }).ToList(),
                                      Asked = application.Requests.OrderBy(request => request.AskedAt)
                                          .Select(request => new { request.Kind, request.Text, request.AskedAt, request.DueAt, request.Reply, request.EndedAt }).ToList(),
                                  }).AsSplitQuery().ToListAsync(cancellationToken);
        var questions = await ApplicationTexts.FormerAsync(db, [.. applications.Select(application => application.CallId).Distinct()], cancellationToken);
        var earlier = (await (from version in db.AnswerVersions.AsNoTracking()
                              join application in db.Applications on version.ApplicationId equals application.Id
                              where application.OrganisationId == id
                              orderby version.QuestionCode, version.At
                              select new { version.ApplicationId, version.QuestionCode, version.Text, version.At }).ToListAsync(cancellationToken))
            .ToLookup(version => version.ApplicationId);
        var submissions = (await (from submission in db.Submissions.AsNoTracking()
                                  join application in db.Applications on submission.ApplicationId equals application.Id
                                  where application.OrganisationId == id
                                  orderby submission.Sequence
                                  select new { submission.ApplicationId, submission.Sequence, submission.SubmittedAt, submission.ContentSha256, submission.Content }).ToListAsync(cancellationToken))
            .ToLookup(submission => submission.ApplicationId);
        return applications.Select(application => new
        {
            application.Id,
            application.Number,
            application.Call,
            application.CallTitle,
            application.Title,
            application.Country,
            application.Currency,
            application.RequestedMinor,
            // What the organisation is told of where it stands, and no more.
            Stage = GrantLifecycle.Of(application.Stage).ApplicantLabel,
            application.CreatedAt,
            application.SubmittedAt,
            Answers = application.Answers.Select(answer => new { answer.QuestionCode, Question = Words(application.CallId, answer.QuestionCode)?.Text, answer.Text, Answer = FormAnswers.ToJson(Words(application.CallId, answer.QuestionCode), answer.Text) }),
            EarlierTexts = earlier[application.Id].Select(version => new { version.QuestionCode, version.Text, version.At }),
            application.Asked,
            Submissions = submissions[application.Id].Select(submission => new { submission.Sequence, submission.SubmittedAt, submission.ContentSha256, Content = JsonNode.Parse(submission.Content) }),
        });

        Question? Words(Guid call, string code) => questions[call].FirstOrDefault(question => question.Code == code);
    }

    private async Task<object> QuestionsAsync(Guid id, CancellationToken cancellationToken) =>
        await (from enquiry in db.Enquiries.AsNoTracking()
               join call in db.Calls.IgnoreAutoIncludes() on enquiry.CallId equals call.Id
               where enquiry.OrganisationId == id
               orderby enquiry.AskedAt
               select new { Call = call.Reference, CallTitle = call.Title, enquiry.AskedAt, enquiry.Asked, Published = enquiry.AnsweredAt == null ? null : enquiry.Question, enquiry.Answer, enquiry.AnsweredAt }).ToListAsync(cancellationToken);

    private async Task<object> GrantsAsync(Guid id, CancellationToken cancellationToken)
    {
        var grants = await db.Grants.AsNoTracking().Where(grant => grant.OrganisationId == id).OrderBy(grant => grant.StartsOn).ToListAsync(cancellationToken);
        var ids = grants.Select(grant => grant.Id).ToList();
        var milestones = (await db.Milestones.AsNoTracking().Where(milestone => ids.Contains(milestone.GrantId)).OrderBy(milestone => milestone.Order)
            .Select(milestone => new { milestone.Id, milestone.GrantId, milestone.Order, milestone.Title, milestone.DueAt, milestone.TrancheMinor, milestone.Stage }).ToListAsync(cancellationToken)).ToLookup(milestone => milestone.GrantId);
        var reports = (await (from submission in db.ReportSubmissions.AsNoTracking().Include(row => row.Decisions)
                              join milestone in db.Milestones on submission.MilestoneId equals milestone.Id
                              where ids.Contains(milestone.GrantId)
                              orderby submission.Number
                              select submission).ToListAsync(cancellationToken)).ToLookup(report => report.MilestoneId);
        var payments = (await db.Payments.AsNoTracking().Where(payment => ids.Contains(payment.GrantId)).OrderBy(payment => payment.InstructedAt).ToListAsync(cancellationToken)).ToLookup(payment => payment.GrantId);
        return grants.Select(grant => new
        {
            grant.Id,
            grant.Number,
            grant.Title,
            grant.Country,
            grant.Currency,
            grant.AmountMinor,
            grant.StartsOn,
            grant.EndsOn,
            Stage = GrantLifecycle.Of(grant.Stage).ApplicantLabel,
            Milestones = milestones[grant.Id].Select(milestone => new
            {
                milestone.Id,
                milestone.Order,
                milestone.Title,
                milestone.DueAt,
                milestone.TrancheMinor,
                Stage = GrantLifecycle.Of(milestone.Stage).ApplicantLabel,
                Reports = reports[milestone.Id].Select(report => new
                {
                    report.Number,
                    report.SubmittedAt,
                    report.DecidedAt,
                    Decisions = report.DecidedAt is null ? [] : report.Decisions.OrderBy(decision => decision.Section).Select(decision => new { decision.Section, decision.Accepted, decision.Note }),
                    report.ContentSha256,
                    Content = JsonNode.Parse(report.Content),
                }),
            }),
            Payments = payments[grant.Id].Select(payment => new { payment.MilestoneId, payment.Currency, payment.AmountMinor, payment.InstructedAt, payment.PaidOn, payment.Reference }),
        });
    }

    private async Task<object> EmailsAsync(Guid id, CancellationToken cancellationToken) =>
        await db.Emails.AsNoTracking().Where(email => email.OrganisationId == id && email.State == OutboxState.Done).OrderBy(email => email.CreatedAt)
            .Select(email => new { email.CreatedAt, email.Name, email.Subject, email.Body }).ToListAsync(cancellationToken);

    private string ReadMe(int documents) =>
        $"""
        Everything that this grants portal holds of your organisation and that is its own, as of {clock.GetUtcNow().UtcDateTime:yyyy-MM-dd HH:mm} UTC.

        organisation.json   details, earlier details, policies, people, invitations, bank accounts
        applications.json   every application: drafts with their answers and the texts before them, what we asked of you and what you replied, and what was submitted, with its SHA-256
        questions.json      questions that you asked about calls, with our answers
        grants.json         grants, milestones, reports as they were submitted and decided, payments
        emails.json         e-mails that were sent to your people about your organisation
        documents.json      every document ({documents}): what it belongs to, its length and SHA-256, and its place in documents/
        documents/          the documents, byte for byte as they were sent or made

        All JSON is UTF-8. Instants are UTC, ISO 8601. Money is an integer in minor units (cents) of the currency beside it; VND has no minor unit.
        Countries are ISO 3166 alpha-2, currencies ISO 4217, registers prefixes of org-id.guide. Ids join the files: an application's documents have its id as 'subjectId'.
        Keep this file safe: it holds names, addresses and bank details of your organisation.

        """;

    private static string Path(Document document) => $"documents/{document.Id}-{document.Name.Replace('/', '_').Replace('\\', '_')}";

    private static async Task WriteAsync(ZipArchive zip, string name, object content, CancellationToken cancellationToken)
    {
        await using var entry = await Entry(zip, name).OpenAsync(cancellationToken);
        await JsonSerializer.SerializeAsync(entry, content, content.GetType(), OrganisationJson.Options, cancellationToken);
    }

    private static ZipArchiveEntry Entry(ZipArchive zip, string name) => zip.CreateEntry(name, CompressionLevel.Fastest);
}
