using System.Text.Json;
using System.Text.Json.Serialization;

namespace Grants.Local.Backups;

/// <summary>What a backup holds: every table and every blob with its hash, so that whoever restores it can prove that nothing is missing and nothing is changed.</summary>
/// <param name="MadeAt">When (UTC).</param>
/// <param name="Database">Of which kind of database it is.</param>
/// <param name="Tables">Each table's digest, by its name.</param>
/// <param name="Blobs">Every blob.</param>
internal sealed record Manifest(DateTime MadeAt, DatabaseKind Database, IReadOnlyDictionary<string, TableDigest> Tables, IReadOnlyList<BackedBlob> Blobs)
{
    private static readonly JsonSerializerOptions _json = new(JsonSerializerDefaults.Web) { WriteIndented = true, Converters = { new JsonStringEnumConverter() } };

    /// <summary>The database's part of a backup: a file of SQLite, or what pg_dump makes.</summary>
    public static string RecordIn(string folder, DatabaseKind kind) => Path.Combine(folder, kind == DatabaseKind.Postgres ? "grants.dump" : "grants.db");

    /// <summary>The local host's own small database, with its keys.</summary>
    public static string LocalIn(string folder) => Path.Combine(folder, "local.db");

    /// <exception cref="StartFailure">There is no finished backup.</exception>
    public static async Task<Manifest> ReadAsync(string folder, CancellationToken cancellationToken)
    {
        var path = PathIn(folder);
        // Written last: without it the backup was not finished.
        if (!File.Exists(path)) throw new StartFailure($"There is no finished backup in {folder}: it has no manifest.json.");
        await using var file = File.OpenRead(path);
        return (await JsonSerializer.DeserializeAsync<Manifest>(file, _json, cancellationToken))!;
    }

    public async Task WriteAsync(string folder, CancellationToken cancellationToken)
    {
        await using var file = File.Create(PathIn(folder));
        await JsonSerializer.SerializeAsync(file, this, _json, cancellationToken);
    }

    private static string PathIn(string folder) => Path.Combine(folder, "manifest.json");
}

/// <summary>A table's rows, whatever their order.</summary>
/// <param name="Rows">How many.</param>
/// <param name="Sha256">Over the sorted hashes of the rows; hex.</param>
internal sealed record TableDigest(long Rows, string Sha256);

/// <summary>One blob.</summary>
internal sealed record BackedBlob(string Container, string Name, long Length, string Sha256, string? ContentType, IReadOnlyDictionary<string, string> Metadata)
{
    public string FileIn(string folder) => Path.Combine(folder, "blobs", Container, Uri.EscapeDataString(Name));
}
