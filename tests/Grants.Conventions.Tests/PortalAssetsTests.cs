using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace Grants.Conventions.Tests;

/// <summary>What is committed in the portal's <c>dist</c> is what its sources and locked packages give.</summary>
public sealed class PortalAssetsTests
{
    [SkippableFact]
    public void CompiledAssets_AreThoseOfTheSources()
    {
        Skip.IfNot(Runs("node", "--version"), "Node.js is not installed.");
        string assets = Path.GetFullPath("../../src/Grants/Portal/Assets", Path.GetDirectoryName(Here())!);
        FileInfo installed = new(Path.Combine(assets, "node_modules/.package-lock.json"));
        if (!installed.Exists || installed.LastWriteTimeUtc < File.GetLastWriteTimeUtc(Path.Combine(assets, "package-lock.json")))
            Run("npm", "ci --no-audit --no-fund", assets);

        DirectoryInfo made = Directory.CreateTempSubdirectory("portal-assets-");
        try
        {
            Run("node", $"build.mjs {made.FullName}", assets);
            Assert.Equal(Content(Path.Combine(assets, "dist")), Content(made.FullName));
        }
        finally
        {
            made.Delete(recursive: true);
        }
    }

    private static SortedDictionary<string, string> Content(string folder)
    {
        SortedDictionary<string, string> content = new(StringComparer.Ordinal);
        foreach (string file in Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories))
            content[Path.GetRelativePath(folder, file)] = Convert.ToHexString(System.Security.Cryptography.SHA256.HashData(File.ReadAllBytes(file)));
        Assert.NotEmpty(content);
        return content;
    }

    private static bool Runs(string command, string arguments)
    {
        try
        {
            Run(command, arguments, Path.GetTempPath());
            return true;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false;
        }
    }

    private static void Run(string command, string arguments, string folder)
    {
        using Process process = Process.Start(new ProcessStartInfo(command, arguments) { WorkingDirectory = folder, RedirectStandardError = true, RedirectStandardOutput = true })!;
        Task<string> errors = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, $"{command} {arguments}\n{output}\n{errors.Result}");
    }

    private static string Here([CallerFilePath] string path = "") => path;
}
