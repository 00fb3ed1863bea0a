namespace Grants.Local;

/// <summary>The folder with everything that the host keeps. One process at a time has it.</summary>
internal sealed class DataFolder : IDisposable
{
    /// <summary>The file of the product's database.</summary>
    public const string GrantsName = "grants.db";

    /// <summary>The file of the host's own database.</summary>
    public const string LocalName = "local.db";

    private const long LeastFreeBytes = 64L * 1024 * 1024;
    private readonly FileStream _lock;

    private DataFolder(string path, FileStream @lock)
    {
        Path = path;
        _lock = @lock;
    }

    public string Path { get; }

    /// <summary>The product's database, when it is SQLite.</summary>
    public string GrantsDatabase => In(GrantsName);

    /// <summary>The durable engine's database.</summary>
    public string EngineDatabase => In("engine.db");

    /// <summary>The host's own: mail, the clock's setting, keys.</summary>
    public string LocalDatabase => LocalDatabaseOf(Path);

    /// <summary><see cref="LocalDatabase"/> of any folder.</summary>
    public static string LocalDatabaseOf(string path) => System.IO.Path.Combine(path, LocalName);

    public string Blobs => In("blobs");

    /// <exception cref="StartFailure">Another process has it, or its disk is full.</exception>
    public static DataFolder Open(string path) =>
        TryOpen(path) ?? throw new StartFailure($"The data folder {path} is in use by another running instance: stop that one, or give another folder with --data.");

    /// <summary>Opens it unless another process has it.</summary>
    /// <returns>Null when another process has it.</returns>
    /// <exception cref="StartFailure">Its disk is full.</exception>
    public static DataFolder? TryOpen(string path)
    {
        if (OperatingSystem.IsWindows()) Directory.CreateDirectory(path);
        // Keys, mail and documents: nobody else's business on a shared machine.
        else Directory.CreateDirectory(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);

        FileStream held;
        try
        {
            held = new FileStream(System.IO.Path.Combine(path, "in-use"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException exception) when (IsHeldByAnother(exception))
        {
            return null;
        }

        var free = new DriveInfo(path).AvailableFreeSpace;
        if (free >= LeastFreeBytes) return new DataFolder(path, held);
        held.Dispose();
        throw new StartFailure(StartFailure.DiskFull(path));
    }

    /// <summary>Removes a folder with everything in it.</summary>
    /// <exception cref="StartFailure">Another process has it.</exception>
    public static void Delete(string path)
    {
        Open(path).Dispose();
        Directory.Delete(path, recursive: true);
    }

    /// <summary>Whether the system has run on this folder.</summary>
    public static bool HasData(string path) => File.Exists(System.IO.Path.Combine(path, GrantsName));

    public void Dispose() => _lock.Dispose();

    /// <summary>Whether a file could not be opened because another process has it open for itself.</summary>
    public static bool IsHeldByAnother(IOException exception) =>
        exception.HResult is 11 /* EWOULDBLOCK on Linux */ or 35 /* the same on macOS */ or unchecked((int)0x80070020) /* ERROR_SHARING_VIOLATION */;

    private string In(string name) => System.IO.Path.Combine(Path, name);
}
