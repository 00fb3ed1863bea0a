using System.Collections.Concurrent;
using Grants.DurableEngine.Activities;
using Grants.DurableEngine.Orchestrations;
using Grants.DurableEngine.Storage;
using Grants.DurableEngine.Timers;
using Microsoft.Extensions.Logging;

namespace Grants.DurableEngine;

/// <summary>What the parts of a running engine share.</summary>
internal sealed class EngineCore : IDisposable
{
    private readonly ConcurrentDictionary<long, InstanceActor> _actors = new();
    private readonly LinkedList<InstanceActor> _cache = [];
    private readonly Lock _cacheGate = new();
    private readonly Dictionary<string, TaskCompletionSource> _waiters = new(StringComparer.Ordinal);
    private readonly TimeProvider _time;
    private volatile bool _stopping;

    public EngineCore(
        DurableEngineOptions options, FunctionCatalog catalog, TimeProvider time, IServiceProvider services, ILoggerFactory loggers)
    {
        Options = options;
        Catalog = catalog;
        Services = services;
        Loggers = loggers;
        Logger = loggers.CreateLogger("Grants.DurableEngine");
        _time = time;
        Payloads = new Payloads(options, Logger);
        Store = Store.OpenAt(options.DatabasePath, Work);
        Store.Failed += OnStorageFailed;
        Delays = new DelayQueue(time);
        Timers = new TimerQueue(this, time);
        Activities = new ActivityDispatcher(this);
    }

    /// <summary>Called once when the database fails for good.</summary>
    public event Action<EngineStorageException>? StorageFailed;

    public DurableEngineOptions Options { get; }

    public FunctionCatalog Catalog { get; }

    public IServiceProvider Services { get; }

    public ILoggerFactory Loggers { get; }

    public ILogger Logger { get; }

    public Payloads Payloads { get; }

    public WorkCounter Work { get; } = new();

    public Store Store { get; }

    public DelayQueue Delays { get; }

    public TimerQueue Timers { get; }

    public ActivityDispatcher Activities { get; }

    public EngineStorageException? Failure { get; private set; }

    public bool IsStopping => _stopping;

    /// <summary>The clock's present instant (UTC ticks).</summary>
    public long Now => _time.GetUtcNow().UtcTicks;

    /// <summary>Takes up what an earlier process left, and begins to work.</summary>
    public void Start()
    {
        foreach (var (key, message) in Store.Read(Queries.Inbox))
            Post(key, message);
        foreach (var key in Store.Read(Queries.Unstarted))
            Post(key, new Message(EventKind.Wake, -1, 0, null, null));
        Activities.Start(Store.Read(Queries.Activities));
        Timers.Start();
    }

    /// <summary>Stops taking up work, waits for the activities that run and records their results.</summary>
    public async Task StopAsync(CancellationToken cancellation)
    {
        Timers.Stop();
        Delays.Stop();
        try
        {
            await Activities.StopAsync().WaitAsync(cancellation);
            await Work.WhenZeroAsync().WaitAsync(cancellation);
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            Logger.LogWarning("The time to stop is over while work is under way; it is done again after the next start.");
        }

        _stopping = true;
    }

    public void Dispose()
    {
        _stopping = true;
        Timers.Stop();
        Delays.Stop();
        Store.Dispose();
        Activities.Dispose();
    }

    /// <summary>Gives an instance a message that is already durable, or whose cause is.</summary>
    public void Post(long key, Message message)
    {
        if (_stopping)
            return;
        while (!_actors.GetOrAdd(key, static (k, core) => new InstanceActor(core, k), this).TryPost(message))
        {
            // It was just retired: the next round finds or makes another.
        }
    }

    /// <summary>An actor has nothing to do: keep it in the cache or let it go.</summary>
    public void Release(InstanceActor actor)
    {
        InstanceActor? oldest = null;
        lock (_cacheGate)
        {
            if (actor.CacheNode is { } node)
                _cache.Remove(node);
            actor.CacheNode = actor.IsLoaded ? _cache.AddLast(actor) : null;
            if (_cache.Count > Options.MaxCachedOrchestrations)
            {
                oldest = _cache.First!.Value;
                _cache.RemoveFirst();
                oldest.CacheNode = null;
            }
        }

        if (!actor.IsLoaded)
            Retire(actor);
        if (oldest is not null)
            Retire(oldest);
    }

    /// <summary>Drops everything that is cached, so that the next event replays. For measurements.</summary>
    public void EvictAll()
    {
        foreach (var actor in _actors.Values)
            Retire(actor);
        lock (_cacheGate)
        {
            foreach (var gone in _cache.Where(a => !a.IsLoaded).ToList())
            {
                _cache.Remove(gone);
                gone.CacheNode = null;
            }
        }
    }

    /// <summary>Ends when the instance's status changes after this call, or it appears.</summary>
    public Task WhenChanged(string instanceId)
    {
        lock (_waiters)
        {
            if (!_waiters.TryGetValue(instanceId, out var waiter))
                _waiters.Add(instanceId, waiter = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
            return waiter.Task;
        }
    }

    public void NotifyWaiters(string instanceId)
    {
        TaskCompletionSource? waiter;
        lock (_waiters)
            _waiters.Remove(instanceId, out waiter);
        waiter?.SetResult();
    }

    /// <summary>Puts messages aside that cannot be processed, with the reason.</summary>
    public Task ParkAsync(long key, IReadOnlyCollection<Message> messages, int attempts, Exception reason)
    {
        var id = Store.Read(db => Queries.Instance(db, key))?.Id ?? "";
        var now = Now;
        return Store.WriteAsync(session =>
        {
            foreach (var message in messages)
            {
                session.Park(key, id, message, attempts, now, $"{reason.GetType()}: {reason.Message}");
                if (message.InboxId > 0)
                    session.RemoveFromInbox(message.InboxId);
                else if (message.Kind is EventKind.TaskCompleted or EventKind.TaskFailed)
                    session.RemoveActivity(key, message.Generation, message.TaskId);
                else if (message.Kind is EventKind.TimerFired)
                {
                    session.RemoveTimer(key, message.Generation, message.TaskId);
                    session.AfterCommit(() => Timers.Fired(key, message.Generation, message.TaskId));
                }
            }
        });
    }

    private void Retire(InstanceActor actor)
    {
        if (actor.TryRetire())
            _actors.TryRemove(KeyValuePair.Create(actor.Key, actor));
    }

    private void OnStorageFailed(EngineStorageException failure)
    {
        Failure = failure;
        List<TaskCompletionSource> waiting;
        lock (_waiters)
        {
            waiting = [.. _waiters.Values];
            _waiters.Clear();
        }

        foreach (var waiter in waiting)
            waiter.TrySetException(failure);
        StorageFailed?.Invoke(failure);
    }
}
