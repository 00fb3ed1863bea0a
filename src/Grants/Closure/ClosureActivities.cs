using Grants.Accounts;
using Grants.Data;
using Grants.Documents;
using Grants.Lifecycle;
using Grants.Milestones;
using Grants.Notifications;
using Microsoft.Azure.Functions.Worker;
using Microsoft.EntityFrameworkCore;

namespace Grants.Closure;

/// <summary>What a closure's orchestration does. Each reads the row first and may run any number of times.</summary>
public sealed class ClosureActivities(GrantsDb db, ArchivePackage package, DocumentStore documents, Notifier notifier, Outbox outbox, TimeProvider clock)
{
    // Nothing happens by itself at the deadline: people are reminded again and again.
    private const int RepeatDays = 30;

    /// <summary>Tells the managers that the grant can be closed, once, and reads what comes next.</summary>
    [Function(nameof(BeginClosure))]
    public async Task<ClosurePlan> BeginClosure([ActivityTrigger] ClosureInput input, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow().UtcDateTime;
        var grant = await db.Grants.SingleOrDefaultAsync(row => row.Id == input.GrantId, cancellationToken);
        if (grant is { Stage: Stage.GrantClosing })
        {
            await db.OnceAsync(grant.Id, nameof(BeginClosure), "", now, () => QueueAsync(() => ClosureLetters.ClosureBegun(grant), grant, "begun", now, cancellationToken), cancellationToken);
            await outbox.TryFreshAsync(cancellationToken);
        }

        return await NextAsync(grant, now, cancellationToken);
    }

    /// <summary>Reminds the managers; late, the administrators as well.</summary>
    [Function(nameof(RemindOfClosure))]
    public async Task<ClosurePlan> RemindOfClosure([ActivityTrigger] ClosureInput input, CancellationToken cancellationToken)
    {
        var now = clock.NotBefore(input.At);
        var grant = await db.Grants.SingleOrDefaultAsync(row => row.Id == input.GrantId, cancellationToken);
        if (grant is { Stage: Stage.GrantClosing })
        {
            await RemindersOf(grant).SendAsync(now, reminder => QueueAsync(() => ClosureLetters.ClosureAwaited(grant), grant, reminder.Occasion, now, cancellationToken, reminder.IsOverdue), cancellationToken);
            await outbox.TryFreshAsync(cancellationToken);
        }

        return await NextAsync(grant, now, cancellationToken);
    }

    /// <summary>Makes the archive package of a closed grant, once.</summary>
    [Function(nameof(ArchiveGrant))]
    public async Task ArchiveGrant([ActivityTrigger] ClosureInput input, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow().UtcDateTime;
        var grant = await db.Grants.SingleOrDefaultAsync(row => row.Id == input.GrantId && row.Stage == Stage.GrantClosed, cancellationToken);
        if (grant is null) return;
        await db.OnceAsync(grant.Id, nameof(ArchiveGrant), "", now, async () =>
        {
            await using var content = await package.MakeAsync(grant, cancellationToken);
            var document = await documents.SaveGeneratedAsync(DocumentPurpose.Archive, grant.Id, grant.OrganisationId, $"Archive {grant.Number}.zip", "application/zip", content, now, cancellationToken);
            db.Note("grant", grant.Id, Actor.System(nameof(ArchiveGrant)), "ArchiveGrant", now, ("document", document.Id), ("sha256", document.Sha256), ("retainUntil", grant.RetainUntil));
        }, cancellationToken);
    }

    private async Task QueueAsync(Func<Letter> letter, Grant grant, string occasion, DateTime now, CancellationToken cancellationToken, bool administratorsToo = false)
    {
        var people = (await notifier.WithRoleAsync(Role.GrantManager, cancellationToken)).ToList();
        if (administratorsToo) people.AddRange(await notifier.WithRoleAsync(Role.Administrator, cancellationToken));
        await notifier.QueueAsync(letter, grant.Id, occasion, people, now, cancellationToken);
    }

    private async Task<ClosurePlan> NextAsync(Grant? grant, DateTime now, CancellationToken cancellationToken) => grant?.Stage switch
    {
        Stage.GrantClosing => new ClosurePlan(ClosureStep.Remind, (await RemindersOf(grant).NextAsync(now, cancellationToken))!.Value),
        Stage.GrantClosed => new ClosurePlan(ClosureStep.Archive, now),
        _ => new ClosurePlan(ClosureStep.End, now),
    };

    private StageReminders RemindersOf(Grant grant) =>
        new(db, grant.Id, nameof(RemindOfClosure), grant.StageSince, GrantLifecycle.DeadlineOf(Stage.GrantClosing).Unending(grant.StageSince, RepeatDays));
}
