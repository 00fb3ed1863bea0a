using Grants.Accounts;
using Grants.Data;
using Grants.Lifecycle;
using Grants.Notifications;
using Microsoft.Azure.Functions.Worker;
using Microsoft.EntityFrameworkCore;

namespace Grants.Applications;

/// <summary>One reminder about one application.</summary>
/// <param name="ApplicationId">The application.</param>
/// <param name="Occasion">Which reminder.</param>
public sealed record ScreeningReminder(Guid ApplicationId, string Occasion);

/// <summary>What the screening's orchestration has done in the record.</summary>
public sealed class ScreeningActivities(GrantsDb db, Notifier notifier, Outbox outbox, TimeProvider clock)
{
    private static readonly Deadline Deadline = GrantLifecycle.DeadlineOf(Stage.Screening);

    /// <summary>The reminders that lie ahead; none when the application is not being screened.</summary>
    [Function(nameof(PlanScreening))]
    public async Task<Reminder[]> PlanScreening([ActivityTrigger] StageInput input, CancellationToken cancellationToken)
    {
        var since = await db.Applications
            .Where(application => application.Id == input.SubjectId && application.Stage == Stage.Screening)
            .Select(application => (DateTime?)application.StageSince)
            .SingleOrDefaultAsync(cancellationToken);
        return since is null ? [] : [.. Deadline.Ahead(since.Value, Now)];
    }

    /// <summary>Whether the application is still being screened.</summary>
    [Function(nameof(AwaitsScreening))]
    public Task<bool> AwaitsScreening([ActivityTrigger] StageInput input, CancellationToken cancellationToken) =>
        db.Applications.AnyAsync(application => application.Id == input.SubjectId && application.Stage == Stage.Screening, cancellationToken);

    /// <summary>Reminds the grant managers, and from the last of the map's reminders on the administrators as well.</summary>
    /// <returns>Whether the application is still being screened.</returns>
    [Function(nameof(RemindScreening))]
    public async Task<bool> RemindScreening([ActivityTrigger] ScreeningReminder reminder, CancellationToken cancellationToken)
    {
        var application = await db.Applications.AsNoTracking().SingleAsync(a => a.Id == reminder.ApplicationId, cancellationToken);
        if (application.Stage != Stage.Screening) return false;
        var overdue = Now >= application.StageDeadline;
        var escalate = Now >= application.StageDeadline.AddDays(Deadline.RemindAfter!.Max());
        await db.OnceAsync(application.Id, nameof(RemindScreening), reminder.Occasion, Now, async () =>
        {
            var managers = await notifier.WithRoleAsync(Role.GrantManager, cancellationToken);
            var administrators = escalate ? await notifier.WithRoleAsync(Role.Administrator, cancellationToken) : [];
            await notifier.QueueAsync(
                () => ApplicationLetters.ScreeningDue(application, overdue), application.Id, reminder.Occasion, [.. managers, .. administrators], Now, cancellationToken);
        }, cancellationToken);
        await outbox.TryFreshAsync(cancellationToken);
        return true;
    }

    private DateTime Now => clock.GetUtcNow().UtcDateTime;
}
