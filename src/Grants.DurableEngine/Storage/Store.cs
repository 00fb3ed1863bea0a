using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using Microsoft.Data.Sqlite;

namespace Grants.DurableEngine.Storage;

/// <summary>
/// The engine's database. One thread writes: it takes everything that waits, runs it in one transaction and commits once, so that
/// concurrent instances share the fsync. What follows from a commit (<see cref="WriteSession.AfterCommit"/>) runs on that thread in
/// the order of the writes, which keeps each instance's messages in order.
/// </summary>
internal sealed class Store : IDisposable
{
    private const int MaxGroup = 512;

    private readonly string _path;
    private readonly BlockingCollection<Unit> _queue = new(new ConcurrentQueue<Unit>());
    private readonly ConcurrentBag<SqliteConnection> _readers = [];
    private readonly FileStream _lock;
    private readonly SqliteConnection _connection;
    private readonly WriteSession _session;
    private readonly Thread _writer;
    private readonly WorkCounter _work;
    private volatile EngineStorageException? _failure;

    private Store(string path, WorkCounter work)
    {
        _path = path;
        _work = work;
        _lock = AcquireLock(path);
        try
        {
            _connection = Open(SqliteOpenMode.ReadWriteCreate);
            Prepare();
            _session = new WriteSession(_connection);
        }
        catch (SqliteException e)
        {
            _connection?.Dispose();
            _lock.Dispose();
            throw Explain(e);
        }

        _writer = new Thread(WriteLoop) { IsBackground = true, Name = "durable engine writer" };
        _writer.Start();
    }

    /// <summary>Called once, when the database fails for good.</summary>
    public event Action<EngineStorageException>? Failed;

    /// <summary>Opens the database and makes its tables when they are missing.</summary>
    /// <exception cref="EngineStorageException">It cannot be used.</exception>
    public static Store OpenAt(string path, WorkCounter work) => new(path, work);

    /// <summary>Queues a write. The task ends when it is durable.</summary>
    /// <exception cref="EngineStorageException">The database failed.</exception>
    public Task WriteAsync(Action<WriteSession> write)
    {
        if (_failure is { } failure)
            return Task.FromException(failure);
        var unit = new Unit(write);
        _work.Add();
        try
        {
            _queue.Add(unit);
        }
        catch (InvalidOperationException)
        {
            _work.Done();
            return Task.FromException(new ObjectDisposedException(nameof(Store), "The durable engine has stopped."));
        }

        return unit.Completion.Task;
    }

    /// <summary>Reads on a connection of its own; writers are not held up.</summary>
    /// <exception cref="EngineStorageException">The database failed.</exception>
    /// <exception cref="ObjectDisposedException">The engine has stopped.</exception>
    public T Read<T>(Func<SqliteConnection, T> read)
    {
        if (_failure is { } failure)
            throw failure;
        ObjectDisposedException.ThrowIf(_queue.IsAddingCompleted, this);
        try
        {
            if (!_readers.TryTake(out var connection))
                connection = Open(SqliteOpenMode.ReadOnly);
            try
            {
                return read(connection);
            }
            finally
            {
                _readers.Add(connection);
            }
        }
        catch (SqliteException e)
        {
            throw Fail(e);
        }
    }

    /// <summary>Commits what is queued and closes the file.</summary>
    public void Dispose()
    {
        _queue.CompleteAdding();
        _writer.Join();
        while (_readers.TryTake(out var reader))
            reader.Dispose();
        _session.Dispose();
        _connection.Dispose();
        _lock.Dispose();
    }

    private static FileStream AcquireLock(string path)
    {
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
            return new FileStream(path + ".lock", FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new EngineStorageException($"The durable engine's database {path} cannot be opened: {e.Message}", e);
        }
    }

    private SqliteConnection Open(SqliteOpenMode mode)
    {
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder
        {
            DataSource = _path,
            Mode = mode,
            Pooling = false,
            DefaultTimeout = 30,
        }.ToString());
        connection.Open();
        return connection;
    }

    private void Prepare()
    {
        Execute("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = OFF; PRAGMA cache_size = -16000;");
        var version = Convert.ToInt32(Scalar("PRAGMA user_version"), CultureInfo.InvariantCulture);
        if (version == Schema.Version)
            return;
        if (version != 0)
        {
            throw new EngineStorageException(
                $"The durable engine's database {_path} has version {version}; this engine reads version {Schema.Version}.",
                new InvalidOperationException("Unknown schema version."));
        }

        Execute($"BEGIN IMMEDIATE; {Schema.Create} PRAGMA user_version = {Schema.Version}; COMMIT;");
    }

    [SuppressMessage("Security", "CA2100", Justification = "Constant texts only.")]
    private void Execute(string sql)
    {
        using var command = _connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    [SuppressMessage("Security", "CA2100", Justification = "Constant texts only.")]
    private object? Scalar(string sql)
    {
        using var command = _connection.CreateCommand();
        command.CommandText = sql;
        return command.ExecuteScalar();
    }

    private void WriteLoop()
    {
        var group = new List<Unit>(MaxGroup);
        foreach (var first in _queue.GetConsumingEnumerable())
        {
            group.Add(first);
            while (group.Count < MaxGroup && _queue.TryTake(out var next))
                group.Add(next);
            Commit(group);
            group.Clear();
        }
    }

    private void Commit(List<Unit> group)
    {
        if (_failure is null)
        {
            try
            {
                Attempt(group);
            }
            catch (SqliteException e)
            {
                Fail(e);
            }
            catch (Exception) when (group.Count > 1)
            {
                // One write of the group is wrong; alone, each shows which it is, and the others go through.
                Commit([group[0]]);
                Commit(group[1..]);
                return;
            }
            catch (Exception e)
            {
                Finish(group, e);
                return;
            }
        }

        Finish(group, _failure);
    }

    private void Attempt(List<Unit> group)
    {
        _session.Begin();
        try
        {
            foreach (var unit in group)
                unit.Write(_session);
            _session.Commit();
        }
        catch
        {
            _session.Rollback();
            throw;
        }

        _session.RunAfterCommit();
    }

    private void Finish(List<Unit> group, Exception? error)
    {
        foreach (var unit in group)
        {
            if (error is null)
                unit.Completion.SetResult();
            else
                unit.Completion.SetException(error);
            _work.Done();
        }
    }

    private EngineStorageException Fail(SqliteException e)
    {
        if (Interlocked.CompareExchange(ref _failure, Explain(e), null) is null)
            Failed?.Invoke(_failure);
        return _failure;
    }

    private EngineStorageException Explain(SqliteException e)
    {
        var what = e.SqliteErrorCode switch
        {
            11 or 26 => "is corrupt or is not a database: restore it from a backup or move it away",
            13 => "cannot be written: the disk is full",
            8 or 14 => "cannot be opened for writing: check the directory's permissions",
            5 or 6 => "is locked by another program",
            10 => "cannot be read or written: the disk reports an error",
            _ => "failed",
        };
        return new EngineStorageException($"The durable engine's database {_path} {what} ({e.Message.TrimEnd('.')}).", e);
    }

    private sealed class Unit(Action<WriteSession> write)
    {
        public Action<WriteSession> Write { get; } = write;

        public TaskCompletionSource Completion { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
