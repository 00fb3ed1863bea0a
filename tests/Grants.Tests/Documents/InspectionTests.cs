using System.Diagnostics;
using System.Text;
using Grants.Documents.Inspection;
using Grants.Local.Demo;
using static Grants.Tests.Documents.SampleFiles;

namespace Grants.Tests.Documents;

public sealed class InspectionTests
{
    private static readonly Dictionary<string, Func<byte[]>> _accepted = new()
    {
        ["pdf"] = () => Pdf(),
        ["pdf with line ends behind its end"] = () => [.. Pdf(), .. "\r\n\0\0"u8],
        ["pdf changed after it was made"] = () => [.. Pdf(), .. Pdf()[15..]],
        ["pdf with compressed text"] = () => Pdf(objects: PdfStream("/Filter /FlateDecode", Deflated("BT (Counts) Tj ET"u8.ToArray()))),
        ["pdf with compressed objects"] = () => Pdf(objects: PdfStream("/Type /ObjStm /N 1 /First 4 /Filter /FlateDecode", Deflated("5 0 << /Type /Font >>"u8.ToArray()))),
        ["pdf with a link"] = () => Pdf(objects: "4 0 obj\n<< /Type /Annot /Subtype /Link /A << /S /URI /URI (https://example.org) >> >>\nendobj\n"u8.ToArray()),
        ["pdf that opens at a page"] = () => Pdf("/OpenAction [3 0 R /Fit]"),
        ["pdf of a scanner"] = () => DemoFiles.Registration(DemoWorld.Applicants[0] with { ScanPages = 2 }).Bytes,
        ["docx"] = () => Docx(),
        ["docx of a word processor"] = () => DemoFiles.Proposal(DemoWorld.Applicants[0]).Bytes,
        ["docx with a link"] = () => Docx(("word/_rels/document.xml.rels", Outside("hyperlink", "https://example.org"))),
        ["docx with a chart"] = () => Docx(("word/embeddings/Microsoft_Excel_Sheet1.xlsx", Xlsx())),
        ["docx with a field of its own"] = () => Docx(("word/document.xml", Paragraph("<w:r><w:fldChar w:fldCharType=\"begin\"/></w:r><w:r><w:instrText> PAGE </w:instrText></w:r><w:r><w:fldChar w:fldCharType=\"end\"/></w:r>"))),
        ["xlsx"] = () => Xlsx(),
        ["xlsx with figures of a workbook beside it"] = () => Xlsx(("xl/externalLinks/_rels/externalLink1.xml.rels", Outside("externalLinkPath", "Budget%202026.xlsx"))),
        ["xlsx with printer settings"] = () => Xlsx(("xl/printerSettings/printerSettings1.bin", [1, 2, 3])),
        ["xlsx that compresses well"] = () => Xlsx(("xl/worksheets/sheet1.xml", Encoding.ASCII.GetBytes($"<s>{new string(' ', 15_000_000)}</s>"))),
        ["jpeg"] = () => Jpeg(),
        ["jpeg with a preview behind it"] = () => [.. Jpeg(), 0, 0, .. Jpeg(16, 16)],
        ["jpeg with a phone's notes behind it"] = () => [.. Jpeg(), .. "\0\0\x01\x0aImage_UTC_Data1650000000000SEFHk\0\0\0SEFT"u8],
        ["png"] = () => Png(),
        ["png with a comment"] = () => Png(chunks: [("tEXt", "Comment\0A chart"u8.ToArray())]),
    };

    private static readonly Dictionary<string, (Func<byte[]> File, string WhyNot)> _refused = new()
    {
        ["pdf with a script"] = (() => Pdf("/OpenAction << /S /JavaScript /JS (app.alert\\(1\\)) >>"), "scripts"),
        ["pdf with a script under a coded name"] = (() => Pdf("/OpenAction << /S /J#61v#61Script /JS (1) >>"), "scripts"),
        ["pdf with a script in compressed objects"] = (() => Pdf(objects: PdfStream("/Type /ObjStm /N 1 /First 4 /Filter /FlateDecode", Deflated("5 0 << /S /JavaScript /JS (1) >>"u8.ToArray()))), "scripts"),
        ["pdf with a script in objects that are said to be a picture"] = (() => Pdf(objects: PdfStream("/Subtype /Image /N 1 /First 4 /Filter /FlateDecode", Deflated("5 0 << /S /JavaScript >>"u8.ToArray()))), "scripts"),
        ["pdf with objects packed twice"] = (() => Pdf(objects: PdfStream("/Type /ObjStm /N 1 /First 4 /Filter [/ASCII85Decode /FlateDecode]", "abc"u8.ToArray())), "cannot check"),
        ["pdf with damaged objects"] = (() => Pdf(objects: PdfStream("/Type /ObjStm /N 1 /First 4 /Filter /FlateDecode", "abcdefgh"u8.ToArray())), "cannot check"),
        ["pdf with an object hidden in a picture"] = (() => Pdf(objects: PdfStream("/Subtype /Image /Filter /DCTDecode", "\n9 0 obj << /S /Named >> "u8.ToArray())), "cannot check"),
        ["pdf with a script, its name coded, in what is said to be a picture"] = (() => Pdf(objects: PdfStream("/Subtype /Image /Filter /DCTDecode", "so /Soon /#4AavaScript "u8.ToArray())), "scripts"),
        ["pdf with a script in a packed text"] = (() => Pdf(objects: PdfStream("/Filter /FlateDecode", Deflated("/Joy (so) Tj /JavaScript "u8.ToArray()))), "scripts"),
        ["pdf that starts a program"] = (() => Pdf("/OpenAction << /S /Launch /F (cmd.exe) >>"), "programs"),
        ["pdf with a file inside"] = (() => Pdf(objects: PdfStream("/Type /EmbeddedFile", "x"u8.ToArray())), "other files"),
        ["pdf with a password"] = (() => Pdf(trailer: "/Encrypt 5 0 R"), "password"),
        ["pdf form of one program"] = (() => Pdf("/AcroForm << /XFA 5 0 R >>"), "form"),
        ["pdf that unpacks without end"] = (() => Pdf(objects: PdfStream("/Filter /FlateDecode", Deflated(new byte[1_000_000], 320))), "unpacks"),
        ["pdf that is cut off"] = (() => Pdf()[..80], "damaged"),
        ["pdf with a program behind it"] = (() => [.. Pdf(), .. "MZ\x90 this program"u8], "something else"),
        ["pdf with an archive behind it"] = (() => [.. Pdf(), .. Zip(("a.exe", [1]))], "something else"),
        ["pdf with a page of the web in its head"] = (() => [.. "%PDF-1.7\n<html><script>1</script>"u8, .. Pdf()[9..]], "something else"),
        ["archive"] = (() => Zip(("a.pdf", Pdf())), "archive"),
        ["open document"] = (() => Zip(("mimetype", "application/vnd.oasis.opendocument.text"u8.ToArray()), ("content.xml", [])), "OpenDocument"),
        ["docx with macros"] = (() => Docx(("word/vbaProject.bin", [0xD0, 0xCF, 0x11, 0xE0])), "macros"),
        ["docx that says that it has macros"] = (() => Docx(("[Content_Types].xml", Types("application/vnd.ms-word.document.macroEnabled"))), "macros"),
        ["xlsx with old macros"] = (() => Xlsx(("xl/macrosheets/sheet1.xml", "<a/>"u8.ToArray())), "macros"),
        ["docx with a control"] = (() => Docx(("word/activeX/activeX1.xml", "<a/>"u8.ToArray())), "macros"),
        ["docx with an object of another program"] = (() => Docx(("word/embeddings/oleObject1.bin", [0xD0, 0xCF, 0x11, 0xE0])), "oleObject1.bin"),
        ["docx with a program for a picture"] = (() => Docx(("word/media/image1.png", "MZ\x90"u8.ToArray())), "image1.png"),
        ["docx with an archive for a picture"] = (() => Docx(("word/media/image1.png", Zip(("a", [1])))), "image1.png"),
        ["docx with a drawing that runs"] = (() => Docx(("word/media/image1.svg", "<svg><script>1</script></svg>"u8.ToArray())), "image1.svg"),
        ["docx with a film"] = (() => Docx(("word/media/media1.mp4", [0, 0, 0, 24])), "media1.mp4"),
        ["docx with macros in its chart"] = (() => Docx(("word/embeddings/sheet.xlsx", Xlsx(("xl/vbaProject.bin", [1])))), "macros"),
        ["docx with a chart in its chart"] = (() => Docx(("word/embeddings/sheet.xlsx", Xlsx(("xl/embeddings/sheet.xlsx", Xlsx())))), "sheet.xlsx"),
        ["docx with a template elsewhere"] = (() => Docx(("word/_rels/settings.xml.rels", Outside("attachedTemplate", "https://example.org/a.dotm"))), "another place"),
        ["docx with a picture elsewhere"] = (() => Docx(("word/_rels/document.xml.rels", Outside("image", "https://example.org/a.png"))), "another place"),
        ["xlsx with figures elsewhere"] = (() => Xlsx(("xl/externalLinks/_rels/externalLink1.xml.rels", Outside("externalLinkPath", @"\\server\share\a.xlsx"))), "another place"),
        ["xlsx that asks another program"] = (() => Xlsx(("xl/externalLinks/externalLink1.xml", "<externalLink><ddeLink ddeService=\"cmd\"/></externalLink>"u8.ToArray())), "another place"),
        ["docx that asks another program, word by word"] = (() => Docx(("word/header1.xml", Paragraph("<w:r><w:fldChar/></w:r><w:r><w:instrText> D</w:instrText></w:r><w:r><w:instrText>DEAUTO</w:instrText></w:r><w:r><w:instrText> cmd</w:instrText></w:r>"))), "another place"),
        ["docx that asks another program at once"] = (() => Docx(("word/document.xml", Paragraph("<w:fldSimple w:instr=\" DDE cmd \"/>"))), "another place"),
        ["docx that defines itself"] = (() => Docx(("word/document.xml", "<!DOCTYPE a [<!ENTITY b \"bb\">]><a>&b;</a>"u8.ToArray())), "damaged"),
        ["docx that is cut off"] = (() => Docx()[..^40], "damaged"),
        ["docx that unpacks without end"] = (() => Docx(("word/media/image1.bmp", new byte[40_000_000])), "unpacks"),
        ["docx that says that it is small"] = (() => Lying(), "unpacks"),
        ["docx with too many parts"] = (() => Docx([.. Enumerable.Range(0, 5_000).Select(number => ($"word/p{number}.xml", "<a/>"u8.ToArray()))]), "unpacks"),
        ["docx with something before it"] = (() => [.. "PK\x03\x04 and more"u8, .. Docx()], "damaged"),
        ["docx with something behind it"] = (() => Commented(), "something else"),
        ["docx with a path out of it"] = (() => Docx(("../a.xml", "<a/>"u8.ToArray())), "something else"),
        ["docx with one name for two parts"] = (() => Docx(("WORD/DOCUMENT.XML", "<a/>"u8.ToArray())), "something else"),
        ["docx with a password on its parts"] = (() => Protected(), "password"),
        ["office file with a password"] = (() => [0xD0, 0xCF, 0x11, 0xE0, .. new byte[2000], .. Encoding.Unicode.GetBytes("EncryptedPackage"), .. new byte[500]], "password"),
        ["old office file"] = (() => [0xD0, 0xCF, 0x11, 0xE0, .. new byte[2000]], ".doc"),
        ["web page"] = (() => "\n<!DOCTYPE html><p>"u8.ToArray(), "HTML"),
        ["drawing of the web"] = (() => "<svg xmlns=\"http://www.w3.org/2000/svg\"/>"u8.ToArray(), "SVG"),
        ["photo of a kind that not everybody can open"] = (() => [0, 0, 0, 24, .. "ftypheic"u8, .. new byte[30]], "HEIC"),
        ["program"] = (() => "MZ\x90 program"u8.ToArray(), "not what its name says"),
        ["nothing"] = (() => [], "not what its name says"),
        ["jpeg with an archive behind it"] = (() => [.. Jpeg(), .. Zip(("a", [1]))], "something else"),
        ["jpeg with a script in its notes"] = (() => [0xFF, 0xD8, 0xFF, 0xFE, 0, 20, .. "<?php system(1) ?>"u8, .. Jpeg()[2..]], "something else"),
        ["jpeg with a film behind it"] = (() => [.. Jpeg(), 0, 0, 0, 24, .. "ftypmp42"u8, .. new byte[100]], "video"),
        ["jpeg with a program behind it"] = (() => [.. Jpeg(), .. "MZ\x90 program"u8], "something else"),
        ["jpeg that is cut off"] = (() => Jpeg()[..^20], "damaged"),
        ["jpeg that is too large to show"] = (() => Resized(), "too large"),
        ["png that is too large to show"] = (() => Png(29_000, 29_000), "too large"),
        ["png of no size"] = (() => Png(0, 8), "too large"),
        ["png with something behind it"] = (() => [.. Png(), .. "more"u8], "something else"),
        ["png with something large inside"] = (() => Png(chunks: [("zTXt", new byte[1_100_000])]), "something else"),
        ["png that is cut off"] = (() => Png()[..^5], "damaged"),
    };

    public static TheoryData<string> Accepted => [.. _accepted.Keys];

    public static TheoryData<string> Refused => [.. _refused.Keys];

    [Theory]
    [MemberData(nameof(Accepted))]
    public void Inspect_OrdinaryFile_IsTaken(string name)
    {
        var (kind, whyNot) = Inspect(_accepted[name]());
        Assert.Null(whyNot);
        Assert.True(kind!.Fits("a." + name.Split(' ')[0]));
    }

    [Theory]
    [MemberData(nameof(Refused))]
    public void Inspect_FileWithSomethingWrong_IsRefusedWithTheReason(string name)
    {
        var watch = Stopwatch.StartNew();
        var (kind, whyNot) = Inspect(_refused[name].File());
        Assert.Null(kind);
        Assert.Contains(_refused[name].WhyNot, whyNot, StringComparison.Ordinal);
        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(20), $"{watch.Elapsed}");
    }

    // Whatever bytes come, the inspection comes to an end and never fails.
    [Fact]
    public void Inspect_FilesChangedAtRandom_AlwaysDecides()
    {
        var random = new Random(20_270_101);
        byte[][] files = [Pdf(objects: PdfStream("/Type /ObjStm /N 1 /First 4 /Filter /FlateDecode", Deflated("5 0 << >>"u8.ToArray()))), Docx(), Xlsx(), Jpeg(), Png()];
        for (var time = 0; time < 3_000; time++)
        {
            var file = files[time % files.Length].ToArray();
            for (var change = random.Next(1, 6); change > 0; change--) file[random.Next(8, file.Length)] = (byte)random.Next(256);
            if (random.Next(3) == 0) file = file[..random.Next(file.Length)];
            var (kind, whyNot) = Inspect(file);
            Assert.True(kind is null != whyNot is null);
        }
    }

    [Fact]
    public void Inspect_IsEndedByItsToken()
    {
        using var ended = new CancellationTokenSource();
        ended.Cancel();
        Assert.Throws<OperationCanceledException>(() => FileInspector.Inspect(new MemoryStream(Docx()), ended.Token));
    }

    private static Inspected Inspect(byte[] file) => FileInspector.Inspect(new MemoryStream(file, writable: false), CancellationToken.None);

    // The directory says eight bytes where forty million come.
    private static byte[] Lying()
    {
        var length = new byte[4];
        System.Buffers.Binary.BinaryPrimitives.WriteInt32LittleEndian(length, 40_000_000);
        return Docx(("word/media/image1.bmp", new byte[40_000_000])).With(length, [8, 0, 0, 0]);
    }

    private static byte[] Commented()
    {
        var file = Docx();
        file[^2] = 4; // the length of a comment that follows
        return [.. file, .. "more"u8];
    }

    // The first flag of every entry of the directory, eight bytes behind its mark.
    private static byte[] Protected()
    {
        var file = Docx();
        for (var at = file.AsSpan().IndexOf("PK\x01\x02"u8); at >= 0; at = file.AsSpan(at + 4).IndexOf("PK\x01\x02"u8) is var next and >= 0 ? at + 4 + next : -1) file[at + 8] |= 1;
        return file;
    }

    // Height and width stand five bytes behind the mark of a frame.
    private static byte[] Resized()
    {
        var file = Jpeg();
        var frame = Enumerable.Range(0, file.Length - 1).First(at => file[at] == 0xFF && file[at + 1] is 0xC0 or 0xC1 or 0xC2);
        foreach (var at in new[] { frame + 5, frame + 7 }) (file[at], file[at + 1]) = (0x70, 0x80);
        return file;
    }
}
