using System.Diagnostics;
using Grants.Accounts;
using Grants.Data;
using Grants.Notifications;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;

namespace Grants.Documents;

/// <summary>Has what people upload scanned: when it arrives, and later while the scanner cannot be reached.</summary>
public sealed class DocumentScans(GrantsDb db, DocumentStore store, Notifier notifier, IScanner scanner, TimeProvider clock, ILogger<DocumentScans> logger)
{
    private const int MostInOneSweep = 50;

    private static readonly TimeSpan _longestSweep = TimeSpan.FromSeconds(45);

    /// <summary>Has every document scanned that waits, those first that were tried longest ago. Ends early when the scanner does not answer.</summary>
    public async Task SweepAsync(CancellationToken cancellationToken)
    {
        if (!scanner.AnswersAtOnce) return;
        var watch = Stopwatch.StartNew();
        var waiting = await db.Documents.Where(document => document.Scan == ScanResult.Waiting && document.DestroyedAt == null)
            .OrderBy(document => document.ScanTriedAt).ThenBy(document => document.Id).Take(MostInOneSweep).ToListAsync(cancellationToken);
        foreach (var document in waiting)
        {
            if (watch.Elapsed > _longestSweep) break;
            await using var content = await store.FetchAsync(document, cancellationToken);
            var (verdict, isThere) = await AskAsync(content.Bytes, document.Id, cancellationToken);
            await RecordAsync(document, verdict, cancellationToken);
            if (!isThere) break;
        }
    }

    /// <summary>Records what the scanner said of a document that waits, and deletes what is infected. Commits.</summary>
    internal async Task RecordAsync(Document document, ScanVerdict verdict, CancellationToken cancellationToken)
    {
        await JudgeAsync(document, verdict, cancellationToken);
        // Of two that scan at once the first one's answer stands, and the other finds nothing left to do.
        if ((await db.CommitAsync(cancellationToken)).IsRefused) db.Discard();
        else if (document.Scan == ScanResult.Infected) await store.DeleteBlobAsync(document, cancellationToken);
    }

    /// <summary>Writes down what the scanner said; commits nothing. Who sent an infected file is told by e-mail.</summary>
    internal async Task JudgeAsync(Document document, ScanVerdict verdict, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow().UtcDateTime;
        document.Judge(verdict.Result, verdict.Threat, now);
        Telemetry.Scans.Add(1, KeyValuePair.Create<string, object?>("result", verdict.Result.ToString()));
        if (verdict.Result != ScanResult.Infected) return;
        db.Note("document", document.Id, Actor.System("Scan"), "FindInfected", now, ("subject", document.SubjectId), ("sha256", document.Sha256));
        var sender = await db.People.Where(person => person.Id == document.UploadedBy).ToListAsync(cancellationToken);
        notifier.QueueFirst(() => DocumentLetters.Infected(document), document.Id, sender, now);
    }

    /// <summary>What the scanner says, <see cref="ScanResult.Waiting"/> when it says nothing; and whether asking it about other files makes sense.</summary>
    internal async Task<(ScanVerdict Verdict, bool IsThere)> AskAsync(Stream content, Guid documentId, CancellationToken cancellationToken)
    {
        content.Position = 0;
        try
        {
            return (await scanner.ScanAsync(content, cancellationToken), true);
        }
        catch (ScannerException exception)
        {
            logger.LogWarning(exception, "Document {Document} waits for the scanner.", documentId);
            return (new ScanVerdict(ScanResult.Waiting), exception.IsReachable);
        }
    }
}
