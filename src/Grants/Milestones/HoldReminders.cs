using System.Globalization;
using Grants.Accounts;
using Grants.Data;
using Grants.Lifecycle;
using Grants.Notifications;
using Microsoft.EntityFrameworkCore;

namespace Grants.Milestones;

/// <summary>
/// Reminds the grant managers of milestones on hold. A hold ends its round's orchestration and may last for months, so the daily timer does this, from
/// the rows. Days that it missed are caught up with one e-mail, and the e-mail's own key lets none go out twice.
/// </summary>
public sealed class HoldReminders(GrantsDb db, Notifier notifier, Outbox outbox, TimeProvider clock)
{
    /// <summary>Runs once.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow().UtcDateTime;
        var interval = GrantLifecycle.DeadlineOf(Stage.MilestoneOnHold).Days;
        var before = now.AddDays(-interval);
        var held = await (from milestone in db.Milestones.AsNoTracking()
                          join grant in db.Grants.AsNoTracking() on milestone.GrantId equals grant.Id
                          where milestone.Stage == Stage.MilestoneOnHold && milestone.StageSince <= before
                          select new { Grant = grant, Milestone = milestone }).ToListAsync(cancellationToken);
        if (held.Count == 0) return;

        var managers = await notifier.WithRoleAsync(Role.GrantManager, cancellationToken);
        foreach (var each in held)
        {
            var number = (int)((now - each.Milestone.StageSince).TotalDays / interval);
            // A later round may be held again.
            var occasion = string.Create(CultureInfo.InvariantCulture, $"{each.Milestone.Round}-hold-{number}");
            await notifier.QueueAsync(() => MilestoneLetters.HoldLasts(each.Grant, each.Milestone, number * interval), each.Milestone.Id, occasion, managers, now, cancellationToken);
        }

        await db.SaveChangesAsync(cancellationToken);
        await outbox.TryFreshAsync(cancellationToken);
    }
}
