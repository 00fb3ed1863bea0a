using System.Runtime.CompilerServices;
using Grants.DurableEngine;

namespace Grants.Tests.Histories;

/// <summary>The recorded histories: one folder for each version, in it one file for each orchestrator.</summary>
internal static class RecordedHistories
{
    private static readonly string _folder = Folder();

    /// <summary>Whether histories are to be recorded anew.</summary>
    public static bool IsRecording => Environment.GetEnvironmentVariable("GRANTS_RECORD") == "1";

    /// <summary>Every file, as 'version/orchestrator.json'.</summary>
    public static IReadOnlyList<string> Files() =>
        [.. Directory.EnumerateFiles(_folder, "*.json", SearchOption.AllDirectories).Select(path => Path.GetRelativePath(_folder, path).Replace('\\', '/')).Order(StringComparer.Ordinal)];

    public static OrchestrationHistory Read(string file) => OrchestrationHistory.FromJson(File.ReadAllText(Path.Combine(_folder, file)));

    public static void Write(OrchestrationHistory history)
    {
        var folder = Directory.CreateDirectory(Path.Combine(_folder, history.Version));
        File.WriteAllText(Path.Combine(folder.FullName, $"{history.Orchestrator}.json"), history.ToJson() + "\n");
    }

    private static string Folder([CallerFilePath] string source = "") => Path.GetDirectoryName(source)!;
}
