using System.Reflection;

namespace Grants.DurableEngine;

/// <summary>How the engine runs.</summary>
public sealed class DurableEngineOptions
{
    /// <summary>The SQLite file; its directory is made if missing. Required.</summary>
    public string DatabasePath { get; set; } = "";

    /// <summary>Where the functions are.</summary>
    public IList<Assembly> FunctionAssemblies { get; set; } = [];

    /// <summary>The version of instances that are started without one.</summary>
    public string DefaultVersion { get; set; } = "1.0.0";

    /// <summary>Which versions of instances this engine runs.</summary>
    public VersionMatch VersionMatch { get; set; } = VersionMatch.CurrentOrOlder;

    /// <summary>The value of a setting that a schedule names as <c>%NAME%</c>; null when there is none. Environment variables by default.</summary>
    public Func<string, string?> Setting { get; set; } = Environment.GetEnvironmentVariable;

    /// <summary>How many activities run at the same time.</summary>
    public int MaxConcurrentActivities { get; set; } = Math.Max(8, Environment.ProcessorCount * 4);

    /// <summary>How many orchestrations stay in memory between events; the others are replayed when something happens to them.</summary>
    public int MaxCachedOrchestrations { get; set; } = 1_000;

    /// <summary>How often a message that cannot be processed is tried before it is parked.</summary>
    public int MaxDeliveryAttempts { get; set; } = 10;

    /// <summary>The wait before the second delivery attempt, by the engine's clock; doubled each time.</summary>
    public TimeSpan DeliveryRetryDelay { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>Whether timer-triggered functions run by themselves.</summary>
    public bool RunTimerTriggers { get; set; } = true;

    /// <summary>Payloads above this many bytes are logged as a warning.</summary>
    public int WarnPayloadBytes { get; set; } = 16 * 1024;

    /// <summary>Payloads above this many bytes are refused.</summary>
    public int MaxPayloadBytes { get; set; } = 256 * 1024;

    // An instance without a version is older than all.
    internal bool Runs(string version) => VersionMatch switch
    {
        VersionMatch.None => true,
        VersionMatch.Strict => version == DefaultVersion,
        _ => version.Length == 0 || version == DefaultVersion
             || (Version.TryParse(version, out var its) && Version.TryParse(DefaultVersion, out var own) && its <= own),
    };

    /// <summary>A schedule with its settings put in.</summary>
    /// <exception cref="InvalidOperationException">There is no such setting.</exception>
    internal string Resolve(string schedule, string function)
    {
        if (!schedule.StartsWith('%') || !schedule.EndsWith('%') || schedule.Length < 3)
            return schedule;
        var name = schedule[1..^1];
        return Setting(name) ?? throw new InvalidOperationException($"The schedule of function '{function}' is the setting '{name}', which is not there.");
    }
}

/// <summary>Which versions of instances an engine runs; as <c>versionMatchStrategy</c> on the platform.</summary>
public enum VersionMatch
{
    /// <summary>All.</summary>
    None,

    /// <summary>Those of the default version.</summary>
    Strict,

    /// <summary>Those of the default version and of earlier ones: what a later version has started waits for the code that knows it.</summary>
    CurrentOrOlder,
}
