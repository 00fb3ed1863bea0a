using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;

namespace Grants.Data;

/// <summary>
/// Removes what was kept only so that nothing happens twice, once nothing can come twice any more.
/// <list type="bullet">
/// <item><b>Doorbells</b> that were rung: ninety days. They say nothing that the stage's row does not say, and one that rings again changes nothing. Waiting and
/// parked ones stay.</item>
/// <item><b>Events of the e-mail service</b>: ninety days. The service repeats an event that it could not hand over for a day, and refuses to for longer; the signature
/// of a request is believed for ten minutes. What became of a message stays on the message.</item>
/// <item><b>Steps</b> of activities: three years. An activity is repeated by its own orchestration, within hours, or by one that is built anew for a stage that is still
/// open. A stage that stays open longest waits for people with a deadline of months at most, and a grant runs for two years; a stage that has ended lets no
/// activity do anything, with its step or without.</item>
/// </list>
/// </summary>
public sealed class RecordSweep(GrantsDb db, TimeProvider clock, ILogger<RecordSweep> logger)
{
    /// <summary>How long doorbells and events of the e-mail service are kept, in days.</summary>
    public const int Days = 90;

    /// <summary>How long steps are kept, in years.</summary>
    public const int StepYears = 3;

    /// <summary>Runs once.</summary>
    /// <returns>How many rows were removed.</returns>
    public async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow().UtcDateTime;
        var (before, stepsBefore) = (now.AddDays(-Days), now.AddYears(-StepYears));
        var removed = await db.Doorbells.Where(bell => bell.State == OutboxState.Done && bell.DoneAt < before).ExecuteDeleteAsync(cancellationToken)
            + await db.DeliveryEvents.Where(delivery => delivery.At < before).ExecuteDeleteAsync(cancellationToken)
            + await db.Steps.Where(step => step.At < stepsBefore).ExecuteDeleteAsync(cancellationToken);
        if (removed > 0) logger.LogInformation("Removed {Rows} doorbells, steps and delivery events of long ago.", removed);
        return removed;
    }
}
