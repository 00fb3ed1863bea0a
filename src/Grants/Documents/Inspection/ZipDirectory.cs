using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;

namespace Grants.Documents.Inspection;

/// <summary>One part of a package, as its directory has it.</summary>
/// <param name="Name">With '/' between folders.</param>
/// <param name="IsStored">Whether it is kept as it is, not compressed.</param>
/// <param name="At">Where its bytes begin in the file.</param>
/// <param name="Packed">How many bytes it has there.</param>
/// <param name="Unpacked">How many bytes it announces to unpack to.</param>
internal sealed record ZipPart(string Name, bool IsStored, long At, long Packed, long Unpacked)
{
    /// <summary>The ending of its name without the point, in lower case.</summary>
    public string Extension { get; } = Path.GetExtension(Name).TrimStart('.').ToLowerInvariant();

    /// <summary>Its unpacked bytes; how many they are shows only when they are read.</summary>
    public Stream Open(Stream content)
    {
        var packed = new Section(content, At, Packed);
        return IsStored ? packed : new DeflateStream(packed, CompressionMode.Decompress);
    }
}

/// <summary>
/// The directory of a zip package, read strictly: every byte of the file belongs to exactly one part or to the directory. So nothing is hidden between parts,
/// no part is counted twice, and every program that opens the file sees the same parts.
/// </summary>
internal static class ZipDirectory
{
    private const int MostParts = 5_000;
    private const int EndBytes = 22;
    private const int LongestComment = ushort.MaxValue;
    private const int EntryBytes = 46;
    private const int HeaderBytes = 30;
    private const int Encrypted = 1;
    private const int SizesFollow = 8;
    private const int Utf8Name = 1 << 11;

    // What may stand between a part's bytes and the next part when its sizes follow: CRC and two sizes, with or without a mark.
    private static readonly long[] _descriptors = [0, 12, 16, 20, 24];

    /// <summary>Where the end record of an archive stands that reaches to the file's last byte; null when the file does not end as an archive.</summary>
    public static long? EndOf(Stream content)
    {
        var tail = new byte[(int)Math.Min(content.Length, EndBytes + LongestComment)];
        content.Position = content.Length - tail.Length;
        content.ReadExactly(tail);
        for (var at = tail.AsSpan().LastIndexOf("PK\x05\x06"u8); at >= 0; at = tail.AsSpan(0, at).LastIndexOf("PK\x05\x06"u8))
        {
            if (at + EndBytes <= tail.Length && at + EndBytes + Word(tail, at + 20) == tail.Length) return content.Length - tail.Length + at;
        }

        return null;
    }

    /// <summary>Reads the directory.</summary>
    /// <returns>The parts, or why the package is not taken.</returns>
    public static (IReadOnlyList<ZipPart> Parts, string? WhyNot) Read(Stream content)
    {
        if (EndOf(content) is not { } end) return ([], FileInspector.Damaged());
        var record = Take(content, end, EndBytes);
        var (count, size, start) = (Word(record, 10), Double(record, 12), Double(record, 16));
        if (end + EndBytes != content.Length) return ([], FileInspector.SecondFile());
        if (count > MostParts) return ([], FileInspector.Bomb());
        if (Word(record, 4) != 0 || Word(record, 8) != count || start + size != end || size < (long)count * EntryBytes) return ([], FileInspector.Damaged());

        var directory = Take(content, start, (int)size);
        var parts = new List<ZipPart>(count);
        var places = new List<(long From, long To, bool SizesFollow)>(count);
        for (var at = 0; parts.Count < count;)
        {
            if (at + EntryBytes > directory.Length || !directory.AsSpan(at, 4).SequenceEqual("PK\x01\x02"u8)) return ([], FileInspector.Damaged());
            var (flags, method) = (Word(directory, at + 8), Word(directory, at + 10));
            var (packed, unpacked) = (Double(directory, at + 20), Double(directory, at + 24));
            var nameLength = Word(directory, at + 28);
            var next = at + EntryBytes + nameLength + Word(directory, at + 30) + Word(directory, at + 32);
            if (next > directory.Length) return ([], FileInspector.Damaged());
            if ((flags & Encrypted) != 0) return ([], T("This file has a password. Remove the password, save it, and add it again."));
            var nameBytes = directory.AsSpan(at + EntryBytes, nameLength);
            var header = Double(directory, at + 42);
            if (method is not (0 or 8) || header + HeaderBytes > start) return ([], FileInspector.Damaged());

            var local = Take(content, header, HeaderBytes);
            var from = header + HeaderBytes + Word(local, 26) + Word(local, 28);
            if (!local.AsSpan(0, 4).SequenceEqual("PK\x03\x04"u8) || Word(local, 8) != method || Word(local, 26) != nameLength || from + packed > start
                || !Take(content, header + HeaderBytes, nameLength).AsSpan().SequenceEqual(nameBytes)) return ([], FileInspector.Damaged());
            var name = ((flags & Utf8Name) != 0 ? Encoding.UTF8 : Encoding.Latin1).GetString(nameBytes);
            parts.Add(new ZipPart(name, method == 0, from, packed, unpacked));
            places.Add((header, from + packed, (flags & SizesFollow) != 0));
            at = next;
        }

        return IsGapless(places, start) && parts.DistinctBy(part => part.Name.ToUpperInvariant()).Count() == count && !parts.Exists(part => IsOutside(part.Name))
            ? (parts, null)
            : ([], FileInspector.SecondFile());
    }

    private static bool IsGapless(List<(long From, long To, bool SizesFollow)> places, long start)
    {
        var reached = 0L;
        var mayFollow = false;
        foreach (var (from, to, sizesFollow) in places.OrderBy(place => place.From).Append((start, start, false)))
        {
            if (from != reached && !(mayFollow && _descriptors.Contains(from - reached))) return false;
            (reached, mayFollow) = (to, sizesFollow);
        }

        return true;
    }

    private static bool IsOutside(string name) => name.StartsWith('/') || name.Contains('\\') || name.Contains(':') || name.Contains('\0') || name.Split('/').Contains("..");

    private static byte[] Take(Stream content, long at, int count)
    {
        var bytes = new byte[count];
        content.Position = at;
        content.ReadExactly(bytes);
        return bytes;
    }

    private static int Word(byte[] bytes, int at) => BinaryPrimitives.ReadUInt16LittleEndian(bytes.AsSpan(at));

    private static long Double(byte[] bytes, int at) => BinaryPrimitives.ReadUInt32LittleEndian(bytes.AsSpan(at));
}
