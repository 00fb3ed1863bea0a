namespace Grants.Portal;

/// <summary>The ten member states of ASEAN, by ISO 3166 alpha-2 code.</summary>
public static class Countries
{
    private static readonly Dictionary<string, string> Names = new(StringComparer.Ordinal)
    {
        ["BN"] = Later("Brunei Darussalam"),
        ["KH"] = Later("Cambodia"),
        ["ID"] = Later("Indonesia"),
        ["LA"] = Later("Lao PDR"),
        ["MY"] = Later("Malaysia"),
        ["MM"] = Later("Myanmar"),
        ["PH"] = Later("Philippines"),
        ["SG"] = Later("Singapore"),
        ["TH"] = Later("Thailand"),
        ["VN"] = Later("Viet Nam"),
    };

    /// <summary>The form's value for work in several countries.</summary>
    public const string Regional = "regional";

    /// <summary>The countries as choices of a form, by name.</summary>
    public static IEnumerable<Choice> Choices => Names.Select(country => new Choice(country.Key, T(country.Value)));

    /// <summary>Whether the code is one of them.</summary>
    public static bool IsKnown(string code) => Names.ContainsKey(code);

    /// <summary>The country's name; "Regional (ASEAN)" for none.</summary>
    public static string Place(string? code) => code is null ? T("Regional (ASEAN)") : Names.TryGetValue(code, out var name) ? T(name) : code;
}
