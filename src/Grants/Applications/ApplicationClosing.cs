using Grants.Accounts;
using Grants.Calls;
using Grants.Data;
using Grants.Lifecycle;
using Grants.Notifications;
using Microsoft.EntityFrameworkCore;

namespace Grants.Applications;

/// <summary>
/// What the deadline does to the applications of a call: what is submitted goes to screening, of what was reopened the last submission stands, and other
/// drafts end. Done again it finds nothing left to do.
/// </summary>
public sealed class ApplicationClosing(GrantsDb db, Notifier notifier, TimeProvider clock)
{
    // In batches, each its own transaction: a call with hundreds of applications does not hold the database for long.
    private const int Batch = 50;

    private static readonly Stage[] Open = [Stage.ApplicationDraft, Stage.Submitted];

    /// <summary>Ends the applications whose deadline has passed, in the name of a function.</summary>
    internal async Task EndAsync(Call call, Actor actor, CancellationToken cancellationToken)
    {
        var after = Guid.Empty;
        while (await NextAsync(call, after, cancellationToken) is { Count: > 0 } applications)
        {
            var now = clock.GetUtcNow().UtcDateTime;
            foreach (var application in applications.Where(application => Call.After(application.DeadlineIn(call)) <= now)) await EndAsync(application, call, actor, now, cancellationToken);
            await db.SaveChangesAsync(cancellationToken);
            after = applications[^1].Id;
        }
    }

    /// <summary>Whether there are applications whose deadline has passed and that have not ended.</summary>
    internal async Task<bool> HasOverdueAsync(Call call, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow().UtcDateTime;
        if (Call.After(call.DeadlineAt) > now) return false;
        var later = call.Extensions.Select(extension => extension.OrganisationId).OfType<Guid>().Where(one => Call.After(call.DeadlineFor(one)) > now).ToList();
        return await db.Applications.AnyAsync(
            application => application.CallId == call.Id && Open.Contains(application.Stage) && !later.Contains(application.OrganisationId), cancellationToken);
    }

    /// <summary>
    /// What a later deadline does to the applications that had passed the earlier one. A draft that had ended can go on. What is in screening is submitted again as
    /// before a deadline, for everybody whom the extension concerns: until then the organisation may reopen it, nobody decides on it, and then its
    /// screening begins anew with what stands. What screening has found eligible, or ineligible for good, stays as it is. Nothing is committed here.
    /// </summary>
    /// <param name="call">The call, with its new deadline.</param>
    /// <param name="applications">The applications that it concerns.</param>
    /// <param name="extensionId">What the audit trail names.</param>
    /// <param name="actor">Who extends.</param>
    /// <param name="now">UTC.</param>
    /// <param name="cancellationToken">Ends with the request.</param>
    internal async Task GiveBackAsync(Call call, IEnumerable<Application> applications, Guid extensionId, Actor actor, DateTime now, CancellationToken cancellationToken)
    {
        foreach (var application in applications.Where(application => now <= application.DeadlineIn(call)))
        {
            if (application.Stage == Stage.NotSubmitted)
            {
                application.Resume(now);
                db.Note("application", application.Id, actor, Act.ResumeDraft, now, ("extension", extensionId));
            }
            else if (application.IsBeingScreened)
            {
                await db.Entry(application).Collection(a => a.Answers).LoadAsync(cancellationToken);
                await db.Entry(application).Collection(a => a.Requests).LoadAsync(cancellationToken);
                var standing = await db.Submissions.AsNoTracking().SingleAsync(submission => submission.Id == application.SubmissionId, cancellationToken);
                application.PutOffScreening(standing, call, await ToSubmit.FormAsync(db, call, application.FormNumber, cancellationToken), ToSubmit.Complete(await ToSubmit.DocumentsAsync(db, application.Id, cancellationToken)), now, out var frozen);
                if (frozen is not null) db.Submissions.Add(frozen);
                db.Note("application", application.Id, actor, Act.PutOffScreening, now, ("extension", extensionId));
                db.RingToWake(ScreeningOrchestration.InstanceId(application.Id), application.Id, now);
            }
        }
    }

    private Task<List<Application>> NextAsync(Call call, Guid after, CancellationToken cancellationToken) =>
        db.Applications
            .Where(application => application.CallId == call.Id && Open.Contains(application.Stage) && application.Id > after)
            .OrderBy(application => application.Id)
            .Take(Batch)
            .ToListAsync(cancellationToken);

    private async Task EndAsync(Application application, Call call, Actor actor, DateTime now, CancellationToken cancellationToken)
    {
        var leads = application.Stage == Stage.Submitted ? [] : await notifier.LeadsOfAsync(application.OrganisationId, cancellationToken);
        switch (application)
        {
            case { Stage: Stage.Submitted }:
                application.StartScreening(now);
                db.Note("application", application.Id, actor, Act.StartScreening, now);
                break;
            case { IsReopened: true }:
                await RestoreAsync(application, now, cancellationToken);
                db.Note("application", application.Id, actor, Act.RestoreSubmission, now, ("submission", application.SubmissionCount));
                await notifier.QueueAsync(() => ApplicationLetters.SubmissionStands(call, application), application.Id, AuditFact.Text(application.DeadlineIn(call)), leads, now, cancellationToken);
                break;
            default:
                application.Expire(now);
                db.Note("application", application.Id, actor, Act.ExpireDraft, now);
                await notifier.QueueAsync(() => ApplicationLetters.NotSubmitted(call, application), application.Id, AuditFact.Text(application.DeadlineIn(call)), leads, now, cancellationToken);
                return;
        }

        db.RingToStart(nameof(ScreeningOrchestration), ScreeningOrchestration.InstanceId(application.Id), application.Id, now);
    }

    // What was attached since then is set aside, and what was taken out since then is put back.
    private async Task RestoreAsync(Application application, DateTime now, CancellationToken cancellationToken)
    {
        await db.Entry(application).Collection(a => a.Answers).LoadAsync(cancellationToken);
        var submission = await db.Submissions.AsNoTracking().SingleAsync(s => s.Id == application.SubmissionId, cancellationToken);
        application.Restore(submission, now);
        var slots = submission.Read().Documents.ToDictionary(document => document.Id, document => document.Slot);
        foreach (var document in await db.Documents.Where(d => d.SubjectId == application.Id && d.Purpose == Documents.DocumentPurpose.Application).ToListAsync(cancellationToken))
        {
            if (slots.TryGetValue(document.Id, out var slot)) document.Slot = slot;
            else document.SetAside();
        }
    }
}
