using System.Text.RegularExpressions;

namespace Grants.Conventions.Tests;

/// <summary>A clone builds anywhere: no project file says where packages come from, or where something lies on one machine.</summary>
public sealed partial class ProjectFileTests
{
    private static readonly IReadOnlyList<string> _files =
        Repository.Files("", ".csproj", ".props", ".targets", ".sln", "global.json", "host.json", "package.json", "package-lock.json", "NuGet.config", "nuget.config", ".npmrc", ".sh", ".ci/run");

    public static TheoryData<string> ProjectFiles() => [.. _files];

    [Fact]
    public void ProjectFiles_AreFound() => Assert.Contains("Directory.Build.targets", _files);

    [Theory]
    [MemberData(nameof(ProjectFiles))]
    public void ProjectFile_NamesNoRegistryAndNoMachine(string file)
    {
        var lines = Repository.Read(file).Split('\n').Where(line => AbsolutePath().IsMatch(line) || (Address().IsMatch(line) && !IsDocumentation(file, line)));
        Assert.Empty(lines);
    }

    [GeneratedRegex("""https?://|"resolved"|packageSources""")]
    private static partial Regex Address();

    [GeneratedRegex("""(^|[\s"'=:>(])(/work|/home|/root|/Users|/mnt|/opt/|/srv/|[A-Z]:\\)""")]
    private static partial Regex AbsolutePath();

    // Packages' licences, and whom they thank for money, are in a lock file.
    private static bool IsDocumentation(string file, string line) => file.EndsWith("package-lock.json", StringComparison.Ordinal) && line.TrimStart().Split(':')[0] is "\"url\"" or "\"license\"";
}
