using Microsoft.Playwright;
using Grants.Browser.Tests.Fixtures;
using Grants.Partners;

namespace Grants.Browser.Tests.Journeys;

/// <summary>A screener finds what is wrong, asks about it, decides, and writes down what was said; the organisations answer on their phones.</summary>
public sealed class ScreenerJourney(Site site) : Journey(site)
{
    private const string NoConflict = "I have no conflict of interest: no family, money, work or close friendship ties me to this organisation";

    [SkippableFact]
    public async Task GrantManager_FindsWhatIsWrong_Asks_Decides_AndTellsTheStory()
    {
        var story = await Story.OfCallAsync(Site, "Victims in court", "KH", "LA");
        var (wrong, good, tied) = (await story.DraftAsync("Verité"), await story.ApplicationAsync("LSCW"), await story.ApplicationAsync("VFI"));
        await ConfirmAsync(wrong, Identity.Of("Verité", MembershipKind.Contributor), "problem", "Workers ask us at 012 345 678 for help.");
        await story.ActAsync(Site.Client(Identity.Of("Verité", MembershipKind.Lead)), $"api/v1/applications/{wrong}", "submit");
        await story.CloseAsync();

        await using var manager = await Site.OpenAsync("screener", Desk);
        await manager.SignInAsync(Identity.Staff("manager-a"));
        await manager.GoAsync($"/applications?call={story.CallId}&order=Number");
        await manager.PressAsync("Go on");
        await manager.SeesAsync("Tick from 1 to 25 applications in the list");
        await manager.Page.GetByRole(AriaRole.Button, new() { Name = "Tick all on this page" }).ClickAsync();
        await Assertions.Expect(manager.Page.Locator("input[name=Chosen]:checked")).ToHaveCountAsync(3);
        await manager.Page.Locator("input[name=Chosen]").First.FocusAsync();
        await manager.Page.Keyboard.PressAsync("ArrowDown");
        await manager.Page.Keyboard.PressAsync(" ");
        await Assertions.Expect(manager.Page.Locator("input[name=Chosen]").Nth(1)).Not.ToBeCheckedAsync();
        await Assertions.Expect(manager.Page.Locator("input[name=Chosen]:checked")).ToHaveCountAsync(2);
        await manager.Page.Keyboard.PressAsync(" ");
        await Assertions.Expect(manager.Page.Locator("input[name=Chosen]:checked")).ToHaveCountAsync(3);
        await manager.SelectAsync("With those that are ticked", "Find eligible, where every check is in order");
        await manager.PressAsync("Go on");
        await manager.SeesAsync("Left out");
        await manager.SeesAsync("The call is for Cambodia, Lao PDR, and the project is carried out here: Thailand");

        await manager.GoAsync($"/applications/{wrong}/screening");
        await manager.SeesAsync("Look at this: 3 findings");
        await manager.SeesAsync("The organisation confirmed at 1 place that a text identifies no survivor");
        await manager.FollowAsync("Ask for clarification");
        await manager.FillAsync("What is not clear?", "Why is the project in Thailand? And whose number is it?");
        await manager.ChooseAsync("Conflict of interest", NoConflict);
        await manager.PressAsync("Ask the organisation");
        await manager.SeesAsync("The organisation is asked");

        await using var lead = await Site.OpenAsync("clarifier", Phone);
        await lead.SignInAsync(Identity.Of("Verité", MembershipKind.Lead));
        await lead.GoAsync($"/applications/{wrong}/clarification");
        await lead.SeesAsync("Why is the project in Thailand?");
        await lead.SelectAsync("Where is it carried out?", "Cambodia");
        await lead.FillAsync("Is there anything else that you want to tell us about this? (optional)", "The courts are in Phnom Penh; the number is our office's.");
        await lead.PressAsync("Send the answers");
        await lead.SeesAsync("What the answers to our questions changed");
        await lead.GoAsync($"/applications/{wrong}/receipt");
        await lead.SeesAsync("Before");

        await manager.GoAsync($"/applications/{wrong}/screening");
        await manager.SeesAsync("The courts are in Phnom Penh");
        await manager.ChooseAsync("Is the application eligible?", "Find ineligible");
        await manager.FillAsync("Reasons, if it is not eligible (optional)", "The registration has expired.");
        await manager.ChooseAsync("Conflict of interest", NoConflict);
        await manager.PressAsync("Confirm the decision");
        await lead.GoAsync($"/applications/{wrong}/reply");
        await lead.FillAsync("Your reply", "It was renewed in May; the certificate has two pages.");
        await lead.PressAsync("Send the reply");
        await manager.GoAsync($"/applications/{wrong}/screening");
        await manager.SeesAsync("A colleague takes the second look");

        await manager.GoAsync($"/applications/{tied}/screening");
        await manager.FollowAsync("I have a conflict of interest");
        await manager.FillAsync("What ties you to the organisation?", "I worked there until last year.");
        await manager.PressAsync("Declare the conflict");
        await manager.GoAsync($"/applications/{tied}");

        // A colleague decides while the manager still writes.
        await manager.GoAsync($"/applications/{good}/screening");
        await manager.ChooseAsync("Is the application eligible?", "Find ineligible");
        await manager.FillAsync("Reasons, if it is not eligible (optional)", "The budget names no auditor.");
        await manager.ChooseAsync("Conflict of interest", NoConflict);
        await story.ActAsync(Site.Client(Identity.Staff("manager-b")), $"api/v1/applications/{good}", "screening", version => new { version, eligible = true, noConflict = true, reasons = "" });
        await manager.PressAsync("Confirm the decision");
        await manager.SeesAsync("this page has no field for it any more");
        await manager.SeesAsync("The budget names no auditor.");

        await CommentAsync(manager, good, "The budget is well explained.", "Programme staff only");
        await CommentAsync(manager, good, "Thank you: everything is here.", "The organisation as well");
        await Site.SettleAsync();
        await manager.GoAsync($"/applications/{good}/timeline");
        await manager.SeesAsync("The budget is well explained.");
        await manager.SeesAsync("Delivered");
        await using var applicant = await Site.OpenAsync("applicant", Phone);
        await applicant.SignInAsync(Identity.Of("LSCW", MembershipKind.Lead));
        await applicant.GoAsync($"/applications/{good}/timeline");
        await applicant.SeesAsync("Thank you: everything is here.");
        await applicant.IsNotOfferedAsync("The budget is well explained.");
    }

    private static async Task CommentAsync(Visitor manager, Guid application, string text, string readers)
    {
        await manager.GoAsync($"/applications/{application}/timeline");
        await manager.Page.GetByText("Add a comment", new() { Exact = true }).ClickAsync();
        await manager.FillAsync("Your comment", text);
        await manager.ChooseAsync("Who reads it?", readers);
        await manager.PressAsync("Add the comment");
    }

    // The writer is warned, and confirms.
    private async Task ConfirmAsync(Guid application, Identity who, string code, string value)
    {
        var writer = Site.Client(who);
        var version = (await writer.GetAsync($"api/v1/applications/{application}")).GetProperty("answerVersions").GetProperty(code).GetInt32();
        var saved = await writer.PutAsync($"api/v1/applications/{application}/answers/{code}", new { version, value });
        var found = saved.GetProperty("mayIdentify").EnumerateArray().Select(finding => finding.GetProperty("fingerprint").GetString()).ToList();
        await writer.PutAsync($"api/v1/applications/{application}/answers/{code}", new { version = saved.GetProperty("version").GetInt32(), value, identifiesNobody = found });
    }
}
