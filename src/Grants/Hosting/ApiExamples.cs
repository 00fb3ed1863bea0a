using System.Text.Json.Nodes;
using Microsoft.OpenApi;

namespace Grants;

/// <summary>Makes an example of any body from its schema, with values that a reader of the programme knows. What it makes always fits the schema.</summary>
internal sealed class ApiExamples(OpenApiDocument document)
{
    private const int Deepest = 8;

    private static readonly Dictionary<string, string> Texts = new(StringComparer.OrdinalIgnoreCase)
    {
        ["accountName"] = "Illustrative Organisation",
        ["accountNumber"] = "0001234567",
        ["acronym"] = "ILO-X",
        ["bankName"] = "Illustrative Bank",
        ["by"] = "A colleague",
        ["callReference"] = "CT-2021-1",
        ["code"] = "approach",
        ["comment"] = "Convincing; the evidence could be shown more plainly.",
        ["contentType"] = "application/pdf",
        ["country"] = "KH",
        ["currency"] = "AUD",
        ["decisionReasons"] = "Strong on the criteria of the call.",
        ["description"] = "Legal fees",
        ["email"] = "lead@partner.example",
        ["feedback"] = "Say more about how survivors' voices shape the work.",
        ["guidance"] = "Does the project meet a need that is shown?",
        ["hash"] = Sha256,
        ["href"] = "/documents/" + Id,
        ["label"] = "Good",
        ["legalName"] = "Illustrative Organisation",
        ["meaning"] = "Meets the criterion well, with small weaknesses.",
        ["name"] = "certificate.pdf",
        ["note"] = "Checked by telephone.",
        ["number"] = "CT-2021-1-007",
        ["organisation"] = "Illustrative Organisation",
        ["path"] = "/applications/" + Id,
        ["previousHash"] = Sha256,
        ["reasons"] = "Meets every condition.",
        ["reference"] = "CT-2021-1",
        ["scopes"] = "applications:read",
        ["sha256"] = Sha256,
        ["slot"] = "certificate",
        ["start"] = Accounts.AccessToken.Prefix + "Xk3v",
        ["summary"] = "For organisations that support victims of trafficking.",
        ["swift"] = "ABCDKHPP",
        ["text"] = "Legal aid in three provinces.",
        ["timeZone"] = "Asia/Phnom_Penh",
        ["title"] = "Legal aid for victims of trafficking (illustrative)",
        ["token"] = Accounts.AccessToken.Prefix + "...",
        ["value"] = "Legal aid in three provinces.",
    };

    private static readonly Dictionary<string, long> Numbers = new(StringComparer.OrdinalIgnoreCase)
    {
        ["amountMinor"] = 10_000_000,
        ["ceilingMinor"] = 20_000_000,
        ["chunkBytes"] = 524_288,
        ["floorMinor"] = 1_000_000,
        ["grantMonths"] = 24,
        ["length"] = 48_213,
        ["limitMinor"] = 50_000_000,
        ["maxCharacters"] = 500,
        ["maxScore"] = 5,
        ["men"] = 17,
        ["pageSize"] = 25,
        ["requestedMinor"] = 10_000_000,
        ["score"] = 7_600,
        ["spentMinor"] = 250_000,
        ["totalMinor"] = 100_000_000,
        ["trancheMinor"] = 2_500_000,
        ["value"] = 4,
        ["weight"] = 60,
        ["women"] = 21,
    };

    private const string Id = "0197c2a4-6f3e-7c11-9d52-3f6a8c1b2e47";
    private const string Sha256 = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08";

    /// <summary>An example of a schema; null where nothing is known of the content.</summary>
    public JsonNode? Of(IOpenApiSchema schema) => Of(schema, "", 0);

    private JsonNode? Of(IOpenApiSchema given, string name, int depth)
    {
        var schema = Resolve(given);
        if (schema.Enum is { Count: > 0 } choices) return choices.FirstOrDefault(choice => choice is not null)?.DeepClone();
        var either = (schema.OneOf ?? []).Concat(schema.AnyOf ?? []).Concat(schema.AllOf ?? []).Select(Resolve).FirstOrDefault(one => one.Type != JsonSchemaType.Null);
        if (either is not null) return Of(either, name, depth + 1);
        var type = schema.Type ?? (schema.Properties?.Count > 0 ? JsonSchemaType.Object : default);
        return type switch
        {
            _ when type.HasFlag(JsonSchemaType.Object) => Object(schema, name, depth),
            _ when type.HasFlag(JsonSchemaType.Array) => depth < Deepest && schema.Items is { } items && Of(items, name, depth + 1) is { } item ? new JsonArray(item) : [],
            _ when type.HasFlag(JsonSchemaType.Integer) || type.HasFlag(JsonSchemaType.Number) => JsonValue.Create(Numbers.GetValueOrDefault(name, 1)),
            _ when type.HasFlag(JsonSchemaType.Boolean) => JsonValue.Create(true),
            _ when type.HasFlag(JsonSchemaType.String) => JsonValue.Create(Text(schema, name)),
            _ => null,
        };
    }

    private JsonObject Object(IOpenApiSchema schema, string name, int depth)
    {
        var example = new JsonObject();
        foreach (var (property, of) in schema.Properties ?? new Dictionary<string, IOpenApiSchema>())
        {
            var value = depth < Deepest ? Of(of, property, depth + 1) : null;
            if (value is not null || schema.Required?.Contains(property) == true) example[property] = value;
        }

        if (example.Count == 0 && schema.AdditionalProperties is { } additional) example[Texts["code"]] = Of(additional, name == "errors" ? "summary" : "value", depth + 1);
        return example;
    }

    private static string Text(IOpenApiSchema schema, string name) => schema.Format switch
    {
        "uuid" => Id,
        "date-time" => "2021-09-30T10:00:00Z",
        "date" => "2021-10-01",
        _ => Texts.GetValueOrDefault(name, "As the portal shows it"),
    };

    private IOpenApiSchema Resolve(IOpenApiSchema schema) =>
        schema is OpenApiSchemaReference reference && reference.Reference.Id is { } id && document.Components?.Schemas?.TryGetValue(id, out var target) == true ? target : schema;
}
