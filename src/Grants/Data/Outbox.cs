using System.Data.Common;
using System.Diagnostics;
using System.Linq.Expressions;
using System.Net;
using Grants.Accounts;
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
    /// <summary>How long a row belongs to whoever claimed it; a committer claims its own rows as it commits them.</summary>
    internal static readonly TimeSpan Claim = TimeSpan.FromMinutes(2);

    // With the back-off below, the last try comes more than half a day after the first.
    private const int MostAttempts = 12;
    private const int Batch = 100;

    // Somebody sits and waits for a code, which is worth nothing in ten minutes: it does not queue behind what can wait, such as two thousand receipts.
    private static readonly Expression<Func<EmailMessage, bool>> CanWait = mail => mail.Template != AccountLetters.SignInCodeTemplate;

    private readonly GrantsDb _db;
    private readonly IServiceScopeFactory _scopes;
    private readonly DurableClientAccessor _durable;
    private readonly MailSender _mail;
    private readonly GrantsOptions _options;
    private readonly TimeProvider _clock;
    private readonly ILogger<Outbox> _logger;

    /// <summary>Made by the container, one for each request or function.</summary>
    public Outbox(GrantsDb db, IServiceScopeFactory scopes, DurableClientAccessor durable, MailSender mail, GrantsOptions options, TimeProvider clock, ILogger<Outbox> logger) =>
        (_db, _scopes, _durable, _mail, _options, _clock, _logger) = (db, scopes, durable, mail, options, clock, logger);

    /// <summary>
    /// Tries once what this scope's context has committed, for two seconds at most (<see cref="GrantsOptions.FirstTry"/>). A failure is recorded on the row and left to the sweep. The rows were
    /// committed as claimed by this scope, so this reads nothing and only records what came of them.
    /// </summary>
    /// <param name="cancellationToken">Ends it.</param>
    /// <param name="leavesMail">Whether the e-mails are left to the sweep, which takes them when this scope's claim is over.</param>
    public async Task TryFreshAsync(CancellationToken cancellationToken, bool leavesMail = false)
    {
        if (_db.FreshOutboxRows.Count == 0) return;
        var rows = _db.TakeFreshOutboxRows().Where(row => !leavesMail || row is not EmailMessage).ToList();
        if (rows.Count == 0) return;
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(_options.FirstTry);
        // A context of its own: the request's may hold changes that were refused.
        await using var scope = _scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<GrantsDb>();
        db.AttachRange(rows);
        var bells = rows.OfType<Doorbell>().ToList();
        if (_durable.Client is null)
        {
            // Nobody can ring here: they are left as due at once to whoever can.
            foreach (var bell in bells) (bell.Attempts, bell.NextAttemptAt) = (0, bell.CreatedAt);
            bells = [];
        }

        try
        {
            await TryAsync(db, bells, rows.OfType<EmailMessage>().ToList(), limit.Token);
        }
        catch (OperationCanceledException) when (limit.IsCancellationRequested)
        {
            _logger.LogInformation("Outbox rows are left to the sweep: their first try took more than {Limit}.", _options.FirstTry);
        }
        catch (Exception exception) when (exception is DbException or DbUpdateException or TimeoutException)
        {
            // What they tell of has been committed: whoever committed it must not hear that it failed.
            _logger.LogWarning(exception, "Outbox rows are left to the sweep: what came of their first try could not be recorded.");
        }
    }

    /// <summary>Tries everything that is due. Returns how many rows were handed over.</summary>
    public async Task<int> SweepAsync(CancellationToken cancellationToken)
    {
        var done = 0;
        while (true)
        {
            await using var scope = _scopes.CreateAsyncScope();
            var db = scope.ServiceProvider.GetRequiredService<GrantsDb>();
            var bells = _durable.Client is null ? [] : await ClaimAsync<Doorbell>(db, null, cancellationToken);
            var mails = await ClaimAsync(db, CanWait, cancellationToken);
            if (bells.Count + mails.Count == 0) return done;
            done += await TryAsync(db, bells, mails, cancellationToken);
        }
    }

    // One command when nothing is due. On PostgreSQL dispatchers pass each other by: each takes rows that no other is taking just then. On SQLite, which has
    // one writer, the update's own condition decides: of two that found the same rows, each gets those that it was first to claim.
    private async Task<List<TRow>> ClaimAsync<TRow>(GrantsDb db, Expression<Func<TRow, bool>>? canWait, CancellationToken cancellationToken)
        where TRow : class, IOutboxRow
    {
        var (rows, claim, now) = (db.Set<TRow>(), Guid.NewGuid(), _clock.GetUtcNow().UtcDateTime);
        if (db.Database.IsNpgsql())
        {
            var first = canWait is null ? "" : $"\"Template\" <> '{AccountLetters.SignInCodeTemplate}', ";
            var sql = ClaimRows.Replace("{table}", rows.EntityType.GetTableName(), StringComparison.Ordinal).Replace("{first}", first, StringComparison.Ordinal);
            if (await db.Database.ExecuteSqlRawAsync(sql, [claim, now + Claim, now, Batch], cancellationToken) == 0) return [];
        }
        else
        {
            var due = rows.Where(row => row.State == OutboxState.Waiting && row.NextAttemptAt <= now);
            var ordered = canWait is null ? due.OrderBy(row => row.NextAttemptAt) : due.OrderBy(canWait).ThenBy(row => row.NextAttemptAt);
            var candidates = await ordered.Take(Batch).Select(row => row.Id).ToListAsync(cancellationToken);
            if (candidates.Count == 0) return [];
            await due.Where(row => candidates.Contains(row.Id)).ExecuteUpdateAsync(
                set => set.SetProperty(row => row.ClaimId, claim).SetProperty(row => row.Attempts, row => row.Attempts + 1).SetProperty(row => row.NextAttemptAt, now + Claim),
                cancellationToken);
        }

        var claimed = rows.Where(row => row.ClaimId == claim);
        return await (canWait is null ? claimed.OrderBy(row => row.CreatedAt) : claimed.OrderBy(canWait).ThenBy(row => row.CreatedAt)).ToListAsync(cancellationToken);
    }

    private const string ClaimRows = """
        UPDATE "{table}" SET "ClaimId" = {0}, "Attempts" = "Attempts" + 1, "NextAttemptAt" = {1}
        WHERE "Id" IN (SELECT "Id" FROM "{table}" WHERE "State" = 'Waiting' AND "NextAttemptAt" <= {2} ORDER BY {first}"NextAttemptAt" LIMIT {3} FOR UPDATE SKIP LOCKED)
        """;

    // Ringing twice is harmless, so bells are recorded together. Each e-mail is recorded by itself, before the next goes out: a process that dies sends again
    // only what was under way.
    private async Task<int> TryAsync(GrantsDb db, IReadOnlyList<Doorbell> bells, IReadOnlyList<EmailMessage> mails, CancellationToken cancellationToken)
    {
        var done = 0;
        try
        {
            foreach (var bell in bells)
            {
                if (await TryAsync(bell, () => RingAsync(bell, cancellationToken), cancellationToken) is null) done++;
            }

            foreach (var (index, mail) in mails.Index())
            {
                // The service was slow, and the claim on the rest is over: somebody else may have it.
                if (_clock.GetUtcNow().UtcDateTime >= mail.NextAttemptAt) break;
                var failure = await TryAsync(mail, () => _mail.SendAsync(mail, cancellationToken), cancellationToken);
                if (failure is null) done++;
                if (failure is DeliveryRefusedException { IsThrottled: true }) PutBack(mails.Skip(index + 1), mail.NextAttemptAt);
                await db.SaveChangesAsync(CancellationToken.None);
                if (failure is DeliveryRefusedException { IsThrottled: true }) break;
            }
        }
        finally
        {
            // What was handed over is recorded even when the request that tried it has gone.
            await db.SaveChangesAsync(CancellationToken.None);
        }

        return done;
    }

    // Asked to slow down, the service would refuse these too: they have not been tried.
    private static void PutBack(IEnumerable<EmailMessage> mails, DateTime until)
    {
        foreach (var mail in mails) (mail.Attempts, mail.NextAttemptAt) = (mail.Attempts - 1, until);
    }

    // Returns why it failed; null when it was handed over.
    private async Task<Exception?> TryAsync(IOutboxRow row, Func<Task> attempt, CancellationToken cancellationToken)
    {
        using var span = Telemetry.Try(row);
        try
        {
            await attempt();
            row.State = OutboxState.Done;
            row.DoneAt = _clock.GetUtcNow().UtcDateTime;
            row.LastError = null;
            Telemetry.Tried(row);
            return null;
        }
        catch (Exception exception) when (exception is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
        {
            // Not swallowed: the row keeps the reason, is tried again later, and is parked where an administrator sees it.
            var refused = exception as DeliveryRefusedException;
            row.LastError = refused?.Message ?? exception.GetType().Name;
            if (row.Attempts >= MostAttempts || refused is { MayRetry: false }) row.State = OutboxState.Parked;
            else row.NextAttemptAt = _clock.GetUtcNow().UtcDateTime + (refused?.RetryAfter ?? BackOff(row.Attempts));
            span?.SetStatus(ActivityStatusCode.Error);
            Telemetry.Tried(row);
            _logger.LogWarning(exception, "Outbox row {Row} failed at attempt {Attempt} and is {State}.", row.Id, row.Attempts, row.State);
            return exception;
        }
    }

    private static TimeSpan BackOff(int attempts) => TimeSpan.FromMinutes(Math.Min(Math.Pow(2, attempts - 1), 240));

    private async Task RingAsync(Doorbell bell, CancellationToken cancellationToken)
    {
        var client = _durable.Client ?? throw new InvalidOperationException("There is no durable client here: the doorbell waits for the sweep.");
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
    // A wait that is asked for is kept, but nobody's message hangs on a figure that makes no sense.
    private static readonly TimeSpan LongestWait = TimeSpan.FromHours(6);

    /// <summary>Whether the service asks to leave it alone for a while: too many requests, or it is down and says until when.</summary>
    public bool IsThrottled { get; } = status == HttpStatusCode.TooManyRequests || (status == HttpStatusCode.ServiceUnavailable && retryAfter is not null);

    /// <summary>How long the service asks to wait.</summary>
    public TimeSpan? RetryAfter { get; } = retryAfter > LongestWait ? LongestWait : retryAfter;

    /// <summary>Whether the same message may be taken later: not when the service says that the message itself is wrong.</summary>
    public bool MayRetry { get; } = (int)status is 429 or >= 500 or 401 or 403;
}
