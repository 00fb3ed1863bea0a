using System.Text;
using Grants.Portal;
using Grants.Tests.Fixtures;

namespace Grants.Tests.Language;

/// <summary>What people write in their own scripts is kept, found, counted, sent and printed as they wrote it.</summary>
public abstract class ScriptsTests(GrantsHost host) : FrontDoorTests(host)
{
    // Vietnamese as some keyboards type it, letters and marks apart; scripts without spaces between words; right to left; a family of four; a letter with two marks.
    private const string Approach = "Hỗ trợ pháp lý. ការជួយផ្នែកច្បាប់ ជូនជនរងគ្រោះ។ ການຊ່ວຍເຫຼືອທາງກົດໝາຍ ความช่วยเหลือทางกฎหมาย ဥပဒေအကူအညီ مساعدة قانونية (2) 👩‍👩‍👧‍👦 é̱";

    [SkippableFact]
    public async Task Texts_OfEveryScript_AreKeptFoundCountedSentAndPrinted()
    {
        // Told apart from those of other tests, at its end.
        var title = $"ការពារសិទ្ធិ Hỗ trợ {Guid.NewGuid():n}"[..40].Normalize(NormalizationForm.FormD);
        var application = await Scenario.DraftApplicationAsync(await Scenario.OpenCallAsync(days: 3));
        var lead = await Host.SignInAsync(application.Organisation.Lead);
        var versions = (await lead.GetAsync(application.Path)).GetProperty("answerVersions");
        await lead.PutAsync(application.Path, new { answerVersions = versions, answers = new Dictionary<string, object> { ["title"] = title, ["approach"] = Approach.Normalize(NormalizationForm.FormD) } });

        var kept = await lead.GetAsync(application.Path);
        Assert.Equal(title.Normalize(), kept.Text("title"));
        Assert.Equal(Approach.Normalize(), kept.GetProperty("answers").Text("approach"));

        await Scenario.ActAsync(application.Organisation.Lead, application.Path, "submit");
        await Host.SettleAsync();
        var found = await (await Host.SignInAsync(Scenario.Staff.Manager)).GetAsync($"/api/v1/applications?q={Uri.EscapeDataString(title.Normalize(NormalizationForm.FormD))}");
        Assert.Equal(application.Id, Assert.Single(found.Items()).Id());

        var mail = Host.MailTo(application.Organisation.Lead.Email)[^1];
        Assert.Contains(title.Normalize(), mail.Text!, StringComparison.Ordinal);
        Assert.Contains("<p dir=\"auto\"", mail.Html!, StringComparison.Ordinal);

        var page = await lead.OpenAsync($"/applications/{application.Id}");
        var shown = page.Document.QuerySelectorAll(".user-text").Single(text => text.TextContent == Approach.Normalize());
        Assert.Equal(("auto", "no"), (shown.GetAttribute("dir"), shown.GetAttribute("translate")));
        Assert.Equal(title.Normalize(), page.Title);

        var printable = (await lead.GetAsync($"{application.Path}/receipt")).GetProperty("printable");
        using var answer = await lead.SendAsync(HttpMethod.Get, printable.Text("href")!);
        var receipt = await answer.Content.ReadAsStringAsync();
        var text = new AngleSharp.Html.Parser.HtmlParser().ParseDocument(receipt).Body!.TextContent;
        Assert.Contains(title.Normalize(), text, StringComparison.Ordinal);
        Assert.Contains("data:font/woff2", receipt, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("👩‍👩‍👧‍👦", 1)]
    [InlineData("é̱", 1)]
    [InlineData("ខ្មែរ", 2)]
    [InlineData("Hỗ trợ", 6)]
    public void Texts_AreCountedAsReadersSeeThem(string text, int letters)
    {
        Assert.Equal(letters, PortalText.Length(text));
        Assert.Equal(letters, PortalText.Length(text.Normalize(NormalizationForm.FormD)));
    }

    public sealed class OnSqlite(SqliteHost host) : ScriptsTests(host), IClassFixture<SqliteHost>;

    public sealed class OnPostgres(PostgresHost host) : ScriptsTests(host), IClassFixture<PostgresHost>;
}
