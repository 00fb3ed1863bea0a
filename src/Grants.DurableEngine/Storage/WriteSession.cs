using System.Diagnostics.CodeAnalysis;
using Microsoft.Data.Sqlite;
using Microsoft.DurableTask.Client;

namespace Grants.DurableEngine.Storage;

/// <summary>What an instance's row says to those who only want to reach it.</summary>
internal readonly record struct InstanceHead(long Key, int Status, int Generation);

/// <summary>A start: by a client or by a parent.</summary>
internal sealed record StartRequest(
    string Id, string Name, string Version, string? Input, long StartAtTicks, ParentLink? Parent, IReadOnlyCollection<int> RefusedStatuses);

/// <summary>The statements of the writer's thread, inside its present transaction.</summary>
[SuppressMessage("Security", "CA2100", Justification = "Constant texts; values are parameters.")]
internal sealed class WriteSession : IDisposable
{
    private readonly SqliteConnection _connection;
    private readonly List<SqliteCommand> _commands = [];
    private readonly List<Action> _afterCommit = [];

    private readonly SqliteCommand _begin;
    private readonly SqliteCommand _commit;
    private readonly SqliteCommand _rollback;
    private readonly SqliteCommand _findById;
    private readonly SqliteCommand _findByKey;
    private readonly SqliteCommand _counters;
    private readonly SqliteCommand _insertInstance;
    private readonly SqliteCommand _deleteInstance;
    private readonly SqliteCommand _updateInstance;
    private readonly SqliteCommand _insertHistory;
    private readonly SqliteCommand _deleteHistory;
    private readonly SqliteCommand _insertInbox;
    private readonly SqliteCommand _deleteInbox;
    private readonly SqliteCommand _deleteInboxOf;
    private readonly SqliteCommand _insertActivity;
    private readonly SqliteCommand _deleteActivity;
    private readonly SqliteCommand _markActivity;
    private readonly SqliteCommand _unmarkActivity;
    private readonly SqliteCommand _insertTimer;
    private readonly SqliteCommand _deleteTimer;
    private readonly SqliteCommand _deleteTimersOf;
    private readonly SqliteCommand _insertParked;
    private readonly SqliteCommand _deleteParked;
    private readonly SqliteCommand _deleteParkedOf;
    private readonly SqliteCommand _setTrigger;

    public WriteSession(SqliteConnection connection)
    {
        _connection = connection;
        _begin = Prepare("BEGIN IMMEDIATE", 0);
        _commit = Prepare("COMMIT", 0);
        _rollback = Prepare("ROLLBACK", 0);
        _findById = Prepare("SELECT key, status, generation FROM instances WHERE id = $0", 1);
        _findByKey = Prepare("SELECT key, status, generation FROM instances WHERE key = $0", 1);
        _counters = Prepare("SELECT activities, events, timers, starts FROM instances WHERE key = $0", 1);
        _insertInstance = Prepare(
            """
            INSERT INTO instances (id, name, version, generation, status, executed, created, updated, start_at, input,
                parent_key, parent_generation, parent_task, parent_id, parent_name, activities, events, timers, starts)
            VALUES ($0, $1, $2, 0, $3, 0, $4, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15) RETURNING key
            """,
            16);
        _deleteInstance = Prepare("DELETE FROM instances WHERE key = $0", 1);
        _updateInstance = Prepare(
            """
            UPDATE instances SET generation = $1, status = $2, executed = $3, updated = $4, custom_status = $5,
                output = coalesce($6, output), failure = coalesce($7, failure), input = coalesce($8, input),
                activities = activities + $9, events = events + $10, timers = timers + $11, starts = starts + $12
            WHERE key = $0
            """,
            13);
        _insertHistory = Prepare("INSERT INTO history (instance, seq, kind, task, name, target, time, data) VALUES ($0, $1, $2, $3, $4, $5, $6, $7)", 8);
        _deleteHistory = Prepare("DELETE FROM history WHERE instance = $0", 1);
        _insertInbox = Prepare("INSERT INTO inbox (instance, kind, generation, task, name, data) VALUES ($0, $1, $2, $3, $4, $5) RETURNING id", 6);
        _deleteInbox = Prepare("DELETE FROM inbox WHERE id = $0", 1);
        _deleteInboxOf = Prepare("DELETE FROM inbox WHERE instance = $0", 1);
        _insertActivity = Prepare("INSERT INTO activities (instance, generation, task, instance_id, name, input, attempts) VALUES ($0, $1, $2, $3, $4, $5, 0)", 6);
        _deleteActivity = Prepare("DELETE FROM activities WHERE instance = $0 AND generation = $1 AND task = $2", 3);
        _markActivity = Prepare("UPDATE activities SET attempts = attempts + 1 WHERE instance = $0 AND generation = $1 AND task = $2 RETURNING attempts", 3);
        _unmarkActivity = Prepare("UPDATE activities SET attempts = 0 WHERE instance = $0 AND generation = $1 AND task = $2", 3);
        _insertTimer = Prepare("INSERT INTO timers (instance, generation, task, due) VALUES ($0, $1, $2, $3)", 4);
        _deleteTimer = Prepare("DELETE FROM timers WHERE instance = $0 AND generation = $1 AND task = $2", 3);
        _deleteTimersOf = Prepare("DELETE FROM timers WHERE instance = $0", 1);
        _insertParked = Prepare("INSERT INTO parked (instance, instance_id, kind, generation, task, name, data, attempts, parked, reason) VALUES ($0, $1, $2, $3, $4, $5, $6, $7, $8, $9)", 10);
        _deleteParked = Prepare("DELETE FROM parked WHERE id = $0", 1);
        _deleteParkedOf = Prepare("DELETE FROM parked WHERE instance = $0", 1);
        _setTrigger = Prepare("INSERT INTO timer_triggers (name, last) VALUES ($0, $1) ON CONFLICT (name) DO UPDATE SET last = excluded.last", 2);
    }

    public SqliteConnection Connection => _connection;

    public void Begin() => _begin.ExecuteNonQuery();

    public void Commit() => _commit.ExecuteNonQuery();

    public void Rollback()
    {
        _afterCommit.Clear();

        // SQLite has rolled back by itself after some errors (disk full, I/O).
        if (SQLitePCL.raw.sqlite3_get_autocommit(_connection.Handle) == 0)
            _rollback.ExecuteNonQuery();
    }

    /// <summary>Runs on the writer's thread after the commit, in the order of the calls; must be quick.</summary>
    public void AfterCommit(Action action) => _afterCommit.Add(action);

    public void RunAfterCommit()
    {
        foreach (var action in _afterCommit)
            action();
        _afterCommit.Clear();
    }

    public InstanceHead? Find(string id) => ReadHead(_findById, id);

    public InstanceHead? Find(long key) => ReadHead(_findByKey, key);

    /// <summary>Makes an instance with the first row of its history; a finished one of the same id gives way.</summary>
    /// <returns>Its key, or null when the id is taken.</returns>
    public long? Start(StartRequest request, long nowTicks)
    {
        (long Activities, long Events, long Timers, long Starts) counted = default;
        if (Find(request.Id) is { } existing)
        {
            if (request.RefusedStatuses.Contains(existing.Status) || !InstanceStatus.IsTerminal(existing.Status))
                return null;
            Bind(_counters, existing.Key);
            using (var reader = _counters.ExecuteReader())
            {
                reader.Read();
                counted = (reader.GetInt64(0), reader.GetInt64(1), reader.GetInt64(2), reader.GetInt64(3));
            }

            Purge(existing.Key);
        }

        var startsAt = Math.Max(request.StartAtTicks, nowTicks);
        Bind(
            _insertInstance, request.Id, request.Name, request.Version, (int)OrchestrationRuntimeStatus.Pending, nowTicks, startsAt, request.Input,
            request.Parent?.Key, request.Parent?.Generation, request.Parent?.TaskId, request.Parent?.Id, request.Parent?.Name,
            counted.Activities, counted.Events, counted.Timers, counted.Starts + 1);
        var key = (long)_insertInstance.ExecuteScalar()!;
        Append(key, new HistoryRow(1, EventKind.ExecutionStarted, 0, request.Name, null, startsAt, request.Input));
        return key;
    }

    /// <summary>Deletes an instance and everything that belongs to it, except activities that still have to run.</summary>
    public void Purge(long key)
    {
        Run(_deleteHistory, key);
        Run(_deleteInboxOf, key);
        Run(_deleteTimersOf, key);
        Run(_deleteParkedOf, key);
        Run(_deleteInstance, key);
    }

    public void UpdateInstance(
        long key, int generation, int status, int executed, long nowTicks, string? customStatus, string? output, string? failure, string? newInput,
        (int Activities, int Events, int Timers, int Starts) counts)
        => Run(
            _updateInstance, key, generation, status, executed, nowTicks, customStatus, output, failure, newInput,
            counts.Activities, counts.Events, counts.Timers, counts.Starts);

    public void Append(long key, HistoryRow row)
        => Run(_insertHistory, key, row.Sequence, (int)row.Kind, row.TaskId, row.Name, row.Target, row.Ticks, row.Data);

    public void ClearHistory(long key) => Run(_deleteHistory, key);

    public Message AddToInbox(long key, Message message)
    {
        Bind(_insertInbox, key, (int)message.Kind, message.Generation, message.TaskId, message.Name, message.Data);
        return message with { InboxId = (long)_insertInbox.ExecuteScalar()! };
    }

    public void RemoveFromInbox(long inboxId) => Run(_deleteInbox, inboxId);

    public void AddActivity(ActivityWork work)
        => Run(_insertActivity, work.Instance, work.Generation, work.TaskId, work.InstanceId, work.Name, work.Input);

    public void RemoveActivity(long key, int generation, int taskId) => Run(_deleteActivity, key, generation, taskId);

    /// <summary>Counts a start of an activity that may have taken the process down before.</summary>
    /// <returns>How many such starts there were, this one included.</returns>
    public int MarkActivity(ActivityWork work)
    {
        Bind(_markActivity, work.Instance, work.Generation, work.TaskId);
        return Convert.ToInt32(_markActivity.ExecuteScalar(), null);
    }

    /// <summary>The activity did not take the process down: it was asked to end.</summary>
    public void UnmarkActivity(ActivityWork work) => Run(_unmarkActivity, work.Instance, work.Generation, work.TaskId);

    public void AddTimer(DueTimer timer) => Run(_insertTimer, timer.Instance, timer.Generation, timer.TaskId, timer.DueTicks);

    public void RemoveTimer(long key, int generation, int taskId) => Run(_deleteTimer, key, generation, taskId);

    public void RemoveTimersOf(long key) => Run(_deleteTimersOf, key);

    public void Park(long key, string instanceId, Message message, int attempts, long nowTicks, string reason)
        => Run(
            _insertParked, key, instanceId, (int)message.Kind, message.Generation, message.TaskId, message.Name, message.Data,
            attempts, nowTicks, reason);

    public bool RemoveParked(long id) => Run(_deleteParked, id) > 0;

    public void SetTrigger(string name, long lastTicks) => Run(_setTrigger, name, lastTicks);

    public void Dispose()
    {
        foreach (var command in _commands)
            command.Dispose();
    }

    private static InstanceHead? ReadHead(SqliteCommand command, object value)
    {
        Bind(command, value);
        using var reader = command.ExecuteReader();
        return reader.Read() ? new InstanceHead(reader.GetInt64(0), reader.GetInt32(1), reader.GetInt32(2)) : null;
    }

    private static int Run(SqliteCommand command, params ReadOnlySpan<object?> values)
    {
        Bind(command, values);
        return command.ExecuteNonQuery();
    }

    private static void Bind(SqliteCommand command, params ReadOnlySpan<object?> values)
    {
        for (var i = 0; i < values.Length; i++)
            command.Parameters[i].Value = values[i] ?? DBNull.Value;
    }

    private SqliteCommand Prepare(string sql, int parameters)
    {
        var command = _connection.CreateCommand();
        command.CommandText = sql;
        for (var i = 0; i < parameters; i++)
            command.Parameters.Add(new SqliteParameter($"${i}", DBNull.Value));
        if (parameters > 0)
            command.Prepare();
        _commands.Add(command);
        return command;
    }
}

/// <summary>Statuses as they are stored: the numbers of <see cref="OrchestrationRuntimeStatus"/>.</summary>
internal static class InstanceStatus
{
    public const int Running = (int)OrchestrationRuntimeStatus.Running;
    public const int Completed = (int)OrchestrationRuntimeStatus.Completed;
    public const int Failed = (int)OrchestrationRuntimeStatus.Failed;
    public const int Terminated = (int)OrchestrationRuntimeStatus.Terminated;
    public const int Pending = (int)OrchestrationRuntimeStatus.Pending;
    public const int Suspended = (int)OrchestrationRuntimeStatus.Suspended;

    public static bool IsTerminal(int status) => status is Completed or Failed or Terminated;
}
