using System.Net.Sockets;
using Grants.DurableEngine;
using Microsoft.Data.Sqlite;

namespace Grants.Local;

/// <summary>A reason not to run that the person at the keyboard can act on: its message is the one line that they see.</summary>
internal sealed class StartFailure : Exception
{
    public StartFailure(string message) : base(message)
    {
    }

    public StartFailure(string message, Exception cause) : base(message, cause)
    {
    }

    /// <summary>What to tell about a failure that has a cause outside the program; null when it is a bug and deserves its stack trace.</summary>
    public static string? Describe(Exception exception, string dataDirectory) => exception switch
    {
        StartFailure failure => failure.Message,
        EngineStorageException engine => engine.Message,
        AggregateException { InnerExceptions: [var only] } => Describe(only, dataDirectory),
        SqliteException { SqliteErrorCode: SqliteFull } => DiskFull(dataDirectory),
        SqliteException { SqliteErrorCode: SqliteCorrupt or SqliteNotADatabase } => DamagedDatabase($"A database in {dataDirectory}", dataDirectory),
        SqliteException { SqliteErrorCode: SqliteReadOnly or SqliteCannotOpen } sqlite => $"Cannot write to {dataDirectory} ({sqlite.Message}): give a folder that you may write to with --data.",
        IOException { HResult: NoSpaceOnUnix or NoSpaceOnWindows } => DiskFull(dataDirectory),
        UnauthorizedAccessException denied => $"{denied.Message} Give a folder that you may write to with --data.",
        Npgsql.PostgresException postgres => $"PostgreSQL refuses: {postgres.MessageText}. Check --connection.",
        Npgsql.NpgsqlException { InnerException: SocketException } => "PostgreSQL does not answer: check that it runs, and --connection.",
        { InnerException: { } inner } => Describe(inner, dataDirectory),
        _ => null,
    };

    public static string DiskFull(string dataDirectory) =>
        $"The disk that holds {dataDirectory} is full: free some space, or give a folder on another disk with --data.";

    public static string DamagedDatabase(string database, string dataDirectory) =>
        $"{database} is damaged: put back a copy of the folder, or move {dataDirectory} away to begin with an empty one.";

    private const int SqliteReadOnly = 8, SqliteCorrupt = 11, SqliteFull = 13, SqliteCannotOpen = 14, SqliteNotADatabase = 26;
    private const int NoSpaceOnUnix = 28, NoSpaceOnWindows = unchecked((int)0x80070070);
}
