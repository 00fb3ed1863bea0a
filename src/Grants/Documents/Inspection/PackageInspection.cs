using System.Buffers;
using System.Text;
using System.Xml;

namespace Grants.Documents.Inspection;

/// <summary>
/// Word and Excel files: zip packages that say in [Content_Types].xml what their main part is. Taken are those whose parts are all of known kinds, with
/// no macros, no embedded programs, nothing that is fetched from elsewhere when the file is opened, and no more unpacked than a document needs.
/// </summary>
internal static class PackageInspection
{
    private const string Types = "[Content_Types].xml";
    private const long LeastUnpacked = 20_000_000;
    private const long MostUnpacked = 300_000_000;
    private const int MostRatio = 100;
    private const long MostNested = 10_000_000;
    private const long MostXmlCharacters = 50_000_000;
    private const int Block = 64 * 1024;

    private static readonly string[] _known =
    [
        "xml", "rels", "vml", "jpg", "jpeg", "png", "gif", "bmp", "tif", "tiff", "emf", "wmf", "wdp", "ico", "webp", "svg", "odttf", "ttf", "fntdata", "xlsx", "docx",
    ];

    private static readonly string[] _macros = ["macroenabled", "vbaproject", "ms-office.vba", "macrosheet", "dialogsheet", "activex"];

    /// <summary>Looks at a package.</summary>
    public static Inspected Inspect(Stream content, CancellationToken cancellationToken) => Inspect(content, isNested: false, cancellationToken);

    private static Inspected Inspect(Stream content, bool isNested, CancellationToken cancellationToken)
    {
        try
        {
            var (parts, whyNot) = ZipDirectory.Read(content);
            if (whyNot is not null) return new Inspected(null, whyNot);
            if (parts.FirstOrDefault(part => part.Name == Types) is not { } types)
            {
                return new Inspected(null, parts.Any(part => part.Name == "mimetype")
                    ? T("This is an OpenDocument file (LibreOffice). Save it as .docx, .xlsx or PDF, and add that.")
                    : T("This is an archive with files in it. Add the files one by one, so that everybody can open them."));
            }

            var (kind, macros) = KindOf(types, content);
            if (macros || parts.Any(part => IsMacro(part.Name))) return new Inspected(null, Macros());
            if (kind is null) return new Inspected(null, T("This is no Word or Excel file that we can take. Save it as .docx, .xlsx or PDF, and add that."));
            if (parts.FirstOrDefault(part => !IsKnown(part)) is { } strange) return new Inspected(null, Embedded(strange.Name));
            return (Unpack(content, parts, isNested, cancellationToken) ?? LooksElsewhere(content, parts)) is { } why ? new Inspected(null, why) : new Inspected(kind, null);
        }
        catch (Exception exception) when (exception is InvalidDataException or XmlException or EndOfStreamException)
        {
            // Begins like a package and is none, or is cut off.
            return new Inspected(null, FileInspector.Damaged());
        }
    }

    private static string Macros() => T("This file has macros: small programs that can do harm. Save it as .docx or .xlsx without macros, or print it as a PDF, and add that.");

    private static string Embedded(string part) => T($"This file has something in it that is neither text nor a picture ({part}). Take out what is embedded (objects, recordings, other files), save it, and add it again.");

    private static string Elsewhere() => T("This file fetches something from another place when it is opened: a template, a picture, a linked file. Put the content itself into the file (break the links), save it, and add it again.");

    // The main part says what the package is; one with macros says something else.
    private static (DocumentKind? Kind, bool Macros) KindOf(ZipPart types, Stream content)
    {
        DocumentKind? kind = null;
        using var xml = Xml(types, content);
        while (xml.Read())
        {
            if (xml.NodeType != XmlNodeType.Element || xml.GetAttribute("ContentType") is not { } type) continue;
            if (Array.Exists(_macros, macro => type.Contains(macro, StringComparison.OrdinalIgnoreCase))) return (null, true);
            kind ??= new[] { DocumentKind.Word, DocumentKind.Excel }.SingleOrDefault(office => type == $"{office.ContentType}.main+xml");
        }

        return (kind, false);
    }

    private static bool IsMacro(string name) =>
        name.Contains("vbaProject", StringComparison.OrdinalIgnoreCase) || name.Contains("vbaData", StringComparison.OrdinalIgnoreCase)
        || name.Contains("/macrosheets/", StringComparison.OrdinalIgnoreCase) || name.Contains("/activeX/", StringComparison.OrdinalIgnoreCase);

    private static bool IsKnown(ZipPart part) =>
        part.Name.EndsWith('/') || _known.Contains(part.Extension)
        || (part.Extension == "bin" && part.Name.Contains("printerSettings", StringComparison.OrdinalIgnoreCase));

    // Every part is unpacked once and thrown away: what a directory says of sizes can be a lie.
    private static string? Unpack(Stream content, IReadOnlyList<ZipPart> parts, bool isNested, CancellationToken cancellationToken)
    {
        var left = Math.Clamp(content.Length * MostRatio, LeastUnpacked, MostUnpacked);
        if (parts.Sum(part => part.Unpacked) > left) return FileInspector.Bomb();
        var buffer = ArrayPool<byte>.Shared.Rent(Block);
        try
        {
            foreach (var part in parts)
            {
                cancellationToken.ThrowIfCancellationRequested();
                using var unpacked = part.Open(content);
                var first = unpacked.ReadAtLeast(buffer.AsSpan(0, Block), Block, throwOnEndOfStream: false);
                if (WhyNotPart(part, buffer.AsSpan(0, first)) is { } whyNot) return whyNot;
                if (part.Extension is "xlsx" or "docx" && WhyNotNested(part, content, isNested, cancellationToken) is { } nested) return nested;
                var length = (long)first;
                for (int read; (read = unpacked.Read(buffer, 0, Block)) > 0 && length <= left; length += read) cancellationToken.ThrowIfCancellationRequested();
                if ((left -= length) < 0) return FileInspector.Bomb();
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }

        return null;
    }

    // A picture that is a program, a text that defines itself over and over, an object of another program under a harmless name.
    private static string? WhyNotPart(ZipPart part, ReadOnlySpan<byte> head)
    {
        if (head is [0xD0, 0xCF, 0x11, 0xE0, ..] or [(byte)'M', (byte)'Z', ..] or [0x7F, (byte)'E', (byte)'L', (byte)'F', ..] or [(byte)'%', (byte)'P', (byte)'D', (byte)'F', ..]) return Embedded(part.Name);
        if (head is [(byte)'P', (byte)'K', 3, 4, ..] && part.Extension is not ("xlsx" or "docx")) return Embedded(part.Name);
        if (part.Extension is not ("xml" or "rels" or "vml" or "svg")) return null;
        var text = Encoding.UTF8.GetString(head);
        if (text.Contains("<!DOCTYPE", StringComparison.OrdinalIgnoreCase) || text.Contains("<!ENTITY", StringComparison.OrdinalIgnoreCase)) return FileInspector.Damaged();
        return part.Extension == "svg" && text.Contains("<script", StringComparison.OrdinalIgnoreCase) ? Embedded(part.Name) : null;
    }

    // The workbook behind a chart is a package of its own; it is looked at like any other, and has none in it.
    private static string? WhyNotNested(ZipPart part, Stream content, bool isNested, CancellationToken cancellationToken)
    {
        if (isNested || part.Unpacked > MostNested) return Embedded(part.Name);
        using var package = new MemoryStream();
        using (var unpacked = part.Open(content))
        {
            if (!CopyUpTo(unpacked, package, MostNested)) return FileInspector.Bomb();
        }

        package.Position = 0;
        return Inspect(package, isNested: true, cancellationToken).WhyNot;
    }

    private static string? LooksElsewhere(Stream content, IReadOnlyList<ZipPart> parts)
    {
        if (parts.Where(part => part.Extension == "rels").Any(part => HasOutsideTarget(part, content))) return Elsewhere();
        if (parts.Any(part => part.Name.StartsWith("xl/externalLinks/", StringComparison.OrdinalIgnoreCase) && part.Extension == "xml" && Has(part, content, "ddeLink", "oleLink"))) return Elsewhere();
        return parts.Any(part => part.Name.StartsWith("word/", StringComparison.OrdinalIgnoreCase) && part.Extension == "xml" && HasCommandField(part, content)) ? Elsewhere() : null;
    }

    // A link that a reader follows by hand is one thing; what the program fetches by itself is another. Figures from a workbook in the same folder are kept in
    // the file, and only asked for again when the reader wants it.
    private static bool HasOutsideTarget(ZipPart part, Stream content)
    {
        using var xml = Xml(part, content);
        while (xml.Read())
        {
            if (xml.NodeType != XmlNodeType.Element || xml.GetAttribute("TargetMode") != "External") continue;
            var (type, target) = (xml.GetAttribute("Type") ?? "", (xml.GetAttribute("Target") ?? "").Trim());
            if (type.EndsWith("/hyperlink", StringComparison.Ordinal)) continue;
            if (type.EndsWith("/externalLinkPath", StringComparison.Ordinal) && !target.StartsWith(@"\\", StringComparison.Ordinal) && !target.StartsWith("//", StringComparison.Ordinal)
                && (!target.Contains("://", StringComparison.Ordinal) || target.StartsWith("file:///", StringComparison.OrdinalIgnoreCase))) continue;
            return true;
        }

        return false;
    }

    private static bool Has(ZipPart part, Stream content, params string[] elements)
    {
        using var xml = Xml(part, content);
        while (xml.Read())
        {
            if (xml.NodeType == XmlNodeType.Element && elements.Contains(xml.LocalName)) return true;
        }

        return false;
    }

    // A field that starts another program (DDE). Its words may be cut into many runs of text.
    private static bool HasCommandField(ZipPart part, Stream content)
    {
        var instruction = new StringBuilder();
        var inside = false;
        using var xml = Xml(part, content);
        while (xml.Read())
        {
            switch (xml.NodeType)
            {
                case XmlNodeType.Element when xml.LocalName == "fldChar":
                    instruction.Clear();
                    break;
                case XmlNodeType.Element when xml.LocalName == "fldSimple":
                    if (IsCommand(xml.GetAttribute("instr", xml.NamespaceURI) ?? "")) return true;
                    break;
                case XmlNodeType.Element or XmlNodeType.EndElement when xml.LocalName == "instrText":
                    inside = xml is { NodeType: XmlNodeType.Element, IsEmptyElement: false };
                    break;
                case XmlNodeType.Text or XmlNodeType.SignificantWhitespace or XmlNodeType.CDATA when inside:
                    if (instruction.Length < 1000 && IsCommand(instruction.Append(xml.Value).ToString())) return true;
                    break;
            }
        }

        return false;

        static bool IsCommand(string field) => field.TrimStart().StartsWith("DDE", StringComparison.OrdinalIgnoreCase);
    }

    private static XmlReader Xml(ZipPart part, Stream content) => XmlReader.Create(
        part.Open(content),
        new XmlReaderSettings { DtdProcessing = DtdProcessing.Prohibit, XmlResolver = null, MaxCharactersInDocument = MostXmlCharacters, CloseInput = true });

    private static bool CopyUpTo(Stream from, Stream to, long most)
    {
        var buffer = new byte[Block];
        for (int read; (read = from.Read(buffer)) > 0; to.Write(buffer, 0, read))
        {
            if ((most -= read) < 0) return false;
        }

        return true;
    }
}
