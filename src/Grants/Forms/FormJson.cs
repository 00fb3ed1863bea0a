using System.ComponentModel;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Schema;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Grants.Data;

namespace Grants.Forms;

/// <summary>A form as JSON: as it is kept, exported and imported. The published schema is made from the same types that read it.</summary>
public static class FormJson
{
    /// <summary>Where the schema is published.</summary>
    public const string SchemaPath = "/schemas/form.json";

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

    private static readonly Lazy<string> PublishedSchema = new(MakeSchema);

    /// <summary>The form as it is kept: the same text for the same form.</summary>
    public static string Write(FormDefinition form) => JsonSerializer.Serialize(form, Options);

    /// <summary>The form as it is exported, for people to read as well.</summary>
    public static string WriteIndented(FormDefinition form)
    {
        var json = JsonSerializer.SerializeToNode(form, Options)!.AsObject();
        return new JsonObject([KeyValuePair.Create("$schema", (JsonNode?)SchemaPath), .. json.ToList().Select(member => KeyValuePair.Create(member.Key, member.Value?.DeepClone()))]).ToJsonString(Indented);
    }

    /// <summary>Reads what <see cref="Write"/> has written.</summary>
    /// <exception cref="JsonException">It is no form.</exception>
    public static FormDefinition Read(string json) => JsonSerializer.Deserialize<FormDefinition>(json, Options) ?? throw new JsonException("There is no form.");

    /// <summary>Reads a form that comes from outside; its texts are made clean. Whether the form is in order, <see cref="FormRules"/> says.</summary>
    /// <param name="json">The form; a '$schema' is allowed.</param>
    /// <param name="form">The form when there is no error.</param>
    /// <returns>What is wrong and where; null when it could be read.</returns>
    public static string? TryRead(string json, out FormDefinition form)
    {
        form = new FormDefinition([]);
        try
        {
            if (JsonNode.Parse(json, documentOptions: new JsonDocumentOptions { MaxDepth = 12, AllowDuplicateProperties = false }) is not JsonObject node) return T("The form is not a JSON object");
            node.Remove("$schema");
            form = Clean(node.Deserialize<FormDefinition>(Options)!);
            return null;
        }
        catch (JsonException exception)
        {
            return T($"The form cannot be read: {exception.Message}");
        }
    }

    /// <summary>The JSON schema (2020-12) of a form.</summary>
    public static string Schema => PublishedSchema.Value;

    private static string MakeSchema()
    {
        var schema = Options.GetJsonSchemaAsNode(typeof(FormDefinition), new JsonSchemaExporterOptions
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
        schema.Insert(0, "title", "A form of a call for proposals");
        schema.Insert(0, "$schema", "https://json-schema.org/draft/2020-12/schema");
        return schema.ToJsonString(Indented);
    }

    private static FormDefinition Clean(FormDefinition form) => new([.. form.Sections.Select(section => section with
    {
        Title = Texts.Clean(section.Title),
        Intro = Given(section.Intro),
        Questions = [.. section.Questions.Select(question => question with
        {
            Text = Texts.Clean(question.Text),
            Help = Given(question.Help),
            Choices = [.. question.Choices.Select(choice => choice with { Text = Texts.Clean(choice.Text) })],
        })],
    })]);

    private static string? Given(string? text) => Texts.Clean(text) is { Length: > 0 } given ? given : null;

    private static void LeaveOutWhatIsEmpty(JsonTypeInfo type)
    {
        foreach (var property in type.Properties)
        {
            if (property.AssociatedParameter is { IsNullable: true }) property.IsRequired = false;
            if (property.PropertyType == typeof(IReadOnlyList<AnswerChoice>)) property.ShouldSerialize = (_, value) => value is IReadOnlyCollection<AnswerChoice> { Count: > 0 };
        }
    }
}
