using Grants.Browser.Tests.Fixtures;
using Grants.Local.Demo;

namespace Grants.Browser.Tests.Journeys;

/// <summary>
/// A manager writes a call like the programme's first one from nothing, with form, rubric and a document for applicants, and publishes it: on a phone, and at a
/// desk whose browser runs no scripts. Somebody who has not signed in reads it.
/// </summary>
public sealed class CallJourney(Site site) : Journey(site)
{
    // At ten seconds each, reading and typing aside, they cost less than half of a quarter of an hour.
    private const int MostPages = 40;

    [SkippableTheory]
    [InlineData(Phone, true)]
    [InlineData(Desk, false)]
    public async Task Manager_WritesACallAndPublishesIt_AndAnybodyReadsIt(int width, bool javaScript)
    {
        await using var manager = await Site.OpenAsync("manager-new-call", width, javaScript);
        await manager.SignInAsync(Identity.Staff("manager-a"));
        await manager.GoAsync("/calls");
        var before = manager.Pages;
        await manager.PressAsync("Write a new call");
        await manager.FillAsync("Reference", $"CT-2021-J{width}");
        await manager.FillAsync("Title", "Support for the rights of trafficked people");
        await manager.ChooseAsync("How many stages does it have?", "One stage");
        await manager.PressAsync("Save as a draft");
        await manager.SeesAsync("Not yet possible");

        // Part after part: what the programme usually says stands there already.
        await manager.FollowAsync("What the call is for");
        await manager.FillAsync("Summary", "For civil-society organisations that support trafficked people directly.");
        await manager.FillAsync("Objectives", "Rights that can be used, and evidence that reforms policy.");
        await manager.FillAsync("Who may apply", "Registered civil-society organisations.");
        await manager.ChooseAsync("Pathways", "Enhancing national-level capacity");
        await manager.ChooseAsync("Project areas", "Transparency and accountability");
        foreach (var part in new[] { "Money", "Timetable", "Contacts", "Reviewers" })
        {
            await manager.PressAsync("Save and write the next part");
            await manager.IsAtAsync(part);
        }

        await manager.PressAsync("Save");
        await WriteFormAsync(manager, javaScript);
        await WriteRubricAsync(manager);

        await manager.FollowAsync("Documents for applicants");
        var file = DemoFiles.Photo(7);
        await manager.AttachAsync("Documents (optional)", file);
        if (javaScript) await manager.SeesAsync("received");
        await manager.PressAsync("Save");
        await manager.SeesAsync("1 document");
        await manager.FollowAsync("Check and publish");
        await manager.PressAsync("Publish the call");
        await manager.SeesAsync("The call is published");
        Assert.InRange(manager.Pages - before, 1, MostPages);

        await using var stranger = await Site.OpenAsync("stranger-reads-a-call", width);
        await stranger.GoAsync(new Uri(manager.Page.Url).PathAndQuery);
        await stranger.SeesAsync("An example for others.");
        await stranger.SeesAsync("What stays when the grant has ended?");
        var download = await stranger.Page.RunAndWaitForDownloadAsync(() => stranger.Page.Locator("main").GetByText(file.Name).ClickAsync());
        Assert.Equal(file.Bytes, await File.ReadAllBytesAsync(await download.PathAsync()));
    }

    // A question that is asked after either of two answers, and moved up.
    private static async Task WriteFormAsync(Visitor manager, bool javaScript)
    {
        await manager.FollowAsync("Form");
        await manager.SelectAsync("Add a question to “People and experience”", "Long text");
        await manager.PressAsync("Add to “People and experience”");
        await manager.FillAsync("What is the question?", "How do you keep people safe there?");
        await manager.SelectAsync("Ask it only after certain answers to (optional)", "Where is it carried out?");
        if (javaScript) await Microsoft.Playwright.Assertions.Expect(manager.Page.Locator("[data-ask-if]:visible")).ToHaveCountAsync(1);
        await manager.ChooseAsync("Ask it if the answer to “Where is it carried out?” is one of", "Cambodia");
        await manager.ChooseAsync("Ask it if the answer to “Where is it carried out?” is one of", "Myanmar");
        await manager.PressAsync("Save");
        await manager.UnfoldAsync("How do you keep people safe there?");
        await manager.PressAsync("Up How do you keep people safe there?");
        await manager.FollowAsync("Back to the parts of the call");
    }

    // Another criterion, weights that sum to 100 again, and a sixth score.
    private static async Task WriteRubricAsync(Visitor manager)
    {
        await manager.FollowAsync("Rubric");
        await manager.FollowAsync("Add a criterion");
        await manager.FillAsync("What is the criterion called?", "Lasting change");
        await manager.FillAsync("What should reviewers look for? (optional)", "What stays when the grant has ended?");
        await manager.FillAsync("Weight in percent", "10");
        await manager.PressAsync("Save");
        await manager.SeesAsync("they sum to 110, which is 10% too much");
        await manager.FillAsync("Relevance", "15");
        await manager.PressAsync("Save the weights");
        await manager.SeesAsync("Now they sum to 100.");
        await manager.FollowAsync("Change the scale");
        await manager.PressAsync("Add a higher score");
        var highest = manager.Page.GetByRole(Microsoft.Playwright.AriaRole.Group, new() { Name = "Score 6" });
        await highest.GetByLabel("Name").FillAsync("Outstanding");
        await highest.GetByLabel("What it stands for").FillAsync("An example for others.");
        await manager.PressAsync("Save");
        await manager.FollowAsync("Back to the parts of the call");
    }
}
