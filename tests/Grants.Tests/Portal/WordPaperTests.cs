using DocumentFormat.OpenXml.Packaging;
using DocumentFormat.OpenXml.Validation;
using DocumentFormat.OpenXml.Wordprocessing;
using Grants.Portal.Documents;

namespace Grants.Tests.Portal;

/// <summary>Papers as Word files: sound, the same twice, and every script said.</summary>
public sealed class WordPaperTests
{
    private const string Mixed = $"In English, {SamplePage.Thai} and {SamplePage.Lao}\tthen\n{SamplePage.Khmer} 120, {SamplePage.Vietnamese}";

    private static readonly Paper _paper = new("Receipt and application", "CT-2021-1-007", new DateOnly(2021, 9, 30),
    [
        new PaperText("What we have."),
        new PaperFacts([("Number", "CT-2021-1-007"), ("Project", SamplePage.Khmer)]),
        new PaperHeading(2, "Work plan"),
        new PaperHeading(3, "Which activities?"),
        new PaperText(Mixed, IsUsers: true),
        new PaperTable("Budget", [("What for", false), ("Amount", true)], [[SamplePage.Lao, "AUD 60,000.00"], ["Fees", "AUD 40,000.00"]], ["Total", "AUD 100,000.00"]),
        new PaperTable("Log-frame", [("Indicator", false), ("Baseline", false), ("Target", false)], []),
    ]);

    [Fact]
    public void Write_IsValid_WithHeadingsAndTables()
    {
        using var word = Open(out _);
        Assert.Empty(new OpenXmlValidator(DocumentFormat.OpenXml.FileFormatVersions.Office2013).Validate(word).Select(error => $"{error.Path?.XPath}: {error.Description}"));
        var body = word.MainDocumentPart!.Document.Body!;
        Assert.Equal(["Heading1", "Heading2", "Heading3"], body.Elements<Paragraph>().Select(line => line.ParagraphProperties?.ParagraphStyleId?.Val?.Value).Where(style => style?.StartsWith("Heading", StringComparison.Ordinal) == true));
        Assert.Equal([2, 4, 1], body.Elements<Table>().Select(table => table.Elements<TableRow>().Count()));
    }

    [Fact]
    public void Write_SaysTheScriptOfEveryStretch_AndLosesNoCharacter()
    {
        using var word = Open(out _);
        var runs = word.MainDocumentPart!.Document.Descendants<Run>().ToList();
        Assert.Equal(new HashSet<string> { "th-TH", "lo-LA", "km-KH" }, runs.Select(run => run.RunProperties?.GetFirstChild<Languages>()?.Bidi?.Value).OfType<string>().ToHashSet());
        foreach (var run in runs)
        {
            var hasComplex = run.InnerText.Any(c => c is (>= '\u0E00' and <= '\u0EFF') or (>= '\u1780' and <= '\u17FF'));
            Assert.Equal(hasComplex, run.RunProperties?.ComplexScript is not null);
            Assert.Equal(hasComplex, run.RunProperties?.RunFonts?.ComplexScript is not null);
        }

        Assert.Contains(Mixed.Replace("\t", "", StringComparison.Ordinal).Split('\n')[0], word.MainDocumentPart.Document.InnerText, StringComparison.Ordinal);
        Assert.Contains(Mixed.Split('\n')[1], word.MainDocumentPart.Document.InnerText, StringComparison.Ordinal);
    }

    [Fact]
    public void Write_Twice_GivesTheSameBytes()
    {
        using var one = Open(out var first);
        using var other = Open(out var second);
        Assert.Equal(first, second);
    }

    private static WordprocessingDocument Open(out byte[] bytes)
    {
        bytes = WordPaper.Write(_paper);
        return WordprocessingDocument.Open(new MemoryStream(bytes), isEditable: false);
    }
}
