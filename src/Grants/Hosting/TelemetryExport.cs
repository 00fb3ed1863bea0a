using System.Diagnostics;
using System.Reflection;
using Grants.Data;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using OpenTelemetry;
using OpenTelemetry.Exporter;
using OpenTelemetry.Logs;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace Grants;

/// <summary>A place that takes traces, measures and logs. A host may add one of its own platform.</summary>
public interface ITelemetryExport
{
    /// <summary>Sends spans there.</summary>
    void Traces(TracerProviderBuilder traces);

    /// <summary>Sends measures there.</summary>
    void Metrics(MeterProviderBuilder metrics);

    /// <summary>Sends log lines there.</summary>
    void Logs(OpenTelemetryLoggerOptions logs);
}

/// <summary>Telemetry by OpenTelemetry. Where no place takes it, nothing is registered and nothing is made.</summary>
public static class TelemetryExports
{
    // No personal data leaves: what is not named here is taken out, whoever put it in. Paths and queries are not: a search is in them, and so is a name.
    private static readonly string[] _kept = ["grants.", "http.", "server.", "error.", "durabletask.", "network.", "url.scheme"];

    /// <summary>Sends telemetry to a place.</summary>
    public static IServiceCollection AddTelemetryExport(this IServiceCollection services, ITelemetryExport export)
    {
        services.AddSingleton(export);
        if (services.Any(service => service.ImplementationType == typeof(Providers))) return services;
        services.AddHostedService<Providers>();
        services.AddLogging(logging =>
        {
            logging.AddOpenTelemetry(logs => logs.SetResourceBuilder(Resource()).AddProcessor(new LogScrubber()));
            // What the platform says below a warning tells of every request, with its path.
            logging.AddFilter<OpenTelemetryLoggerProvider>(null, LogLevel.Warning).AddFilter<OpenTelemetryLoggerProvider>("Grants", LogLevel.Information);
        });
        services.AddOptions<OpenTelemetryLoggerOptions>().Configure<IEnumerable<ITelemetryExport>>((logs, exports) =>
        {
            foreach (var each in exports) each.Logs(logs);
        });
        return services;
    }

    /// <summary>Names the request's span by its endpoint, never by its path, and says how it was answered.</summary>
    internal static async Task DescribeRequestAsync(HttpContext context, RequestDelegate next)
    {
        await next(context);
        if (context.Features.Get<IHttpActivityFeature>()?.Activity is not { IsAllDataRequested: true } span) return;
        var method = HttpMethods.GetCanonicalizedValue(context.Request.Method) is var canonical && _methods.Contains(canonical) ? canonical : "_OTHER";
        var route = (context.GetEndpoint() as RouteEndpoint)?.RoutePattern.RawText;
        span.DisplayName = route is null ? method : $"{method} {route}";
        span.SetTag("http.request.method", method).SetTag("http.route", route).SetTag("http.response.status_code", context.Response.StatusCode);
        if (context.Response.StatusCode >= StatusCodes.Status500InternalServerError) span.SetStatus(ActivityStatusCode.Error);
    }

    private static readonly HashSet<string> _methods =
        [HttpMethods.Get, HttpMethods.Head, HttpMethods.Post, HttpMethods.Put, HttpMethods.Delete, HttpMethods.Options, HttpMethods.Patch];

    private static ResourceBuilder Resource() =>
        ResourceBuilder.CreateEmpty().AddService("grants", serviceVersion: typeof(TelemetryExports).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion);

    // The packages that build these providers with a host are not on every feed; this is what they do.
    private sealed class Providers(IEnumerable<ITelemetryExport> exports) : IHostedLifecycleService, IDisposable
    {
        private TracerProvider? _traces;
        private MeterProvider? _metrics;

        // Before anything else starts, so that nothing is missed.
        public Task StartingAsync(CancellationToken cancellationToken)
        {
            var traces = Sdk.CreateTracerProviderBuilder().SetResourceBuilder(Resource())
                .AddSource(Telemetry.Name, "Grants.DurableEngine", "Microsoft.AspNetCore", "System.Net.Http").AddProcessor(new SpanScrubber());
            var metrics = Sdk.CreateMeterProviderBuilder().SetResourceBuilder(Resource())
                .AddMeter(Telemetry.Name, "Microsoft.AspNetCore.Hosting", "System.Net.Http", "System.Runtime");
            foreach (var export in exports)
            {
                export.Traces(traces);
                export.Metrics(metrics);
            }

            (_traces, _metrics) = (traces.Build(), metrics.Build());
            return Task.CompletedTask;
        }

        public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        // The last of it is sent.
        public Task StoppedAsync(CancellationToken cancellationToken)
        {
            _traces?.Shutdown();
            _metrics?.Shutdown();
            return Task.CompletedTask;
        }

        public void Dispose()
        {
            _traces?.Dispose();
            _metrics?.Dispose();
        }
    }

    // Of a method that does not exist the platform tells how it was written.
    private static bool IsKept(string key) => key != "http.request.method_original" && _kept.Any(kept => key.StartsWith(kept, StringComparison.Ordinal));

    private sealed class SpanScrubber : BaseProcessor<Activity>
    {
        public override void OnEnd(Activity data)
        {
            foreach (var (key, _) in data.TagObjects.Where(tag => !IsKept(tag.Key)).ToList()) data.SetTag(key, null);
            data.TraceStateString = null;
            // A description is an exception's message.
            if (data.StatusDescription is not null) data.SetStatus(data.Status);
        }
    }

    /// <summary>An exception's message may hold a value of a row: its type and its stack say where to look. Of what others log only the sentence stays, without what is put into it.</summary>
    private sealed class LogScrubber : BaseProcessor<LogRecord>
    {
        public override void OnEnd(LogRecord data)
        {
            var facts = data.CategoryName?.StartsWith("Grants", StringComparison.Ordinal) == true
                ? (data.Attributes ?? []).Where(fact => fact.Value is not Exception && fact.Key != "Reason").ToList()
                : [];
            data.FormattedMessage = null;
            if (data.Exception is { } exception)
            {
                facts.Add(new("exception.type", string.Join(" < ", Chain(exception).Select(each => each.GetType().FullName))));
                facts.Add(new("exception.stacktrace", string.Join("\n<\n", Chain(exception).Select(each => each.StackTrace))));
                data.Exception = null;
            }

            data.Attributes = facts;
        }

        private static IEnumerable<Exception> Chain(Exception exception)
        {
            for (var each = exception; each is not null; each = each.InnerException) yield return each;
        }
    }
}

/// <summary>A collector that speaks OTLP over HTTP.</summary>
/// <param name="endpoint">Its base address.</param>
internal sealed class OtlpExport(Uri endpoint) : ITelemetryExport
{
    public void Traces(TracerProviderBuilder traces) => traces.AddOtlpExporter(otlp => To(otlp, "v1/traces"));

    public void Metrics(MeterProviderBuilder metrics) => metrics.AddOtlpExporter(otlp => To(otlp, "v1/metrics"));

    public void Logs(OpenTelemetryLoggerOptions logs) => logs.AddOtlpExporter(otlp => To(otlp, "v1/logs"));

    private void To(OtlpExporterOptions otlp, string path)
    {
        otlp.Protocol = OtlpExportProtocol.HttpProtobuf;
        otlp.Endpoint = new Uri(endpoint, path);
    }
}
