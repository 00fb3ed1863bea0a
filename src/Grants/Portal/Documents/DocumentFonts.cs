using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Grants.Portal.Documents;

/// <summary>
/// The Noto faces that a text needs, as style rules with the fonts inside; those of other scripts are left out. Which faces there are, and what each covers, the
/// build of the assets writes into <c>faces.json</c> as the font packages publish it.
/// </summary>
internal static class DocumentFonts
{
    private static readonly Lazy<Face[]> Faces = new(() =>
        [.. JsonSerializer.Deserialize<Published[]>(PortalAssets.Embedded("fonts/faces.json"), JsonSerializerOptions.Web)!.Select(face => new Face(face))]);

    /// <summary>The rules for the faces that cover the text; Latin always, because the frame is in English.</summary>
    public static string RulesFor(string text)
    {
        var faces = Faces.Value;
        HashSet<Face> needed = [faces[0]];
        foreach (Rune rune in text.EnumerateRunes().Distinct())
        {
            if (needed.Any(f => f.Covers(rune.Value))) continue;
            if (Array.Find(faces, f => f.Covers(rune.Value)) is { } face) needed.Add(face);
        }

        return string.Concat(faces.Where(needed.Contains).Select(f => f.Rules.Value));
    }

    /// <param name="Name">Its files' name, without the weight.</param>
    /// <param name="Weights">The weights that there are.</param>
    /// <param name="Ranges">The characters that it covers, as a style sheet writes them.</param>
    private sealed record Published(string Name, int[] Weights, string Ranges);

    private sealed class Face(Published published)
    {
        private readonly (int From, int To)[] _ranges = [.. published.Ranges.Split(',').Select(r => r[2..].Split('-')).Select(r => (Parse(r[0]), Parse(r[^1])))];

        public Lazy<string> Rules { get; } = new(() => string.Concat(published.Weights.Select(weight =>
            $"@font-face{{font-family:\"Document\";font-weight:{weight};src:url(data:font/woff2;base64,{Convert.ToBase64String(PortalAssets.Embedded($"fonts/{published.Name}-{weight}.woff2"))}) format(\"woff2\");unicode-range:{published.Ranges}}}")));

        public bool Covers(int codePoint) => Array.Exists(_ranges, r => codePoint >= r.From && codePoint <= r.To);

        private static int Parse(string hex) => int.Parse(hex, NumberStyles.HexNumber, CultureInfo.InvariantCulture);
    }
}
