using Grants.Data;
using Grants.Documents;
using Grants.Forms;
using Grants.Lifecycle;
using Grants.SurvivorData;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;

namespace Grants.Applications;

/// <summary>An application as the system's checks leave it.</summary>
/// <param name="Application">The application with its answers.</param>
/// <param name="Answered">The form that it answers.</param>
/// <param name="Documents">What is attached, and what was and had a virus.</param>
/// <param name="Wrong">What the checks do not pass, in words.</param>
internal sealed record CheckedApplication(Application Application, AnsweredForm Answered, IReadOnlyList<FiledDocument> Documents, IReadOnlyList<string> Wrong)
{
    /// <summary>The documents that are part of the application.</summary>
    public IEnumerable<FiledDocument> Filed => Documents.Where(document => document.Slot != Document.SetAsideSlot);
}

/// <summary>
/// Counts for the list what a screener's page would show to look at. The count is kept on the application's row: it is made when screening begins and whenever the
/// application comes back to it, and anew every day, as what it depends on can change meanwhile: the call's terms, what a scanner says, a text that is destroyed.
/// </summary>
public sealed class ScreeningFindings(GrantsDb db, AuditKey key, ILogger<ScreeningFindings> logger)
{
    private const int Portion = 25;

    /// <summary>What there is to look at, as the page counts it: several files or confirmations are one thing each.</summary>
    internal static int Count(int wrong, int unconfirmed, int infected, int unscanned, int confirmed) => wrong + unconfirmed + Math.Min(infected, 1) + Math.Min(unscanned, 1) + Math.Min(confirmed, 1);

    /// <summary>Counts for everything that is being screened. What cannot be counted is said at the end, and keeps nothing else from it.</summary>
    /// <returns>How many counts have changed.</returns>
    public async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        var screened = await db.Applications.Where(application => application.Stage == Stage.Screening).OrderBy(application => application.Id).Select(application => application.Id).ToListAsync(cancellationToken);
        var (changed, failures) = (0, new List<Exception>());
        foreach (var portion in screened.Chunk(Portion))
        {
            try
            {
                changed += await CountAsync(portion, cancellationToken);
            }
            catch (Exception exception) when (exception is not OperationCanceledException)
            {
                failures.Add(exception);
            }
        }

        return failures.Count == 0 ? changed : throw new AggregateException("Findings could not be counted.", failures);
    }

    /// <summary>Counts for one application. A number that lists show must not stop the application's deadlines: what fails is logged, and the daily run says it again.</summary>
    internal async Task TryCountAsync(Guid id, CancellationToken cancellationToken)
    {
        try
        {
            await CountAsync([id], cancellationToken);
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            logger.LogError(exception, "The findings of application {Application} could not be counted.", id);
        }
    }

    /// <summary>Counts for those of the applications that are with the screener. Whoever decides meanwhile is not told that somebody changed the application.</summary>
    /// <returns>How many counts have changed.</returns>
    private async Task<int> CountAsync(IReadOnlyCollection<Guid> ids, CancellationToken cancellationToken)
    {
        var confirmed = (await db.SurvivorDataConfirmations.Where(confirmation => ids.Contains(confirmation.SubjectId))
            .Select(confirmation => new { confirmation.SubjectId, confirmation.Place, confirmation.Fingerprint }).ToListAsync(cancellationToken)).ToLookup(confirmation => confirmation.SubjectId);
        var review = new SurvivorDataReview(db, key);
        var changed = 0;
        foreach (var its in await CheckAsync(db, ids, cancellationToken))
        {
            var application = its.Application;
            var texts = ApplicationTexts.Of(its.Answered, []).Concat(its.Filed.Select(document => ApplicationTexts.OfDocument(document.Id, document.Name)));
            var unconfirmed = review.Open(texts, confirmed[application.Id].Select(confirmation => (confirmation.Place, confirmation.Fingerprint)).ToHashSet());
            var findings = Count(
                its.Wrong.Count, unconfirmed.Count, its.Documents.Count(document => document.Scan == ScanResult.Infected),
                its.Filed.Count(document => document.Scan == ScanResult.NotScanned), confirmed[application.Id].Count());
            if (application.Stage != Stage.Screening || application.Findings == findings) continue;
            changed += await db.Applications.Where(row => row.Id == application.Id && row.Stage == Stage.Screening && row.SubmissionId == application.SubmissionId)
                .ExecuteUpdateAsync(set => set.SetProperty(row => row.Findings, findings), cancellationToken);
        }

        return changed;
    }

    /// <summary>Checks several applications, in four commands for all of them.</summary>
    internal static async Task<IReadOnlyList<CheckedApplication>> CheckAsync(GrantsDb db, IReadOnlyCollection<Guid> ids, CancellationToken cancellationToken)
    {
        var applications = await db.Applications.AsNoTracking().Include(a => a.Answers).Where(a => ids.Contains(a.Id)).ToListAsync(cancellationToken);
        var callIds = applications.Select(application => application.CallId).Distinct().ToList();
        var calls = await db.Calls.AsNoTracking().Where(c => callIds.Contains(c.Id)).ToDictionaryAsync(c => c.Id, cancellationToken);
        var earlier = applications.Where(application => application.FormNumber != calls[application.CallId].FormNumber).Select(application => application.FormNumber).Distinct().ToList();
        var forms = earlier.Count == 0 ? [] : await db.FormVersions.AsNoTracking().Where(version => callIds.Contains(version.CallId) && earlier.Contains(version.Number)).ToListAsync(cancellationToken);
        var documents = (await db.Documents.AsNoTracking()
            .Where(document => ids.Contains(document.SubjectId) && document.Purpose == DocumentPurpose.Application && document.DestroyedAt == null && document.Scan != null
                && (document.Slot != Document.SetAsideSlot || document.Scan == ScanResult.Infected))
            .Select(document => new
            {
                document.SubjectId,
                Filed = new FiledDocument(document.Id, document.Slot, document.Name, document.Length, document.Sha256, document.ContentType, document.CompletedAt, document.Scan),
            })
            .ToListAsync(cancellationToken)).ToLookup(document => document.SubjectId, document => document.Filed);
        return applications.ConvertAll(application =>
        {
            var call = calls[application.CallId];
            var answered = application.Answered(call, forms.Find(version => version.CallId == application.CallId && version.Number == application.FormNumber)?.Form);
            var its = new CheckedApplication(application, answered, [.. documents[application.Id]], []);
            var attached = its.Filed.Where(document => document.Scan != ScanResult.Infected).Select(document => document.Attached).ToList();
            return its with { Wrong = [.. answered.Checks(attached).Where(check => !check.Passed).Select(check => check.Finding)] };
        });
    }
}
