using Grants.Data;
using Grants.Local.Backups;
using Microsoft.EntityFrameworkCore;

namespace Grants.Local;

/// <summary>The command that proves the audit trail of a data folder, or of a database and a storage account anywhere, or names the first broken entry.</summary>
internal static class VerifyAudit
{
    /// <returns>The exit code.</returns>
    /// <exception cref="StartFailure">There is nothing to verify, or something outside the program stands in the way.</exception>
    public static async Task<int> RunAsync(CommandLine line, TextWriter output, CancellationToken cancellationToken)
    {
        // An empty trail is intact: whoever mistypes a folder's name is not to be told so.
        if (!line.Postgres && !DataFolder.HasData(line.DataDirectory))
            throw new StartFailure($"There is nothing to verify in {line.DataDirectory}: give the folder that the system ran on with --data.");

        // The record as it is: no schema is brought up to date for this, and nothing is served.
        await using var place = await Place.ThatIsThereAsync(line, "verify", output, cancellationToken);
        await using var pool = line.Postgres ? PostgresServer.Open(place.Options, () => throw new InvalidOperationException("The password is in the connection string.")) : null;
        var builder = new DbContextOptionsBuilder<GrantsDb>();
        GrantsDatabase.Configure(builder, place.Options, pool);
        await using var db = new GrantsDb(builder.Options);
        var report = await new AuditVerification(db, new AuditSeals(db, place.Blobs, TimeProvider.System)).RunAsync(cancellationToken);
        await output.WriteLineAsync($"{report.Entries} entries in {report.Chains} chains, {report.Seals} seals: {(report.IsIntact ? "intact" : "BROKEN")}");
        if (!report.IsIntact) await output.WriteLineAsync($"First broken: {report.FirstBroken}");
        await output.WriteLineAsync(AuditReport.Limits);
        return report.IsIntact ? 0 : 1;
    }
}
