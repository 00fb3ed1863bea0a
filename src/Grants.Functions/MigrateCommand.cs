using Grants.Data;
using Microsoft.Extensions.Configuration;

namespace Grants.Functions;

/// <summary>
/// The command 'migrate': brings the database to this version's schema and ends. It reads the app's own settings from the environment, and nothing of the Functions
/// host has to run. With '--app NAME' the identity of that name may then read and write rows.
/// </summary>
internal static class MigrateCommand
{
    /// <returns>The exit code: 0 when the schema is this version's. Otherwise an exception says why, and the process fails.</returns>
    public static async Task<int> RunAsync(string[] args, TextWriter output, CancellationToken cancellationToken)
    {
        if (args is not ([] or ["--app", _])) throw new ArgumentException("Usage: migrate [--app NAME]", nameof(args));
        var options = new GrantsOptions();
        new ConfigurationBuilder().AddEnvironmentVariables().Build().GetSection("Grants").Bind(options);
        if (options.ConnectionString.Length == 0) throw new InvalidOperationException("Set Grants__ConnectionString: there is no database to migrate.");
        var ran = await GrantsDatabase.MigrateAsync(options, cancellationToken);
        foreach (var name in ran) await output.WriteLineAsync($"ran {name}");
        await output.WriteLineAsync(ran.Count == 0 ? "The schema is this version's already." : "The schema is this version's now.");
        if (args is not ["--app", var app]) return 0;
        await AppRights.GrantAsync(options, app, cancellationToken);
        await output.WriteLineAsync($"{app} may read and write rows.");
        return 0;
    }
}
