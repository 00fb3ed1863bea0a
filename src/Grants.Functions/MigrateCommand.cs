using Grants.Data;
using Microsoft.Extensions.Configuration;

namespace Grants.Functions;

/// <summary>
/// The command 'migrate': brings the database to this version's schema and ends. It reads the app's own settings from the environment, and nothing of the Functions
/// host has to run.
/// </summary>
internal static class MigrateCommand
{
    /// <returns>The exit code: 0 when the schema is this version's. Otherwise an exception says why, and the process fails.</returns>
    public static async Task<int> RunAsync(TextWriter output, CancellationToken cancellationToken)
    {
        var options = new GrantsOptions();
        new ConfigurationBuilder().AddEnvironmentVariables().Build().GetSection("Grants").Bind(options);
        if (options.ConnectionString.Length == 0) throw new InvalidOperationException("Set Grants__ConnectionString: there is no database to migrate.");
        var ran = await GrantsDatabase.MigrateAsync(options, cancellationToken);
        foreach (var name in ran) await output.WriteLineAsync($"ran {name}");
        await output.WriteLineAsync(ran.Count == 0 ? "The schema is this version's already." : "The schema is this version's now.");
        return 0;
    }
}
