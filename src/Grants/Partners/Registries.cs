using System.Text.Json;
using Grants.Portal;

namespace Grants.Partners;

/// <summary>A register in which organisations have a number.</summary>
/// <param name="Code">Its prefix in the list of org-id.guide, such as 'KH-NNGO'.</param>
/// <param name="Country">ISO 3166 alpha-2.</param>
/// <param name="Name">Who keeps it.</param>
internal sealed record Registry(string Code, string Country, string Name);

/// <summary>The registers of the ASEAN countries, from registries.json: prefixes of org-id.guide, so that a number means the same everywhere.</summary>
internal static class Registries
{
    public static IReadOnlyList<Registry> All { get; } = Read();

    /// <summary>The register with such a code; null when there is none.</summary>
    public static Registry? Find(string? code) => All.FirstOrDefault(registry => registry.Code == code);

    /// <summary>A country's registers as choices of a form.</summary>
    public static IEnumerable<Choice> Of(string? country) => All.Where(registry => registry.Country == country).Select(registry => new Choice(registry.Code, registry.Name, registry.Code));

    /// <summary>A register as it is named on pages.</summary>
    public static string Name(string? code) => Find(code) is { } registry ? $"{registry.Name} ({registry.Code})" : code ?? "";

    private static List<Registry> Read()
    {
        using var file = typeof(Registries).Assembly.GetManifestResourceStream("Partners/registries.json") ?? throw new InvalidOperationException("registries.json is not in the assembly.");
        return JsonSerializer.Deserialize<List<Registry>>(file, JsonSerializerOptions.Web) ?? [];
    }
}
