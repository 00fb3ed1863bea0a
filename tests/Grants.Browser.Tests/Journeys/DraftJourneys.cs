using Grants.Browser.Tests.Fixtures;
using Grants.Partners;
using Microsoft.Playwright;

namespace Grants.Browser.Tests.Journeys;

/// <summary>People of one organisation write its draft: over a line that breaks, at the same time, and on a computer that they share.</summary>
public sealed class DraftJourneys(Site site) : Journey(site)
{
    // The first long text of the programme's own form.
    private const string Code = "problem";

    // Longer than any session.
    private static readonly TimeSpan SessionLength = TimeSpan.FromHours(13);

    [SkippableFact]
    public async Task TwoPeople_WriteTheSameAnswer_SeeBothTexts_AndChoose()
    {
        var id = await BeginAsync("HRDF", "Drafting together");
        await using var lead = await OpenAsync("HRDF", MembershipKind.Lead, Desk);
        await using var contributor = await OpenAsync("HRDF", MembershipKind.Contributor, Phone);
        await lead.GoAsync(Path(id));
        await contributor.GoAsync(Path(id));
        await contributor.SeesAsync("Also here");

        await TypeAsync(lead, "Legal aid in three provinces.");
        await SaysAsync(lead, "Saved at");
        await TypeAsync(contributor, "Shelter for survivors who return.");
        await contributor.SeesAsync("saved another answer at");
        await contributor.PressAsync("Show both");
        await contributor.SeesAsync("Legal aid in three provinces.");
        await Assertions.Expect(First(contributor)).ToHaveValueAsync("Shelter for survivors who return.");
        await SaysAsync(contributor, "Not everything is saved");
        await First(contributor).FillAsync("Legal aid in three provinces, and shelter for survivors who return.");
        await contributor.ChooseAsync("Which one is to be the answer?", Mine);
        await contributor.PressAsync("Save and go on");
        await contributor.SeesAsync("Saved");
        Assert.Equal("Legal aid in three provinces, and shelter for survivors who return.", await SavedAsync("HRDF", id));
    }

    [SkippableFact]
    public async Task TwoPeople_OneOnlyLooks_AndLaterTakesTheColleaguesText()
    {
        var id = await BeginAsync("MFA", "Looking at both texts");
        await using var lead = await OpenAsync("MFA", MembershipKind.Lead, Desk);
        await using var contributor = await OpenAsync("MFA", MembershipKind.Contributor, Phone);
        await lead.GoAsync(Path(id));
        await contributor.GoAsync(Path(id));
        await TypeAsync(lead, "Legal aid in three provinces.");
        await SaysAsync(lead, "Saved at");
        await TypeAsync(contributor, "Shelter for survivors who return.");
        await contributor.SeesAsync("saved another answer at");
        await contributor.PressAsync("Show both");
        await First(contributor).FillAsync("Shelter for survivors who return, and what else we thought of.");

        // Looked at, written on, and left: the device sends what it has, and the colleague's text stays the answer.
        await contributor.FollowAsync("Back");
        await contributor.SeesAsync("Two texts were written for the same answer");
        await NothingIsKeptAsync(contributor);
        Assert.Equal("Legal aid in three provinces.", await SavedAsync("MFA", id));

        await contributor.GoAsync(Path(id));
        await contributor.SeesAsync("Legal aid in three provinces.");
        await Assertions.Expect(First(contributor)).ToHaveValueAsync("Shelter for survivors who return, and what else we thought of.");
        await contributor.ChooseAsync("Which one is to be the answer?", $"The answer of {Identity.Of("MFA", MembershipKind.Lead).Name}, as it stands above");
        await contributor.PressAsync("Save and go on");
        await contributor.SeesAsync("Saved");
        await NothingIsKeptAsync(contributor);
        Assert.Equal("Legal aid in three provinces.", await SavedAsync("MFA", id));
        await contributor.GoAsync(Path(id));
        await Assertions.Expect(First(contributor)).ToHaveValueAsync("Legal aid in three provinces.");
        await Assertions.Expect(contributor.Page.Locator(".draft-conflict, .draft-note--problem")).ToHaveCountAsync(0);
    }

    [SkippableFact]
    public async Task SlowConnection_Breaks_AndThePageIsClosed_AndNothingIsLost()
    {
        var id = await BeginAsync("LPN", "Drafting over a broken line");
        await using var writer = await OpenAsync("LPN", MembershipKind.Contributor, Phone);
        var line = await SlowLine.OfAsync(writer.Page);
        await writer.GoAsync(Path(id));
        await line.BreakAsync();
        await TypeAsync(writer, "Written where there is no connection.");
        await SaysAsync(writer, "What you type is kept on this device");

        // Whoever reads the device's storage reads nothing.
        var kept = await writer.Page.EvaluateAsync<string[]>("() => Object.entries(localStorage).flat()");
        Assert.Contains(kept, name => name.StartsWith("draft:", StringComparison.Ordinal) && name.EndsWith(Code, StringComparison.Ordinal));
        Assert.DoesNotContain(kept, text => text.Contains("Written", StringComparison.Ordinal));

        // The connection comes back while the page is open.
        await line.MendAsync();
        await SaysAsync(writer, "Saved at");
        Assert.Equal("Written where there is no connection.", await SavedAsync("LPN", id));

        // It breaks again, and the page is left before it comes back. Long: what is short would be sent by the browser even after the page is gone.
        var text = string.Concat(Enumerable.Repeat("Written before the page was closed. ", 600)).Trim();
        await line.BreakAsync();
        await TypeAsync(writer, text);
        await SaysAsync(writer, "What you type is kept on this device");
        // As when the phone's battery ends: nothing more leaves the page, whatever it is told while the browser, by now on another page and line, gives it up.
        await writer.Page.EvaluateAsync("() => { window.fetch = () => new Promise(() => {}); }");
        await writer.Page.GotoAsync("about:blank");
        await line.MendAsync();
        Assert.Equal("Written where there is no connection.", await SavedAsync("LPN", id));
        await writer.GoAsync(Path(id));
        await Assertions.Expect(First(writer)).ToHaveValueAsync(text);
        await SaysAsync(writer, "Saved at");
        Assert.Equal(text, await SavedAsync("LPN", id));
        Assert.Empty(await writer.Page.EvaluateAsync<string[]>("() => Object.keys(localStorage)"));
    }

    [SkippableFact]
    public async Task WhatIsWrittenOffline_AndASubmissionMeanwhile_IsShownToItsWriter()
    {
        var story = await Story.OfCallAsync(Site, "Drafting while a colleague submits");
        var id = await story.DraftAsync("MFA");
        await using var writer = await OpenAsync("MFA", MembershipKind.Contributor, Phone);
        var line = await SlowLine.OfAsync(writer.Page);
        await writer.GoAsync(Path(id));
        await line.BreakAsync();
        await TypeAsync(writer, "Written while a colleague submitted.");
        await SaysAsync(writer, "What you type is kept on this device");
        await story.ActAsync(Site.Client(Identity.Of("MFA", MembershipKind.Lead)), $"api/v1/applications/{id}", "submit");

        await writer.Page.GotoAsync("about:blank");
        await line.MendAsync();
        await writer.GoAsync($"/applications/{id}");
        await Assertions.Expect(writer.Page.Locator("[data-left]")).ToContainTextAsync("Written while a colleague submitted.");
        writer.Page.Dialog += (_, dialog) => dialog.AcceptAsync();
        await writer.Page.GetByRole(AriaRole.Button, new() { Name = "Delete what is kept on this device" }).ClickAsync();
        await Assertions.Expect(writer.Page.Locator("[data-left]")).ToBeHiddenAsync();
        Assert.DoesNotContain(await writer.Page.EvaluateAsync<string[]>("() => Object.keys(localStorage)"), name => name.StartsWith("draft:", StringComparison.Ordinal));
    }

    [SkippableFact]
    public async Task SessionEnds_TheTextWaitsForItsWriter_AndNobodyElseOnTheDeviceSeesIt()
    {
        var id = await BeginAsync("LSCW", "Drafting on a shared computer");
        await using var writer = await OpenAsync("LSCW", MembershipKind.Contributor, Desk);
        await writer.GoAsync(Path(id));
        await writer.Page.Context.ClearCookiesAsync();
        await TypeAsync(writer, "Written after the session had ended.");
        await SaysAsync(writer, "You are signed out");
        await Assertions.Expect(writer.Page.GetByRole(AriaRole.Link, new() { Name = "Sign in again" })).ToHaveAttributeAsync("href", $"/sign-in?returnTo={Uri.EscapeDataString(Path(id))}");

        await writer.SignInAsync(Identity.Of("LSCW", MembershipKind.Lead));
        await writer.GoAsync(Path(id));
        await Assertions.Expect(First(writer)).ToHaveValueAsync("");
        await writer.SignInAsync(Identity.Of("LSCW", MembershipKind.Contributor));
        await writer.GoAsync(Path(id));
        await Assertions.Expect(First(writer)).ToHaveValueAsync("Written after the session had ended.");
        await SaysAsync(writer, "Saved at");
        Assert.Equal("Written after the session had ended.", await SavedAsync("LSCW", id));
    }

    [SkippableFact]
    public async Task SessionEnds_WithoutJavaScript_TheFormComesBackWithTheText()
    {
        var id = await BeginAsync("VFI", "Drafting without JavaScript");
        await using var writer = await Site.OpenAsync("contributor-without-javascript", Phone, javaScript: false);
        await writer.SignInAsync(Identity.Of("VFI", MembershipKind.Contributor));
        await writer.GoAsync(Path(id));
        await First(writer).FillAsync("Written without JavaScript.");
        await Site.MoveToAsync(Site.Now + SessionLength);
        await writer.PressAsync("Save and go on");
        await writer.IsAtAsync("Sign in");
        await writer.EnterAsync(Identity.Of("VFI", MembershipKind.Contributor));
        await Assertions.Expect(First(writer)).ToHaveValueAsync("Written without JavaScript.");
        await writer.SeesAsync("You were signed out while you were writing.");
        await writer.PressAsync("Save and go on");
        Assert.Equal("Written without JavaScript.", await SavedAsync("VFI", id));
    }

    private const string Mine = "What is in the field below: add to it from theirs if you like";

    private static async Task NothingIsKeptAsync(Visitor visitor) =>
        await visitor.Page.WaitForFunctionAsync("() => !Object.keys(localStorage).some((name) => name.startsWith('draft:'))");

    private static string Path(Guid id) => $"/applications/{id}/edit/answers";

    private static ILocator First(Visitor visitor) => visitor.Page.Locator("main textarea").First;

    private static async Task TypeAsync(Visitor visitor, string text)
    {
        await First(visitor).FillAsync(text);
        await First(visitor).BlurAsync();
    }

    private static Task SaysAsync(Visitor visitor, string words) => Assertions.Expect(visitor.Page.Locator("[data-state]")).ToContainTextAsync(words);

    private async Task<Visitor> OpenAsync(string acronym, MembershipKind kind, int width)
    {
        var visitor = await Site.OpenAsync(kind == MembershipKind.Lead ? "lead" : "contributor", width);
        await visitor.SignInAsync(Identity.Of(acronym, kind));
        return visitor;
    }

    private async Task<Guid> BeginAsync(string acronym, string title) => await (await Story.OfCallAsync(Site, title)).StartAsync(acronym);

    private async Task<string?> SavedAsync(string acronym, Guid id) =>
        (await Site.Client(Identity.Of(acronym, MembershipKind.Lead)).GetAsync($"api/v1/applications/{id}")).GetProperty("answers").TryGetProperty(Code, out var answer) ? answer.GetString() : null;
}
