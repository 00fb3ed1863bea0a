using System.Text.Json;
using Azure.Storage.Blobs;
using Grants.Accounts;
using Grants.Closure;
using Grants.Data;
using Grants.Documents;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;

namespace Grants.Destruction;

/// <summary>
/// Carries out destruction orders: texts go from the draft, its history, every submission and the forms that wait for a sign-in; documents with every
/// version of their bytes. A confirmed order is also kept as a blob of ids, because a restored database has forgotten both the order and what it did.
/// </summary>
public sealed class Destroyer(GrantsDb db, DocumentStore documents, BlobServiceClient blobs, TimeProvider clock, ILogger<Destroyer> logger)
{
    /// <summary>The container of the orders. It belongs into a backup of its own, apart from the database's.</summary>
    public const string Container = "destructions";

    /// <summary>Carries out a confirmed order and commits it with whatever else the caller has decided. Again: nothing changes.</summary>
    internal async Task<Outcome> DestroyAsync(DestructionOrder order, Actor actor, CancellationToken cancellationToken)
    {
        if (order.DocumentId is { } documentId)
        {
            await ForgetNameAsync(order.SubjectId, documentId, cancellationToken);
            var archive = await ForgetArchiveAsync(order.SubjectId, actor, cancellationToken);
            var destroyed = await db.Documents.SingleOrDefaultAsync(document => document.Id == documentId && document.DestroyedAt == null, cancellationToken) is { } document
                ? await documents.DestroyAsync(document, actor, cancellationToken)
                : await db.CommitAsync(cancellationToken);
            if (archive is not null && !destroyed.IsRefused) await documents.DeleteBlobAsync(archive, cancellationToken);
            return destroyed;
        }

        await DestroyTextsAsync(order.SubjectId, order.QuestionCode!, order.TextId, order.DecidedAt!.Value, cancellationToken);
        return await db.CommitAsync(cancellationToken);
    }

    /// <summary>Keeps every confirmed order outside the database that is not kept there yet, and carries out again what a restored database has forgotten.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        foreach (var order in await db.DestructionOrders.Where(order => order.State == DestructionState.Confirmed && order.RecordedAt == null).ToListAsync(cancellationToken))
            await RecordAsync(order, cancellationToken);
        await ReplayAsync(cancellationToken);
    }

    /// <summary>Keeps a confirmed order outside the database.</summary>
    internal async Task RecordAsync(DestructionOrder order, CancellationToken cancellationToken)
    {
        var container = blobs.GetBlobContainerClient(Container);
        await container.CreateIfNotExistsAsync(cancellationToken: cancellationToken);
        var kept = new KeptOrder(order.SubjectId, order.QuestionCode, order.TextId, order.DocumentId, order.DecidedAt!.Value);
        await container.GetBlobClient(NameOf(order.Id)).UploadAsync(BinaryData.FromObjectAsJson(kept), overwrite: true, cancellationToken);
        order.RecordedAt = clock.GetUtcNow().UtcDateTime;
        await db.SaveChangesAsync(cancellationToken);
    }

    /// <summary>Carries out every kept order whose texts or document are here again.</summary>
    /// <returns>How many orders found something to destroy.</returns>
    public async Task<int> ReplayAsync(CancellationToken cancellationToken) => await ReplayAsync(await KeptAsync(cancellationToken), cancellationToken);

    /// <summary>
    /// Carries out those kept orders of which the database knows nothing, as after a restore. Cheap when there are none: an order and what it destroys in the
    /// database are one transaction, so one command over the orders says it.
    /// </summary>
    /// <returns>How many orders found something to destroy.</returns>
    public async Task<int> ReplayForgottenAsync(CancellationToken cancellationToken)
    {
        var kept = await KeptAsync(cancellationToken);
        if (kept.Count == 0) return 0;
        var known = await db.DestructionOrders.Where(order => kept.Contains(order.Id) && order.State == DestructionState.Confirmed).Select(order => order.Id).ToListAsync(cancellationToken);
        return await ReplayAsync(kept.Except(known), cancellationToken);
    }

    private async Task<IReadOnlyList<Guid>> KeptAsync(CancellationToken cancellationToken)
    {
        var container = blobs.GetBlobContainerClient(Container);
        var kept = new List<Guid>();
        if (!await container.ExistsAsync(cancellationToken)) return kept;
        await foreach (var blob in container.GetBlobsAsync(cancellationToken: cancellationToken)) kept.Add(Guid.Parse(Path.GetFileNameWithoutExtension(blob.Name)));
        return kept;
    }

    private async Task<int> ReplayAsync(IEnumerable<Guid> orders, CancellationToken cancellationToken)
    {
        var container = blobs.GetBlobContainerClient(Container);
        var replayed = 0;
        foreach (var id in orders)
        {
            var order = (await container.GetBlobClient(NameOf(id)).DownloadContentAsync(cancellationToken)).Value.Content.ToObjectFromJson<KeptOrder>(JsonSerializerOptions.Default)!;
            if (!await AgainAsync(order, cancellationToken)) continue;
            replayed++;
            logger.LogWarning("Destruction order {Order} was carried out again: the database had been restored to before it.", id);
        }

        return replayed;
    }

    private static string NameOf(Guid order) => $"{order}.json";

    private async Task<bool> AgainAsync(KeptOrder order, CancellationToken cancellationToken)
    {
        var system = Actor.System(nameof(Destroyer));
        if (order.DocumentId is { } documentId)
        {
            if (await db.Documents.SingleOrDefaultAsync(document => document.Id == documentId && document.DestroyedAt == null, cancellationToken) is not { } document) return false;
            await ForgetNameAsync(order.SubjectId, documentId, cancellationToken);
            var archive = await ForgetArchiveAsync(order.SubjectId, system, cancellationToken);
            await documents.DestroyAsync(document, system, cancellationToken);
            if (archive is not null) await documents.DeleteBlobAsync(archive, cancellationToken);
            return true;
        }

        if (!await DestroyTextsAsync(order.SubjectId, order.QuestionCode!, order.TextId, order.DecidedAt, cancellationToken)) return false;
        db.Note("application", order.SubjectId, system, "DestroyAgain", clock.GetUtcNow().UtcDateTime, ("question", order.QuestionCode));
        await db.SaveChangesAsync(cancellationToken);
        return true;
    }

    // A submission names its documents, that of an application and that of a report.
    private async Task ForgetNameAsync(Guid subjectId, Guid documentId, CancellationToken cancellationToken)
    {
        foreach (var submission in await db.Submissions.Where(submission => submission.ApplicationId == subjectId).ToListAsync(cancellationToken)) submission.DestroyDocument(documentId);
        await ForgetPapersAsync(subjectId, cancellationToken);
        foreach (var report in await db.ReportSubmissions.Where(report => report.MilestoneId == subjectId).ToListAsync(cancellationToken)) report.DestroyDocument(documentId);
    }

    // The archive of a closed grant names the documents of its application and its reports: it is made anew from what is left. Its bytes go after the commit.
    private async Task<Document?> ForgetArchiveAsync(Guid subjectId, Actor actor, CancellationToken cancellationToken)
    {
        var archive = await db.Documents.SingleOrDefaultAsync(
            document => document.Purpose == DocumentPurpose.Archive
                && (db.Milestones.Any(milestone => milestone.Id == subjectId && milestone.GrantId == document.SubjectId)
                    || db.Awards.Any(award => award.ApplicationId == subjectId && award.Id == document.SubjectId)), cancellationToken);
        if (archive is null) return null;
        var (grantId, now) = (archive.SubjectId, clock.GetUtcNow().UtcDateTime);
        db.Documents.Remove(archive);
        db.Steps.RemoveRange(await db.Steps.Where(step => step.SubjectId == grantId && step.Name == nameof(ClosureActivities.ArchiveGrant)).ToListAsync(cancellationToken));
        db.Note("grant", grantId, actor, "ForgetArchive", now, ("document", archive.Id), ("sha256", archive.Sha256));
        db.RingToStart(nameof(ClosureOrchestration), ClosureOrchestration.InstanceOf(grantId), grantId, now);
        return archive;
    }

    // What was made of the submissions, to print and as Word files, says what is destroyed: without its row it is made anew from what is left, and its bytes are
    // swept.
    private async Task ForgetPapersAsync(Guid applicationId, CancellationToken cancellationToken) =>
        db.Documents.RemoveRange(await db.Documents.Where(document => document.SubjectId == applicationId && document.Purpose == DocumentPurpose.Submission).ToListAsync(cancellationToken));

    // Returns whether there was anything.
    private async Task<bool> DestroyTextsAsync(Guid applicationId, string code, Guid? textId, DateTime until, CancellationToken cancellationToken)
    {
        var application = await db.Applications
            .Include(a => a.Answers.Where(answer => answer.QuestionCode == code))
            .Include(a => a.EarlierAnswers.Where(version => version.QuestionCode == code))
            .AsSplitQuery().SingleOrDefaultAsync(a => a.Id == applicationId, cancellationToken);
        if (application is null) return false;

        var destroyed = application.DestroyTexts(code, textId, until, clock.GetUtcNow().UtcDateTime);
        var found = destroyed.Count > 0;
        foreach (var submission in await db.Submissions.Where(submission => submission.ApplicationId == applicationId && submission.SubmittedAt <= until).ToListAsync(cancellationToken))
        {
            var submitted = submission.Read().Answers.FirstOrDefault(answer => answer.Code == code);
            if (submitted is not null && (textId is null || destroyed.Contains(submitted.Text))) found |= submission.Destroy(code, clock.GetUtcNow().UtcDateTime);
        }

        if (found) await ForgetPapersAsync(applicationId, cancellationToken);
        var forms = $"/applications/{applicationId}/";
        db.KeptForms.RemoveRange(await db.KeptForms.Where(form => form.At <= until && form.Path.StartsWith(forms)).ToListAsync(cancellationToken));
        return found;
    }

    // Ids and codes: it may be kept for ever.
    private sealed record KeptOrder(Guid SubjectId, string? QuestionCode, Guid? TextId, Guid? DocumentId, DateTime DecidedAt);
}
