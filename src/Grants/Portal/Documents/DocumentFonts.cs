using System.Globalization;
using System.Text;

namespace Grants.Portal.Documents;

/// <summary>
/// The Noto faces that a text needs, as style rules with the fonts inside. Those of other scripts are left out. Chinese is set in the reader's own font: a face
/// with all its characters would be larger than everything else together.
/// </summary>
internal static class DocumentFonts
{
    // In order of preference: Extended Latin is large and needed only for what no other face has. Ranges as the font package publishes them.
    private static readonly Face[] Faces =
    [
        new("latin", "U+0000-00FF,U+0131,U+0152-0153,U+02BB-02BC,U+02C6,U+02DA,U+02DC,U+0304,U+0308,U+0329,U+2000-206F,U+20AC,U+2122,U+2191,U+2193,U+2212,U+2215,U+FEFF,U+FFFD"),
        new("vietnamese", "U+0102-0103,U+0110-0111,U+0128-0129,U+0168-0169,U+01A0-01A1,U+01AF-01B0,U+0300-0301,U+0303-0304,U+0308-0309,U+0323,U+0329,U+1EA0-1EF9,U+20AB"),
        new("khmer", "U+1780-17FF,U+19E0-19FF,U+200C-200D,U+25CC"),
        new("lao", "U+0E81-0EDF,U+200C-200D,U+25CC"),
        new("thai", "U+02D7,U+0303,U+0331,U+0E01-0E5B,U+200C-200D,U+25CC"),
        new("myanmar", "U+1000-109F,U+200C-200D,U+25CC,U+A92E,U+A9E0-A9FE,U+AA60-AA7F,U+116D0-116E3"),
        new("latin-ext", "U+0100-02BA,U+02BD-02C5,U+02C7-02CC,U+02CE-02D7,U+02DD-02FF,U+0304,U+0308,U+0329,U+1D00-1DBF,U+1E00-1E9F,U+1EF2-1EFF,U+2020,U+20A0-20AB,U+20AD-20C0,U+2113,U+2C60-2C7F,U+A720-A7FF"),
    ];

    /// <summary>The rules for the faces that cover the text; Latin always, because the frame is in English.</summary>
    public static string RulesFor(string text)
    {
        HashSet<Face> needed = [Faces[0]];
        foreach (Rune rune in text.EnumerateRunes())
        {
            if (needed.Any(f => f.Covers(rune.Value))) continue;
            if (Array.Find(Faces, f => f.Covers(rune.Value)) is { } face) needed.Add(face);
        }

        return string.Concat(Faces.Where(needed.Contains).Select(f => f.Rules.Value));
    }

    private sealed class Face
    {
        private readonly (int From, int To)[] _ranges;

        public Face(string name, string ranges)
        {
            _ranges = [.. ranges.Split(',').Select(r => r[2..].Split('-')).Select(r => (Parse(r[0]), Parse(r[^1])))];
            Rules = new(() => string.Concat(new[] { 400, 700 }.Select(weight =>
                $"@font-face{{font-family:\"Document\";font-weight:{weight};src:url(data:font/woff2;base64,{Convert.ToBase64String(PortalAssets.Embedded($"fonts/{name}-{weight}.woff2"))}) format(\"woff2\");unicode-range:{ranges}}}")));
        }

        public Lazy<string> Rules { get; }

        public bool Covers(int codePoint) => Array.Exists(_ranges, r => codePoint >= r.From && codePoint <= r.To);

        private static int Parse(string hex) => int.Parse(hex, NumberStyles.HexNumber, CultureInfo.InvariantCulture);
    }
}
