using System.Net;
using Grants.Notifications;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Grants.Data;

/// <summary>
/// Carries committed outbox rows outside: doorbells to the durable engine, e-mails to SendGrid. Whoever committed rows tries them once at once; the
/// minute's sweep takes the rest. A row is claimed before it is tried, so that two dispatchers do not both try it; a claim that died is
/// taken up again when its time is over.
/// </summary>
public sealed class Outbox
{
    private static readonly TimeSpan Claim = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan TryNow = TimeSpan.FromSeconds(2);
    private const int MostAttempts = 8;
    private const int Batch = 100;

    private readonly GrantsDb _db;
    private readonly IServiceScopeFactory _scopes;
    private readonly DurableClientAccessor _durable;
    private readonly MailSender _mail;
    private readonly TimeProvider _clock;
    private readonly ILogger<Outbox> _logger;

    /// <summary>Made by the container, one for each request or function.</summary>
    public Outbox(GrantsDb db, IServiceScopeFactory scopes, DurableClientAccessor durable, MailSender mail, TimeProvider clock, ILogger<Outbox> logger) =>
        (_db, _scopes, _durable, _mail, _clock, _logger) = (db, scopes, durable, mail, clock, logger);

    /// <summary>
    /// Tries once what this scope's context has committed, for two seconds at most. A failure is recorded on the row and left to the sweep.
    /// </summary>
    public async Task TryFreshAsync(CancellationToken cancellationToken)
    {
        if (_db.FreshOutboxRows.Count == 0) return;
        var ids = _db.TakeFreshOutboxRows();
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(TryNow);
        try
        {
            await DispatchAsync(ids, limit.Token);
        }
        catch (OperationCanceledException) when (limit.IsCancellationRequested)
        {
            _logger.LogInformation("Outbox rows are left to the sweep: their first try took more than {Limit}.", TryNow);
        }
    }

    /// <summary>Tries everything that is due. Returns how many rows were handed over.</summary>
    public async Task<int> SweepAsync(CancellationToken cancellationToken)
    {
        var done = 0;
        int claimed;
        do
        {
            (claimed, var handed) = await DispatchAsync(null, cancellationToken);
            done += handed;
        }
        while (claimed > 0);
        return done;
    }

    private async Task<(int Claimed, int Done)> DispatchAsync(IReadOnlyCollection<Guid>? only, CancellationToken cancellationToken)
    {
        await using var scope = _scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<GrantsDb>();
        var bells = await ClaimAsync(db, db.Doorbells, only, cancellationToken);
        var mails = await ClaimAsync(db, db.Emails, only, cancellationToken);
        var done = 0;
        foreach (var bell in bells) done += await TryAsync(db, bell, () => RingAsync(bell, cancellationToken), cancellationToken);
        foreach (var mail in mails) done += await TryAsync(db, mail, () => _mail.SendAsync(mail, cancellationToken), cancellationToken);
        return (bells.Count + mails.Count, done);
    }

    private async Task<List<TRow>> ClaimAsync<TRow>(GrantsDb db, DbSet<TRow> rows, IReadOnlyCollection<Guid>? only, CancellationToken cancellationToken)
        where TRow : class, IOutboxRow
    {
        if (typeof(TRow) == typeof(Doorbell) && _durable.Client is null) return [];
        var now = _clock.GetUtcNow().UtcDateTime;
        var due = rows.Where(row => row.State == OutboxState.Waiting && row.NextAttemptAt <= now);
        if (only is not null) due = due.Where(row => only.Contains(row.Id));
        var candidates = await due.OrderBy(row => row.NextAttemptAt).Take(Batch).ToListAsync(cancellationToken);
        var claimed = new List<TRow>();
        foreach (var row in candidates)
        {
            // The number of attempts is the lock: of two dispatchers that read the same row, one finds it changed.
            var attempts = row.Attempts;
            var won = await rows.Where(r => r.Id == row.Id && r.Attempts == attempts && r.State == OutboxState.Waiting)
                .ExecuteUpdateAsync(set => set.SetProperty(r => r.Attempts, attempts + 1).SetProperty(r => r.NextAttemptAt, now + Claim), cancellationToken);
            if (won == 0) continue;
            await db.Entry(row).ReloadAsync(cancellationToken);
            claimed.Add(row);
        }

        return claimed;
    }

    private async Task<int> TryAsync(GrantsDb db, IOutboxRow row, Func<Task> attempt, CancellationToken cancellationToken)
    {
        try
        {
            await attempt();
            row.State = OutboxState.Done;
            row.DoneAt = _clock.GetUtcNow().UtcDateTime;
            row.LastError = null;
        }
        catch (Exception exception) when (exception is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
        {
            // Not swallowed: the row keeps the reason, is tried again later, and is parked where an administrator sees it.
            var refused = exception as DeliveryRefusedException;
            row.LastError = refused?.Message ?? exception.GetType().Name;
            if (row.Attempts >= MostAttempts || refused is { MayRetry: false }) row.State = OutboxState.Parked;
            else row.NextAttemptAt = _clock.GetUtcNow().UtcDateTime + (refused?.RetryAfter ?? BackOff(row.Attempts));
            _logger.LogWarning(exception, "Outbox row {Row} failed at attempt {Attempt} and is {State}.", row.Id, row.Attempts, row.State);
        }

        // What was handed over is recorded even when the request that tried it has gone.
        await db.SaveChangesAsync(CancellationToken.None);
        return row.State == OutboxState.Done ? 1 : 0;
    }

    private static TimeSpan BackOff(int attempts) => TimeSpan.FromMinutes(Math.Min(Math.Pow(2, attempts - 1), 240));

    private async Task RingAsync(Doorbell bell, CancellationToken cancellationToken)
    {
        var client = _durable.Client!;
        if (bell.Start is null)
        {
            await client.RaiseEventAsync(bell.InstanceId, Doorbell.EventName, bell.SubjectId, cancellationToken);
            return;
        }

        await client.StartStageAsync(bell.Start, bell.InstanceId, new StageInput(bell.SubjectId, bell.Round), cancellationToken);
    }
}

/// <summary>The e-mail service did not take a message.</summary>
internal sealed class DeliveryRefusedException(HttpStatusCode status, TimeSpan? retryAfter) : Exception($"SendGrid answered {(int)status}.")
{
    /// <summary>How long the service asks to wait.</summary>
    public TimeSpan? RetryAfter { get; } = retryAfter;

    /// <summary>Whether the same message may be taken later: not when the service says that the message itself is wrong.</summary>
    public bool MayRetry { get; } = (int)status is 429 or >= 500 or 401 or 403;
}
