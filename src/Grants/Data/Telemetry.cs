using System.Diagnostics;
using System.Diagnostics.Metrics;
using Grants.Lifecycle;
using Grants.Notifications;

namespace Grants.Data;

/// <summary>
/// What the product tells about itself while it runs: spans and measures, made of ids, codes and numbers and never of what people wrote. All of it costs next to nothing
/// while nobody listens.
/// </summary>
internal static class Telemetry
{
    /// <summary>The name of the product's spans and measures.</summary>
    public const string Name = "Grants";

    private static readonly ActivitySource _spans = new(Name);
    private static readonly Meter _meter = new(Name);

    /// <summary>How long the oldest outbox row that is due has waited (seconds).</summary>
    public static Gauge<double> OutboxAge { get; } = _meter.CreateGauge<double>("grants.outbox.age", "s", "How long the oldest outbox row that is due has waited.");

    /// <summary>How many outbox rows are parked.</summary>
    public static Gauge<int> Parked { get; } = _meter.CreateGauge<int>("grants.outbox.parked", "{row}", "Outbox rows that are no longer tried.");

    /// <summary>How many orchestrations have failed and were not started again.</summary>
    public static Gauge<int> Failed { get; } = _meter.CreateGauge<int>("grants.orchestrations.failed", "{instance}", "Orchestrations that have failed.");

    /// <summary>How many stages are open and have nothing that runs for them.</summary>
    public static Gauge<int> Stuck { get; } = _meter.CreateGauge<int>("grants.orchestrations.stuck", "{instance}", "Open stages for which no orchestration runs.");

    /// <summary>E-mails by what became of a try to hand them over.</summary>
    public static Counter<int> Emails { get; } = _meter.CreateCounter<int>("grants.emails", "{email}", "Tries to hand an e-mail over, by template and by what came of it.");

    /// <summary>Reminders that were handed over.</summary>
    public static Counter<int> Reminders { get; } = _meter.CreateCounter<int>("grants.reminders.sent", "{email}", "Reminders handed over, by template.");

    /// <summary>What became of e-mails after they were handed over: the bounce rate is 'Bounced' and 'Dropped' among all.</summary>
    public static Counter<int> Deliveries { get; } = _meter.CreateCounter<int>("grants.emails.deliveries", "{event}", "What the e-mail service reports of messages.");

    /// <summary>What the scanner said of uploads.</summary>
    public static Counter<int> Scans { get; } = _meter.CreateCounter<int>("grants.scans", "{document}", "Uploads that were scanned, by result.");

    /// <summary>How long a stage lasted that ends (days).</summary>
    public static Histogram<double> StageTime { get; } = _meter.CreateHistogram(
        "grants.stage.duration", "d", "How long a stage lasted, when it ends.", advice: new InstrumentAdvice<double> { HistogramBucketBoundaries = [1, 2, 3, 5, 7, 10, 14, 21, 30, 45, 60, 90, 180, 365] });

    /// <summary>Where a row is committed, for whoever carries it outside later: the present span as W3C writes it; null where there is none.</summary>
    public static string? Here => Activity.Current is { IdFormat: ActivityIdFormat.W3C } span ? span.Id : null;

    /// <summary>
    /// The span of one try of an outbox row. It belongs to the trace in which the row was committed, however much later it is tried: so a click can be followed to its
    /// e-mail.
    /// </summary>
    public static Activity? Try(IOutboxRow row)
    {
        if (!_spans.HasListeners()) return null;
        var (name, kind) = row is EmailMessage ? ("e-mail", ActivityKind.Client) : ("doorbell", ActivityKind.Producer);
        var isElsewhere = ActivityContext.TryParse(row.Trace, null, isRemote: true, out var origin) && origin.TraceId != Activity.Current?.TraceId;
        ActivityLink[] carrier = isElsewhere && Activity.Current is { } current ? [new ActivityLink(current.Context)] : [];
        if (_spans.StartActivity(name, kind, isElsewhere ? origin : default, links: carrier) is not { } span) return null;
        span.SetTag("grants.row", row.Id).SetTag("grants.attempt", row.Attempts);
        switch (row)
        {
            case EmailMessage email:
                span.DisplayName = $"e-mail {email.Template}";
                span.SetTag("grants.subject", email.SubjectId).SetTag("grants.template", email.Template);
                break;
            case Doorbell bell:
                span.DisplayName = bell.Start is null ? "wake" : $"start {bell.Start}";
                span.SetTag("grants.subject", bell.SubjectId).SetTag("durabletask.task.instance_id", bell.InstanceId);
                break;
        }

        return span;
    }

    /// <summary>Counts what came of a try.</summary>
    public static void Tried(IOutboxRow row)
    {
        if (row is not EmailMessage email) return;
        var template = KeyValuePair.Create<string, object?>("template", email.Template);
        Emails.Add(1, template, KeyValuePair.Create<string, object?>("state", email.State.ToString()));
        var isReminder = email.Occasion.Contains("before-", StringComparison.Ordinal) || email.Occasion.Contains("after-", StringComparison.Ordinal);
        if (isReminder && email.State == OutboxState.Done) Reminders.Add(1, template);
    }

    /// <summary>Says in the present span what an act was about.</summary>
    public static void Act(string subject, Guid subjectId, string act) => Activity.Current?.SetTag($"grants.{subject}", subjectId).SetTag("grants.act", act);

    /// <summary>A stage has ended.</summary>
    public static void Ended(Stage stage, TimeSpan lasted) => StageTime.Record(lasted.TotalDays, KeyValuePair.Create<string, object?>("stage", stage.ToString()));
}
