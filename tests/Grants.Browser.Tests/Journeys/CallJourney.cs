using Grants.Browser.Tests.Fixtures;
using Grants.Local.Demo;

namespace Grants.Browser.Tests.Journeys;

/// <summary>A manager writes a call from nothing, with a document for applicants, and publishes it, on a phone; somebody who has not signed in reads both.</summary>
public sealed class CallJourney(Site site) : Journey(site)
{
    [SkippableFact]
    public async Task Manager_WritesACallAndPublishesIt_AndAnybodyHasItsDocument()
    {
        await using var manager = await Site.OpenAsync("manager-new-call", Phone);
        await manager.SignInAsync(Identity.Staff("manager-a"));
        await manager.GoAsync("/calls");
        await manager.PressAsync("Write a new call");
        await manager.FillAsync("Reference", "CT-2021-J");
        await manager.FillAsync("Title", "Support for the rights of trafficked people");
        await manager.ChooseAsync("How many stages does it have?", "One stage");
        await manager.PressAsync("Save as a draft");
        await manager.SeesAsync("Not yet possible");

        await manager.FollowAsync("What the call is for");
        await manager.FillAsync("Summary", "For civil-society organisations that support trafficked people directly.");
        await manager.FillAsync("Objectives", "Rights that can be used, and evidence that reforms policy.");
        await manager.FillAsync("Who may apply", "Registered civil-society organisations.");
        await manager.ChooseAsync("Pathways", "Enhancing national-level capacity");
        await manager.ChooseAsync("Project areas", "Transparency and accountability");
        await manager.PressAsync("Save");
        foreach (var part in new[] { "Money", "Timetable", "Contacts", "Reviewers" })
        {
            // What the programme usually says stands there already.
            await manager.FollowAsync(part);
            await manager.PressAsync("Save");
        }

        await manager.FollowAsync("Form");
        await manager.FollowAsync("Back to the parts of the call");
        await manager.FollowAsync("Documents for applicants");
        var file = DemoFiles.Photo(7);
        await manager.AttachAsync("Documents (optional)", file);
        await manager.SeesAsync("received");
        await manager.PressAsync("Save");
        await manager.SeesAsync("1 document");
        await manager.FollowAsync("Check and publish");
        await manager.PressAsync("Publish the call");
        await manager.SeesAsync("The call is published");

        await using var stranger = await Site.OpenAsync("stranger-reads-a-call", Phone);
        await stranger.GoAsync(new Uri(manager.Page.Url).PathAndQuery);
        var download = await stranger.Page.RunAndWaitForDownloadAsync(() => stranger.Page.Locator("main").GetByText(file.Name).ClickAsync());
        Assert.Equal(file.Bytes, await File.ReadAllBytesAsync(await download.PathAsync()));
    }
}
