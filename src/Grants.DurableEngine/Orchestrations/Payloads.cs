using System.Text;
using System.Text.Json;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Converters;
using Microsoft.Extensions.Logging;

namespace Grants.DurableEngine.Orchestrations;

/// <summary>Turns values into payloads and back, and watches their size.</summary>
internal sealed class Payloads(DurableEngineOptions options, ILogger logger)
{
    private static readonly JsonSerializerOptions FailureJson = new() { DefaultIgnoreCondition = System.Text.Json.Serialization.JsonIgnoreCondition.WhenWritingNull };

    public DataConverter Converter { get; } = JsonDataConverter.Default;

    /// <summary>Writes a value.</summary>
    /// <exception cref="PayloadTooLargeException">It is over the limit.</exception>
    public string? Write(object? value, string what, string instanceId)
    {
        var text = Converter.Serialize(value);
        if (text is null || text.Length <= options.WarnPayloadBytes / 3)
            return text;
        var bytes = Encoding.UTF8.GetByteCount(text);
        if (bytes > options.MaxPayloadBytes)
        {
            throw new PayloadTooLargeException(
                $"{what} of instance '{instanceId}' has {bytes:N0} bytes; the limit is {options.MaxPayloadBytes:N0}. Pass an id and read the rest in an activity.");
        }

        if (bytes > options.WarnPayloadBytes)
            logger.LogWarning("{What} of instance {InstanceId} has {Bytes} bytes; payloads should be ids.", what, instanceId, bytes);
        return text;
    }

    /// <summary>
    /// Writes a failure: types and messages down to the innermost, no stack traces. They would differ from build to build, and
    /// histories outlive builds; the log has them.
    /// </summary>
    public static string WriteFailure(TaskFailureDetails details) => JsonSerializer.Serialize(StoredFailure.From(details), FailureJson);

    public static TaskFailureDetails ReadFailure(string? data)
        => data is not null && JsonSerializer.Deserialize<StoredFailure>(data, FailureJson) is { } stored
            ? stored.ToDetails()
            : new TaskFailureDetails("(unknown)", "(unknown)", null, null, null);

    public static TaskFailureDetails Describe(Exception exception) => new(
        exception.GetType().ToString(),
        exception.Message,
        null,
        exception is TaskFailedException failed ? failed.FailureDetails : exception.InnerException is { } inner ? Describe(inner) : null,
        null);

    /// <summary>A failure as it is stored: independent of what the published type will look like in later versions.</summary>
    private sealed record StoredFailure(string Type, string Message, StoredFailure? Inner)
    {
        public static StoredFailure From(TaskFailureDetails details)
            => new(details.ErrorType, details.ErrorMessage, details.InnerFailure is { } inner ? From(inner) : null);

        public TaskFailureDetails ToDetails() => new(Type, Message, null, Inner?.ToDetails(), null);
    }
}
