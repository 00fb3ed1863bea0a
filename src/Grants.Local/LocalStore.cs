using System.Security.Cryptography;
using Microsoft.Data.Sqlite;

namespace Grants.Local;

/// <summary>
/// The host's own small database: mail, events that still have to be posted, the clock's setting, keys. Every commit is on disk
/// before it is answered.
/// </summary>
internal sealed class LocalStore
{
    private const string Schema = """
        CREATE TABLE setting (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
        CREATE TABLE mail (
            id INTEGER PRIMARY KEY AUTOINCREMENT, message_id TEXT NOT NULL, received INTEGER NOT NULL, sender TEXT NOT NULL,
            subject TEXT NOT NULL, text TEXT, html TEXT, details TEXT NOT NULL);
        CREATE TABLE recipient (
            mail_id INTEGER NOT NULL REFERENCES mail, kind TEXT NOT NULL, address TEXT NOT NULL, name TEXT, folded TEXT NOT NULL);
        CREATE INDEX recipient_mail ON recipient (mail_id);
        CREATE INDEX recipient_folded ON recipient (folded, mail_id);
        CREATE TABLE event (id INTEGER PRIMARY KEY AUTOINCREMENT, body TEXT NOT NULL);
        CREATE TABLE fault (id INTEGER PRIMARY KEY AUTOINCREMENT, kind TEXT NOT NULL, remaining INTEGER NOT NULL, retry_after INTEGER NOT NULL);
        CREATE TABLE bouncing (address TEXT PRIMARY KEY) WITHOUT ROWID;
        PRAGMA user_version = 1;
        """;

    private readonly string _connectionString;

    private LocalStore(string path) =>
        _connectionString = new SqliteConnectionStringBuilder { DataSource = path, DefaultTimeout = 30 }.ConnectionString;

    /// <exception cref="StartFailure">It was made by a later version.</exception>
    public static LocalStore Open(string path)
    {
        var store = new LocalStore(path);
        using var connection = store.Connect();
        connection.Run("PRAGMA journal_mode = WAL");
        var version = (long)connection.Scalar("PRAGMA user_version")!;
        if (version > 1) throw new StartFailure($"{path} was made by a later version of this program: run that one, or give another folder with --data.");
        if (version == 1) return store;

        using var transaction = connection.BeginTransaction();
        connection.Run(Schema);
        transaction.Commit();
        return store;
    }

    public SqliteConnection Connect()
    {
        var connection = new SqliteConnection(_connectionString);
        connection.Open();
        connection.Run("PRAGMA synchronous = FULL");
        return connection;
    }

    public string? Setting(string name)
    {
        using var connection = Connect();
        return connection.Scalar("SELECT value FROM setting WHERE name = @p0", name) as string;
    }

    public void Set(string name, string value)
    {
        using var connection = Connect();
        connection.Run("INSERT INTO setting VALUES (@p0, @p1) ON CONFLICT DO UPDATE SET value = excluded.value", name, value);
    }

    /// <summary>A secret that is made once and then stays.</summary>
    public string Secret(string name, Func<string> make)
    {
        using var connection = Connect();
        return (string)connection.Scalar(
            "INSERT INTO setting VALUES (@p0, @p1) ON CONFLICT DO UPDATE SET value = value RETURNING value", name, make())!;
    }

    public static string RandomBase64(int bytes) => Convert.ToBase64String(RandomNumberGenerator.GetBytes(bytes));

    /// <summary>Looks at every page of a database, before anything is built upon it.</summary>
    /// <exception cref="StartFailure">It is damaged.</exception>
    public static void RequireSound(string path, string dataDirectory)
    {
        if (!File.Exists(path)) return;
        string? found;
        try
        {
            using var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = path, Pooling = false }.ConnectionString);
            connection.Open();
            found = connection.Scalar("PRAGMA quick_check(1)") as string;
        }
        catch (SqliteException exception) when (exception.SqliteErrorCode is 11 /* corrupt */ or 26 /* not a database */)
        {
            throw new StartFailure(StartFailure.DamagedDatabase(path, dataDirectory), exception);
        }

        if (found != "ok") throw new StartFailure(StartFailure.DamagedDatabase(path, dataDirectory));
    }
}

/// <summary>The few words of ADO.NET that the store needs. Parameters are @p0, @p1, ...</summary>
internal static class SqliteWords
{
    public static int Run(this SqliteConnection connection, string sql, params object?[] values)
    {
        using var command = connection.Command(sql, values);
        return command.ExecuteNonQuery();
    }

    public static object? Scalar(this SqliteConnection connection, string sql, params object?[] values)
    {
        using var command = connection.Command(sql, values);
        return command.ExecuteScalar();
    }

    public static List<T> Query<T>(this SqliteConnection connection, Func<SqliteDataReader, T> read, string sql, params object?[] values)
    {
        using var command = connection.Command(sql, values);
        using var reader = command.ExecuteReader();
        var rows = new List<T>();
        while (reader.Read()) rows.Add(read(reader));
        return rows;
    }

    public static string? Text(this SqliteDataReader reader, int column) => reader.IsDBNull(column) ? null : reader.GetString(column);

    private static SqliteCommand Command(this SqliteConnection connection, string sql, object?[] values)
    {
        var command = connection.CreateCommand();
        command.CommandText = sql;
        for (var i = 0; i < values.Length; i++) command.Parameters.AddWithValue($"@p{i}", values[i] ?? DBNull.Value);
        return command;
    }
}
