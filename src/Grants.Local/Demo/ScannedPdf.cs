using System.Globalization;
using System.Text;

namespace Grants.Local.Demo;

/// <summary>A PDF as a scanner or a phone makes it: one JPEG to a page.</summary>
internal static class ScannedPdf
{
    /// <summary>Writes the document.</summary>
    /// <param name="width">Pixels of every page.</param>
    /// <param name="height">Pixels of every page.</param>
    /// <param name="pages">JPEG bytes.</param>
    public static byte[] Of(int width, int height, IReadOnlyList<byte[]> pages)
    {
        var output = new MemoryStream();
        var offsets = new List<long>();
        void Text(string text) => output.Write(Encoding.Latin1.GetBytes(text));
        void Object(string dictionary, byte[]? stream = null)
        {
            offsets.Add(output.Position);
            Text(string.Create(CultureInfo.InvariantCulture, $"{offsets.Count} 0 obj\n{dictionary}\n"));
            if (stream is not null)
            {
                Text("stream\n");
                output.Write(stream);
                Text("\nendstream\n");
            }

            Text("endobj\n");
        }

        Text("%PDF-1.7\n%âãÏÓ\n");
        Object("<< /Type /Catalog /Pages 2 0 R >>");
        var kids = string.Join(' ', Enumerable.Range(0, pages.Count).Select(page => $"{3 + (page * 3)} 0 R"));
        Object($"<< /Type /Pages /Count {pages.Count} /Kids [{kids}] >>");
        for (var page = 0; page < pages.Count; page++)
        {
            var first = 3 + (page * 3);
            var content = Encoding.ASCII.GetBytes("q 595 0 0 842 0 0 cm /Scan Do Q");
            Object($"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents {first + 1} 0 R /Resources << /XObject << /Scan {first + 2} 0 R >> >> >>");
            Object($"<< /Length {content.Length} >>", content);
            Object($"<< /Type /XObject /Subtype /Image /Width {width} /Height {height} /ColorSpace /DeviceGray /BitsPerComponent 8 /Filter /DCTDecode /Length {pages[page].Length} >>", pages[page]);
        }

        var start = output.Position;
        Text(string.Create(CultureInfo.InvariantCulture, $"xref\n0 {offsets.Count + 1}\n0000000000 65535 f \n"));
        foreach (var offset in offsets) Text(string.Create(CultureInfo.InvariantCulture, $"{offset:D10} 00000 n \n"));
        Text(string.Create(CultureInfo.InvariantCulture, $"trailer\n<< /Size {offsets.Count + 1} /Root 1 0 R >>\nstartxref\n{start}\n%%EOF\n"));
        return output.ToArray();
    }
}
