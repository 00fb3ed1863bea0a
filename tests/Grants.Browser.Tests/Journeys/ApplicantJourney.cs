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
        await lead.ChooseAsync("Which of the programme's pathways does it belong to?", "Enhancing national-level capacity");
        await lead.FillAsync("Summarise the project", applicant.Story);
        await lead.PressAsync("Save and go on");
        await lead.SeesAsync("Saved");

        await lead.FollowAsync("Eligibility");
        await lead.ChooseAsync("Is your organisation a registered civil-society organisation in an ASEAN member state?", "Yes");
        await lead.ChooseAsync("Does your organisation have a safeguarding and child protection policy that staff have been trained in?", "Yes");
        await lead.PressAsync("Save and go on");

        await AnswerAsync(lead, applicant);
        await PlanAsync(lead);
        await PeopleAsync(lead);
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
        await lead.SeesAsync("Submitted: you can reopen it until the deadline");
        await lead.FollowAsync("My tasks");
        foreach (var page in new[] { "Help", "Do no harm", "Privacy", "Accessibility" }) await lead.FollowAsync(page);
        await lead.PressAsync("Sign out");
        await lead.SeesAsync("You have signed out.");
    }

    private static async Task AnswerAsync(Visitor lead, Applicant applicant)
    {
        await lead.FollowAsync("The project");
        await lead.ChooseAsync("Will other organisations carry out a part of the project?", "No");
        foreach (var area in await lead.Page.Locator("main textarea:visible").AllAsync()) await area.FillAsync(applicant.Story);
        await lead.FillAsync("How many people will be trained?", "many");
        await lead.PressAsync("Save and go on");
        await lead.IsAskedAsync("Enter a whole number in figures");
        // What was typed is still there.
        await Assertions.Expect(lead.Page.Locator("main textarea").First).ToHaveValueAsync(applicant.Story);
        await lead.FillAsync("How many people will be trained?", "240");
        await lead.PressAsync("Save and go on");
    }

    private static async Task PlanAsync(Visitor lead)
    {
        await lead.FollowAsync("Results and work plan");
        await lead.Page.Locator("[name='log-frame[0].level']").SelectOptionAsync("outcome");
        foreach (var (cell, text) in new[] { ("statement", "Victims know their rights"), ("indicator", "People who received legal advice"), ("baseline", "120"), ("target", "480") })
            await lead.Page.Locator($"[name='log-frame[0].{cell}']").FillAsync(text);
        await lead.Page.Locator("[name='work-plan[0].activity']").FillAsync("Legal advice");
        foreach (var quarter in new[] { "q1", "q2" }) await lead.Page.Locator($"[name='work-plan[0].quarters'][value='{quarter}']").CheckAsync();
        await lead.PressAsync("Save and go on");
    }

    private static async Task PeopleAsync(Visitor lead)
    {
        await lead.FollowAsync("People and experience");
        foreach (var (cell, text) in new[] { ("name", "Programme manager (illustrative)"), ("position", "Leads the project"), ("time", "80") })
            await lead.Page.Locator($"[name='people[0].{cell}']").FillAsync(text);
        await lead.PressAsync("Save and go on");
    }

    // The totals do not agree at first: what is typed is kept, and the page says so when it is opened again.
    private static async Task BudgetAsync(Visitor lead)
    {
        await lead.FollowAsync("Budget");
        foreach (var (index, (what, category, amount)) in new[] { ("People", "people", "90,000"), ("Training", "training", "60,000"), ("Travel", "travel", "30,000") }.Index())
        {
            await lead.Page.Locator($"[name='budget[{index}].description']").FillAsync(what);
            await lead.Page.Locator($"[name='budget[{index}].category']").SelectOptionAsync(category);
            await lead.Page.Locator($"[name='budget[{index}].requested']").FillAsync(amount);
        }

        await lead.Page.Locator("[name='budget.totals.requested']").FillAsync("170,000");
        await lead.PressAsync("Save and go on");
        await lead.FollowAsync("Budget");
        await lead.SeesAsync("but the lines sum to AUD\u00A0180,000.00");
        await lead.Page.Locator("[name='budget.totals.requested']").FillAsync("180,000");
        await lead.PressAsync("Save and go on");
    }

    // With a script, files go in pieces as soon as they are chosen; without one, they go with the form.
    private static async Task AttachAsync(Visitor lead, Applicant applicant, bool javaScript)
    {
        await lead.FollowAsync("Documents and declaration");
        foreach (var (label, file) in _documents.Zip(new[] { DemoFiles.Registration(applicant with { ScanPages = 2 }), DemoFiles.Proposal(applicant), DemoFiles.Photo(3) }))
        {
            await lead.AttachAsync(label, file);
            if (javaScript) await Assertions.Expect(lead.Page.Locator("main").GetByText("received", new() { Exact = false })).Not.ToHaveCountAsync(0);
        }

        if (javaScript) await Assertions.Expect(lead.Page.Locator(".upload__item--done")).ToHaveCountAsync(_documents.Length);
        await lead.ChooseAsync("We have looked through every text and file. Nothing in this application can lead anybody to a survivor.", "We agree");
        await lead.PressAsync("Save and go on");
    }
}
