using System.Runtime.CompilerServices;

namespace Grants.Conventions.Tests;

/// <summary>
/// Texts that somebody has looked at and approved, in files beside the tests. Run the tests once with GRANTS_APPROVE=1 to write what is there
/// now, and read the difference before it is committed.
/// </summary>
internal static class Approved
{
    /// <summary>Compares with a file of this folder.</summary>
    public static void Matches(string actual, string file, [CallerFilePath] string test = "")
    {
        var path = Path.Combine(Path.GetDirectoryName(test)!, file);
        if (IsApproving) File.WriteAllText(path, actual);
        var approved = File.Exists(path) ? File.ReadAllText(path) : "";
        Assert.True(approved == actual, $"{file} says something else. Set GRANTS_APPROVE=1 to rewrite it, and read the difference.\n{Difference(approved, actual)}");
    }

    public static bool IsApproving => Environment.GetEnvironmentVariable("GRANTS_APPROVE") == "1";

    private static string Difference(string approved, string actual)
    {
        var (before, after) = (approved.Split('\n'), actual.Split('\n'));
        return string.Join('\n', before.Except(after).Select(line => "- " + line).Concat(after.Except(before).Select(line => "+ " + line)));
    }
}

/// <summary>The files of this repository.</summary>
internal static class Repository
{
    public static string Root { get; } = FindRoot();

    public static string Read(string path) => File.ReadAllText(Path.Combine(Root, path));

    /// <summary>Files with these endings below a folder, without what tools have made; paths from the root, with '/'.</summary>
    public static IReadOnlyList<string> Files(string folder, params string[] endings) =>
    [
        .. Directory.EnumerateFiles(Path.Combine(Root, folder), "*", new EnumerationOptions { RecurseSubdirectories = true })
            .Select(path => Path.GetRelativePath(Root, path).Replace('\\', '/'))
            .Where(path => !path.Split('/').Any(part => part is "bin" or "obj" or "node_modules" or ".git" or ".local") && endings.Any(path.EndsWith))
            .Order(StringComparer.Ordinal),
    ];

    private static string FindRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "Grants.sln"))) folder = folder.Parent!;
        return folder.FullName;
    }
}
