using System.Globalization;
using Grants.DurableEngine.Orchestrations;
using Grants.DurableEngine.Storage;
using Microsoft.Data.Sqlite;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace Grants.DurableEngine;

/// <summary>The client that functions and pages use: the same abstract class as on the platform, on the embedded engine.</summary>
internal sealed class EngineClient(DurableEngine engine) : DurableTaskClient("embedded")
{
    private const string Columns = "id, name, status, created, updated, input, output, custom_status, failure, key";

    private EngineCore Core => engine.Core;

    public override async Task<string> ScheduleNewOrchestrationInstanceAsync(
        TaskName orchestratorName, object? input = null, StartOrchestrationOptions? options = null, CancellationToken cancellation = default)
    {
        cancellation.ThrowIfCancellationRequested();
        var function = Core.Catalog.Find(FunctionTrigger.Orchestration, orchestratorName.Name ?? "")
            ?? throw new ArgumentException($"This application has no orchestrator '{orchestratorName}'.", nameof(orchestratorName));
        var id = options?.InstanceId is { Length: > 0 } given ? given : Guid.NewGuid().ToString("N");
        var refused = (options?.DedupeStatuses ?? []).Select(s => (int)Enum.Parse<OrchestrationRuntimeStatus>(s, ignoreCase: true)).ToArray();
        var startAt = options?.StartAt?.UtcTicks ?? 0;
        var request = new StartRequest(
            id, function.Description.Name, options?.Version?.Version ?? Core.Options.DefaultVersion,
            Core.Payloads.Write(input, "The input", id), startAt, null, refused);
        var started = false;
        await Core.Store.WriteAsync(session =>
        {
            var now = Core.Now;
            if (session.Start(request, now) is not { } key)
                return;
            started = true;
            session.AfterCommit(() => Core.NotifyWaiters(id));
            if (startAt > now)
            {
                session.AddTimer(new DueTimer(key, -1, 0, startAt));
                session.AfterCommit(() => Core.Timers.Arm(startAt));
            }
            else
            {
                session.AfterCommit(() => Core.Post(key, new Message(EventKind.Wake, -1, 0, null, null)));
            }
        });
        return started
            ? id
            : throw new global::DurableTask.Core.Exceptions.OrchestrationAlreadyExistsException($"An orchestration with instance id '{id}' exists already.");
    }

    public override Task RaiseEventAsync(
        string instanceId, string eventName, object? eventPayload = null, CancellationToken cancellation = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(instanceId);
        ArgumentException.ThrowIfNullOrEmpty(eventName);
        cancellation.ThrowIfCancellationRequested();
        var data = Core.Payloads.Write(eventPayload, $"Event '{eventName}'", instanceId);
        return SendAsync(instanceId, new Message(EventKind.EventRaised, -1, 0, eventName, data));
    }

    public override Task TerminateInstanceAsync(
        string instanceId, TerminateInstanceOptions? options = null, CancellationToken cancellation = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(instanceId);
        cancellation.ThrowIfCancellationRequested();
        var output = Core.Payloads.Write(options?.Output, "The output", instanceId);
        return SendAsync(instanceId, new Message(EventKind.Terminated, -1, 0, options?.Recursive == true ? "recursive" : null, output));
    }

    public override Task SuspendInstanceAsync(string instanceId, string? reason = null, CancellationToken cancellation = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(instanceId);
        cancellation.ThrowIfCancellationRequested();
        return SendAsync(instanceId, new Message(EventKind.Suspended, -1, 0, null, reason));
    }

    public override Task ResumeInstanceAsync(string instanceId, string? reason = null, CancellationToken cancellation = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(instanceId);
        cancellation.ThrowIfCancellationRequested();
        return SendAsync(instanceId, new Message(EventKind.Resumed, -1, 0, null, reason));
    }

    public override Task<OrchestrationMetadata> WaitForInstanceStartAsync(
        string instanceId, bool getInputsAndOutputs = false, CancellationToken cancellation = default)
        => WaitAsync(instanceId, m => m.RuntimeStatus != OrchestrationRuntimeStatus.Pending, getInputsAndOutputs, cancellation);

    public override Task<OrchestrationMetadata> WaitForInstanceCompletionAsync(
        string instanceId, bool getInputsAndOutputs = false, CancellationToken cancellation = default)
        => WaitAsync(instanceId, m => m.IsCompleted, getInputsAndOutputs, cancellation);

    public override Task<OrchestrationMetadata?> GetInstancesAsync(
        string instanceId, bool getInputsAndOutputs = false, CancellationToken cancellation = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(instanceId);
        cancellation.ThrowIfCancellationRequested();
        return Task.FromResult(Find(instanceId, getInputsAndOutputs));
    }

    public override AsyncPageable<OrchestrationMetadata> GetAllInstancesAsync(OrchestrationQuery? filter = null)
    {
        filter ??= new OrchestrationQuery();
        return Pageable.Create((token, size, cancellation) =>
        {
            cancellation.ThrowIfCancellationRequested();
            return Task.FromResult(Page(filter, token ?? filter.ContinuationToken, size ?? filter.PageSize));
        });
    }

    public override async Task<PurgeResult> PurgeInstanceAsync(
        string instanceId, PurgeInstanceOptions? options = null, CancellationToken cancellation = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(instanceId);
        cancellation.ThrowIfCancellationRequested();
        var root = Core.Store.Read(db => Queries.Select(db, "SELECT key FROM instances WHERE id = $0", r => r.GetInt64(0), instanceId));
        return await PurgeAsync(root, options);
    }

    public override async Task<PurgeResult> PurgeAllInstancesAsync(
        PurgeInstancesFilter filter, PurgeInstanceOptions? options = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(filter);
        cancellation.ThrowIfCancellationRequested();
        var (where, values) = Where(new OrchestrationQuery(filter.CreatedFrom, filter.CreatedTo, filter.Statuses));
        var keys = Core.Store.Read(db => Queries.Select(db, $"SELECT key FROM instances WHERE {where}", r => r.GetInt64(0), values));
        return await PurgeAsync(keys, options);
    }

    public override ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private static (string Where, object[] Values) Where(OrchestrationQuery filter)
    {
        var where = new List<string> { "1 = 1" };
        var values = new List<object>();
        void Add(string condition, object value)
        {
            where.Add(string.Format(CultureInfo.InvariantCulture, condition, $"${values.Count}"));
            values.Add(value);
        }

        if (filter.CreatedFrom is { } from)
            Add("created >= {0}", from.UtcTicks);
        if (filter.CreatedTo is { } to)
            Add("created <= {0}", to.UtcTicks);
        if (filter.InstanceIdPrefix is { Length: > 0 } prefix)
        {
            Add("id >= {0}", prefix);
            Add("substr(id, 1, length({0})) = {0}", prefix);
        }

        if (filter.Statuses is { } statuses)
            where.Add($"status IN ({string.Join(", ", statuses.Select(s => (int)s))})");
        return (string.Join(" AND ", where), [.. values]);
    }

    private Page<OrchestrationMetadata> Page(OrchestrationQuery filter, string? token, int size)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(size);
        var (where, values) = Where(filter);
        var after = token is null ? 0 : long.Parse(token, CultureInfo.InvariantCulture);
        var rows = Core.Store.Read(db => Queries.Select(
            db, $"SELECT {Columns} FROM instances WHERE {where} AND key > {after} ORDER BY key LIMIT {size + 1}",
            r => (Key: r.GetInt64(9), Metadata: Map(r, filter.FetchInputsAndOutputs)), values));
        var page = rows.Take(size).ToList();
        return new Page<OrchestrationMetadata>(
            [.. page.Select(r => r.Metadata)], rows.Count > size ? page[^1].Key.ToString(CultureInfo.InvariantCulture) : null);
    }

    private async Task<PurgeResult> PurgeAsync(IReadOnlyCollection<long> roots, PurgeInstanceOptions? options)
    {
        var keys = new HashSet<long>(roots);
        var open = new Queue<long>(options?.Recursive == true ? roots : []);
        while (open.TryDequeue(out var parent))
        {
            foreach (var child in Core.Store.Read(db => Queries.Children(db, parent)).Where(keys.Add))
                open.Enqueue(child);
        }

        var count = 0;
        await Core.Store.WriteAsync(session =>
        {
            count = 0;
            foreach (var key in keys)
            {
                if (session.Find(key) is not { } head || !InstanceStatus.IsTerminal(head.Status))
                    continue;
                session.Purge(key);
                count++;
            }
        });
        return new PurgeResult(count);
    }

    private Task SendAsync(string instanceId, Message message) => Core.Store.WriteAsync(session =>
    {
        // As on the platform, what is sent to an instance that is gone or has ended is dropped.
        if (session.Find(instanceId) is not { } head || InstanceStatus.IsTerminal(head.Status))
            return;
        var stored = session.AddToInbox(head.Key, message);
        session.AfterCommit(() => Core.Post(head.Key, stored));
    });

    private async Task<OrchestrationMetadata> WaitAsync(
        string instanceId, Func<OrchestrationMetadata, bool> reached, bool full, CancellationToken cancellation)
    {
        ArgumentException.ThrowIfNullOrEmpty(instanceId);
        while (true)
        {
            var changed = Core.WhenChanged(instanceId);
            if (Find(instanceId, full) is { } found && reached(found))
                return found;
            await changed.WaitAsync(cancellation);
        }
    }

    private OrchestrationMetadata? Find(string instanceId, bool full) => Core.Store.Read(db => Queries.Select(
        db, $"SELECT {Columns} FROM instances WHERE id = $0", r => Map(r, full), instanceId)).FirstOrDefault();

    private OrchestrationMetadata Map(SqliteDataReader row, bool full) => new(row.GetString(1), row.GetString(0))
    {
        RuntimeStatus = (OrchestrationRuntimeStatus)row.GetInt32(2),
        CreatedAt = new DateTimeOffset(row.GetInt64(3), TimeSpan.Zero),
        LastUpdatedAt = new DateTimeOffset(row.GetInt64(4), TimeSpan.Zero),
        DataConverter = full ? Core.Payloads.Converter : null,
        SerializedInput = full ? Queries.Text(row, 5) : null,
        SerializedOutput = full ? Queries.Text(row, 6) : null,
        SerializedCustomStatus = full ? Queries.Text(row, 7) : null,
        FailureDetails = full && Queries.Text(row, 8) is { } failure ? Payloads.ReadFailure(failure) : null,
    };
}
