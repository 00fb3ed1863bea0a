using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Grants.DurableEngine.Storage;

namespace Grants.DurableEngine;

/// <summary>One event of a recorded history.</summary>
/// <param name="Sequence">Its number, from 1.</param>
/// <param name="Kind">What happened (for example <c>TaskCompleted</c>) or what the code asked for (for example <c>TaskScheduled</c>).</param>
/// <param name="TaskId">The task it belongs to, from 1; 0 for none.</param>
/// <param name="Name">The activity's, orchestrator's or event's name.</param>
/// <param name="Target">The other instance's id, for sub-orchestrations and sent events.</param>
/// <param name="TimeUtc">When it was recorded (UTC).</param>
/// <param name="Data">Input, result, payload or failure as JSON, or a timer's instant.</param>
public sealed record RecordedEvent(int Sequence, string Kind, int TaskId, string? Name, string? Target, DateTime TimeUtc, string? Data);

/// <summary>The history of one instance since its start or its last ContinueAsNew, as it can be kept in a file.</summary>
/// <param name="InstanceId">The instance's id.</param>
/// <param name="Orchestrator">The orchestrator's name.</param>
/// <param name="Version">The version it was started with.</param>
/// <param name="Events">The events, in order.</param>
public sealed record OrchestrationHistory(string InstanceId, string Orchestrator, string Version, IReadOnlyList<RecordedEvent> Events)
{
    private static readonly JsonSerializerOptions Json = new()
    {
        WriteIndented = true,
        NewLine = "\n",
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>The generation (number of ContinueAsNew before it).</summary>
    public int Generation { get; init; }

    /// <summary>The calling orchestration's instance id; null for none.</summary>
    public string? ParentInstanceId { get; init; }

    /// <summary>The calling orchestration's name; null for none.</summary>
    public string? ParentOrchestrator { get; init; }

    /// <summary>Reads a history that <see cref="ToJson"/> wrote.</summary>
    /// <param name="json">The text.</param>
    /// <exception cref="JsonException">It is not one.</exception>
    public static OrchestrationHistory FromJson(string json)
        => JsonSerializer.Deserialize<OrchestrationHistory>(json, Json) ?? throw new JsonException("The text is not a history.");

    /// <summary>Writes the history as indented JSON, the same text for the same history.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, Json);

    internal static OrchestrationHistory From(InstanceRow instance, IEnumerable<HistoryRow> rows)
        => new(instance.Id, instance.Name, instance.Version, [.. rows.Select(r => new RecordedEvent(
            r.Sequence, r.Kind.ToString(), r.TaskId, r.Name, r.Target, new DateTime(r.Ticks, DateTimeKind.Utc), r.Data))])
        {
            Generation = instance.Generation,
            ParentInstanceId = instance.Parent?.Id,
            ParentOrchestrator = instance.Parent?.Name,
        };

    internal List<HistoryRow> ToRows() => [.. Events.Select(e => new HistoryRow(
        e.Sequence, Enum.Parse<EventKind>(e.Kind), e.TaskId, e.Name, e.Target, e.TimeUtc.ToUniversalTime().Ticks, e.Data))];
}
