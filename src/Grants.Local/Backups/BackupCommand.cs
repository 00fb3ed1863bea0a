using Azure.Identity;
using Azure.Storage.Blobs;
using Grants.Local.Blobs;
using Microsoft.Data.Sqlite;

namespace Grants.Local.Backups;

/// <summary>The commands 'backup' and 'restore': for a data folder, also while an instance runs on it, or for a PostgreSQL database and a storage account anywhere.</summary>
internal static class BackupCommand
{
    /// <returns>The exit code.</returns>
    /// <exception cref="StartFailure">There is nothing to back up, or something outside the program stands in the way.</exception>
    public static async Task<int> BackUpAsync(CommandLine line, TextWriter output, CancellationToken cancellationToken)
    {
        await using var place = await Place.ThatIsThereAsync(line, output, cancellationToken);
        var manifest = await place.Backup.MakeAsync(line.Folder!, place.LocalDatabase, cancellationToken);
        await output.WriteLineAsync($"Backed up {Words(manifest)} to {line.Folder}.");
        if (place.LocalDatabase is null) await output.WriteLineAsync("The hash key is not in it: it stays in the key vault.");
        return 0;
    }

    /// <returns>The exit code.</returns>
    /// <exception cref="StartFailure">The place is not empty, the backup is not whole, or something outside the program stands in the way.</exception>
    public static async Task<int> RestoreAsync(CommandLine line, TextWriter output, CancellationToken cancellationToken)
    {
        await using var place = await Place.ThatIsEmptyAsync(line, output, cancellationToken);
        var manifest = await place.Backup.RestoreAsync(line.Folder!, line.Destructions is { } later ? Client(later) : null, cancellationToken);
        await output.WriteLineAsync($"Restored {Words(manifest)}: every row and every blob is equal by its hash. Orchestrations begin anew from the record within a minute of the start.");
        return 0;
    }

    private static string Words(Manifest manifest) =>
        FormattableString.Invariant($"{manifest.Tables.Values.Sum(table => table.Rows):N0} rows in {manifest.Tables.Count} tables and {manifest.Blobs.Count:N0} blobs ({manifest.Blobs.Sum(blob => blob.Length):N0} bytes), as of {manifest.MadeAt:yyyy-MM-dd HH:mm:ss} UTC");

    // An address alone is an account without shared keys: whoever is signed in with the Azure CLI asks.
    private static BlobServiceClient Client(string blobs)
    {
        var options = new BlobClientOptions(BlobClientOptions.ServiceVersion.V2023_01_03);
        return Uri.TryCreate(blobs, UriKind.Absolute, out var address) ? new BlobServiceClient(address, new AzureCliCredential(), options) : new BlobServiceClient(blobs, options);
    }

    /// <summary>Where the record and the documents are.</summary>
    private sealed class Place : IAsyncDisposable
    {
        private readonly DataFolder? _folder;
        private readonly AzuriteProcess? _azurite;

        private Place(GrantsRecord record, BlobServiceClient blobs, string? localDatabase, DataFolder? folder = null, AzuriteProcess? azurite = null) =>
            (Backup, LocalDatabase, _folder, _azurite) = (new Backup(record, blobs), localDatabase, folder, azurite);

        public Backup Backup { get; }

        /// <summary>The local host's own small database; null where there is none.</summary>
        public string? LocalDatabase { get; }

        public static async Task<Place> ThatIsThereAsync(CommandLine line, TextWriter output, CancellationToken cancellationToken)
        {
            if (line.Blobs is { } blobs) return new Place(RecordOf(line), Client(blobs), null);
            var local = Path.Combine(line.DataDirectory, DataFolder.LocalName);
            if (!File.Exists(local)) throw new StartFailure($"There is nothing to back up in {line.DataDirectory}: give the folder that the system ran on with --data.");
            if (DataFolder.TryOpen(line.DataDirectory) is not { } folder)
            {
                // An instance runs on it, and its document store with it.
                var running = LocalStore.Open(local).Setting(LocalHost.BlobsSetting) ?? throw new StartFailure($"An instance runs on {line.DataDirectory} and has not said where its document store is: stop it first.");
                return new Place(RecordOf(line), Client(running), local);
            }

            return await StartAsync(line, output, folder, cancellationToken);
        }

        public static async Task<Place> ThatIsEmptyAsync(CommandLine line, TextWriter output, CancellationToken cancellationToken)
        {
            if (line.Blobs is { } blobs) return new Place(RecordOf(line), Client(blobs), null);
            if (Directory.Exists(line.DataDirectory) && Directory.EnumerateFileSystemEntries(line.DataDirectory).Any()) throw new StartFailure($"{line.DataDirectory} is not empty: a backup is restored into an empty place.");
            if (!File.Exists(Manifest.LocalIn(line.Folder!))) throw new StartFailure($"{line.Folder} has no keys of a local host: say where the documents go with --blobs.");
            var folder = DataFolder.Open(line.DataDirectory);
            File.Copy(Manifest.LocalIn(line.Folder!), folder.LocalDatabase);
            return await StartAsync(line, output, folder, cancellationToken);
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
                return new Place(RecordOf(line), Client(azurite.ConnectionString), folder.LocalDatabase, folder, azurite);
            }
            catch
            {
                folder.Dispose();
                throw;
            }
        }

        private static GrantsRecord RecordOf(CommandLine line) => new(
            line.Postgres ? DatabaseKind.Postgres : DatabaseKind.Sqlite,
            line.Connection ?? new SqliteConnectionStringBuilder { DataSource = Path.Combine(line.DataDirectory, DataFolder.GrantsName) }.ConnectionString);
    }
}
