using System.Text;
using System.Text.RegularExpressions;
using AngleSharp.Html.Dom;
using AngleSharp.Html.Parser;

namespace Grants.Tests.Portal;

public sealed partial class PrintableDocumentTests(PortalSite site) : IClassFixture<PortalSite>
{
    [Theory]
    [InlineData("A plain text", "U+0000-00FF")]
    [InlineData(SamplePage.Vietnamese, "U+0000-00FF", "U+0102-0103")]
    [InlineData(SamplePage.Khmer, "U+0000-00FF", "U+1780-17FF")]
    [InlineData(SamplePage.Lao, "U+0000-00FF", "U+0E81-0EDF")]
    [InlineData(SamplePage.Thai, "U+0000-00FF", "U+02D7")]
    [InlineData("₱ 100", "U+0000-00FF", "U+0100-02BA")]
    [InlineData("சட்ட உதவி", "U+0000-00FF", "U+0964-0965")]
    [InlineData("بنتوان اوندڠ", "U+0000-00FF", "U+0600-06FF")]
    [InlineData(SamplePage.Khmer + SamplePage.Thai, "U+0000-00FF", "U+1780-17FF", "U+02D7")]
    public async Task Render_HoldsTheFontsOfItsScriptsAndNoOther(string purpose, params string[] firstRanges)
    {
        string html = await Render(purpose);
        Assert.Equal(firstRanges.SelectMany(r => new[] { r, r }), UnicodeRange().Matches(html).Select(m => m.Groups[1].Value));
        foreach (Match font in Font().Matches(html)) Assert.Equal("wOF2"u8.ToArray(), Convert.FromBase64String(font.Groups[1].Value)[..4]);
    }

    // Of the hundred parts of the Chinese font, and beside the two weights of Latin.
    [Theory]
    [InlineData("法律援助受害者", 5)]
    [InlineData("東南亞國家協會", 7)]
    public async Task Render_Chinese_HoldsTheFewPartsThatItNeeds(string purpose, int mostParts) =>
        Assert.InRange(Font().Count(await Render(purpose)) - 2, 1, mostParts);

    [Fact]
    public async Task Render_IsOneFileThatNeedsAndRunsNothing()
    {
        string html = await Render(SamplePage.Khmer);
        IHtmlDocument document = new HtmlParser().ParseDocument(html);

        Assert.Equal("Agreement <G-0004>", document.Title);
        Assert.Empty(document.QuerySelectorAll("script, link, img, iframe, [src]"));
        Assert.DoesNotContain("http", html, StringComparison.Ordinal);
        Assert.Contains(SamplePage.Khmer, document.Body!.TextContent, StringComparison.Ordinal);
        Assert.Equal(2, document.QuerySelectorAll(".signature").Length);
        Assert.Equal("15 March 2027, 17:00 (Phnom Penh time, UTC+7)", document.QuerySelector("time")!.TextContent);
    }

    [Fact]
    public async Task Render_Twice_GivesTheSameBytes() => Assert.Equal(await Render(SamplePage.Thai), await Render(SamplePage.Thai));

    private async Task<string> Render(string purpose) => Encoding.UTF8.GetString(
        await site.Documents.RenderAsync<SampleAgreement>("Agreement <G-0004>", new Dictionary<string, object?> { ["Purpose"] = purpose }));

    [GeneratedRegex(@"unicode-range:([^,}]+)")]
    private static partial Regex UnicodeRange();

    [GeneratedRegex("base64,([^)]+)")]
    private static partial Regex Font();
}
