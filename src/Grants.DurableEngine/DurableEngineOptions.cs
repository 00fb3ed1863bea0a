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
}
