using System.Globalization;
using System.IO.Compression;
using System.Text;
using System.Xml.Linq;
using DocumentFormat.OpenXml;
using DocumentFormat.OpenXml.Packaging;
using DocumentFormat.OpenXml.Wordprocessing;

namespace Grants.Portal.Documents;

/// <summary>
/// A <see cref="Paper"/> as a Word file. Word shows Khmer, Lao, Thai and Myanmar in the font for complex scripts and breaks their lines by language, so every
/// stretch of text is a run that says its script; Vietnamese is Latin. The same paper gives the same bytes.
/// </summary>
internal static class WordPaper
{
    /// <summary>The media type of Word files.</summary>
    public const string ContentType = "application/vnd.openxmlformats-officedocument.wordprocessingml.document";

    private const string LatinFont = "Calibri";
    private const string Grid = "TableGrid";

    // In half points.
    private const string BodySize = "22";

    // Word brings these fonts along; other programs put their own in their place.
    private static readonly Script[] Scripts =
    [
        new(0x0E00, 0x0E7F, "Leelawadee UI", "th-TH"),
        new(0x0E80, 0x0EFF, "Leelawadee UI", "lo-LA"),
        new(0x1000, 0x109F, "Myanmar Text", "my-MM"),
        new(0x1780, 0x17FF, "Leelawadee UI", "km-KH"),
        new(0x19E0, 0x19FF, "Leelawadee UI", "km-KH"),
    ];

    /// <summary>Writes the file.</summary>
    public static byte[] Write(Paper paper)
    {
        using var output = new MemoryStream();
        using (var document = WordprocessingDocument.Create(output, WordprocessingDocumentType.Document))
        {
            // With ids of their own choice: those that are made up differ every time.
            var main = document.AddNewPart<MainDocumentPart>("application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml", "rId1");
            main.AddNewPart<StyleDefinitionsPart>("rId1").Styles = Styles();
            main.AddNewPart<FooterPart>("rId2").Footer = new Footer(Line(paper.Reference, "Footer"));
            var body = new Body(Line(paper.Title, "Heading1"));
            foreach (var part in paper.Parts) body.Append(Elements(part));
            body.Append(new SectionProperties(
                new FooterReference { Type = HeaderFooterValues.Default, Id = "rId2" },
                new PageSize { Width = 11906, Height = 16838 },
                new PageMargin { Top = 1134, Right = 1021, Bottom = 1134, Left = 1021, Header = 567, Footer = 567, Gutter = 0 }));
            main.Document = new Document(body);
            using var properties = document.AddNewPart<CoreFilePropertiesPart>("rId2").GetStream();
            Properties(paper).Save(properties);
        }

        Undate(output, paper.Issued);
        return output.ToArray();
    }

    private static XElement Properties(Paper paper)
    {
        XNamespace core = "http://schemas.openxmlformats.org/package/2006/metadata/core-properties", dublin = "http://purl.org/dc/elements/1.1/";
        return new XElement(core + "coreProperties", new XElement(dublin + "title", $"{paper.Title} {paper.Reference}"), new XElement(dublin + "creator", PortalContext.ProductName));
    }

    private static IEnumerable<OpenXmlElement> Elements(PaperPart part) => part switch
    {
        PaperHeading heading => [Line(heading.Text, $"Heading{heading.Level}")],
        PaperText text => text.Text.Split('\n').Select(line => Line(line)),
        PaperFacts facts => [Table(2, [], facts.Rows.Select(row => Row([(row.Name, false, true), (row.Value, false, false)]))), Line("")],
        PaperTable table => [Line(table.Caption, "Caption"), Table(table), Line("")],
        _ => throw new ArgumentOutOfRangeException(nameof(part), part.GetType(), "Unknown part of a paper."),
    };

    private static Table Table(PaperTable table)
    {
        var header = Row(table.Columns.Select(column => (column.Heading, column.Numeric, true)));
        header.PrependChild(new TableRowProperties(new CantSplit(), new TableHeader()));
        var rows = table.Rows.Select(row => Row(row.Select((cell, index) => (cell, table.Columns[index].Numeric, false))));
        if (table.Totals is { } totals) rows = rows.Append(Row(totals.Select((cell, index) => (cell, table.Columns[index].Numeric, true))));
        return Table(table.Columns.Count, [header], rows);
    }

    private static Table Table(int columns, IEnumerable<TableRow> header, IEnumerable<TableRow> rows)
    {
        var table = new Table(
            new TableProperties(new TableStyle { Val = Grid }, new TableWidth { Width = "5000", Type = TableWidthUnitValues.Pct }),
            new TableGrid(Enumerable.Range(0, columns).Select(_ => new GridColumn { Width = (9864 / columns).ToString(CultureInfo.InvariantCulture) })));
        table.Append(header);
        table.Append(rows);
        return table;
    }

    private static TableRow Row(IEnumerable<(string Text, bool Numeric, bool Bold)> cells) => new(cells.Select(cell =>
    {
        var lines = cell.Text.Split('\n').Select(line => Line(line, bold: cell.Bold, right: cell.Numeric));
        var filled = new TableCell(new TableCellProperties(new TableCellWidth { Type = TableWidthUnitValues.Auto, Width = "0" }));
        filled.Append(lines);
        return filled;
    }));

    private static Paragraph Line(string text, string? style = null, bool bold = false, bool right = false)
    {
        var paragraph = new Paragraph();
        if (style is not null || right)
        {
            var properties = new ParagraphProperties();
            if (style is not null) properties.Append(new ParagraphStyleId { Val = style });
            if (right) properties.Append(new Justification { Val = JustificationValues.Right });
            paragraph.Append(properties);
        }

        paragraph.Append(Runs(text).Select(run => Run(run.Text, run.Script, bold)));
        return paragraph;
    }

    private static Run Run(string text, Script? script, bool bold)
    {
        var properties = new RunProperties();
        if (script is not null) properties.Append(new RunFonts { ComplexScript = script.Font });
        if (bold) properties.Append(new Bold(), new BoldComplexScript());
        if (script is not null) properties.Append(new ComplexScript(), new Languages { Bidi = script.Language });
        var run = new Run();
        if (properties.HasChildren) run.Append(properties);
        foreach (var (index, piece) in text.Split('\t').Index())
        {
            if (index > 0) run.Append(new TabChar());
            if (piece.Length > 0) run.Append(new Text(piece) { Space = SpaceProcessingModeValues.Preserve });
        }

        return run;
    }

    // What belongs to no script of its own (spaces, digits, marks that join) goes with what stands before it.
    private static IEnumerable<(string Text, Script? Script)> Runs(string text)
    {
        var run = new StringBuilder();
        Script? current = null;
        foreach (var rune in text.EnumerateRunes())
        {
            var script = Array.Find(Scripts, each => rune.Value >= each.From && rune.Value <= each.To);
            var isNeutral = script is null && !Rune.IsLetter(rune);
            if (!isNeutral && script?.Language != current?.Language)
            {
                if (run.Length > 0) yield return (run.ToString(), current);
                run.Clear();
                current = script;
            }

            run.Append(rune);
        }

        if (run.Length > 0) yield return (run.ToString(), current);
    }

    private static Styles Styles() => new(
        new DocDefaults(
            new RunPropertiesDefault(new RunPropertiesBaseStyle(
                new RunFonts { Ascii = LatinFont, HighAnsi = LatinFont, EastAsia = "Microsoft YaHei", ComplexScript = Scripts[0].Font },
                new FontSize { Val = BodySize },
                new FontSizeComplexScript { Val = BodySize },
                new Languages { Val = "en-GB", Bidi = Scripts[0].Language })),
            new ParagraphPropertiesDefault(new ParagraphPropertiesBaseStyle(new SpacingBetweenLines { After = "120", Line = "276", LineRule = LineSpacingRuleValues.Auto }))),
        new Style(new StyleName { Val = "Normal" }, new PrimaryStyle()) { Type = StyleValues.Paragraph, StyleId = "Normal", Default = true },
        Heading(1, "36"), Heading(2, "28"), Heading(3, "24"),
        new Style(
            new StyleName { Val = "caption" }, new BasedOn { Val = "Normal" }, new NextParagraphStyle { Val = "Normal" },
            new StyleParagraphProperties(new KeepNext()), new StyleRunProperties(new Bold(), new BoldComplexScript()))
        { Type = StyleValues.Paragraph, StyleId = "Caption" },
        new Style(
            new StyleName { Val = "footer" }, new BasedOn { Val = "Normal" },
            new StyleRunProperties(new FontSize { Val = "18" }, new FontSizeComplexScript { Val = "18" }))
        { Type = StyleValues.Paragraph, StyleId = "Footer" },
        new Style(
            new StyleName { Val = "Table Grid" },
            new StyleParagraphProperties(new SpacingBetweenLines { After = "40" }),
            new StyleTableProperties(new TableBorders(
                new TopBorder { Val = BorderValues.Single, Size = 4, Color = "C9C1B2" },
                new LeftBorder { Val = BorderValues.Single, Size = 4, Color = "C9C1B2" },
                new BottomBorder { Val = BorderValues.Single, Size = 4, Color = "C9C1B2" },
                new RightBorder { Val = BorderValues.Single, Size = 4, Color = "C9C1B2" },
                new InsideHorizontalBorder { Val = BorderValues.Single, Size = 4, Color = "C9C1B2" },
                new InsideVerticalBorder { Val = BorderValues.Single, Size = 4, Color = "C9C1B2" })))
        { Type = StyleValues.Table, StyleId = Grid });

    private static Style Heading(int level, string size) => new(
        new StyleName { Val = $"heading {level}" }, new BasedOn { Val = "Normal" }, new NextParagraphStyle { Val = "Normal" }, new PrimaryStyle(),
        new StyleParagraphProperties(new KeepNext(), new SpacingBetweenLines { Before = "240", After = "80" }, new OutlineLevel { Val = level - 1 }),
        new StyleRunProperties(new Bold(), new BoldComplexScript(), new Color { Val = "14544F" }, new FontSize { Val = size }, new FontSizeComplexScript { Val = size }))
    { Type = StyleValues.Paragraph, StyleId = $"Heading{level}" };

    // The parts' times in the package are the only thing that differs from one run to the next.
    private static void Undate(MemoryStream package, DateOnly issued)
    {
        using var parts = new ZipArchive(package, ZipArchiveMode.Update, leaveOpen: true);
        foreach (var part in parts.Entries) part.LastWriteTime = new DateTimeOffset(issued, TimeOnly.MinValue, TimeSpan.Zero);
    }

    private sealed record Script(int From, int To, string Font, string Language);
}
