using Grants.Local.Seed;

namespace Grants.Local.Demo;

/// <summary>The command 'demo': nine applications go through a grant's whole life, over HTTP, on the movable clock; then everything is counted and checked.</summary>
internal static class DemoCommand
{
    /// <summary>Runs it, or goes on with one that was interrupted.</summary>
    /// <returns>0 when nothing was surprising, otherwise 1.</returns>
    /// <exception cref="StartFailure">The data folder holds something else, or the host cannot start.</exception>
    public static async Task<int> RunAsync(CommandLine line, TextWriter output, CancellationToken cancellationToken)
    {
        if (!line.Resume) Clear(line);
        await using var host = await LocalHost.PrepareAsync(line, output, cancellationToken);
        await host.StartAsync(cancellationToken);
        await IllustrativeProgramme.PutInAsync(host.Services, cancellationToken);

        using var cast = new Cast(host.Address, new Instances([host.Address, .. line.Also]), new Timeline(output, host.Services.GetRequiredService<TimeProvider>()));
        try
        {
            await new DemoRun(cast).RunAsync(line.Resume, cancellationToken);
        }
        catch (DemoSurpriseException surprise)
        {
            output.WriteLine($"SURPRISE: {surprise.Message}");
            return 1;
        }

        var report = await DemoReport.MakeAsync(cast, host.Services, line.Resume || line.Also.Count > 0, cancellationToken);
        report.Print(output);
        return report.Surprises.Count == 0 ? 0 : 1;
    }

    // The demo's own folder begins empty every time. A folder that somebody named is theirs: it is used only when there is nothing in it.
    private static void Clear(CommandLine line)
    {
        if (!Directory.Exists(line.DataDirectory)) return;
        if (!line.DataDirectoryGiven) DataFolder.Delete(line.DataDirectory);
        else if (Directory.EnumerateFileSystemEntries(line.DataDirectory).Any())
            throw new StartFailure($"{line.DataDirectory} is not empty: give an empty folder with --data, or go on with the demo in it with --resume.");
    }
}
