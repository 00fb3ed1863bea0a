using System.Text.Json;
using Grants.Lifecycle;

namespace Grants.Local.Demo;

/// <summary>The few words in which the demo reads the API's answers. A missing property is a surprise, not a default.</summary>
internal static class JsonWords
{
    public static JsonElement Part(this JsonElement json, string name) => Property(json, name);

    public static Guid Id(this JsonElement json, string name = "id") => Property(json, name).GetGuid();

    public static string Text(this JsonElement json, string name) => TextOrNull(json, name) ?? throw Missing(json, name);

    public static string? TextOrNull(this JsonElement json, string name) => json.TryGetProperty(name, out var value) ? value.GetString() : null;

    public static long Long(this JsonElement json, string name) => Property(json, name).GetInt64();

    public static int Int(this JsonElement json, string name) => Property(json, name).GetInt32();

    public static int? IntOrNull(this JsonElement json, string name) => json.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number ? value.GetInt32() : null;

    public static bool Flag(this JsonElement json, string name) => Property(json, name).GetBoolean();

    public static int Version(this JsonElement json) => Int(json, "version");

    public static Stage Stage(this JsonElement json) => Enum.Parse<Stage>(Text(json, "stage"));

    /// <summary>UTC.</summary>
    public static DateTime Instant(this JsonElement json, string name) => Property(json, name).GetDateTime().ToUniversalTime();

    public static IEnumerable<JsonElement> Items(this JsonElement json, string name) => Property(json, name).EnumerateArray();

    /// <summary>The rows of a list, whether it comes in pages or whole.</summary>
    public static IEnumerable<JsonElement> Rows(this JsonElement json) => json.ValueKind == JsonValueKind.Array ? json.EnumerateArray() : Items(json, "items");

    private static JsonElement Property(JsonElement json, string name) =>
        json.ValueKind == JsonValueKind.Object && json.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null ? value : throw Missing(json, name);

    private static DemoSurpriseException Missing(JsonElement json, string name) => new($"'{name}' is missing in an answer: {json}");
}
