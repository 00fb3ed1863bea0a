using System.Net;
using Grants.Tests.Documents;
using Grants.Tests.Fixtures;

namespace Grants.Tests.Calls;

/// <summary>What a call gives applicants to read.</summary>
public abstract class CallDocumentsTests(GrantsHost host) : FrontDoorTests(host)
{
    [SkippableFact]
    public async Task Document_IsForStaffUntilTheCallIsPublished_AndThenForAnybodyAndFrozen()
    {
        var manager = await Host.SignInAsync(Scenario.Staff.Manager);
        var created = await manager.PostAsync("/api/v1/calls", Scenario.CallTerms($"D-{Guid.NewGuid():n}"[..12], Host.Now.AddHours(-1), Host.Now.AddDays(9)));
        var path = $"/calls/{created.Id()}";
        var pdf = SampleFiles.Pdf();
        var page = await manager.OpenAsync($"{path}/write/documents");
        Assert.InRange(manager.LastCommands, 1, 8);
        var refused = await page.Attach("DocumentsFile", "Locked.pdf", SampleFiles.Pdf(trailer: "/Encrypt 5 0 R")).SubmitAsync("Save");
        Assert.Equal(HttpStatusCode.BadRequest, refused.Status);
        Assert.StartsWith("Locked.pdf: ", Assert.Single(refused.Errors), StringComparison.Ordinal);
        page = await manager.OpenAsync($"{path}/write/documents");
        var tasks = await page.Attach("DocumentsFile", "Guidelines.pdf", pdf).SubmitAsync("Save");
        Assert.Contains("Documents for applicants 1 document", tasks.Text, StringComparison.Ordinal);
        Assert.InRange(manager.LastCommands, 1, 8);
        var removed = (await Scenario.UploadAsync(Scenario.Staff.Manager, "Call", created.Id(), null, "Old.pdf", SampleFiles.PdfOf(2_000))).Id();
        var documents = (await manager.GetAsync($"/api/v1{path}")).GetProperty("documents").Items();
        Assert.Equal(["Guidelines.pdf", "Old.pdf"], documents.Select(document => document.Text("name")));
        var (id, href) = (documents[0].Id(), documents[0].Text("href")!);
        await manager.DeleteAsync($"/api/v1/documents/{removed}");

        // Before: for staff alone, however it is asked for.
        using var stranger = Host.NewBrowser();
        var lead = await Host.SignInAsync((await Scenario.OrganisationAsync()).Lead);
        Assert.Equal(HttpStatusCode.NotFound, await StatusAsync(stranger, href));
        Assert.Equal(HttpStatusCode.NotFound, await StatusAsync(lead, href));
        Assert.Equal(HttpStatusCode.NotFound, await StatusAsync(lead, $"/documents/{id}"));
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(await Host.SignInAsync(Scenario.Staff.Auditor), $"/documents/{id}"));
        Assert.Empty((await lead.GetAsync($"/api/v1/documents?subject={created.Id()}")).Items());
        var announcement = new { purpose = "Call", subjectId = created.Id(), name = "Mine.pdf", length = pdf.Length };
        await lead.RefusedAsync(HttpStatusCode.NotFound, HttpMethod.Post, "/api/v1/documents", announcement);
        await lead.RefusedAsync(HttpStatusCode.NotFound, HttpMethod.Delete, $"/api/v1/documents/{id}");
        await (await Host.SignInAsync(Scenario.Staff.Auditor)).RefusedAsync(HttpStatusCode.Forbidden, HttpMethod.Post, "/api/v1/documents", announcement);

        await manager.PostAsync($"/api/v1{path}/publish", new { version = (await manager.GetAsync($"/api/v1{path}")).Version() });

        // After: for everybody, and for nobody to change.
        using (var download = await stranger.SendAsync(HttpMethod.Get, href))
        {
            Assert.Equal(pdf, await download.Content.ReadAsByteArrayAsync());
            Assert.Equal("attachment", download.Content.Headers.ContentDisposition!.DispositionType);
        }

        var shown = await stranger.OpenAsync(path);
        Assert.InRange(stranger.LastCommands, 1, 8);
        Assert.Equal("Guidelines.pdf (PDF, ", shown.Document.QuerySelector($"a[href='{href}']")!.ParentElement!.TextContent.Trim()[..21]);
        Assert.DoesNotContain("Old.pdf", shown.Text, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(lead, $"/documents/{id}"));
        await lead.OpenAsync(path);
        Assert.InRange(lead.LastCommands, 1, 8);
        await manager.RefusedAsync(HttpStatusCode.Conflict, HttpMethod.Post, "/api/v1/documents", announcement);
        await manager.RefusedAsync(HttpStatusCode.Conflict, HttpMethod.Delete, $"/api/v1/documents/{id}");
        Assert.Equal(HttpStatusCode.Conflict, (await manager.OpenAsync($"{path}/write/documents")).Status);
    }

    // The public address opens nothing but what is public.
    [SkippableFact]
    public async Task PublicAddress_OfAnApplicationsDocument_LeadsNowhere()
    {
        var application = await Scenario.StartedApplicationAsync();
        var document = await Scenario.UploadAsync(application.Organisation.Lead, "Application", application.Id, "certificate", "a.pdf", SampleFiles.Pdf());
        using var stranger = Host.NewBrowser();
        Assert.Equal(HttpStatusCode.NotFound, await StatusAsync(stranger, $"/public/documents/{document.Id()}"));
        Assert.Equal(HttpStatusCode.NotFound, await StatusAsync(await Host.SignInAsync((await Scenario.OrganisationAsync()).Lead), $"/public/documents/{document.Id()}"));
    }

    [SkippableFact]
    public async Task CallPage_ForAPersonWithoutAnOrganisation_LeadsToItsRegistration()
    {
        var call = await Scenario.OpenCallAsync();
        var newcomer = await Host.SignInAsync(await Programme.PersonAsync(Host, "Newcomer"));
        Assert.True((await newcomer.OpenAsync($"/calls/{call.Id}")).Has("main a[href='/register/organisation']"));
        Assert.False((await (await Host.SignInAsync(Scenario.Staff.Manager)).OpenAsync($"/calls/{call.Id}")).Has("main a[href='/register/organisation']"));
    }

    private static async Task<HttpStatusCode> StatusAsync(Browser browser, string path)
    {
        using var response = await browser.SendAsync(HttpMethod.Get, path);
        return response.StatusCode;
    }

    public sealed class OnSqlite(SqliteHost host) : CallDocumentsTests(host), IClassFixture<SqliteHost>;

    public sealed class OnPostgres(PostgresHost host) : CallDocumentsTests(host), IClassFixture<PostgresHost>;
}
