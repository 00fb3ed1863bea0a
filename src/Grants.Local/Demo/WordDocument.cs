using System.IO.Compression;
using DocumentFormat.OpenXml;
using DocumentFormat.OpenXml.Packaging;
using DocumentFormat.OpenXml.Wordprocessing;

namespace Grants.Local.Demo;

/// <summary>A DOCX as an office would write it, in any script; the same words give the same bytes.</summary>
internal static class WordDocument
{
    /// <summary>Writes the document.</summary>
    public static byte[] Of(string title, IEnumerable<string> paragraphs)
    {
        using var output = new MemoryStream();
        using (var document = WordprocessingDocument.Create(output, WordprocessingDocumentType.Document))
        {
            var body = new Body(Line(title, bold: true));
            body.Append(paragraphs.Select(paragraph => Line(paragraph, bold: false)));
            // With an id of its own choice: one that is made up differs every time.
            document.AddNewPart<MainDocumentPart>("application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml", "rId1").Document = new Document(body);
        }

        Undate(output);
        return output.ToArray();
    }

    // The parts' times in the package are the only thing that differs from one run to the next.
    private static void Undate(MemoryStream package)
    {
        using var parts = new ZipArchive(package, ZipArchiveMode.Update, leaveOpen: true);
        foreach (var part in parts.Entries) part.LastWriteTime = new DateTimeOffset(2021, 7, 1, 0, 0, 0, TimeSpan.Zero);
    }

    private static Paragraph Line(string text, bool bold)
    {
        var run = new Run();
        if (bold) run.Append(new RunProperties(new Bold()));
        run.Append(new Text(text) { Space = SpaceProcessingModeValues.Preserve });
        return new Paragraph(run);
    }
}
