using System.Buffers.Binary;

namespace Grants.Documents.Inspection;

/// <summary>
/// JPEG: segments, then the picture, to its end mark. Phones put small previews behind it, which are JPEGs too, and notes of their own; anything else behind
/// the picture is not taken, a short video least of all: it shows people and places that a still photo does not.
/// </summary>
internal static class JpegInspection
{
    private const byte StartOfScan = 0xDA;
    private const byte EndOfImage = 0xD9;
    private const int MostTrailer = 256 * 1024;

    /// <summary>Why a JPEG is not taken; null when it is.</summary>
    public static string? WhyNot(Stream content, CancellationToken cancellationToken)
    {
        var reader = new ByteReader(content);
        do
        {
            if (WhyNotPicture(reader, cancellationToken) is { } whyNot) return whyNot;
            SkipPadding(reader);
        }
        while (reader.Peek(2) is [0xFF, 0xD8]);

        return reader.IsAtEnd ? null : WhyNotTrailer(content, reader.Position);
    }

    private static string? WhyNotPicture(ByteReader reader, CancellationToken cancellationToken)
    {
        reader.Skip(2);
        var hasSize = false;
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (reader.Next() != 0xFF) return FileInspector.Damaged();
            var marker = reader.Next();
            while (marker == 0xFF) marker = reader.Next(); // any number of these may stand before a mark
            if (marker == EndOfImage) return hasSize ? null : FileInspector.Damaged();
            if (marker is 0x01 or (>= 0xD0 and <= 0xD7)) continue;
            var length = reader.Peek(2) is [var high, var low] ? (high << 8) | low : 0;
            if (length < 2) return FileInspector.Damaged();
            // A frame's header: precision, height, width. C4, C8 and CC are tables.
            if (marker is >= 0xC0 and <= 0xCF and not (0xC4 or 0xC8 or 0xCC) && reader.Peek(7) is [_, _, _, .. var size])
            {
                if (PictureSize.WhyNot(BinaryPrimitives.ReadUInt16BigEndian(size[2..]), BinaryPrimitives.ReadUInt16BigEndian(size)) is { } tooLarge) return tooLarge;
                hasSize = true;
            }

            if (!reader.Skip(length)) return FileInspector.Damaged();
            // The picture itself has no length: it ends at the next mark that is not part of it.
            if (marker == StartOfScan && !reader.SkipTo(0xFF, byteAfter => byteAfter is not (0 or (>= 0xD0 and <= 0xD7)))) return FileInspector.Damaged();
        }
    }

    private static void SkipPadding(ByteReader reader)
    {
        while (reader.Peek(1) is [0])
            reader.Skip(1);
    }

    // Samsung's phones end their notes with these letters.
    private static string? WhyNotTrailer(Stream content, long from)
    {
        content.Position = from;
        var head = new byte[(int)Math.Min(MostTrailer, content.Length - from)];
        content.ReadExactly(head);
        var isVideo = head.AsSpan().IndexOf("ftyp"u8) is >= 0 and < 64 || head.AsSpan().IndexOf("MotionPhoto_Data"u8) >= 0;
        if (isVideo) return T("This photo has a short video in it ('motion photo', 'live photo'). Save it as a still photo, or take a screenshot of it, and add that.");
        return head.AsSpan().EndsWith("SEFT"u8) && from + head.Length == content.Length ? null : FileInspector.SecondFile();
    }
}
