using System.Buffers.Binary;

namespace Grants.Documents.Inspection;

/// <summary>PNG: a chain of chunks that must end the file, of a size that can be shown.</summary>
internal static class PngInspection
{
    private const int SignatureBytes = 8;
    private const uint MostDescription = 1_000_000; // bytes of a chunk that is not the picture itself

    /// <summary>Why a PNG is not taken; null when it is.</summary>
    public static string? WhyNot(Stream content, CancellationToken cancellationToken)
    {
        var header = new byte[8];
        var isFirst = true;
        for (long at = SignatureBytes; ;)
        {
            cancellationToken.ThrowIfCancellationRequested();
            content.Position = at;
            if (content.ReadAtLeast(header, header.Length, throwOnEndOfStream: false) < header.Length) return FileInspector.Damaged();
            var length = BinaryPrimitives.ReadUInt32BigEndian(header);
            var type = header.AsSpan(4);
            at += header.Length + length + 4L; // a checksum follows
            if (at > content.Length || isFirst != type.SequenceEqual("IHDR"u8)) return FileInspector.Damaged();
            if (isFirst && PictureSize.WhyNot(content) is { } tooLarge) return tooLarge;
            isFirst = false;
            if (type.SequenceEqual("IEND"u8)) return at == content.Length ? null : FileInspector.SecondFile();
            if (!type.SequenceEqual("IDAT"u8) && length > MostDescription) return FileInspector.SecondFile();
        }
    }
}

/// <summary>How large a picture may be when it is shown: a small file can ask for gigabytes.</summary>
internal static class PictureSize
{
    private const int MostPixels = 120_000_000;
    private const int MostSide = 30_000;

    /// <summary>Reads width and height as PNG has them.</summary>
    public static string? WhyNot(Stream content)
    {
        var size = new byte[8];
        content.ReadExactly(size);
        return WhyNot(BinaryPrimitives.ReadUInt32BigEndian(size), BinaryPrimitives.ReadUInt32BigEndian(size.AsSpan(4)));
    }

    /// <summary>Why a picture of this size is not taken; null when it is.</summary>
    public static string? WhyNot(long width, long height) => width is 0 or > MostSide || height is 0 or > MostSide || width * height > MostPixels
        ? T("This picture is too large to be shown. Make it smaller (for example 4,000 pixels wide), and add that.")
        : null;
}
