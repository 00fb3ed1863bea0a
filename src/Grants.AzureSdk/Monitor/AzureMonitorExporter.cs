using Azure.Core;
using OpenTelemetry.Logs;
using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;

namespace Azure.Monitor.OpenTelemetry.Exporter;

/// <summary>Sends telemetry to Application Insights. Without effect in this declared build.</summary>
public static class AzureMonitorExporterExtensions
{
    /// <summary>Sends spans.</summary>
    /// <param name="builder">The builder.</param>
    /// <param name="configure">Where to.</param>
    /// <param name="credential">As whom.</param>
    /// <param name="name">Which options.</param>
    public static TracerProviderBuilder AddAzureMonitorTraceExporter(
        this TracerProviderBuilder builder, Action<AzureMonitorExporterOptions>? configure = null, TokenCredential? credential = null, string? name = null) => builder;

    /// <summary>Sends measures.</summary>
    /// <param name="builder">The builder.</param>
    /// <param name="configure">Where to.</param>
    /// <param name="credential">As whom.</param>
    /// <param name="name">Which options.</param>
    public static MeterProviderBuilder AddAzureMonitorMetricExporter(
        this MeterProviderBuilder builder, Action<AzureMonitorExporterOptions>? configure = null, TokenCredential? credential = null, string? name = null) => builder;

    /// <summary>Sends log lines.</summary>
    /// <param name="loggerOptions">The logger's options.</param>
    /// <param name="configure">Where to.</param>
    /// <param name="credential">As whom.</param>
    public static OpenTelemetryLoggerOptions AddAzureMonitorLogExporter(
        this OpenTelemetryLoggerOptions loggerOptions, Action<AzureMonitorExporterOptions>? configure = null, TokenCredential? credential = null) => loggerOptions;
}

/// <summary>Where telemetry is sent.</summary>
public class AzureMonitorExporterOptions : ClientOptions
{
    /// <summary>Application Insights' connection string.</summary>
    public string? ConnectionString { get; set; }

    /// <summary>Whether what cannot be sent is dropped instead of being written to a file.</summary>
    public bool DisableOfflineStorage { get; set; }
}
