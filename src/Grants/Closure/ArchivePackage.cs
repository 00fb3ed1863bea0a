using System.IO.Compression;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Grants.Data;
using Grants.Documents;
using Grants.Milestones;
using Microsoft.EntityFrameworkCore;

namespace Grants.Closure;

/// <summary>
/// Makes the archive package of a closed grant: a zip of plain JSON that any program of the next ten years can read. It holds the agreement's terms in
/// figures, every report as it was submitted and decided, the payments, the audit entries with their hashes, and of every document its id and SHA-256,
/// by which the document itself is found and proved. Account numbers and people's addresses are not in it.
/// </summary>
public sealed class ArchivePackage(GrantsDb db, DocumentStore store)
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        Converters = { new JsonStringEnumConverter() },
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    internal async Task<Stream> MakeAsync(Grant grant, CancellationToken cancellationToken)
    {
        var content = new MemoryStream();
        await using (var zip = await ZipArchive.CreateAsync(content, ZipArchiveMode.Create, leaveOpen: true, entryNameEncoding: null, cancellationToken))
        {
            await AddAsync(zip, grant, "grant.json", await AgreementAsync(grant, cancellationToken), cancellationToken);
            await AddAsync(zip, grant, "reports.json", await ReportsAsync(grant, cancellationToken), cancellationToken);
            await AddAsync(zip, grant, "payments.json", await PaymentsAsync(grant, cancellationToken), cancellationToken);
            var documents = await DocumentsAsync(grant, cancellationToken);
            await AddAsync(zip, grant, "documents.json", documents.Select(document => StoredDocument.Of(document)), cancellationToken);
            await AddAsync(zip, grant, "audit.json", await AuditAsync(grant, cancellationToken), cancellationToken);
            foreach (var agreement in documents.Where(document => document.Purpose == DocumentPurpose.Agreement))
            {
                await using var from = await store.OpenReadAsync(agreement, cancellationToken);
                await using var to = await Entry(zip, grant, "agreement.html").OpenAsync(cancellationToken);
                await from.CopyToAsync(to, cancellationToken);
            }
        }

        content.Position = 0;
        return content;
    }

    private async Task<object> AgreementAsync(Grant grant, CancellationToken cancellationToken)
    {
        var organisation = await db.Organisations.Where(row => row.Id == grant.OrganisationId).Select(row => new { row.Id, row.LegalName, row.Country }).SingleAsync(cancellationToken);
        var budget = await db.Set<GrantBudgetLine>().Where(line => line.GrantId == grant.Id).OrderBy(line => line.Order)
            .Select(line => new { line.Id, line.Order, line.Description, line.AmountMinor }).ToListAsync(cancellationToken);
        var milestones = await db.Milestones.Where(milestone => milestone.GrantId == grant.Id).OrderBy(milestone => milestone.Order)
            .Select(milestone => new { milestone.Id, milestone.Order, milestone.Title, milestone.DueAt, milestone.TrancheMinor, milestone.Round, milestone.ReportApprovedBy }).ToListAsync(cancellationToken);
        var duties = await db.Awards.Where(award => award.Id == grant.Id).SelectMany(award => award.Duties).OrderBy(duty => duty.At)
            .Select(duty => new { duty.Duty, duty.PersonId, duty.At }).ToListAsync(cancellationToken);
        return new
        {
            grant.Id,
            grant.Number,
            grant.Title,
            Organisation = organisation,
            grant.Country,
            grant.Currency,
            grant.AmountMinor,
            grant.StartsOn,
            grant.EndsOn,
            grant.TimeZone,
            ClosedAt = grant.StageSince,
            grant.SurvivorDataCheckedBy,
            grant.ClosingNote,
            grant.RetainUntil,
            Budget = budget,
            Milestones = milestones,
            Duties = duties,
        };
    }

    private async Task<object> ReportsAsync(Grant grant, CancellationToken cancellationToken)
    {
        var submissions = await (from submission in db.ReportSubmissions.AsNoTracking().Include(row => row.Decisions)
                                 join milestone in db.Milestones on submission.MilestoneId equals milestone.Id
                                 where milestone.GrantId == grant.Id
                                 orderby milestone.Order, submission.Number
                                 select submission).ToListAsync(cancellationToken);
        return submissions.Select(submission => new
        {
            submission.MilestoneId,
            submission.Number,
            submission.Round,
            submission.SubmittedAt,
            submission.CertifiedBy,
            submission.DecidedAt,
            submission.DecidedBy,
            Sections = submission.Decisions.OrderBy(decision => decision.Section).Select(decision => new { decision.Section, decision.Accepted, decision.Note }),
            submission.ContentSha256,
            Content = JsonNode.Parse(submission.Content),
        });
    }

    private async Task<object> PaymentsAsync(Grant grant, CancellationToken cancellationToken) =>
        await db.Payments.AsNoTracking().Where(payment => payment.GrantId == grant.Id).OrderBy(payment => payment.InstructedAt).ToListAsync(cancellationToken);

    private async Task<List<Document>> DocumentsAsync(Grant grant, CancellationToken cancellationToken)
    {
        var subjects = db.Milestones.Where(milestone => milestone.GrantId == grant.Id).Select(milestone => milestone.Id)
            .Concat(db.Awards.Where(award => award.Id == grant.Id).Select(award => award.ApplicationId));
        return await db.Documents.AsNoTracking()
            .Where(document => document.CompletedAt != null && document.Purpose != DocumentPurpose.Archive && (document.SubjectId == grant.Id || subjects.Contains(document.SubjectId)))
            .OrderBy(document => document.CreatedAt).ThenBy(document => document.Id).ToListAsync(cancellationToken);
    }

    private async Task<object> AuditAsync(Grant grant, CancellationToken cancellationToken)
    {
        var applications = db.Awards.Where(award => award.Id == grant.Id).Select(award => award.ApplicationId);
        return await db.AuditEntries.AsNoTracking()
            .Where(entry => entry.SubjectId == grant.Id || applications.Contains(entry.SubjectId))
            .OrderBy(entry => entry.Id)
            .Select(entry => new { entry.Subject, entry.SubjectId, entry.Sequence, entry.At, entry.ActorId, entry.Capacity, entry.What, entry.Facts, entry.PreviousHash, entry.Hash })
            .ToListAsync(cancellationToken);
    }

    private static async Task AddAsync(ZipArchive zip, Grant grant, string name, object content, CancellationToken cancellationToken)
    {
        await using var stream = await Entry(zip, grant, name).OpenAsync(cancellationToken);
        await JsonSerializer.SerializeAsync(stream, content, content.GetType(), Json, cancellationToken);
    }

    private static ZipArchiveEntry Entry(ZipArchive zip, Grant grant, string name)
    {
        var entry = zip.CreateEntry(name);
        // The instant of closing, not of packing: what is in the package follows from the record alone.
        entry.LastWriteTime = new DateTimeOffset(grant.StageSince);
        return entry;
    }
}
