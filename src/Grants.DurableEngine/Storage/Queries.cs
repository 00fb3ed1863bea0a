using System.Diagnostics.CodeAnalysis;
using Microsoft.Data.Sqlite;

namespace Grants.DurableEngine.Storage;

/// <summary>What the engine reads, each on a reader connection.</summary>
[SuppressMessage("Security", "CA2100", Justification = "Constant texts; values are parameters.")]
internal static class Queries
{
    public static InstanceRow? Instance(SqliteConnection db, long key) => Select(
        db,
        """
        SELECT id, name, version, generation, status, executed, start_at, custom_status,
            parent_key, parent_generation, parent_task, parent_id, parent_name
        FROM instances WHERE key = $0
        """,
        row => new InstanceRow
        {
            Key = key,
            Id = row.GetString(0),
            Name = row.GetString(1),
            Version = row.GetString(2),
            Generation = row.GetInt32(3),
            Status = row.GetInt32(4),
            Executed = row.GetInt32(5),
            StartAtTicks = row.GetInt64(6),
            CustomStatus = Text(row, 7),
            Parent = row.IsDBNull(8)
                ? null
                : new ParentLink(row.GetInt64(8), row.GetInt32(9), row.GetInt32(10), row.GetString(11), row.GetString(12)),
        },
        key).FirstOrDefault();

    public static List<HistoryRow> History(SqliteConnection db, long key) => Select(
        db,
        "SELECT seq, kind, task, name, target, time, data FROM history WHERE instance = $0 ORDER BY seq",
        row => new HistoryRow(
            row.GetInt32(0), (EventKind)row.GetInt32(1), row.GetInt32(2), Text(row, 3), Text(row, 4), row.GetInt64(5), Text(row, 6)),
        key);

    public static List<ActivityWork> Activities(SqliteConnection db) => Select(
        db,
        "SELECT instance, generation, task, name, input, instance_id FROM activities",
        row => new ActivityWork(
            row.GetInt64(0), row.GetInt32(1), row.GetInt32(2), row.GetString(3), Text(row, 4), row.GetString(5), Recovered: true));

    public static List<(long Key, Message Message)> Inbox(SqliteConnection db) => Select(
        db,
        "SELECT id, instance, kind, generation, task, name, data FROM inbox ORDER BY id",
        row => (row.GetInt64(1), new Message(
            (EventKind)row.GetInt32(2), row.GetInt32(3), row.GetInt32(4), Text(row, 5), Text(row, 6), row.GetInt64(0))));

    public static List<long> Unstarted(SqliteConnection db)
        => Select(db, "SELECT key FROM instances WHERE executed = 0 AND key NOT IN (SELECT instance FROM parked WHERE kind = 0) ORDER BY key", row => row.GetInt64(0));

    public static List<long> Children(SqliteConnection db, long parentKey)
        => Select(db, "SELECT key FROM instances WHERE parent_key = $0", row => row.GetInt64(0), parentKey);

    public static List<DueTimer> DueTimers(SqliteConnection db, long nowTicks) => Select(
        db,
        "SELECT instance, generation, task, due FROM timers WHERE due <= $0 ORDER BY due, instance, task",
        row => new DueTimer(row.GetInt64(0), row.GetInt32(1), row.GetInt32(2), row.GetInt64(3)),
        nowTicks);

    public static long? NextTimer(SqliteConnection db, long afterTicks) => Select(
        db, "SELECT min(due) FROM timers WHERE due > $0", row => row.IsDBNull(0) ? (long?)null : row.GetInt64(0), afterTicks)[0];

    public static Dictionary<string, long> Triggers(SqliteConnection db)
        => Select(db, "SELECT name, last FROM timer_triggers", row => (Name: row.GetString(0), Last: row.GetInt64(1)))
            .ToDictionary(t => t.Name, t => t.Last, StringComparer.OrdinalIgnoreCase);

    public static string? Text(SqliteDataReader row, int column) => row.IsDBNull(column) ? null : row.GetString(column);

    public static List<T> Select<T>(SqliteConnection db, string sql, Func<SqliteDataReader, T> map, params ReadOnlySpan<object> values)
    {
        using var command = db.CreateCommand();
        command.CommandText = sql;
        for (var i = 0; i < values.Length; i++)
            command.Parameters.Add(new SqliteParameter($"${i}", values[i]));
        using var reader = command.ExecuteReader();
        var rows = new List<T>();
        while (reader.Read())
            rows.Add(map(reader));
        return rows;
    }
}
