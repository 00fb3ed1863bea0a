using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using AngleSharp.Html.Parser;
using DocumentFormat.OpenXml.Packaging;
using DocumentFormat.OpenXml.Validation;
using Grants.Tests.Fixtures;

namespace Grants.Tests.Applications;

/// <summary>The receipt: what was submitted, with every fingerprint, as a page, over the API, to print and as a Word file.</summary>
public abstract partial class ReceiptTests(GrantsHost host) : FrontDoorTests(host)
{
    private const string Khmer = "ជំនួយផ្លូវច្បាប់ដល់ជនរងគ្រោះ", Lao = "ການຊ່ວຍເຫຼືອທາງກົດໝາຍ", Thai = "ความช่วยเหลือทางกฎหมาย", Vietnamese = "Trợ giúp pháp lý cho nạn nhân",
        Burmese = "ဥပဒေအကူအညီ မြန်မာ", Chinese = "法律援助受害者", Tamil = "சட்ட உதவி", Jawi = "بنتوان اوندڠ-اوندڠ";

    private static readonly string[] _texts = [Khmer, Lao, Thai, Vietnamese, Burmese, Chinese, Tamil, Jawi];

    [SkippableFact]
    public async Task Receipt_HasTheWholeApplicationToPrintAndAsWord_WithTheirFingerprints()
    {
        var application = await SubmittedInManyScriptsAsync();
        var lead = await Host.SignInAsync(application.Organisation.Lead);
        var receipt = await lead.GetAsync($"{application.Path}/receipt");
        Assert.InRange(lead.LastCommands, 1, 10); // The first time makes the two documents.
        Assert.Equal(receipt.ToString(), (await lead.GetAsync($"{application.Path}/receipt")).ToString());
        Assert.InRange(lead.LastCommands, 1, 8);

        var html = await DownloadAsync(lead, receipt.GetProperty("printable"));
        var page = new HtmlParser().ParseDocument(Encoding.UTF8.GetString(html));
        var words = page.Body!.TextContent;
        foreach (var text in _texts.Concat([$"{application.Call.Reference}-001", "60,000.00", "which is", receipt.GetProperty("documents")[0].Text("sha256")!]))
            Assert.Contains(text, words, StringComparison.Ordinal);
        Assert.Empty(page.QuerySelectorAll("script, link, img, iframe, [src]"));
        AssertFontsAreInside(page.QuerySelector("style")!.TextContent);

        using var file = new MemoryStream(await DownloadAsync(lead, receipt.GetProperty("word")));
        using var word = WordprocessingDocument.Open(file, isEditable: false);
        Assert.Empty(new OpenXmlValidator(DocumentFormat.OpenXml.FileFormatVersions.Office2013).Validate(word).Select(error => $"{error.Path?.XPath}: {error.Description}"));
        foreach (var text in _texts) Assert.Contains(text, word.MainDocumentPart!.Document.InnerText, StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task Receipt_OfEachSubmission_StaysAsItWas_AndSaysWhichOneStands()
    {
        var application = await Scenario.JustSubmittedAsync();
        var lead = await Host.SignInAsync(application.Organisation.Lead);
        var first = await lead.GetAsync($"{application.Path}/receipt");
        Assert.True(first.GetProperty("stands").GetBoolean());
        await Scenario.ActAsync(application.Organisation.Lead, application.Path, "reopen");
        await Scenario.AnswerAsync(application, ("title", "Another title"));
        Assert.Equal("Legal aid for victims (illustrative)", (await lead.GetAsync($"{application.Path}/receipt")).Text("title"));
        await Scenario.ActAsync(application.Organisation.Lead, application.Path, "submit");

        var (earlier, last) = (await lead.GetAsync($"{application.Path}/receipt?submission=1"), await lead.GetAsync($"{application.Path}/receipt"));
        Assert.Equal((false, "Legal aid for victims (illustrative)"), (earlier.GetProperty("stands").GetBoolean(), earlier.Text("title")));
        Assert.Equal(first.GetProperty("printable").ToString(), earlier.GetProperty("printable").ToString());
        Assert.Equal((true, "Another title"), (last.GetProperty("stands").GetBoolean(), last.Text("title")));
        Assert.Contains("an earlier submission", (await lead.OpenAsync($"/applications/{application.Id}/receipt?submission=1")).Text, StringComparison.Ordinal);
        await lead.RefusedAsync(HttpStatusCode.NotFound, HttpMethod.Get, $"{application.Path}/receipt?submission=3");
    }

    [SkippableFact]
    public async Task Receipt_IsMadeForTheScreener_AlsoWhenNobodyHasOpenedIt_AndIsNobodyElses()
    {
        var application = await Scenario.SubmittedApplicationAsync();
        Assert.Equal(2, await Host.InDatabaseAsync(db => Task.FromResult(db.Documents.Count(document => document.SubjectId == application.Id && document.Purpose == Grants.Documents.DocumentPurpose.Submission))));
        var receipt = await Scenario.ReadAsync(Scenario.Staff.Manager, $"{application.Path}/receipt");
        var stranger = await Host.SignInAsync((await Scenario.OrganisationAsync()).Lead);
        await stranger.RefusedAsync(HttpStatusCode.NotFound, HttpMethod.Get, $"{application.Path}/receipt");
        using var refused = await stranger.SendAsync(HttpMethod.Get, receipt.GetProperty("word").Text("href")!);
        Assert.Equal(HttpStatusCode.NotFound, refused.StatusCode);
    }

    [SkippableFact]
    public async Task Receipt_OfADraft_IsNotThere()
    {
        var application = await Scenario.DraftApplicationAsync();
        await (await Host.SignInAsync(application.Organisation.Lead)).RefusedAsync(HttpStatusCode.Conflict, HttpMethod.Get, $"{application.Path}/receipt");
    }

    [SkippableFact]
    public async Task Mail_NamesEveryDocumentWithItsFingerprint()
    {
        var application = await SubmittedInManyScriptsAsync();
        await Host.SettleAsync();
        var mail = Host.MailTo(application.Organisation.Lead.Email)[^1];
        var document = (await Scenario.ReadAsync(application.Organisation.Lead, $"{application.Path}/receipt")).GetProperty("documents")[0];
        foreach (var text in new[] { $"{application.Call.Reference}-001", document.Text("name")!, document.Text("sha256")!, "Phnom Penh time", "UTC", $"/applications/{application.Id}/receipt" })
            Assert.Contains(text, mail.Text, StringComparison.Ordinal);
    }

    // Nothing is fetched from elsewhere, and every letter has its face.
    private static void AssertFontsAreInside(string style)
    {
        Assert.DoesNotMatch("@import|https?:|url\\((?!data:)", style);
        var faces = FontFace().Matches(style);
        Assert.NotEmpty(faces);
        var ranges = faces.SelectMany(face => face.Groups["ranges"].Value.Split(',')).Select(range => range[2..].Split('-').Select(hex => int.Parse(hex, NumberStyles.HexNumber, CultureInfo.InvariantCulture)).ToArray()).ToList();
        var missing = _texts.SelectMany(text => text.EnumerateRunes()).Where(rune => !ranges.Exists(range => rune.Value >= range[0] && rune.Value <= range[^1])).ToList();
        Assert.Empty(missing);
        Assert.Contains("\"Document\",sans-serif", style, StringComparison.Ordinal);
    }

    // d09GMg is how 'wOF2' begins.
    [GeneratedRegex("@font-face\\{[^}]*url\\(data:font/woff2;base64,d09GMg[^)]+\\)[^}]*unicode-range:(?<ranges>[^}]+)\\}")]
    private static partial Regex FontFace();

    private async Task<TestApplication> SubmittedInManyScriptsAsync()
    {
        var application = await Scenario.DraftApplicationAsync(await Scenario.OpenCallAsync(days: 3));
        await Scenario.UploadAsync(application.Organisation.Lead, "Application", application.Id, "certificate", "ទៈបៀន.pdf", Documents.SampleFiles.Pdf());
        await Scenario.AnswerAsync(application, ("title", Khmer), ("approach", $"{Lao}\n{Thai} and {Vietnamese}\n{Burmese} {Chinese}\n{Tamil} {Jawi}"));
        await Scenario.ActAsync(application.Organisation.Lead, application.Path, "submit");
        return application;
    }

    private static async Task<byte[]> DownloadAsync(Browser browser, System.Text.Json.JsonElement file)
    {
        using var response = await browser.SendAsync(HttpMethod.Get, file.Text("href")!);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        var bytes = await response.Content.ReadAsByteArrayAsync();
        Assert.Equal((file.GetProperty("length").GetInt64(), file.Text("sha256")), (bytes.LongLength, Convert.ToHexStringLower(SHA256.HashData(bytes))));
        return bytes;
    }

    public sealed class OnSqlite(SqliteHost host) : ReceiptTests(host), IClassFixture<SqliteHost>;

    public sealed class OnPostgres(PostgresHost host) : ReceiptTests(host), IClassFixture<PostgresHost>;
}
