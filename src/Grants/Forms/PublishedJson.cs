using System.ComponentModel;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Schema;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using System.Text.RegularExpressions;

namespace Grants.Forms;

/// <summary>JSON that is kept, exported and imported, with a published schema that is made from the same types that read it.</summary>
/// <typeparam name="T">What is written.</typeparam>
/// <param name="schemaPath">Where the schema is published.</param>
/// <param name="title">The schema's title.</param>
internal sealed partial class PublishedJson<T>(string schemaPath, string title)
    where T : class
{
    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web)
    {
        NumberHandling = JsonNumberHandling.Strict,
        PropertyNameCaseInsensitive = false,
        Converters = { new JsonStringEnumConverter(namingPolicy: null, allowIntegerValues: false) },
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        AllowDuplicateProperties = false,
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
        MaxDepth = 12,
        TypeInfoResolver = new DefaultJsonTypeInfoResolver().WithAddedModifier(LeaveOutWhatIsEmpty),
    };

    private static readonly JsonSerializerOptions Indented = new(Options) { WriteIndented = true };

    private readonly Lazy<string> _schema = new(() => MakeSchema(title));

    /// <summary>The JSON schema (2020-12).</summary>
    public string Schema => _schema.Value;

    /// <summary>As it is kept: the same text for the same value.</summary>
    public string Write(T value) => JsonSerializer.Serialize(value, Options);

    /// <summary>As it is exported, for people to read as well.</summary>
    public string WriteIndented(T value)
    {
        var json = JsonSerializer.SerializeToNode(value, Options)!.AsObject();
        return new JsonObject([KeyValuePair.Create("$schema", (JsonNode?)schemaPath), .. json.ToList().Select(member => KeyValuePair.Create(member.Key, member.Value?.DeepClone()))]).ToJsonString(Indented);
    }

    /// <summary>Reads what <see cref="Write"/> has written.</summary>
    /// <exception cref="JsonException">It is something else.</exception>
    public T Read(string json) => JsonSerializer.Deserialize<T>(json, Options) ?? throw new JsonException("There is nothing to read.");

    /// <summary>Reads what comes from outside, with or without a '$schema'.</summary>
    /// <param name="json">The text.</param>
    /// <returns>What was read, or what is wrong and where.</returns>
    public (T? Value, string? Error) TryRead(string json)
    {
        try
        {
            if (JsonNode.Parse(json, documentOptions: new JsonDocumentOptions { MaxDepth = 12, AllowDuplicateProperties = false }) is not JsonObject node) return (null, null);
            node.Remove("$schema");
            // The serialiser takes null for an element of any list.
            if (EmptyPlace(node) is { } empty) return (null, NotAsTheSchemaSays(empty));
            return (node.Deserialize<T>(Options)!, null);
        }
        catch (JsonException exception)
        {
            return (null, Words(exception));
        }
        catch (InvalidOperationException)
        {
            return (null, T("it holds half a character, which is no text"));
        }
    }

    // The library's own words name types of this program; what helps who wrote the file is in them.
    private static string Words(JsonException exception)
    {
        if (Twice().Match(exception.Message) is { Success: true } twice) return T($"'{twice.Groups[1].Value}' stands twice in one object");
        if (Missing().Match(exception.Message) is { Success: true } missing) return T($"at '{exception.Path}' is missing: {missing.Groups[1].Value}");
        return exception.Path is { } path && path != "$" ? NotAsTheSchemaSays(path)
            : exception.LineNumber is { } line ? T($"line {line + 1}, character {exception.BytePositionInLine + 1}, is where it stops being JSON")
            : T("it is not as the schema says");
    }

    private static string NotAsTheSchemaSays(string path) => T($"what stands at '{path}' is not as the schema says");

    private static string? EmptyPlace(JsonNode? node) => node switch
    {
        JsonObject members => members.Select(member => EmptyPlace(member.Value)).FirstOrDefault(path => path is not null),
        JsonArray places => places.Index().Select(place => place.Item is null ? FormattableString.Invariant($"{places.GetPath()}[{place.Index}]") : EmptyPlace(place.Item)).FirstOrDefault(path => path is not null),
        _ => null,
    };

    [GeneratedRegex("[Dd]uplicate property '([^']*)'")]
    private static partial Regex Twice();

    [GeneratedRegex("missing required properties including: (.*?)\\.")]
    private static partial Regex Missing();

    private static string MakeSchema(string title)
    {
        var schema = Options.GetJsonSchemaAsNode(typeof(T), new JsonSchemaExporterOptions
        {
            TreatNullObliviousAsNonNullable = true,
            TransformSchemaNode = (context, node) =>
            {
                var description = context.PropertyInfo?.AttributeProvider?.GetCustomAttributes(typeof(DescriptionAttribute), inherit: true).OfType<DescriptionAttribute>().FirstOrDefault()?.Description;
                if (description is not null && node is JsonObject named) named.Insert(0, "description", description);
                return node;
            },
        }).AsObject();
        schema["properties"]!.AsObject().Insert(0, "$schema", new JsonObject { ["type"] = "string" });
        schema.Insert(0, "title", title);
        schema.Insert(0, "$schema", "https://json-schema.org/draft/2020-12/schema");
        return schema.ToJsonString(Indented);
    }

    private static void LeaveOutWhatIsEmpty(JsonTypeInfo type)
    {
        foreach (var property in type.Properties)
        {
            if (property.AssociatedParameter is { IsNullable: true }) property.IsRequired = false;
            if (property.PropertyType == typeof(IReadOnlyList<AnswerChoice>)) property.ShouldSerialize = (_, value) => value is IReadOnlyCollection<AnswerChoice> { Count: > 0 };
        }
    }
}
