using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Grants.Tests.Hosting;

/// <summary>The API's description (OpenAPI), as tests compare it with what is really answered: the part of JSON Schema that it uses.</summary>
internal sealed partial class ApiSchema(JsonElement document)
{
    /// <summary>Every operation: method, path and its description.</summary>
    public IEnumerable<(string Method, string Path, JsonElement Operation)> Operations =>
        from path in document.GetProperty("paths").EnumerateObject()
        from operation in path.Value.EnumerateObject()
        select (operation.Name.ToUpperInvariant(), path.Name, operation.Value);

    /// <summary>The operation that answers a request; null when none does.</summary>
    public (string Method, string Path, JsonElement Operation)? Find(string method, string path)
    {
        var plain = path.Split('?')[0];
        var found = Operations.Where(each => each.Method == method && Regex.IsMatch(plain, $"^{Place().Replace(each.Path, "[^/]+")}$")).OrderBy(each => each.Path.Count(c => c == '{')).ToList();
        return found.Count == 0 ? null : found[0];
    }

    /// <summary>What of a value does not fit a schema, with where.</summary>
    public IEnumerable<string> Faults(JsonElement schema, JsonElement value, string at = "$")
    {
        schema = Resolve(schema);
        foreach (var name in new[] { "oneOf", "anyOf" })
        {
            if (schema.TryGetProperty(name, out var either))
            {
                if (either.EnumerateArray().All(one => Faults(one, value, at).Any())) yield return $"{at}: fits none of {name}";
                yield break;
            }
        }

        if (schema.TryGetProperty("type", out var type))
        {
            string[] allowed = type.ValueKind == JsonValueKind.Array ? [.. type.EnumerateArray().Select(each => each.GetString()!)] : [type.GetString()!];
            if (!allowed.Any(each => IsOf(each, value)))
            {
                yield return $"{at}: {value.ValueKind} is not {string.Join(" or ", allowed)}";
                yield break;
            }
        }

        if (value.ValueKind != JsonValueKind.Null && schema.TryGetProperty("enum", out var choices) && !choices.EnumerateArray().Any(choice => choice.ToString() == value.ToString()))
            yield return $"{at}: '{value}' is none of the choices";
        if (value.ValueKind == JsonValueKind.String && schema.TryGetProperty("format", out var format) && !HasFormat(format.GetString()!, value.GetString()!))
            yield return $"{at}: '{value}' is not a {format}";
        foreach (var fault in value.ValueKind switch
        {
            JsonValueKind.Object => OfObject(schema, value, at),
            JsonValueKind.Array when schema.TryGetProperty("items", out var items) => value.EnumerateArray().SelectMany((item, index) => Faults(items, item, $"{at}[{index}]")),
            _ => [],
        }) yield return fault;
    }

    private IEnumerable<string> OfObject(JsonElement schema, JsonElement value, string at)
    {
        if (schema.TryGetProperty("required", out var required))
        {
            foreach (var missing in required.EnumerateArray().Where(name => !value.TryGetProperty(name.GetString()!, out _))) yield return $"{at}: no '{missing}'";
        }

        var hasProperties = schema.TryGetProperty("properties", out var properties);
        foreach (var member in value.EnumerateObject())
        {
            if (hasProperties && properties.TryGetProperty(member.Name, out var of))
            {
                foreach (var fault in Faults(of, member.Value, $"{at}.{member.Name}")) yield return fault;
            }
            else if (schema.TryGetProperty("additionalProperties", out var additional) && additional.ValueKind == JsonValueKind.Object)
            {
                foreach (var fault in Faults(additional, member.Value, $"{at}.{member.Name}")) yield return fault;
            }
            else if (hasProperties) yield return $"{at}: '{member.Name}' is not described";
        }
    }

    private JsonElement Resolve(JsonElement schema)
    {
        while (schema.ValueKind == JsonValueKind.Object && schema.TryGetProperty("$ref", out var reference))
            schema = document.GetProperty("components").GetProperty("schemas").GetProperty(reference.GetString()!.Split('/')[^1]);
        return schema;
    }

    private static bool IsOf(string type, JsonElement value) => type switch
    {
        "null" => value.ValueKind == JsonValueKind.Null,
        "object" => value.ValueKind == JsonValueKind.Object,
        "array" => value.ValueKind == JsonValueKind.Array,
        "string" => value.ValueKind == JsonValueKind.String,
        "boolean" => value.ValueKind is JsonValueKind.True or JsonValueKind.False,
        "integer" => value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out _),
        "number" => value.ValueKind == JsonValueKind.Number,
        _ => throw new ArgumentOutOfRangeException(nameof(type), type, "Unknown type."),
    };

    private static bool HasFormat(string format, string text) => format switch
    {
        "uuid" => Guid.TryParse(text, out _),
        "date-time" => DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, out _),
        "date" => DateOnly.TryParseExact(text, "yyyy-MM-dd", out _),
        _ => true,
    };

    [GeneratedRegex(@"\{[^}]+\}")]
    private static partial Regex Place();
}
