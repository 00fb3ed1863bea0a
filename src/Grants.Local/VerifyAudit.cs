using Grants.Data;

namespace Grants.Local;

/// <summary>The command that proves the audit trail of a data folder, or names the first broken entry.</summary>
internal static class VerifyAudit
{
    /// <returns>The exit code.</returns>
    /// <exception cref="StartFailure">There is nothing to verify, or something outside the program stands in the way.</exception>
    public static async Task<int> RunAsync(CommandLine line, TextWriter output, CancellationToken cancellationToken)
    {
        // An empty trail is intact: whoever mistypes a folder's name is not to be told so.
        if (!line.Postgres && !DataFolder.HasData(line.DataDirectory))
            throw new StartFailure($"There is nothing to verify in {line.DataDirectory}: give the folder that the system ran on with --data.");

        await using var host = await LocalHost.PrepareAsync(line with { Urls = "http://localhost:0" }, output, cancellationToken);
        await using var scope = host.Services.CreateAsyncScope();
        var report = await scope.ServiceProvider.GetRequiredService<AuditVerification>().RunAsync(cancellationToken);
        await output.WriteLineAsync($"{report.Entries} entries in {report.Chains} chains, {report.Seals} seals: {(report.IsIntact ? "intact" : "BROKEN")}");
        if (!report.IsIntact) await output.WriteLineAsync($"First broken: {report.FirstBroken}");
        await output.WriteLineAsync(AuditReport.Limits);
        return report.IsIntact ? 0 : 1;
    }
}
