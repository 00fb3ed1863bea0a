using System.Buffers.Binary;
using System.IO.Compression;
using System.IO.Hashing;
using System.Security.Cryptography;
using System.Text;
using Grants.Local.Demo;

namespace Grants.Tests.Documents;

/// <summary>Files made by hand, each with one thing about it.</summary>
internal static class SampleFiles
{
    public const string Word = "application/vnd.openxmlformats-officedocument.wordprocessingml.document";
    public const string Excel = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

    /// <summary>The test file of scanners, which every scanner takes for a virus. Put together here, so that no scanner takes this source for one.</summary>
    public static byte[] Eicar { get; } = Encoding.ASCII.GetBytes(@"X5O!P%@AP[4\PZX54(P^)7CC)7}$" + "EICAR-STANDARD-" + "ANTIVIRUS-TEST-FILE!$H+H*");

    /// <summary>A photo as a phone makes it.</summary>
    public static byte[] Jpeg(int width = 64, int height = 48) => ScannedPage.Jpeg(width, height, 7);

    /// <summary>A PDF of one empty page.</summary>
    /// <param name="catalog">What more stands in the catalogue.</param>
    /// <param name="objects">Further objects.</param>
    /// <param name="trailer">What more stands in the trailer.</param>
    public static byte[] Pdf(string catalog = "", byte[]? objects = null, string trailer = "") =>
    [
        .. Encoding.Latin1.GetBytes($"%PDF-1.7\n%âãÏÓ\n1 0 obj\n<< /Type /Catalog /Pages 2 0 R {catalog} >>\nendobj\n2 0 obj\n<< /Type /Pages /Count 0 /Kids [] >>\nendobj\n"),
        .. objects ?? [],
        .. Encoding.Latin1.GetBytes($"xref\n0 1\n0000000000 65535 f \ntrailer\n<< /Size 3 /Root 1 0 R {trailer} >>\nstartxref\n9\n%%EOF\n"),
    ];

    /// <summary>A PDF of about so many bytes, with a picture that does not compress; another one every time.</summary>
    public static byte[] PdfOf(int bytes) => Pdf(objects: PdfStream("/Type /XObject /Subtype /Image /Filter /DCTDecode", RandomNumberGenerator.GetBytes(bytes)));

    /// <summary>An object with a stream.</summary>
    public static byte[] PdfStream(string dictionary, byte[] bytes) =>
        [.. Encoding.ASCII.GetBytes($"3 0 obj\n<< {dictionary} /Length {bytes.Length} >>\nstream\n"), .. bytes, .. "\nendstream\nendobj\n"u8];

    /// <summary>A text or a stretch of nothing, compressed as PDFs have it.</summary>
    public static byte[] Deflated(byte[] bytes, int times = 1)
    {
        using var packed = new MemoryStream();
        using (var deflate = new ZLibStream(packed, CompressionLevel.SmallestSize))
        {
            for (var time = 0; time < times; time++) deflate.Write(bytes);
        }

        return packed.ToArray();
    }

    /// <summary>A Word file; parts given replace its own or are added.</summary>
    public static byte[] Docx(params (string Name, byte[] Bytes)[] parts) => Office(Word, "word/document.xml", parts);

    /// <summary>An Excel file; parts given replace its own or are added.</summary>
    public static byte[] Xlsx(params (string Name, byte[] Bytes)[] parts) => Office(Excel, "xl/workbook.xml", parts);

    /// <summary>[Content_Types].xml of a package with such a main part.</summary>
    public static byte[] Types(string main, string more = "") => Encoding.UTF8.GetBytes(
        $"<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\"><Default Extension=\"xml\" ContentType=\"application/xml\"/><Override PartName=\"/main.xml\" ContentType=\"{main}.main+xml\"/>{more}</Types>");

    /// <summary>A list of relationships with one that leads outside.</summary>
    public static byte[] Outside(string type, string target) => Encoding.UTF8.GetBytes(
        $"<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\"><Relationship Id=\"rId1\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/{type}\" Target=\"{target}\" TargetMode=\"External\"/></Relationships>");

    /// <summary>word/document.xml with this in its paragraph.</summary>
    public static byte[] Paragraph(string runs) => Encoding.UTF8.GetBytes(
        $"<w:document xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\"><w:body><w:p>{runs}</w:p></w:body></w:document>");

    /// <summary>A zip archive.</summary>
    public static byte[] Zip(params IEnumerable<(string Name, byte[] Bytes)> parts)
    {
        using var bytes = new MemoryStream();
        using (var zip = new ZipArchive(bytes, ZipArchiveMode.Create))
        {
            foreach (var (name, content) in parts)
            {
                using var part = zip.CreateEntry(name, CompressionLevel.SmallestSize).Open();
                part.Write(content);
            }
        }

        return bytes.ToArray();
    }

    /// <summary>A PNG that says it has this size, with chunks between its header and its picture.</summary>
    public static byte[] Png(uint width = 8, uint height = 8, params (string Type, byte[] Bytes)[] chunks)
    {
        var header = new byte[13];
        BinaryPrimitives.WriteUInt32BigEndian(header, width);
        BinaryPrimitives.WriteUInt32BigEndian(header.AsSpan(4), height);
        header[8] = 8; // greyscale of eight bits
        (string Type, byte[] Bytes)[] all = [("IHDR", header), .. chunks, ("IDAT", Deflated(new byte[8 * 9])), ("IEND", [])];
        return [0x89, .. "PNG\r\n"u8, 0x1A, (byte)'\n', .. all.SelectMany(Chunk)];

        static byte[] Chunk((string Type, byte[] Bytes) chunk)
        {
            byte[] typed = [.. Encoding.ASCII.GetBytes(chunk.Type), .. chunk.Bytes];
            byte[] whole = [0, 0, 0, 0, .. typed, 0, 0, 0, 0];
            BinaryPrimitives.WriteInt32BigEndian(whole, chunk.Bytes.Length);
            BinaryPrimitives.WriteUInt32BigEndian(whole.AsSpan(whole.Length - 4), Crc32.HashToUInt32(typed));
            return whole;
        }
    }

    /// <summary>A file with one sequence of bytes replaced by another wherever it stands.</summary>
    public static byte[] With(this byte[] file, byte[] old, byte[] replacement)
    {
        Assert.True(file.AsSpan().IndexOf(old) >= 0, "There is nothing to replace.");
        return Encoding.Latin1.GetBytes(Encoding.Latin1.GetString(file).Replace(Encoding.Latin1.GetString(old), Encoding.Latin1.GetString(replacement), StringComparison.Ordinal));
    }

    private static byte[] Office(string kind, string main, (string Name, byte[] Bytes)[] parts)
    {
        var all = new Dictionary<string, byte[]>
        {
            ["[Content_Types].xml"] = Types(kind),
            ["_rels/.rels"] = "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\"/>"u8.ToArray(),
            [main] = Paragraph("<w:r><w:t>Counts, never identities.</w:t></w:r>"),
        };
        foreach (var (name, bytes) in parts) all[name] = bytes;
        return Zip(all.Select(part => (part.Key, part.Value)));
    }
}
