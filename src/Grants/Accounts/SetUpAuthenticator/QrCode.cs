using System.Globalization;
using System.Text;
using QRCoder;

namespace Grants.Accounts.SetUpAuthenticator;

/// <summary>A QR code as a path of SVG, for a page that fetches nothing and has no styles of its own.</summary>
/// <param name="Size">Width and height in modules, with the quiet margin around it.</param>
/// <param name="Path">What is dark.</param>
internal sealed record QrCode(int Size, string Path)
{
    /// <summary>The code of a text, which a camera reads even where a seventh of it is covered.</summary>
    public static QrCode Of(string text)
    {
        using var code = QRCodeGenerator.GenerateQrCode(text, QRCodeGenerator.ECCLevel.M);
        var path = new StringBuilder();
        for (var y = 0; y < code.ModuleMatrix.Count; y++)
        {
            var row = code.ModuleMatrix[y];
            for (var x = 0; x < row.Count; x++)
            {
                var start = x;
                while (x < row.Count && row[x]) x++;
                if (x > start) path.Append(CultureInfo.InvariantCulture, $"M{start} {y}h{x - start}v1h-{x - start}z");
            }
        }

        return new QrCode(code.ModuleMatrix.Count, path.ToString());
    }
}
