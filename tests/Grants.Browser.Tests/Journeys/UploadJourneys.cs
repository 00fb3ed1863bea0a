using Grants.Browser.Tests.Fixtures;
using Grants.Local.Demo;
using Grants.Partners;
using Microsoft.Playwright;

namespace Grants.Browser.Tests.Journeys;

/// <summary>Documents are added over a slow and breaking line, on a phone.</summary>
public sealed class UploadJourneys(Site site) : Journey(site)
{
    private const string Label = "Registration certificate";
    private const string Chunks = "**/api/v1/documents/*/chunks/*";

    [SkippableFact]
    public async Task Upload_CutInTheMiddle_GoesOnAfterThePageWasLost()
    {
        var applicant = Applicant("LSCW");
        var file = DemoFiles.Registration(applicant with { ScanPages = 3 });
        var chunks = (file.Bytes.Length + Documents.DocumentStore.ChunkBytes - 1) / Documents.DocumentStore.ChunkBytes;
        Assert.True(chunks > 2);
        await using var lead = await OpenDocumentsAsync("lead-uploads", "Uploads over a breaking line");

        // Two pieces arrive, then the line is gone, and with it the page.
        var (sent, cut) = (0, new TaskCompletionSource());
        await lead.Page.RouteAsync(Chunks, async route =>
        {
            if (Interlocked.Increment(ref sent) <= 2)
            {
                await route.ContinueAsync();
                return;
            }

            await route.AbortAsync("connectionreset");
            cut.TrySetResult();
        });
        await lead.AttachAsync(Label, file);
        await cut.Task.WaitAsync(TimeSpan.FromMinutes(2));
        // The line stays broken until the page has gone, which tries again every few seconds.
        await lead.GoAsync(new Uri(lead.Page.Url).PathAndQuery);
        await lead.Page.UnrouteAsync(Chunks);
        await lead.SeesAsync("Not finished: 1.0 MB of");
        await lead.SeesAsync(file.Name);

        // The same file is known again, and only what is missing is sent.
        var further = 0;
        lead.Page.Request += (_, request) =>
        {
            if (request.Url.Contains("/chunks/", StringComparison.Ordinal)) Interlocked.Increment(ref further);
        };
        await lead.AttachAsync(Label, file);
        await Assertions.Expect(lead.Page.Locator(".upload__item--done")).ToHaveCountAsync(1);
        Assert.Equal(chunks - 2, further);
        await Assertions.Expect(lead.Page.GetByText("Not finished")).ToHaveCountAsync(0);
        await lead.PressAsync("Save and go on");
        await lead.FollowAsync("Documents and declaration");
        await lead.SeesAsync(file.Name);
    }

    [SkippableFact]
    public async Task Upload_OfAFileWithAScript_SaysWhatToDo()
    {
        await using var lead = await OpenDocumentsAsync("lead-refused", "Uploads that are refused");
        await lead.Page.RouteAsync("**/complete", async route =>
        {
            // The line breaks once after everything was sent: the page asks again by itself.
            await lead.Page.UnrouteAsync("**/complete");
            await route.AbortAsync("connectionreset");
        });
        var script = "%PDF-1.7\n1 0 obj\n<< /Type /Catalog /OpenAction << /S /JavaScript /JS (1) >> >>\nendobj\ntrailer\n<< /Root 1 0 R >>\n%%EOF\n"u8.ToArray();
        var refused = lead.Page.WaitForResponseAsync(response => response.Url.EndsWith("/complete", StringComparison.Ordinal));
        await lead.Page.Locator("main").GetByLabel(Label, new() { Exact = true }).SetInputFilesAsync(new FilePayload { Name = "certificate.pdf", MimeType = "application/pdf", Buffer = script });
        Assert.Equal(400, (await refused).Status);
        await Assertions.Expect(lead.Page.Locator(".upload__item--failed")).ToContainTextAsync("This PDF can start programs or scripts. Print it to a new PDF");
        await Assertions.Expect(lead.Page.Locator(".upload__item--failed").GetByRole(AriaRole.Button, new() { Name = "Remove" })).ToBeVisibleAsync();
    }

    private async Task<Visitor> OpenDocumentsAsync(string role, string call)
    {
        var story = await Story.OfCallAsync(Site, call);
        var id = await story.StartAsync("LSCW");
        var lead = await Site.OpenAsync(role, Phone);
        await lead.SignInAsync(Identity.Of("LSCW", MembershipKind.Lead));
        await lead.GoAsync($"/applications/{id}");
        await lead.FollowAsync("Documents and declaration");
        return lead;
    }
}
