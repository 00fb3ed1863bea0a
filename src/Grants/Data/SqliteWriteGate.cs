using System.Collections.Concurrent;
using System.Data.Common;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace Grants.Data;

/// <summary>
/// Lets those who write into one SQLite file do so one after the other: transactions, and commands that are one by themselves. SQLite has one writer at a
/// time, and waits for it by blocking the thread and looking again; waiting here costs no thread and is fair.
/// </summary>
internal sealed class SqliteWriteGate : IDbTransactionInterceptor, IDbConnectionInterceptor, IDbCommandInterceptor
{
    private static readonly ConcurrentDictionary<string, SqliteWriteGate> Gates = new(StringComparer.Ordinal);

    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(30);

    private readonly SemaphoreSlim _gate = new(1);
    private readonly ConcurrentDictionary<DbConnection, bool> _holders = new();

    private SqliteWriteGate()
    {
    }

    /// <summary>The gate of a database, the same for everyone in this process.</summary>
    public static SqliteWriteGate Of(string connectionString) => Gates.GetOrAdd(connectionString, _ => new SqliteWriteGate());

    public async ValueTask<InterceptionResult<DbTransaction>> TransactionStartingAsync(
        DbConnection connection, TransactionStartingEventData eventData, InterceptionResult<DbTransaction> result, CancellationToken cancellationToken)
    {
        await EnterAsync(connection, cancellationToken);
        try
        {
            return InterceptionResult<DbTransaction>.SuppressWithResult(await connection.BeginTransactionAsync(eventData.IsolationLevel, cancellationToken));
        }
        catch
        {
            Release(connection);
            throw;
        }
    }

    public async Task TransactionCommittedAsync(DbTransaction transaction, TransactionEndEventData eventData, CancellationToken cancellationToken)
    {
        Release(eventData.Context?.Database.GetDbConnection());
        // This thread goes on with whoever waits to write; what is left of this request can wait for another.
        await Task.Yield();
    }

    public Task TransactionRolledBackAsync(DbTransaction transaction, TransactionEndEventData eventData, CancellationToken cancellationToken)
    {
        Release(eventData.Context?.Database.GetDbConnection());
        return Task.CompletedTask;
    }

    // What changes many rows at once, or is written as SQL.
    public async ValueTask<InterceptionResult<int>> NonQueryExecutingAsync(
        DbCommand command, CommandEventData eventData, InterceptionResult<int> result, CancellationToken cancellationToken)
    {
        if (command.Transaction is null) await EnterAsync(command.Connection!, cancellationToken);
        return result;
    }

    public ValueTask<int> NonQueryExecutedAsync(DbCommand command, CommandExecutedEventData eventData, int result, CancellationToken cancellationToken)
    {
        Leave(command);
        return ValueTask.FromResult(result);
    }

    public Task CommandFailedAsync(DbCommand command, CommandErrorEventData eventData, CancellationToken cancellationToken)
    {
        Leave(command);
        return Task.CompletedTask;
    }

    public Task CommandCanceledAsync(DbCommand command, CommandEndEventData eventData, CancellationToken cancellationToken)
    {
        Leave(command);
        return Task.CompletedTask;
    }

    // A transaction that is dropped without an end is rolled back when it is disposed of, and that ends with its connection.
    public void ConnectionClosed(DbConnection connection, ConnectionEndEventData eventData) => Release(connection);

    public Task ConnectionClosedAsync(DbConnection connection, ConnectionEndEventData eventData)
    {
        Release(connection);
        return Task.CompletedTask;
    }

    private async Task EnterAsync(DbConnection connection, CancellationToken cancellationToken)
    {
        if (!await _gate.WaitAsync(LongestWait, cancellationToken))
            throw new TimeoutException($"No turn to write into the database within {LongestWait}.");
        _holders[connection] = true;
    }

    // A command of a transaction holds nothing by itself.
    private void Leave(DbCommand command)
    {
        if (command.Transaction is null) Release(command.Connection);
    }

    private void Release(DbConnection? connection)
    {
        if (connection is not null && _holders.TryRemove(connection, out _)) _gate.Release();
    }
}
