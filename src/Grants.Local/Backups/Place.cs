using Azure.Identity;
using Azure.Storage.Blobs;
using Grants.Local.Blobs;
using Microsoft.Data.Sqlite;

namespace Grants.Local.Backups;

/// <summary>Where the record and the documents are: in a data folder, or in a PostgreSQL database and a storage account anywhere.</summary>
internal sealed class Place : IAsyncDisposable
{
    private readonly DataFolder? _folder;
    private readonly AzuriteProcess? _azurite;

    private Place(GrantsOptions options, BlobServiceClient blobs, string? localDatabase, DataFolder? folder = null, AzuriteProcess? azurite = null) =>
        (Options, Blobs, LocalDatabase, _folder, _azurite) = (options, blobs, localDatabase, folder, azurite);

    /// <summary>Which database the record is in.</summary>
    public GrantsOptions Options { get; }

    /// <summary>The documents.</summary>
    public BlobServiceClient Blobs { get; }

    /// <summary>Backs both up, and restores them.</summary>
    public Backup Backup => new(new GrantsRecord(Options.Database, Options.ConnectionString), Blobs);

    /// <summary>The local host's own small database; null where there is none.</summary>
    public string? LocalDatabase { get; }

    /// <summary>Where an installation is, also one that runs. Nothing of it is changed.</summary>
    /// <param name="line">Says where.</param>
    /// <param name="toDo">What is to be done with it, as in 'there is nothing to back up'.</param>
    /// <param name="output">Where to say what takes a while.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="StartFailure">There is nothing, or something outside the program stands in the way.</exception>
    public static async Task<Place> ThatIsThereAsync(CommandLine line, string toDo, TextWriter output, CancellationToken cancellationToken)
    {
        if (line.Blobs is { } blobs) return new Place(OptionsOf(line), Client(blobs), null);
        // Whoever stands beside another instance has its documents.
        var data = line.Beside ?? line.DataDirectory;
        var local = DataFolder.LocalDatabaseOf(data);
        if (!File.Exists(local)) throw new StartFailure($"There is nothing to {toDo} in {data}: give the folder that the system ran on with --data.");
        if (DataFolder.TryOpen(data) is not { } folder)
        {
            // An instance runs on it, and its document store with it.
            var running = LocalStore.Open(local).Setting(LocalHost.BlobsSetting) ?? throw new StartFailure($"An instance runs on {data} and has not said where its document store is: stop it first.");
            return new Place(OptionsOf(line), Client(running), local);
        }

        return await StartAsync(line, output, folder, cancellationToken);
    }

    /// <summary>Where an installation is to be.</summary>
    /// <exception cref="StartFailure">Something is there, or something outside the program stands in the way.</exception>
    public static async Task<Place> ThatIsEmptyAsync(CommandLine line, TextWriter output, CancellationToken cancellationToken)
    {
        if (line.Blobs is { } blobs) return new Place(OptionsOf(line), Client(blobs), null);
        if (Directory.Exists(line.DataDirectory) && Directory.EnumerateFileSystemEntries(line.DataDirectory).Any()) throw new StartFailure($"{line.DataDirectory} is not empty: a backup is restored into an empty place.");
        if (!File.Exists(Manifest.LocalIn(line.Folder!))) throw new StartFailure($"{line.Folder} has no keys of a local host: say where the documents go with --blobs.");
        var folder = DataFolder.Open(line.DataDirectory);
        File.Copy(Manifest.LocalIn(line.Folder!), folder.LocalDatabase);
        return await StartAsync(line, output, folder, cancellationToken);
    }

    /// <summary>A document store: an address alone is an account without shared keys, and whoever is signed in with the Azure CLI asks.</summary>
    public static BlobServiceClient Client(string blobs)
    {
        var options = new BlobClientOptions(BlobClientOptions.ServiceVersion.V2023_01_03);
        return Uri.TryCreate(blobs, UriKind.Absolute, out var address) ? new BlobServiceClient(address, new AzureCliCredential(), options) : new BlobServiceClient(blobs, options);
    }

    public async ValueTask DisposeAsync()
    {
        if (_azurite is not null) await _azurite.DisposeAsync();
        _folder?.Dispose();
    }

    private static async Task<Place> StartAsync(CommandLine line, TextWriter output, DataFolder folder, CancellationToken cancellationToken)
    {
        try
        {
            var azurite = await LocalHost.StartAzuriteAsync(line, output, folder, LocalStore.Open(folder.LocalDatabase), cancellationToken);
            return new Place(OptionsOf(line), Client(azurite.ConnectionString), folder.LocalDatabase, folder, azurite);
        }
        catch
        {
            folder.Dispose();
            throw;
        }
    }

    private static GrantsOptions OptionsOf(CommandLine line) => new()
    {
        Database = line.Postgres ? DatabaseKind.Postgres : DatabaseKind.Sqlite,
        ConnectionString = line.Connection ?? new SqliteConnectionStringBuilder { DataSource = Path.Combine(line.DataDirectory, DataFolder.GrantsName) }.ConnectionString,
    };
}
