using Grants.Browser.Tests.Fixtures;
using Grants.Local.Demo;
using Grants.Partners;
using Microsoft.Playwright;

namespace Grants.Browser.Tests.Journeys;

/// <summary>The lead of an organisation applies, on a phone; and once more with JavaScript off.</summary>
public sealed class ApplicantJourney(Site site) : Journey(site)
{
    private static readonly string[] _documents = ["Registration certificate", "Safeguarding and child protection policy", "Detailed budget"];

    [SkippableTheory]
    [InlineData("LSCW", true)]
    [InlineData("VFI", false)]
    public async Task Lead_Applies(string acronym, bool javaScript)
    {
        var applicant = Applicant(acronym);
        var story = await Story.OfCallAsync(Site, javaScript ? "Legal aid for trafficked persons" : "Safe return of trafficked persons");
        await using var lead = await Site.OpenAsync(javaScript ? "lead" : "lead-without-javascript", Phone, javaScript);
        await lead.SignInAsync(Identity.Of(acronym, MembershipKind.Lead));

        await lead.FollowAsync("Calls");
        await lead.FollowAsync(story.CallTitle);
        await lead.PressAsync("Start an application");
        await lead.SeesAsync("What is left to do");
        await lead.FollowAsync("Check your answers and submit");
        await lead.IsNotOfferedAsync("Submit the application");
        await lead.FollowAsync("Back");

        await lead.FollowAsync("About the project");
        await lead.FillAsync("What is the project called?", applicant.Title);
        await lead.SelectAsync("Where is it carried out?", Portal.Countries.Place(applicant.Country));
        await lead.PressAsync("Save and go on");
        await lead.SeesAsync("Saved");

        await lead.FollowAsync("Eligibility");
        await lead.ChooseAsync("Is your organisation a registered civil-society organisation in an ASEAN member state?", "Yes");
        await lead.ChooseAsync("Does your organisation have a safeguarding and child protection policy that staff have been trained in?", "Yes");
        await lead.PressAsync("Save and go on");

        await AnswerAsync(lead, applicant);
        await BudgetAsync(lead);
        await AttachAsync(lead, applicant, javaScript);
        if (javaScript) await Looks.ForReadmeAsync(lead.Page);

        await lead.FollowAsync("Check your answers and submit");
        await lead.SeesAsync(applicant.Title);
        await lead.PressAsync("Submit the application");
        await lead.IsAskedAsync("");
        await lead.ChooseAsync("Declaration", "I am authorised to apply for this organisation, what the application says is true, and nothing in it can lead anybody to a survivor.");
        await lead.PressAsync("Submit the application");
        await lead.IsAtAsync("We have received your application");
        foreach (var document in new[] { "registration.pdf", "proposal.docx" }) await lead.SeesAsync(document);

        await lead.FollowAsync("Applications");
        await lead.SeesAsync(applicant.Title);
        await lead.FollowLikeAsync($"CT-{Site.Now.Year}-");
        await lead.SeesAsync("Submitted: we are checking eligibility");
        await lead.FollowAsync("My tasks");
        foreach (var page in new[] { "Help", "Do no harm", "Privacy", "Accessibility" }) await lead.FollowAsync(page);
        await lead.PressAsync("Sign out");
        await lead.SeesAsync("You have signed out.");
    }

    private static async Task AnswerAsync(Visitor lead, Applicant applicant)
    {
        await lead.FollowAsync("The project");
        foreach (var area in await lead.Page.Locator("main textarea").AllAsync()) await area.FillAsync(applicant.Story);
        await lead.FillAsync("How many people will be trained?", "many");
        await lead.PressAsync("Save and go on");
        await lead.IsAskedAsync("Enter a whole number in figures");
        // What was typed is still there.
        await Assertions.Expect(lead.Page.Locator("main textarea").First).ToHaveValueAsync(applicant.Story);
        await lead.FillAsync("How many people will be trained?", "240");
        await lead.PressAsync("Save and go on");
    }

    private static async Task BudgetAsync(Visitor lead)
    {
        await lead.FollowAsync("Budget");
        foreach (var (index, (what, amount)) in new[] { ("People", "90,000"), ("Training and legal aid", "60,000"), ("Travel and office", "30,000") }.Index())
        {
            await lead.FillAsync($"Line {index + 1}: what for", what);
            await lead.Page.Locator($"[name='budget[{index}].amount']").FillAsync(amount);
        }

        await lead.PressAsync("Save and go on");
    }

    // With a script, files go in pieces as soon as they are chosen; without one, they go with the form.
    private static async Task AttachAsync(Visitor lead, Applicant applicant, bool javaScript)
    {
        await lead.FollowAsync("Documents");
        foreach (var (label, file) in _documents.Zip(new[] { DemoFiles.Registration(applicant with { ScanPages = 2 }), DemoFiles.Proposal(applicant), DemoFiles.Photo(3) }))
        {
            await lead.AttachAsync(label, file);
            if (javaScript) await Assertions.Expect(lead.Page.Locator("main").GetByText("received", new() { Exact = false })).Not.ToHaveCountAsync(0);
        }

        if (javaScript) await Assertions.Expect(lead.Page.Locator(".upload__item--done")).ToHaveCountAsync(_documents.Length);
        await lead.PressAsync("Save and go on");
    }
}
