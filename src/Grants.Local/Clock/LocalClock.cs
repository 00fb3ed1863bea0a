using System.Globalization;
using Grants.Data;
using Grants.DurableEngine;
using Grants.Local.Instances;
using Grants.Local.Mailbox;
using Microsoft.EntityFrameworkCore;

namespace Grants.Local.Clock;

/// <summary>
/// Moves the whole system's time forward so that everything due on the way happens, each thing at its own time. How far the clock is
/// from the machine's is kept before every step, so that the next start goes on from there, even after a kill in the middle.
/// </summary>
internal sealed class LocalClock(
    MovableClock clock, LocalStore store, DurableEngine.DurableEngine engine, EventWebhook webhook, IServiceScopeFactory scopes, EngineLease? lease = null)
{
    private const string Setting = "clock-offset-ticks";

    // What comes more often is routine; stopping for each would make two years a million stops.
    private static readonly TimeSpan _rareTimer = TimeSpan.FromHours(1);

    private readonly SemaphoreSlim _oneMove = new(1);

    /// <summary>UTC, as the whole system sees it.</summary>
    public DateTime UtcNow => clock.GetUtcNow().UtcDateTime;

    /// <summary>Where the move that is under way goes to; null when there is none.</summary>
    public DateTime? Target { get; private set; }

    /// <summary>The clock of a data folder, where it stood when the last process ended, plus the time that has passed since.</summary>
    /// <param name="store">The folder's store.</param>
    /// <param name="start">Where a new folder's clock is to begin. It may be in the past.</param>
    /// <param name="isNew">Whether the folder's clock has begun just now.</param>
    public static MovableClock Restore(LocalStore store, ClockStart? start, out bool isNew)
    {
        var machine = DateTime.UtcNow;
        isNew = store.Setting(Setting) is null;
        if (isNew) Keep(store, (start?.From(machine) ?? machine) - machine);
        return new MovableClock(new DateTimeOffset(machine.AddTicks(long.Parse(store.Setting(Setting)!, CultureInfo.InvariantCulture))));
    }

    /// <summary>
    /// Goes from one due instant to the next until the target; at each, lets everything happen and waits for it. Time flows on
    /// meanwhile, so that the clock may end a little later.
    /// </summary>
    /// <param name="target">UTC.</param>
    /// <param name="cancellationToken">Ends the move at the stop that has been reached.</param>
    /// <returns>How it went; null when another move is under way.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The target has passed already.</exception>
    public async Task<ClockMove?> MoveToAsync(DateTime target, CancellationToken cancellationToken)
    {
        if (!await _oneMove.WaitAsync(TimeSpan.Zero, cancellationToken)) return null;
        try
        {
            var from = UtcNow;
            ArgumentOutOfRangeException.ThrowIfLessThan(target, from);
            Target = target;
            var stops = 0;
            await SettleAsync(cancellationToken);
            while (UtcNow < target)
            {
                var due = await NextDueAsync(cancellationToken);
                StepTo(due < target ? due.Value : target);
                stops++;
                await SettleAsync(cancellationToken);
            }

            return new ClockMove(from, UtcNow, stops);
        }
        finally
        {
            Target = null;
            _oneMove.Release();
        }
    }

    private static void Keep(LocalStore store, TimeSpan offset) => store.Set(Setting, offset.Ticks.ToString(CultureInfo.InvariantCulture));

    private void StepTo(DateTime instant)
    {
        Keep(store, instant - DateTime.UtcNow);
        var ahead = instant - UtcNow;
        if (ahead > TimeSpan.Zero) clock.Advance(ahead); // otherwise time has come there by itself
    }

    // The daily timer, orchestrations, and what they and people have left in the outbox: all that will happen by itself one day.
    private async Task<DateTime?> NextDueAsync(CancellationToken cancellationToken)
    {
        var outbox = await NextInOutboxAsync(cancellationToken);
        if (outbox is not null && await engine.NextTimerTriggerAsync(TimeSpan.Zero) is { } sweep && sweep > outbox) outbox = sweep;
        return new[] { await engine.NextDueAsync(), await engine.NextTimerTriggerAsync(_rareTimer), outbox }.Min();
    }

    private async Task<DateTime?> NextInOutboxAsync(CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<GrantsDb>();
        var bells = await db.Doorbells.Where(row => row.State == OutboxState.Waiting).MinAsync(row => (DateTime?)row.NextAttemptAt, cancellationToken);
        var mails = await db.Emails.Where(row => row.State == OutboxState.Waiting).MinAsync(row => (DateTime?)row.NextAttemptAt, cancellationToken);
        return new[] { bells, mails }.Min();
    }

    // Mail makes events, events may wake orchestrations, and those may send mail. What other instances have committed happens before time goes on, as what this one commits does.
    private async Task SettleAsync(CancellationToken cancellationToken)
    {
        if (lease is { IsHeld: true }) await lease.RingAsync(cancellationToken);
        do
        {
            await engine.RunDueTimerTriggersAsync();
            await engine.WaitUntilIdleAsync(cancellationToken);
        }
        while (webhook.HasPending && await webhook.PostAllAsync(cancellationToken));
    }
}

/// <summary>A move of the clock.</summary>
/// <param name="From">Where it stood; UTC.</param>
/// <param name="UtcNow">Where it stands; UTC.</param>
/// <param name="Stops">At how many instants something was due, the target included.</param>
internal sealed record ClockMove(DateTime From, DateTime UtcNow, int Stops);
