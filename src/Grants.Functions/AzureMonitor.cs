using Azure.Core;
using Azure.Monitor.OpenTelemetry.Exporter;
using OpenTelemetry.Logs;
using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;

namespace Grants.Functions;

/// <summary>Application Insights.</summary>
/// <param name="connectionString">Which.</param>
/// <param name="credential">The app's identity: no key is taken there.</param>
internal sealed class AzureMonitor(string connectionString, TokenCredential credential) : ITelemetryExport
{
    /// <inheritdoc/>
    public void Traces(TracerProviderBuilder traces) => traces.AddAzureMonitorTraceExporter(To, credential);

    /// <inheritdoc/>
    public void Metrics(MeterProviderBuilder metrics) => metrics.AddAzureMonitorMetricExporter(To, credential);

    /// <inheritdoc/>
    public void Logs(OpenTelemetryLoggerOptions logs) => logs.AddAzureMonitorLogExporter(To, credential);

    private void To(AzureMonitorExporterOptions options)
    {
        options.ConnectionString = connectionString;
        // An instance's disk goes with the instance.
        options.DisableOfflineStorage = true;
    }
}
