using System.Runtime.CompilerServices;
using Grants.DurableEngine;

namespace Grants.Tests.Histories;

/// <summary>The recorded histories: one folder for each version, in it a file for each path of each orchestrator.</summary>
internal static class RecordedHistories
{
    private static readonly string _folder = Folder();

    /// <summary>Whether histories are to be recorded anew.</summary>
    public static bool IsRecording => Environment.GetEnvironmentVariable("GRANTS_RECORD") == "1";

    /// <summary>Every file, as 'version/orchestrator.json' or 'version/orchestrator.path.json'.</summary>
    public static IReadOnlyList<string> Files() =>
        [.. Directory.EnumerateFiles(_folder, "*.json", SearchOption.AllDirectories).Select(path => Path.GetRelativePath(_folder, path).Replace('\\', '/')).Order(StringComparer.Ordinal)];

    public static OrchestrationHistory Read(string file) => OrchestrationHistory.FromJson(File.ReadAllText(Path.Combine(_folder, file)));

    /// <summary>The activities that a history has.</summary>
    public static IEnumerable<string> Activities(OrchestrationHistory history) => history.Events.Where(recorded => recorded.Kind == "TaskScheduled").Select(recorded => recorded.Name!).Distinct();

    /// <summary>Keeps a history in the folder of its version.</summary>
    /// <param name="history">The history.</param>
    /// <param name="path">Which of an orchestrator's paths it shows; null for the usual one.</param>
    public static void Write(OrchestrationHistory history, string? path = null)
    {
        var folder = Directory.CreateDirectory(Path.Combine(_folder, history.Version));
        File.WriteAllText(Path.Combine(folder.FullName, path is null ? $"{history.Orchestrator}.json" : $"{history.Orchestrator}.{path}.json"), history.ToJson() + "\n");
    }

    private static string Folder([CallerFilePath] string source = "") => Path.GetDirectoryName(source)!;
}
