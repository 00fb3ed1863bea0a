using Grants.DurableEngine.Storage;
using Grants.DurableEngine.Timers;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Grants.DurableEngine;

/// <summary>A message or an activity that could not be processed and was put aside.</summary>
/// <param name="Id">Its number, for <see cref="DurableEngine.RetryParkedAsync"/>.</param>
/// <param name="InstanceId">The instance it is for.</param>
/// <param name="Kind">What it is, for example <c>EventRaised</c> or <c>TaskScheduled</c> (an activity).</param>
/// <param name="Name">The event's or activity's name; null for others.</param>
/// <param name="Attempts">How often it was tried.</param>
/// <param name="ParkedAtUtc">When it was put aside (UTC).</param>
/// <param name="Reason">Why.</param>
public sealed record ParkedMessage(long Id, string InstanceId, string Kind, string? Name, int Attempts, DateTime ParkedAtUtc, string Reason);

/// <summary>What an instance has cost so far, over all its restarts and generations.</summary>
/// <param name="InstanceId">The instance's id.</param>
/// <param name="Orchestrator">Its orchestrator.</param>
/// <param name="Activities">Activities scheduled, retries included.</param>
/// <param name="Events">Events received and sent.</param>
/// <param name="Timers">Timers created.</param>
/// <param name="Starts">Times it was started.</param>
/// <param name="HistoryRows">Rows of its present history.</param>
public sealed record InstanceActions(string InstanceId, string Orchestrator, int Activities, int Events, int Timers, int Starts, int HistoryRows)
{
    /// <summary>All actions together.</summary>
    public int Total => Activities + Events + Timers + Starts;
}

/// <summary>
/// An embedded Durable Task engine: it runs orchestrator, activity and timer functions in this process and keeps their state in one
/// SQLite file. Clients use <see cref="DurableTaskClient"/>; this class has what only an embedded host can offer.
/// </summary>
public sealed class DurableEngine : IHostedService, IDisposable
{
    private readonly DurableEngineOptions _options;
    private readonly Lazy<EngineCore> _core;
    private readonly TimeProvider _time;
    private readonly IHostApplicationLifetime? _lifetime;
    private TimerTriggers? _triggers;

    internal DurableEngine(DurableEngineOptions options, FunctionCatalog catalog, IServiceProvider services)
    {
        if (string.IsNullOrWhiteSpace(options.DatabasePath))
            throw new InvalidOperationException($"{nameof(DurableEngineOptions)}.{nameof(DurableEngineOptions.DatabasePath)} is required.");
        _options = options;
        _time = services.GetRequiredService<TimeProvider>();
        _lifetime = services.GetService<IHostApplicationLifetime>();
        Catalog = catalog;
        _core = new Lazy<EngineCore>(() =>
        {
            var core = new EngineCore(options, catalog, _time, services, services.GetRequiredService<ILoggerFactory>());
            core.StorageFailed += OnStorageFailed;
            return core;
        });
    }

    /// <summary>The functions it runs.</summary>
    public FunctionCatalog Catalog { get; }

    /// <summary>Why the engine stopped working; null while it works. The host's application is asked to stop when this is set.</summary>
    public EngineStorageException? Failure => _core.IsValueCreated ? _core.Value.Failure : null;

    /// <summary>A client of this engine, for a host that itself decides who gets one.</summary>
    public DurableTaskClient Client => new EngineClient(this);

    internal EngineCore Core => _core.Value;

    /// <summary>Opens the database, takes up what an earlier process left and begins to work.</summary>
    /// <param name="cancellationToken">Not used: it takes milliseconds.</param>
    /// <exception cref="EngineStorageException">The database cannot be used; the message is one line.</exception>
    public Task StartAsync(CancellationToken cancellationToken)
    {
        Core.Start();
        _triggers = new TimerTriggers(Core, _time);
        if (_options.RunTimerTriggers)
            _triggers.Start();
        return Task.CompletedTask;
    }

    /// <summary>Stops taking up work, waits for what runs, closes the database. What was not finished goes on at the next start.</summary>
    /// <param name="cancellationToken">Ends the waiting.</param>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        if (_triggers is { } triggers)
            await triggers.StopAsync(cancellationToken);
        if (_core.IsValueCreated)
            await Core.StopAsync(cancellationToken);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_core.IsValueCreated)
            Core.Dispose();
    }

    /// <summary>
    /// Ends when nothing is runnable or in flight: no message, activity, write or timer-triggered function, and no timer, later start
    /// or retry is due by the clock. Parked messages do not count.
    /// </summary>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="EngineStorageException">The database failed.</exception>
    public async Task WaitUntilIdleAsync(CancellationToken cancellationToken = default)
    {
        do
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (Core.Failure is { } failure)
                throw failure;
            Core.Timers.Pump();
            if (_options.RunTimerTriggers)
                _triggers?.StartDue();
            await Core.Work.WhenZeroAsync().WaitAsync(cancellationToken);
            await Task.Yield(); // what is due by now may need a thread to begin
        }
        while (IsSomethingDue());
    }

    /// <summary>When the next timer, later start or retry is due (UTC); null for none.</summary>
    public Task<DateTime?> NextDueAsync()
    {
        Core.Timers.Pump();
        var next = new[] { Core.Timers.NextTicks, Core.Delays.NextTicks }.Min();
        return Task.FromResult<DateTime?>(next is { } ticks ? new DateTime(ticks, DateTimeKind.Utc) : null);
    }

    /// <summary>The next occurrence (UTC) among timer-triggered functions that run at most once in the given time; null for none.</summary>
    /// <param name="minimumPeriod">For example a day, to step a clock from day to day and not from minute to minute.</param>
    public Task<DateTime?> NextTimerTriggerAsync(TimeSpan minimumPeriod) => Task.FromResult(Triggers.Next(minimumPeriod));

    /// <summary>Runs the timer-triggered functions that are due by the clock and waits for them. A failure is logged, as on the platform.</summary>
    public Task RunDueTimerTriggersAsync() => Triggers.RunDueAsync();

    /// <summary>What was put aside because it could not be processed.</summary>
    public Task<IReadOnlyList<ParkedMessage>> GetParkedAsync() => Task.FromResult<IReadOnlyList<ParkedMessage>>(Core.Store.Read(db => Queries.Select(
        db,
        "SELECT id, instance_id, kind, name, attempts, parked, reason FROM parked ORDER BY id",
        r => new ParkedMessage(
            r.GetInt64(0), r.GetString(1), ((EventKind)r.GetInt32(2)).ToString(), Queries.Text(r, 3), r.GetInt32(4),
            new DateTime(r.GetInt64(5), DateTimeKind.Utc), r.GetString(6)))));

    /// <summary>Tries a parked message again.</summary>
    /// <param name="id">Its number.</param>
    /// <returns>Whether there was such a message.</returns>
    public async Task<bool> RetryParkedAsync(long id)
    {
        var found = Core.Store.Read(db => Queries.Select(
            db,
            "SELECT instance, instance_id, kind, generation, task, name, data FROM parked WHERE id = $0",
            r => (
                Key: r.GetInt64(0), Id: r.GetString(1),
                Message: new Message((EventKind)r.GetInt32(2), r.GetInt32(3), r.GetInt32(4), Queries.Text(r, 5), Queries.Text(r, 6))),
            id));
        if (found.Count == 0)
            return false;
        var (key, instanceId, message) = found[0];
        var retried = false;
        await Core.Store.WriteAsync(session =>
        {
            // Somebody else may have been as fast.
            retried = session.RemoveParked(id);
            if (!retried)
                return;
            switch (message.Kind)
            {
                case EventKind.TaskScheduled:
                    var work = new ActivityWork(key, message.Generation, message.TaskId, message.Name!, message.Data, instanceId);
                    session.AddActivity(work);
                    session.AfterCommit(() => Core.Activities.Dispatch(work));
                    break;
                case EventKind.Wake:
                    session.AfterCommit(() => Core.Post(key, message));
                    break;
                default:
                    var stored = session.AddToInbox(key, message);
                    session.AfterCommit(() => Core.Post(key, stored));
                    break;
            }
        });
        return retried;
    }

    /// <summary>Ends and forgets every instance, whatever it waits for; what activities under way have still to say is dropped.</summary>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task ClearAsync(CancellationToken cancellationToken = default)
    {
        var client = Client;
        var running = new OrchestrationQuery { Statuses = [OrchestrationRuntimeStatus.Running, OrchestrationRuntimeStatus.Pending, OrchestrationRuntimeStatus.Suspended] };
        await foreach (var instance in client.GetAllInstancesAsync(running).WithCancellation(cancellationToken))
        {
            await client.TerminateInstanceAsync(instance.InstanceId, cancellationToken);
            await client.WaitForInstanceCompletionAsync(instance.InstanceId, cancellationToken);
        }

        await client.PurgeAllInstancesAsync(new PurgeInstancesFilter(), cancellation: cancellationToken);
    }

    /// <summary>The recorded history of an instance since its start or its last ContinueAsNew.</summary>
    /// <param name="instanceId">The instance's id.</param>
    /// <returns>The history, or null when there is no such instance.</returns>
    public Task<OrchestrationHistory?> GetHistoryAsync(string instanceId)
    {
        ArgumentException.ThrowIfNullOrEmpty(instanceId);
        return Task.FromResult(Core.Store.Read(db =>
        {
            var keys = Queries.Select(db, "SELECT key FROM instances WHERE id = $0", r => r.GetInt64(0), instanceId);
            return keys.Count == 0 ? null : OrchestrationHistory.From(Queries.Instance(db, keys[0])!, Queries.History(db, keys[0]));
        }));
    }

    /// <summary>What instances have cost, and how long their histories are.</summary>
    /// <param name="instanceIdPrefix">Only instances whose id begins so; null for all.</param>
    public Task<IReadOnlyList<InstanceActions>> GetActionsAsync(string? instanceIdPrefix = null)
        => Task.FromResult<IReadOnlyList<InstanceActions>>(Core.Store.Read(db => Queries.Select(
            db,
            """
            SELECT id, name, activities, events, timers, starts, (SELECT count(*) FROM history WHERE instance = key)
            FROM instances WHERE substr(id, 1, length($0)) = $0 ORDER BY key
            """,
            r => new InstanceActions(r.GetString(0), r.GetString(1), r.GetInt32(2), r.GetInt32(3), r.GetInt32(4), r.GetInt32(5), r.GetInt32(6)),
            instanceIdPrefix ?? "")));

    private TimerTriggers Triggers => _triggers ?? throw new InvalidOperationException("The engine has not been started.");

    private bool IsSomethingDue()
    {
        var now = Core.Now;
        return Core.Timers.NextTicks <= now || Core.Delays.NextTicks <= now
            || (_options.RunTimerTriggers && _triggers?.Next(TimeSpan.Zero) is { } next && next.Ticks <= now);
    }

    private void OnStorageFailed(EngineStorageException failure)
    {
        Core.Logger.LogCritical("{Message}", failure.Message);
        _lifetime?.StopApplication();
    }
}
