using System.Data;
using System.Data.Common;
using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Data.Sqlite;
using Npgsql;

namespace Grants.Local.Backups;

/// <summary>A document that the record names: its blob, and the hash of its bytes.</summary>
internal sealed record NamedDocument(string BlobName, string Sha256);

/// <summary>What was taken of a database, as it stood at one instant.</summary>
internal sealed record RecordSnapshot(IReadOnlyDictionary<string, TableDigest> Tables, IReadOnlyList<NamedDocument> Documents);

/// <summary>
/// The record in a backup. It is taken while the service runs: by SQLite's online backup, or by pg_dump in a snapshot that the digests are made in too.
/// </summary>
internal sealed class GrantsRecord(DatabaseKind kind, string connectionString)
{
    // What was given up or destroyed has no bytes any more.
    private const string Documents = """
        SELECT "BlobName", "Sha256" FROM "Documents" WHERE "CompletedAt" IS NOT NULL AND "DestroyedAt" IS NULL AND "Scan" <> 'Infected'
        """;

    public DatabaseKind Kind => kind;

    /// <summary>Takes a copy of the database as it stands now.</summary>
    /// <exception cref="StartFailure">The database or PostgreSQL's programs are not there.</exception>
    public async Task<RecordSnapshot> CopyToAsync(string path, CancellationToken cancellationToken)
    {
        File.Delete(path);
        if (kind == DatabaseKind.Postgres)
        {
            await using var connection = new NpgsqlConnection(connectionString);
            await connection.OpenAsync(cancellationToken);
            await using var transaction = await connection.BeginTransactionAsync(IsolationLevel.RepeatableRead, cancellationToken);
            await using var export = new NpgsqlCommand("SELECT pg_export_snapshot()", connection, transaction);
            var snapshot = (string)(await export.ExecuteScalarAsync(cancellationToken))!;
            await RunAsync("pg_dump", ["--format=custom", "--no-owner", "--no-privileges", $"--snapshot={snapshot}", $"--file={path}"], cancellationToken);
            return await ReadAsync(connection, cancellationToken);
        }

        CopyFile(new SqliteConnectionStringBuilder(connectionString).DataSource, path);
        await using var copy = new SqliteConnection(UnpooledSqlite(path));
        await copy.OpenAsync(cancellationToken);
        return await ReadAsync(copy, cancellationToken);
    }

    /// <summary>Puts a copy where there is nothing yet.</summary>
    /// <exception cref="StartFailure">There is something already.</exception>
    public async Task PutBackAsync(string path, CancellationToken cancellationToken)
    {
        if (kind == DatabaseKind.Sqlite)
        {
            var target = new SqliteConnectionStringBuilder(connectionString).DataSource;
            if (File.Exists(target)) throw new StartFailure($"{target} is there already: a backup is restored into an empty place.");
            File.Copy(path, target);
            return;
        }

        await using (var connection = new NpgsqlConnection(connectionString))
        {
            await connection.OpenAsync(cancellationToken);
            await using var command = new NpgsqlCommand("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'", connection);
            if ((long)(await command.ExecuteScalarAsync(cancellationToken))! > 0) throw new StartFailure($"The database {connection.Database} has tables already: a backup is restored into an empty one.");
        }

        // Comments on extensions are their owner's alone, and on Azure that is nobody of ours.
        await RunAsync("pg_restore", ["--no-owner", "--no-privileges", "--no-comments", "--exit-on-error", "--single-transaction", $"--dbname={new NpgsqlConnectionStringBuilder(connectionString).Database}", path], cancellationToken);
    }

    /// <summary>The digests of the database as it is.</summary>
    public async Task<RecordSnapshot> ReadAsync(CancellationToken cancellationToken)
    {
        await using DbConnection connection = kind == DatabaseKind.Postgres ? new NpgsqlConnection(connectionString) : new SqliteConnection(UnpooledSqlite(new SqliteConnectionStringBuilder(connectionString).DataSource));
        await connection.OpenAsync(cancellationToken);
        return await ReadAsync(connection, cancellationToken);
    }

    /// <summary>Copies a database of SQLite that somebody may be writing to.</summary>
    public static void CopyFile(string from, string to)
    {
        if (!File.Exists(from)) throw new StartFailure($"There is no {from}: give the folder that the system ran on with --data.");
        using var source = new SqliteConnection(UnpooledSqlite(from));
        using var copy = new SqliteConnection(UnpooledSqlite(to));
        source.Open();
        copy.Open();
        source.BackupDatabase(copy);
        copy.Run("PRAGMA journal_mode = DELETE"); // one file, whole by itself
    }

    private async Task<RecordSnapshot> ReadAsync(DbConnection connection, CancellationToken cancellationToken)
    {
        var isPostgres = kind == DatabaseKind.Postgres;
        // Rows are compared as text, which is to be the same in every session.
        if (isPostgres) await using (var settings = Command(connection, "SET TIME ZONE 'UTC'")) await settings.ExecuteNonQueryAsync(cancellationToken);
        // The rows of the search are made from others.
        var names = await ListAsync(connection, isPostgres
            ? "SELECT tablename FROM pg_tables WHERE schemaname = 'public'"
            : "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' AND name NOT LIKE 'Search%'", row => row.GetString(0), cancellationToken);
        var tables = new SortedDictionary<string, TableDigest>(StringComparer.Ordinal);
        foreach (var name in names)
        {
            var rows = await ListAsync(connection, isPostgres ? $"SELECT t::text FROM \"{name}\" t" : $"SELECT * FROM \"{name}\"", HashRow, cancellationToken);
            rows.Sort((one, other) => one.AsSpan().SequenceCompareTo(other));
            using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
            foreach (var row in rows) hash.AppendData(row);
            tables[name] = new TableDigest(rows.Count, Convert.ToHexStringLower(hash.GetHashAndReset()));
        }

        return new RecordSnapshot(tables, await ListAsync(connection, Documents, row => new NamedDocument(row.GetString(0), row.GetString(1)), cancellationToken));
    }

    private static async Task<List<T>> ListAsync<T>(DbConnection connection, string sql, Func<DbDataReader, T> read, CancellationToken cancellationToken)
    {
        await using var command = Command(connection, sql);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var rows = new List<T>();
        while (await reader.ReadAsync(cancellationToken)) rows.Add(read(reader));
        return rows;
    }

    private static DbCommand Command(DbConnection connection, string sql)
    {
        var command = connection.CreateCommand();
        command.CommandText = sql;
        command.CommandTimeout = 0; // a large table takes its time
        return command;
    }

    // A value's kind and its length go in too, so that nothing can move from one column to the next.
    private static byte[] HashRow(DbDataReader row)
    {
        var text = new StringBuilder();
        for (var i = 0; i < row.FieldCount; i++)
        {
            var value = row.GetValue(i);
            var words = value is byte[] bytes ? Convert.ToHexString(bytes) : Convert.ToString(value, CultureInfo.InvariantCulture)!;
            text.Append(value.GetType().Name).Append(words.Length).Append(':').Append(words);
        }

        return SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString()));
    }

    private static string UnpooledSqlite(string path) => new SqliteConnectionStringBuilder { DataSource = path, Pooling = false, DefaultTimeout = 30 }.ConnectionString;

    private async Task RunAsync(string program, string[] arguments, CancellationToken cancellationToken)
    {
        var connection = new NpgsqlConnectionStringBuilder(connectionString);
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardError = true };
        start.Environment["PGHOST"] = connection.Host;
        start.Environment["PGPORT"] = connection.Port.ToString(CultureInfo.InvariantCulture);
        start.Environment["PGUSER"] = connection.Username;
        start.Environment["PGDATABASE"] = connection.Database;
        start.Environment["PGPASSWORD"] = connection.Password; // not on the command line, which everybody on the machine can read
        if (connection.SslMode >= SslMode.Require) start.Environment["PGSSLMODE"] = connection.SslMode == SslMode.VerifyFull ? "verify-full" : connection.SslMode == SslMode.VerifyCA ? "verify-ca" : "require";
        Process process;
        try
        {
            process = Process.Start(start)!;
        }
        catch (System.ComponentModel.Win32Exception exception)
        {
            throw new StartFailure($"{program} is not installed: it belongs to PostgreSQL's client programs (Debian: postgresql-client).", exception);
        }

        using (process)
        {
            var said = await process.StandardError.ReadToEndAsync(cancellationToken);
            await process.WaitForExitAsync(cancellationToken);
            if (process.ExitCode != 0) throw new StartFailure($"{program} failed: {said.Trim().ReplaceLineEndings(" ")}");
        }
    }
}
