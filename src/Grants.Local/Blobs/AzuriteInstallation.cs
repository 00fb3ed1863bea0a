using System.ComponentModel;
using System.Diagnostics;
using System.Security.Cryptography;

namespace Grants.Local.Blobs;

/// <summary>Azurite in the version of the lock file, installed by npm on first use.</summary>
internal static class AzuriteInstallation
{
    private static readonly TimeSpan _longestInstallation = TimeSpan.FromMinutes(10);
    private static readonly Version _oldestNode = new(20, 0);

    /// <summary>The files that come with the host: the lock file and the scripts that run Azurite.</summary>
    public static string Files { get; } = Path.Combine(AppContext.BaseDirectory, "Blobs");

    /// <summary>
    /// Finds the installation, or makes it. It becomes visible under its name at once and whole, so that a kill leaves no half one;
    /// of several processes that start together, one installs and the others wait for it.
    /// </summary>
    /// <param name="toolsDirectory">Where installations are kept; one that is there needs no network.</param>
    /// <param name="announce">Called when it has to be installed, which takes a while.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The folder that holds <c>node_modules</c>.</returns>
    /// <exception cref="StartFailure">Node.js or npm is missing or too old, or npm could not install.</exception>
    public static async Task<string> EnsureAsync(string toolsDirectory, Action announce, CancellationToken cancellationToken)
    {
        // Named by what is to be in it: another lock file gets another folder.
        var lockFile = await File.ReadAllBytesAsync(Path.Combine(Files, "package-lock.json"), cancellationToken);
        var installation = Path.Combine(toolsDirectory, "azurite-" + Convert.ToHexStringLower(SHA256.HashData(lockFile))[..12]);
        if (Directory.Exists(installation)) return installation;

        await RequireNodeAsync(cancellationToken);
        Directory.CreateDirectory(toolsDirectory);
        await using var mutex = await TakeLockAsync(Path.Combine(toolsDirectory, "azurite.lock"), cancellationToken);
        if (Directory.Exists(installation)) return installation;

        announce();
        foreach (var leftOver in Directory.GetDirectories(toolsDirectory, "azurite-*.installing")) Directory.Delete(leftOver, recursive: true);
        var temporary = installation + ".installing";
        Directory.CreateDirectory(temporary);
        foreach (var file in new[] { "package.json", "package-lock.json" }) File.Copy(Path.Combine(Files, file), Path.Combine(temporary, file));
        await InstallAsync(temporary, cancellationToken);
        Directory.Move(temporary, installation);
        return installation;
    }

    /// <summary>A process of Node.js whose standard input the caller holds open for as long as it is to live.</summary>
    /// <exception cref="StartFailure">There is no Node.js.</exception>
    public static Process StartNode(string script, IEnumerable<string> arguments, string workingDirectory, IReadOnlyDictionary<string, string>? environment = null)
    {
        var start = new ProcessStartInfo("node", [script, .. arguments])
        {
            WorkingDirectory = workingDirectory,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (name, value) in environment ?? new Dictionary<string, string>()) start.Environment[name] = value;
        try
        {
            return Process.Start(start)!;
        }
        catch (Win32Exception exception)
        {
            throw new StartFailure($"Node.js is missing: install version {_oldestNode.Major} or later with npm, so that 'node' and 'npm' are on the PATH.", exception);
        }
    }

    private static async Task RequireNodeAsync(CancellationToken cancellationToken)
    {
        using var node = StartNode("--version", [], AppContext.BaseDirectory);
        var answer = (await node.StandardOutput.ReadToEndAsync(cancellationToken)).Trim();
        if (!Version.TryParse(answer.TrimStart('v'), out var version) || version < _oldestNode)
            throw new StartFailure($"Node.js is too old ('{answer}'): install version {_oldestNode.Major} or later.");
    }

    private static async Task InstallAsync(string folder, CancellationToken cancellationToken)
    {
        using var npm = StartNode(
            Path.Combine(Files, "while-parent-lives.js"), ["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"], folder);
        var output = npm.StandardOutput.ReadToEndAsync(cancellationToken);
        var errors = npm.StandardError.ReadToEndAsync(cancellationToken);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(_longestInstallation);
        try
        {
            await npm.WaitForExitAsync(limit.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new StartFailure($"npm did not install Azurite within {_longestInstallation.TotalMinutes} minutes: check the network, and start again.");
        }
        finally
        {
            npm.StandardInput.Close(); // ends npm and its children, if they still run
        }

        await output;
        var said = (await errors).Trim();
        if (npm.ExitCode == 127 && said.Contains("ENOENT", StringComparison.Ordinal))
            throw new StartFailure("npm is missing: install it (it comes with Node.js), so that it is on the PATH.");
        if (said.Contains("ENOSPC", StringComparison.Ordinal)) throw new StartFailure(StartFailure.DiskFull(folder));
        if (npm.ExitCode != 0)
            throw new StartFailure($"npm could not install Azurite; check the network, and start again. It said: {said.ReplaceLineEndings(" ")}");
    }

    private static async Task<FileStream> TakeLockAsync(string path, CancellationToken cancellationToken)
    {
        var giveUp = DateTime.UtcNow + _longestInstallation;
        while (true)
        {
            try
            {
                return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (IOException exception) when (DataFolder.IsHeldByAnother(exception))
            {
                if (DateTime.UtcNow > giveUp) throw new StartFailure($"Another process has been installing Azurite for too long: end it, or delete {path}.", exception);
                await Task.Delay(TimeSpan.FromMilliseconds(200), cancellationToken);
            }
        }
    }
}
