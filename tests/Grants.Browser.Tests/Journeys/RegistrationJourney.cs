using Grants.Browser.Tests.Fixtures;
using Grants.Local.Demo;

namespace Grants.Browser.Tests.Journeys;

/// <summary>Somebody who is new registers themself and their organisation on a phone, and invites a colleague, who is new as well.</summary>
public sealed class RegistrationJourney(Site site) : Journey(site)
{
    [SkippableFact]
    public async Task Newcomer_RegistersAnOrganisation_AndInvitesAColleague()
    {
        await using var lead = await Site.OpenAsync("newcomer", Phone);
        await lead.GoAsync("/");
        await lead.FollowAsync("Register your organisation");
        await RegisterAsync(lead, "Your e-mail address", "lead@newcomers.example", "Sokha (illustrative)");

        await lead.IsAtAsync("What is the organisation called?");
        await lead.PressAsync("Save and continue");
        await lead.IsAskedAsync("Enter the legal name");
        // Nearly the name of an organisation that is registered already.
        await lead.FillAsync("Legal name", "Legal Support for Women and Children");
        await lead.PressAsync("Save and continue");
        await lead.ChooseAsync("Country", "Cambodia");
        await lead.PressAsync("Save and continue");
        await lead.ChooseAsync("Who registered it?", "It has no registration number");
        await lead.PressAsync("Save and continue");
        await lead.IsAtAsync("This may be your organisation");
        await lead.SeesAsync("Legal Support for Children and Women");
        await lead.PressAsync("Ours is none of these");
        await lead.ChooseAsync("What describes it best?", "Association of members");
        await lead.FillAsync("In which year was it founded?", "2014");
        await lead.PressAsync("Save and continue");
        await lead.FillAsync("Address of the office", "Illustrative Street 7\nBattambang");
        await lead.FillAsync("Telephone number", "+855 00 000 077");
        await lead.PressAsync("Save and continue");
        await lead.ChooseAsync("Areas of work", "Legal aid and access to justice");
        await lead.ChooseAsync("How much did it have to spend last year?", "AUD 50,000 to 250,000");
        await lead.PressAsync("Save and continue");
        await lead.IsAtAsync("Check your answers");
        await lead.PressAsync("Register the organisation");
        await lead.SeesAsync("Your organisation is registered, and you are its lead");

        await lead.FollowAsync("Child protection");
        await lead.ChooseAsync("Does your organisation hold this policy?", "Yes");
        await lead.FillDateAsync("Until when does it hold? (optional)", DateOnly.FromDateTime(Site.Now).AddYears(1));
        await lead.AttachAsync("The policy (optional)", DemoFiles.Photo(3));
        await Microsoft.Playwright.Assertions.Expect(lead.Page.Locator(".upload__item--done")).ToHaveCountAsync(1);
        await lead.PressAsync("Save");
        await lead.SeesAsync("The policy is saved");
        await lead.PressAsync("People");
        await lead.PressAsync("Invite a colleague");
        await lead.FillAsync("Their e-mail address", "colleague@newcomers.example");
        await lead.PressAsync("Send the invitation");
        await lead.SeesAsync("colleague@newcomers.example");

        var mail = await Site.NextMailAsync("colleague@newcomers.example", "invitation", 0);
        var link = mail.Split('\n').Select(line => line.Trim()).First(line => line.Contains("/invitations/", StringComparison.Ordinal));
        await using var colleague = await Site.OpenAsync("invited", Phone, javaScript: false);
        await colleague.GoAsync(new Uri(link[link.IndexOf("http", StringComparison.Ordinal)..]).PathAndQuery);
        await RegisterAsync(colleague, "E-mail address", "colleague@newcomers.example", "Dara (illustrative)");
        await colleague.IsAtAsync("You are invited");
        await colleague.PressAsync("Accept");
        await colleague.SeesAsync("You belong to the organisation now");

        await lead.FollowAsync("Your organisation");
        await lead.PressAsync("People");
        await lead.SeesAsync("Dara (illustrative)");
        await lead.FollowAsync("Legal Support for Women and Children");
        await lead.PressAsync("All records");
        await lead.FollowAsync("Ask to have data deleted");
        await lead.IsAtAsync("Have data deleted");
        await lead.GoAsync("/profile");
        await lead.SelectAsync("Your time zone", "Manila");
        await lead.PressAsync("Save");
        await lead.SeesAsync("Your profile is saved");
    }

    private async Task RegisterAsync(Visitor visitor, string label, string address, string name)
    {
        await visitor.FillAsync(label, address);
        var before = await Site.Mailbox.LastIdAsync(address);
        await visitor.PressAsync("Send me a code");
        await visitor.EnterCodeAsync(address, before);
        await visitor.IsAtAsync("Who are you?");
        await visitor.FillAsync("Your name", name);
        await visitor.SelectAsync("Your time zone", "Phnom Penh");
        await visitor.PressAsync("Register");
    }
}
