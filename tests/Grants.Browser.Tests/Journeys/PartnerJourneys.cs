using Grants.Browser.Tests.Fixtures;
using Grants.Local.Demo;
using Grants.Partners;

namespace Grants.Browser.Tests.Journeys;

/// <summary>The people of an organisation, from the draft to the report.</summary>
public sealed class PartnerJourneys(Site site) : Journey(site)
{
    [SkippableFact]
    public async Task Contributor_Writes_AndLeavesSubmittingToTheLead()
    {
        var story = await Story.OfCallAsync(Site, "Evidence for policy reform");
        var id = await story.DraftAsync("HRDF");
        await using var contributor = await Site.OpenAsync("contributor", Phone);
        await contributor.SignInAsync(Identity.Of("HRDF", MembershipKind.Contributor));

        await contributor.FollowAsync("Applications");
        await contributor.GoAsync($"/applications/{id}");
        await contributor.FollowAsync("About the project");
        await contributor.FillAsync("What is the project called?", "Strategic litigation for victims");
        await contributor.PressAsync("Save and go on");
        await contributor.FollowAsync("Check your answers and submit");
        await contributor.SeesAsync($"Only a lead person of your organisation can submit: {Identity.Of("HRDF", MembershipKind.Lead).Name}.");
        await contributor.IsNotOfferedAsync("Submit the application");
    }

    [SkippableFact]
    public async Task Lead_AcceptsAnOffer_EntersBankDetails_AndContributorWritesTheReportThatLeadCertifies()
    {
        var story = await Story.OfCallAsync(Site, "Fair recruitment");
        var award = await story.OfferAsync(await story.ReviewedAsync("LPN"), "TH");
        await using var lead = await Site.OpenAsync("partner", Phone);
        await lead.SignInAsync(Identity.Of("LPN", MembershipKind.Lead));

        await lead.FollowLikeAsync("Accept or turn down the offer");
        await lead.IsAtAsync("You have an offer");
        await lead.PressAsync("Turn down the offer");
        await lead.FollowAsync("Back");
        await lead.PressAsync("Accept the offer");
        await lead.PressAsync("Accept the offer");
        await lead.IsAskedAsync("");
        await lead.ChooseAsync("Your confirmation", "I have read the whole agreement with its terms, budget and milestones, and I may accept it for my organisation");
        await lead.PressAsync("Accept the offer");
        await lead.SeesAsync("You have accepted the offer");
        await lead.FollowAsync("Go to your grant");
        await lead.FollowLikeAsync("bank details and people");
        await lead.PressAsync("Enter new bank details");
        await lead.PressAsync("Send for verification");
        await lead.IsAskedAsync("");
        foreach (var (label, value) in new[]
        {
            ("Bank and branch", "Illustrative Bank, Main Branch"), ("Name that the account is in", "LPN (illustrative)"), ("Account number or IBAN", "000000000002"), ("SWIFT code (BIC)", "ILLUTHBK"),
            ("Currency of the account", "AUD"),
        }) await lead.FillAsync(label, value);
        await lead.PressAsync("Send for verification");
        await lead.SeesAsync("Waits for verification");

        await Site.MoveToAsync(Site.Now.AddDays(1));
        await WriteAsync(award);

        await lead.SignInAsync(Identity.Of("LPN", MembershipKind.Lead));
        await lead.FollowLikeAsync("Write and submit the report");
        await lead.PressAsync("Write the report");
        await lead.PressAsync("Certify and submit the report");
        await lead.IsAskedAsync("");
        await lead.ChooseAsync("Certification", "I certify that this report is true and complete, that the money was spent as it says, and that nothing in it leads to a survivor");
        await lead.PressAsync("Certify and submit the report");
        await lead.SeesAsync("Report submitted");
        await lead.FollowLikeAsync("as it was submitted");
    }

    private async Task WriteAsync(Guid award)
    {
        await using var contributor = await Site.OpenAsync("partner-contributor", Phone);
        await contributor.SignInAsync(Identity.Of("LPN", MembershipKind.Contributor));
        await contributor.FollowAsync("Grants");
        await contributor.GoAsync($"/grants/{award}");
        await contributor.FollowLikeAsync("Inception report");
        await contributor.PressAsync("Write the report");

        await contributor.FollowAsync("What was achieved");
        await contributor.FillAsync("Justice (optional)", Applicant("LPN").Story);
        await contributor.PressAsync("Save the draft");
        await contributor.FollowAsync("People trained");
        await contributor.Page.Locator("main fieldset").First.GetByLabel("Women").FillAsync("some");
        await contributor.PressAsync("Save the draft");
        await contributor.IsAskedAsync("Enter how many people, in figures");
        var row = contributor.Page.Locator("main fieldset").First;
        await row.GetByLabel("Country").SelectOptionAsync("TH");
        await row.GetByLabel("The state").CheckAsync();
        await row.GetByLabel("Women").FillAsync("18");
        await row.GetByLabel("Men", new() { Exact = true }).FillAsync("24");
        await contributor.PressAsync("Save the draft");
        await contributor.FollowAsync("Money spent");
        foreach (var spent in await contributor.Page.Locator("main").GetByLabel("Spent").AllAsync()) await spent.FillAsync("10,000");
        await contributor.PressAsync("Save the draft");
        await contributor.FollowAsync("Evidence");
        await contributor.AttachAsync("Documents", DemoFiles.Photo(5));
        await Microsoft.Playwright.Assertions.Expect(contributor.Page.Locator(".upload__item--done")).ToHaveCountAsync(1);
        await contributor.PressAsync("Save and go back to the report");
        await contributor.SeesAsync("A lead of your organisation certifies and submits the report.");
    }
}
