namespace Grants.Local.Backups;

/// <summary>The commands 'backup' and 'restore': for a data folder, also while an instance runs on it, or for a PostgreSQL database and a storage account anywhere.</summary>
internal static class BackupCommand
{
    /// <returns>The exit code.</returns>
    /// <exception cref="StartFailure">There is nothing to back up, or something outside the program stands in the way.</exception>
    public static async Task<int> BackUpAsync(CommandLine line, TextWriter output, CancellationToken cancellationToken)
    {
        await using var place = await Place.ThatIsThereAsync(line, "back up", output, cancellationToken);
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
        var manifest = await place.Backup.RestoreAsync(line.Folder!, line.Destructions is { } later ? Place.Client(later) : null, cancellationToken);
        await output.WriteLineAsync($"Restored {Words(manifest)}: every row and every blob is equal by its hash. Orchestrations begin anew from the record within a minute of the start.");
        return 0;
    }

    private static string Words(Manifest manifest) =>
        FormattableString.Invariant($"{manifest.Tables.Values.Sum(table => table.Rows):N0} rows in {manifest.Tables.Count} tables and {manifest.Blobs.Count:N0} blobs ({manifest.Blobs.Sum(blob => blob.Length):N0} bytes), as of {manifest.MadeAt:yyyy-MM-dd HH:mm:ss} UTC");
}
