using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;

namespace Grants.Documents;

/// <summary>What a file is, by what is in it; its name may only agree.</summary>
/// <param name="ContentType">Its media type.</param>
/// <param name="Extensions">The endings that a name of such a file may have.</param>
internal sealed record DocumentKind(string ContentType, params string[] Extensions)
{
    public static readonly DocumentKind Pdf = new("application/pdf", ".pdf");
    public static readonly DocumentKind Jpeg = new("image/jpeg", ".jpg", ".jpeg");
    public static readonly DocumentKind Png = new("image/png", ".png");
    public static readonly DocumentKind Word = new("application/vnd.openxmlformats-officedocument.wordprocessingml.document", ".docx");
    public static readonly DocumentKind Excel = new("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", ".xlsx");

    private const int EndOfDirectory = 22;
    private const int LongestComment = ushort.MaxValue;
    private const int MostParts = 10_000;
    private const int MostTypesBytes = 256 * 1024;

    /// <summary>Whether a file of such a name can be of an accepted kind.</summary>
    public static bool Accepts(string name) => new[] { Pdf, Jpeg, Png, Word, Excel }.Any(kind => kind.Fits(name));

    /// <summary>Whether a file of this kind may have such a name.</summary>
    public bool Fits(string name) => Extensions.Contains(Path.GetExtension(name), StringComparer.OrdinalIgnoreCase);

    /// <summary>The kind of a file; null when it is none that is accepted.</summary>
    /// <param name="content">The bytes; seekable, so that of a long file only what is needed is read.</param>
    /// <param name="cancellationToken">Ends with the request.</param>
    public static async Task<DocumentKind?> OfAsync(Stream content, CancellationToken cancellationToken)
    {
        var head = new byte[8];
        content.Position = 0;
        var read = await content.ReadAtLeastAsync(head, head.Length, throwOnEndOfStream: false, cancellationToken);
        return head.AsSpan(0, read) switch
        {
            [(byte)'%', (byte)'P', (byte)'D', (byte)'F', (byte)'-', ..] => Pdf,
            [0xFF, 0xD8, 0xFF, ..] => Jpeg,
            [0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A] => Png,
            [(byte)'P', (byte)'K', 3, 4, ..] => await OfPackageAsync(content, cancellationToken),
            _ => null,
        };
    }

    // Word and Excel files are zip packages that say in [Content_Types].xml what their main part is. One with macros says something else, and is
    // refused. Only the directory and that one part are read, and only so much of it: a package may unpack to anything.
    private static async Task<DocumentKind?> OfPackageAsync(Stream content, CancellationToken cancellationToken)
    {
        if (await PartsAsync(content, cancellationToken) is null or > MostParts) return null;
        try
        {
            using var package = new ZipArchive(content, ZipArchiveMode.Read, leaveOpen: true);
            if (package.GetEntry("[Content_Types].xml") is not { } types) return null;
            await using var stream = await types.OpenAsync(cancellationToken);
            var bytes = new byte[MostTypesBytes];
            var read = await stream.ReadAtLeastAsync(bytes, bytes.Length, throwOnEndOfStream: false, cancellationToken);
            var text = Encoding.UTF8.GetString(bytes, 0, read);
            return new[] { Word, Excel }.SingleOrDefault(kind => text.Contains($"\"{kind.ContentType}.main+xml\"", StringComparison.Ordinal));
        }
        catch (InvalidDataException)
        {
            // Begins like a package and is none: not a kind that is accepted.
            return null;
        }
    }

    // How many parts the package's last record announces, before anything makes an object for each.
    private static async Task<int?> PartsAsync(Stream content, CancellationToken cancellationToken)
    {
        var tail = new byte[(int)Math.Min(content.Length, EndOfDirectory + LongestComment)];
        content.Position = content.Length - tail.Length;
        await content.ReadExactlyAsync(tail, cancellationToken);
        var at = tail.AsSpan().LastIndexOf("PK\x05\x06"u8);
        return at < 0 || at + EndOfDirectory > tail.Length ? null : BinaryPrimitives.ReadUInt16LittleEndian(tail.AsSpan(at + 10));
    }
}
