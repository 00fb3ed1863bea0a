using AngleSharp.Dom;
using AngleSharp.Html.Dom;
using Grants.Portal;

namespace Grants.Tests.Portal;

public sealed class ComponentTests(PortalSite site) : IClassFixture<PortalSite>
{
    [Fact]
    public async Task Page_EveryControl_HasALabelAndAnIdOfItsOwn()
    {
        IHtmlDocument page = await site.Get("/sample");

        string[] ids = [.. page.QuerySelectorAll("[id]").Select(e => e.Id!)];
        Assert.Equal(ids.Distinct(), ids);
        IElement[] controls = [.. page.QuerySelectorAll("main input:not([type=hidden]), main textarea, main select")];
        Assert.True(controls.Length > 15);
        Assert.All(controls, c => Assert.True(c.Closest("label") is not null || page.QuerySelector($"label[for='{c.Id}']") is not null, c.OuterHtml));
    }

    [Theory]
    [InlineData("Title")]
    [InlineData("Purpose")]
    [InlineData("Total")]
    [InlineData("Women")]
    [InlineData("Country")]
    [InlineData("Evidence")]
    public void Describe_NameOfAField_IsItsId(string name) => Assert.Equal(name, FieldError.IdOf(name));

    [Fact]
    public void Describe_NameOfAnIndexedField_IsAnIdThatLinksCanUse() => Assert.Equal("Lines-0-Amount", FieldError.IdOf("Lines[0].Amount"));

    [Fact]
    public async Task Page_EveryReference_LeadsToAnElement()
    {
        IHtmlDocument page = await Refused();

        string[] references = [.. page.QuerySelectorAll("[aria-describedby], [aria-labelledby]")
            .SelectMany(e => $"{e.GetAttribute("aria-describedby")} {e.GetAttribute("aria-labelledby")}".Split(' ', StringSplitOptions.RemoveEmptyEntries))];
        Assert.True(references.Length > 8);
        Assert.All(references, id => Assert.NotNull(page.GetElementById(id)));
    }

    [Fact]
    public async Task Post_WithMistakes_ShowsThemAtThePageTheFieldAndTheTitleAndKeepsWhatWasTyped()
    {
        IHtmlDocument page = await Refused();

        Assert.StartsWith("Error: ", page.Title, StringComparison.Ordinal);
        IHtmlAnchorElement[] links = [.. page.QuerySelectorAll<IHtmlAnchorElement>(".govuk-error-summary a")];
        Assert.Equal(["#Start", "#Title"], links.Select(a => a.GetAttribute("href")));
        foreach (IHtmlAnchorElement link in links)
        {
            IElement control = page.GetElementById(link.Hash[1..])!;
            Assert.Equal("true", control.GetAttribute("aria-invalid"));
            IElement group = control.Closest(".govuk-form-group--error")!;
            Assert.Contains(link.TextContent, group.QuerySelector(".govuk-error-message")!.TextContent, StringComparison.Ordinal);
        }

        Assert.Equal("Title-hint Title-error", page.GetElementById("Title")!.GetAttribute("aria-describedby"));
        Assert.Equal("Start-hint Start-error", page.GetElementById("Start")!.Closest("fieldset")!.GetAttribute("aria-describedby"));
        Assert.Equal("   ", page.GetElementById("Title")!.GetAttribute("value"));
        Assert.Equal("changed", page.QuerySelector("form[data-unsaved]")!.GetAttribute("data-unsaved"));
    }

    [Fact]
    public async Task Refused_WhatThePageHasNoFieldFor_StandsAboveIt()
    {
        IHtmlDocument page = await Refused();
        Assert.Equal("Chosen for", Assert.Single(page.QuerySelectorAll(".typed-elsewhere dt")).TextContent);
        Assert.Equal("National capacity", page.QuerySelector(".typed-elsewhere dd")!.TextContent.Trim());
    }

    [Fact]
    public async Task Post_WithEverythingRight_RedirectsAndSaysOnceWhatWasDone()
    {
        using HttpClient client = site.Client();
        using HttpResponseMessage saved = await Post(client, "/sample", Form("Legal aid", "15", "3", "២០២៧"));
        Assert.Equal(303, (int)saved.StatusCode);

        using HttpResponseMessage next = await client.GetAsync(saved.Headers.Location);
        IHtmlDocument page = await PortalSite.Html(next);
        Assert.Equal("Saved Legal aid, version 7, areas justice+rights.", page.QuerySelector(".govuk-notification-banner__heading")!.TextContent);

        using HttpResponseMessage again = await client.GetAsync(saved.Headers.Location);
        Assert.Null((await PortalSite.Html(again)).QuerySelector(".govuk-notification-banner"));
    }

    [Fact]
    public async Task Notice_WrittenBySomebodyElse_IsNotShown()
    {
        using HttpClient client = site.Client();
        client.DefaultRequestHeaders.Add("Cookie", "notice=Your%20grant%20is%20cancelled");
        using HttpResponseMessage response = await client.GetAsync("/help");
        Assert.Equal(200, (int)response.StatusCode);
        Assert.Null((await PortalSite.Html(response)).QuerySelector(".govuk-notification-banner"));
    }

    [Fact]
    public async Task LongTextsAndUploads_AlwaysWarn()
    {
        IHtmlDocument page = await site.Get("/sample");
        IElement[] risky = [.. page.QuerySelectorAll("textarea, input[type=file]")];
        Assert.Equal(4, risky.Length);
        Assert.All(risky, e => Assert.Contains(
            e.GetAttribute("aria-describedby")!.Split(' '),
            id => page.GetElementById(id)!.TextContent.Contains("counts, never identities", StringComparison.OrdinalIgnoreCase)));
    }

    [Fact]
    public async Task SeveralLongTexts_HaveTheRuleInFullAboveThem_AndBrieflyAtEach()
    {
        IHtmlDocument page = await site.Get("/sample");
        IElement[] rules = [.. page.QuerySelectorAll(".do-no-harm")];
        int first = Array.IndexOf(rules, page.GetElementById("Approach-warning"));
        Assert.Contains("Do not write names", rules[first - 1].TextContent, StringComparison.Ordinal);
        Assert.Equal(["Write counts, never identities.", "Write counts, never identities."], rules[first..(first + 2)].Select(rule => rule.TextContent));
    }

    [Fact]
    public async Task Instant_InAnotherZone_IsShownInTheCallsAndTheReaders()
    {
        IHtmlDocument page = await site.Get("/sample");
        IElement row = page.QuerySelectorAll(".govuk-summary-list__row").Single(r => r.TextContent.Contains("Closes", StringComparison.Ordinal));
        Assert.Equal("2027-03-15T10:00:00Z", row.QuerySelector("time")!.GetAttribute("datetime"));
        Assert.Equal("15 March 2027, 17:00 (Phnom Penh time, UTC+7)", row.QuerySelector("time")!.TextContent);
        Assert.Equal("– your time: 15 March 2027, 21:00 (Sydney time, UTC+11)", row.QuerySelector(".instant__other")!.TextContent);
    }

    [Fact]
    public async Task Table_EachCell_CarriesItsColumnsName()
    {
        IHtmlDocument page = await site.Get("/sample");
        IElement table = page.QuerySelector("table")!;
        Assert.Equal("Tranches", table.QuerySelector("caption")!.TextContent);
        Assert.Equal(["Milestone", "Due", "Stage", "Amount"], table.QuerySelectorAll("th[scope=col]").Select(h => h.TextContent));
        Assert.Equal(["Due", "Stage", "Amount"], table.QuerySelectorAll("tbody tr:first-child td").Select(c => c.GetAttribute("data-label")));
        Assert.Equal(3, table.QuerySelectorAll("tbody th[scope=row]").Length);
        Assert.Equal("No complaint has come in.", page.QuerySelector(".table-empty")!.TextContent);
    }

    [Fact]
    public async Task Header_SaysWhoIsSignedInAndWhereOneIs()
    {
        IHtmlDocument anonymous = await site.Get("/sample");
        Assert.Equal(PortalPaths.SignIn, anonymous.QuerySelector(".site-header__person a")!.GetAttribute("href"));
        Assert.Null(anonymous.QuerySelector(".site-nav"));

        IHtmlDocument signedIn = await site.Get("/sample?signed-in");
        Assert.Contains("Sample Person, lead of an illustrative organisation", signedIn.QuerySelector(".site-header__person")!.TextContent, StringComparison.Ordinal);
        Assert.NotNull(signedIn.QuerySelector($".site-header form[action='{PortalPaths.SignOut}'] input[name=__RequestVerificationToken]"));
        Assert.Equal("Samples", signedIn.QuerySelector(".site-nav [aria-current=page]")!.TextContent);
    }

    [Fact]
    public async Task Forms_AllCarryAnAntiforgeryToken()
    {
        IHtmlDocument page = await site.Get("/sample?signed-in");
        Assert.Equal(3, page.Forms.Length);
        Assert.All(page.Forms, f => Assert.False(string.IsNullOrEmpty(f.QuerySelector("input[name=__RequestVerificationToken]")?.GetAttribute("value"))));
    }

    [Theory]
    [InlineData("/")]
    [InlineData(PortalPaths.Help)]
    [InlineData(PortalPaths.DoNoHarm)]
    [InlineData(PortalPaths.Privacy)]
    [InlineData(PortalPaths.Accessibility)]
    [InlineData("/error/400")]
    [InlineData("/error/403")]
    [InlineData("/error/404")]
    [InlineData("/error/413")]
    [InlineData("/error/429")]
    [InlineData("/error/500")]
    public async Task PublicPage_HasOneHeadingATitleAndNothingInline(string path)
    {
        using HttpClient client = site.Client();
        using HttpResponseMessage response = await client.GetAsync(path);
        IHtmlDocument page = await PortalSite.Html(response);

        Assert.Equal(path.StartsWith("/error/", StringComparison.Ordinal) ? int.Parse(path[7..], System.Globalization.CultureInfo.InvariantCulture) : 200, (int)response.StatusCode);
        Assert.EndsWith("– " + PortalContext.ProductName, page.Title, StringComparison.Ordinal);
        Assert.Equal("en", page.DocumentElement.GetAttribute("lang"));
        Assert.Single(page.QuerySelectorAll("h1"));
        Assert.NotNull(page.QuerySelector("a.govuk-skip-link[href='#main']"));
        // The content security policy would drop these silently.
        Assert.Empty(page.QuerySelectorAll("[style], style, script:not([src]), [onclick], [onsubmit]"));
    }

    [Fact]
    public async Task Conflict_ShowsWhatWasTypedButNoTokenOrVersion()
    {
        using HttpClient client = site.Client();
        using HttpResponseMessage response = await Post(client, "/conflict", Form("<b>Legal</b> aid", "1", "2", "2027"));
        Assert.Equal(409, (int)response.StatusCode);
        IHtmlDocument page = await PortalSite.Html(response);
        Assert.Equal(["Title: <b>Legal</b> aid", "Start: 1 2 2027", "Areas: justice rights", "Chosen for: National capacity"],
            page.QuerySelectorAll("dt").Select(e => $"{e.TextContent}: {string.Join(' ', e.NextElementSibling!.TextContent.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries))}"));
    }

    [Fact]
    public async Task Mistake_OfOurs_ShowsWhatWasTyped_AndNothingOfAnotherSites()
    {
        using HttpClient client = site.Client();
        using HttpResponseMessage response = await Post(client, "/broken", Form("Legal aid", "1", "2", "2027"));
        Assert.Equal(500, (int)response.StatusCode);
        IHtmlDocument page = await PortalSite.Html(response);
        Assert.Equal(["Title", "Start", "Areas", "Chosen for"], page.QuerySelectorAll("dt").Select(e => e.TextContent));

        using HttpResponseMessage forged = await client.PostAsync("/broken", new FormUrlEncodedContent([KeyValuePair.Create("Title", "Call this number")]));
        Assert.Equal(400, (int)forged.StatusCode);
        Assert.DoesNotContain("Call this number", await forged.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    private static Dictionary<string, string[]> Form(string title, string day, string month, string year) => new()
    {
        ["Title"] = [title],
        ["Version"] = ["7"],
        ["Start.Day"] = [day],
        ["Start.Month"] = [month],
        ["Start.Year"] = [year],
        ["Areas"] = ["justice", "rights"],
        ["ChosenFor"] = ["NationalCapacity"],
    };

    private static async Task<HttpResponseMessage> Post(HttpClient client, string path, Dictionary<string, string[]> form)
    {
        using HttpResponseMessage first = await client.GetAsync("/sample");
        string token = (await PortalSite.Html(first)).QuerySelector("input[name=__RequestVerificationToken]")!.GetAttribute("value")!;
        form["__RequestVerificationToken"] = [token];
        return await client.PostAsync(path, new FormUrlEncodedContent(form.SelectMany(f => f.Value.Select(v => KeyValuePair.Create(f.Key, v)))));
    }

    private async Task<IHtmlDocument> Refused()
    {
        using HttpClient client = site.Client();
        using HttpResponseMessage response = await Post(client, "/sample", Form("   ", "31", "2", "2027"));
        Assert.Equal(400, (int)response.StatusCode);
        return await PortalSite.Html(response);
    }
}
