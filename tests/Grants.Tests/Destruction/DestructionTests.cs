using System.Net;
using Azure.Storage.Blobs;
using Grants.Destruction;
using Grants.Documents;
using Grants.Tests.Documents;
using Grants.Tests.Fixtures;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Grants.Tests.Destruction;

/// <summary>What could identify a survivor is destroyed everywhere, by two people, and again after a restore.</summary>
public abstract class DestructionTests(GrantsHost host) : FrontDoorTests(host)
{
    private const string Named = "We helped a survivor who can be found by this sentence.";

    [SkippableFact]
    public async Task Answer_IsDestroyedEverywhere_ByTwoPeople_AndNotByOne()
    {
        var application = await Scenario.DraftApplicationAsync();
        var lead = await Host.SignInAsync(application.Organisation.Lead);
        await WriteAsync(lead, application, Named);
        await Scenario.ActAsync(application.Organisation.Lead, application.Path, "submit");
        Assert.Contains(Named, await StoredAsync(application), StringComparison.Ordinal);

        var manager = await Host.SignInAsync(Host.Staff.Manager);
        var order = await manager.PostAsync("/api/v1/destructions", new { reason = "NamesSurvivor", applicationId = application.Id, code = "approach" });
        await manager.RefusedAsync(HttpStatusCode.Forbidden, HttpMethod.Post, $"/api/v1/destructions/{order.Id()}/decision", new { version = order.Version(), confirmed = true });
        Assert.Contains(Named, await StoredAsync(application), StringComparison.Ordinal);

        var administrator = await Host.SignInAsync(Host.Staff.Administrator);
        await administrator.PostAsync($"/api/v1/destructions/{order.Id()}/decision", new { version = order.Version(), confirmed = true });
        Assert.DoesNotContain("sentence", await StoredAsync(application), StringComparison.Ordinal);
        var page = await manager.OpenAsync($"/applications/{application.Id}");
        Assert.DoesNotContain("sentence", page.Text, StringComparison.Ordinal);
        Assert.Contains("because it could have identified a survivor", page.Text, StringComparison.Ordinal);
        await administrator.RefusedAsync(HttpStatusCode.Conflict, HttpMethod.Post, $"/api/v1/destructions/{order.Id()}/decision", new { version = order.Version() + 2, confirmed = true });

        var trail = await Host.InDatabaseAsync(db => db.AuditEntries.Where(entry => entry.SubjectId == order.Id()).OrderBy(entry => entry.Sequence).Select(entry => entry.What + entry.Facts).ToListAsync());
        Assert.Equal(2, trail.Count);
        Assert.DoesNotContain("sentence", string.Concat(trail), StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task OneText_OfADraftsHistory_IsDestroyed_AndTheOthersStay()
    {
        var application = await Scenario.StartedApplicationAsync();
        var lead = await Host.SignInAsync(application.Organisation.Lead);
        await WriteAsync(lead, application, Named);
        await WriteAsync(lead, application, "We help survivors.");
        await WriteAsync(lead, application, "We help.");
        var history = await lead.OpenAsync($"/applications/{application.Id}/answers/approach/history");
        Assert.Contains(Named, history.Text, StringComparison.Ordinal);
        var texts = (await lead.GetAsync($"{application.Path}/answers/approach/history")).GetProperty("texts").EnumerateArray().ToList();
        Assert.Equal(["We help.", "We help survivors.", Named], texts.Select(text => text.Text("text")));

        var ask = await lead.OpenAsync($"/destructions/new?application={application.Id}&code=approach&text={texts[2].Id()}");
        Assert.Contains("One text of the answer to “What will you do?”", ask.Text, StringComparison.Ordinal);
        ask = await ask.SubmitAsync("Ask to destroy it");
        Assert.Equal("Choose why it must be destroyed", Assert.Single(ask.Errors));
        await ask.Fill("Reason", "NamesSurvivor").SubmitAsync("Ask to destroy it");
        await DecideAsync(application.Id);

        texts = [.. (await lead.GetAsync($"{application.Path}/answers/approach/history")).GetProperty("texts").EnumerateArray()];
        Assert.Equal(["We help.", "We help survivors.", ""], texts.Select(text => text.Text("text")));
        Assert.Contains("Destroyed", (await lead.OpenAsync($"/applications/{application.Id}/answers/approach/history")).Text, StringComparison.Ordinal);
        await lead.RefusedAsync(HttpStatusCode.NotFound, HttpMethod.Post, $"{application.Path}/answers/approach/restore", new { version = 3, textId = texts[2].Id() });

        // Another one comes back as a new version, and nothing is lost by it.
        var restored = await (await lead.OpenAsync($"/applications/{application.Id}/answers/approach/history")).SubmitAsync("Make this the answer again");
        Assert.Contains("It is the answer again", restored.Document.Body!.TextContent, StringComparison.Ordinal);
        var read = await lead.GetAsync(application.Path);
        Assert.Equal("We help survivors.", read.GetProperty("answers").Text("approach"));
    }

    [SkippableFact]
    public async Task History_IsTheOrganisationsAlone_AndSoIsAskingAboutADraft()
    {
        var application = await Scenario.DraftApplicationAsync();
        var path = $"{application.Path}/answers/approach/history";
        var stranger = await Host.SignInAsync((await Scenario.OrganisationAsync()).Lead);
        await stranger.RefusedAsync(HttpStatusCode.NotFound, HttpMethod.Get, path);
        var body = new { reason = "NamesSurvivor", applicationId = application.Id, code = "approach" };
        await stranger.RefusedAsync(HttpStatusCode.NotFound, HttpMethod.Post, "/api/v1/destructions", body);
        await (await Host.SignInAsync(Host.Staff.Manager)).RefusedAsync(HttpStatusCode.NotFound, HttpMethod.Post, "/api/v1/destructions", body);
    }

    [SkippableFact]
    public async Task AfterARestore_WhatWasDestroyed_IsDestroyedAgain_AndWhatWasWrittenSince_Stays()
    {
        var application = await Scenario.StartedApplicationAsync();
        var lead = await Host.SignInAsync(application.Organisation.Lead);
        await WriteAsync(lead, application, Named);
        await lead.PostAsync("/api/v1/destructions", new { reason = "DescribesSurvivor", applicationId = application.Id, code = "approach" });
        await DecideAsync(application.Id);
        Host.Clock.SetUtcNow(Host.Now.AddMinutes(1));
        await WriteAsync(lead, application, "Written afterwards.");

        // What a database restored to an hour ago would hold: the text, and no order.
        await Host.InDatabaseAsync(async db =>
        {
            await db.DestructionOrders.ExecuteDeleteAsync();
            await db.AnswerVersions.Where(version => version.ApplicationId == application.Id && version.DestroyedAt != null)
                .ExecuteUpdateAsync(set => set.SetProperty(version => version.Text, Named).SetProperty(version => version.DestroyedAt, (DateTime?)null));
        });
        Assert.Contains(Named, await StoredAsync(application), StringComparison.Ordinal);
        Assert.Equal(1, await Host.WithAsync<Destroyer, int>(destroyer => destroyer.ReplayAsync(CancellationToken.None)));
        Assert.DoesNotContain("sentence", await StoredAsync(application), StringComparison.Ordinal);
        Assert.Equal("Written afterwards.", (await lead.GetAsync(application.Path)).GetProperty("answers").Text("approach"));
        Assert.Equal(0, await Host.WithAsync<Destroyer, int>(destroyer => destroyer.ReplayAsync(CancellationToken.None)));
    }

    [SkippableFact]
    public async Task Document_IsDestroyedEverywhere_ByTwoPeople_AndSaysSo()
    {
        const string Name = "told-by-the-younger-sister.pdf";
        var application = await Scenario.DraftApplicationAsync();
        var document = (await Scenario.UploadAsync(application.Organisation.Lead, "Application", application.Id, "certificate", Name, SampleFiles.Pdf())).Id();
        await Scenario.ActAsync(application.Organisation.Lead, application.Path, "submit");
        await Host.SettleAsync();
        Assert.Contains(Name, await StoredAsync(application), StringComparison.Ordinal);
        var blob = await BlobAsync(document);
        Assert.True(await blob.ExistsAsync());

        var manager = await Host.SignInAsync(Host.Staff.Manager);
        var page = await manager.OpenAsync($"/applications/{application.Id}");
        var ask = await manager.OpenAsync(page.Document.QuerySelector($"a[href*='document={document}']")!.GetAttribute("href")!);
        await ask.Fill("Reason", "NamesSurvivor").SubmitAsync("Ask to destroy it");
        var order = (await manager.GetAsync("/api/v1/destructions")).EnumerateArray().Single(order => order.Text("documentId") == $"{document}");
        await manager.RefusedAsync(HttpStatusCode.Forbidden, HttpMethod.Post, $"/api/v1/destructions/{order.Id()}/decision", new { version = order.Version(), confirmed = true });
        Assert.True(await blob.ExistsAsync());

        await DecideAsync(application.Id);
        Assert.False(await blob.ExistsAsync());
        Assert.DoesNotContain(Name, await StoredAsync(application), StringComparison.Ordinal);
        foreach (var person in new[] { Host.Staff.Manager, application.Organisation.Lead })
        {
            var reader = await Host.SignInAsync(person);
            var gone = await reader.OpenAsync($"/documents/{document}");
            Assert.Equal(HttpStatusCode.Gone, gone.Status);
            Assert.Contains("This document was destroyed", gone.Text, StringComparison.Ordinal);
            page = await reader.OpenAsync($"/applications/{application.Id}");
            Assert.Contains("Destroyed documents", page.Text, StringComparison.Ordinal);
            Assert.DoesNotContain(Name, page.Text, StringComparison.Ordinal);
        }

        var stranger = await Host.SignInAsync((await Scenario.OrganisationAsync()).Lead);
        Assert.Equal(HttpStatusCode.NotFound, (await stranger.OpenAsync($"/documents/{document}")).Status);
    }

    [SkippableFact]
    public async Task Evidence_OfASubmittedReport_IsDestroyed_AndTheSubmissionSaysSo()
    {
        const string Name = "ledger.pdf";
        var milestone = await Scenario.ReportSubmittedAsync();
        var manager = await Host.SignInAsync(Host.Staff.Manager);
        var submission = $"/milestones/{milestone.Id}/submissions/1";
        var link = (await manager.OpenAsync(submission)).Document.QuerySelector("a[href^='/destructions/new?document=']")!.GetAttribute("href")!;
        var document = Guid.Parse(link[(link.IndexOf('=', StringComparison.Ordinal) + 1)..]);
        await (await manager.OpenAsync(link)).Fill("Reason", "NamesSurvivor").SubmitAsync("Ask to destroy it");
        await DecideAsync(milestone.Id);

        var page = await manager.OpenAsync(submission);
        Assert.Contains("A document that was destroyed", page.Text, StringComparison.Ordinal);
        Assert.DoesNotContain(Name, page.Text, StringComparison.Ordinal);
        Assert.False(await (await BlobAsync(document)).ExistsAsync());
        Assert.DoesNotContain(Name, await Host.InDatabaseAsync(db => db.ReportSubmissions.Where(report => report.MilestoneId == milestone.Id).Select(report => report.Content).SingleAsync()), StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task AfterARestore_ADocument_IsDestroyedAgain_WhenTheProgramStarts()
    {
        const string Name = "told-by-the-elder-sister.pdf";
        var application = await Scenario.StartedApplicationAsync();
        var lead = await Host.SignInAsync(application.Organisation.Lead);
        var document = (await Scenario.UploadAsync(application.Organisation.Lead, "Application", application.Id, "certificate", Name, SampleFiles.Pdf())).Id();
        await lead.PostAsync("/api/v1/destructions", new { reason = "ContactOrPlace", documentId = document });
        await DecideAsync(application.Id);

        // Where the database knows of the order, the start looks no further.
        await RestoreAsync();
        Assert.Equal(0, await Host.WithAsync<Destroyer, int>(destroyer => destroyer.ReplayForgottenAsync(CancellationToken.None)));
        await Host.InDatabaseAsync(db => db.DestructionOrders.Where(order => order.DocumentId == document).ExecuteDeleteAsync());
        var start = Host.Services.GetServices<IHostedService>().OfType<ReplayAtStart>().Single();
        await start.StartAsync(CancellationToken.None);
        await start.ExecuteTask!;
        var kept = await Host.InDatabaseAsync(db => db.Documents.AsNoTracking().SingleAsync(d => d.Id == document));
        Assert.Equal(("", Host.Now), (kept.Name, kept.DestroyedAt));

        Task RestoreAsync() => Host.InDatabaseAsync(db => db.Documents.Where(d => d.Id == document).ExecuteUpdateAsync(set => set
            .SetProperty(d => d.Name, Name).SetProperty(d => d.DestroyedAt, (DateTime?)null).SetProperty(d => d.CompletedAt, Host.Now)));
    }

    private async Task<BlobClient> BlobAsync(Guid document)
    {
        var name = await Host.InDatabaseAsync(db => db.Documents.Where(d => d.Id == document).Select(d => d.BlobName).SingleAsync());
        return Host.Services.GetRequiredService<BlobServiceClient>().GetBlobContainerClient(DocumentStore.Container).GetBlobClient(name);
    }

    private async Task DecideAsync(Guid subjectId)
    {
        var manager = await Host.SignInAsync(Host.Staff.SecondManager);
        var id = await Host.InDatabaseAsync(db => db.DestructionOrders.Where(order => order.SubjectId == subjectId && order.State == DestructionState.Requested).Select(order => order.Id).SingleAsync());
        Assert.Contains((await manager.GetAsync("/api/v1/destructions")).EnumerateArray(), order => order.Id() == id);
        var done = await (await manager.OpenAsync($"/destructions/{id}")).Fill("Confirmed", "yes").SubmitAsync("Confirm the decision");
        Assert.Equal("/destructions", done.Path);
    }

    private static async Task WriteAsync(Browser browser, TestApplication application, string text)
    {
        var versions = (await browser.GetAsync(application.Path)).GetProperty("answerVersions");
        await browser.PutAsync($"{application.Path}/answers/approach", new { version = versions.TryGetProperty("approach", out var version) ? version.GetInt32() : 0, value = text });
    }

    // Everything that the database holds of the application's words.
    private Task<string> StoredAsync(TestApplication application) => Host.InDatabaseAsync(async db => string.Concat(
    [
        .. await db.Applications.Where(a => a.Id == application.Id).SelectMany(a => a.Answers).Select(answer => answer.Text).ToListAsync(),
        .. await db.AnswerVersions.Where(version => version.ApplicationId == application.Id).Select(version => version.Text).ToListAsync(),
        .. await db.Documents.Where(document => document.SubjectId == application.Id).Select(document => document.Name).ToListAsync(),
        .. await db.Submissions.Where(submission => submission.ApplicationId == application.Id).Select(submission => submission.Content).ToListAsync(),
    ]));

    public sealed class OnSqlite(SqliteHost host) : DestructionTests(host), IClassFixture<SqliteHost>;

    public sealed class OnPostgres(PostgresHost host) : DestructionTests(host), IClassFixture<PostgresHost>;
}
