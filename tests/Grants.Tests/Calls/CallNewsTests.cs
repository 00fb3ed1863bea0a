using System.Net;
using Azure.Storage.Blobs;
using Grants.Documents;
using Grants.Tests.Fixtures;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Grants.Tests.Calls;

/// <summary>What is published about a call after the call itself: addenda, questions and answers.</summary>
public abstract class CallNewsTests(GrantsHost host) : FrontDoorTests(host)
{
    [SkippableFact]
    public async Task Addendum_StandsOnThePage_AndGoesToThoseWhoAreWriting()
    {
        var draft = await Scenario.DraftApplicationAsync();
        var manager = await Host.SignInAsync(Scenario.Staff.Manager);
        var page = await (await manager.OpenAsync($"/calls/{draft.Call.Id}/addenda/new")).Fill("Title", "Budget limits").Fill("Text", "Overheads may be up to 10%.").SubmitAsync();
        Assert.Contains("The addendum is published", page.Text, StringComparison.Ordinal);
        Assert.Contains(Host.MailTo(draft.Organisation.Lead.Email), mail => mail.Text!.Contains("Overheads may be up to 10%.", StringComparison.Ordinal));

        using var visitor = Host.NewBrowser();
        Assert.Contains("Overheads may be up to 10%.", (await visitor.OpenAsync($"/calls/{draft.Call.Id}")).Text, StringComparison.Ordinal);
        var problem = await manager.RefusedAsync(HttpStatusCode.BadRequest, HttpMethod.Post, $"{draft.Call.Path}/addenda", new { title = "", text = "" });
        Assert.Equal(["title", "text"], problem.GetProperty("errors").EnumerateObject().Select(error => error.Name));
    }

    [SkippableFact]
    public async Task Addendum_BringsDocuments_WhichArePublicOnlyWithIt()
    {
        var draft = await Scenario.DraftApplicationAsync();
        var manager = await Host.SignInAsync(Scenario.Staff.Manager);
        var page = await DraftAddendumAsync(manager, draft.Call.Id, "A template", "Use this budget template.");
        Assert.InRange(manager.LastCommands, 1, 8);
        var path = page.Path;
        var href = page.Document.QuerySelector(".upload__name[href]")!.GetAttribute("href")!;

        // Nobody outside knows of it yet.
        using var visitor = Host.NewBrowser();
        Assert.DoesNotContain("A template", (await visitor.OpenAsync($"/calls/{draft.Call.Id}")).Text, StringComparison.Ordinal);
        using (var early = await visitor.SendAsync(HttpMethod.Get, $"/public{href}")) Assert.Equal(HttpStatusCode.NotFound, early.StatusCode);
        Assert.DoesNotContain(Host.MailTo(draft.Organisation.Lead.Email), mail => mail.Text!.Contains("Use this budget template.", StringComparison.Ordinal));
        Assert.Contains("A template", (await manager.OpenAsync($"/calls/{draft.Call.Id}/addenda/new")).Text, StringComparison.Ordinal);

        // A document that is not taken keeps it from being published, and loses nothing.
        page = await page.Fill("Text", "Use this one.").Attach("DocumentsFile", "Locked.pdf", Documents.SampleFiles.Pdf(trailer: "/Encrypt 5 0 R")).SubmitAsync("Publish and tell applicants");
        Assert.Equal(HttpStatusCode.BadRequest, page.Status);
        Assert.StartsWith("Locked.pdf: ", Assert.Single(page.Errors), StringComparison.Ordinal);
        Assert.Contains("Use this one.", page.Document.QuerySelector("[name=Text]")!.TextContent, StringComparison.Ordinal);
        Assert.DoesNotContain("A template", (await visitor.OpenAsync($"/calls/{draft.Call.Id}")).Text, StringComparison.Ordinal);

        page = await page.Fill("Text", "Use this budget template from now on.").SubmitAsync("Publish and tell applicants");
        Assert.Contains("The addendum is published", page.Text, StringComparison.Ordinal);
        var letter = Assert.Single(Host.MailTo(draft.Organisation.Lead.Email), mail => mail.Text!.Contains("Use this budget template from now on.", StringComparison.Ordinal));
        Assert.Contains("With it come these documents, on the call's page: Template.pdf", letter.Text, StringComparison.Ordinal);
        var shown = await visitor.OpenAsync($"/calls/{draft.Call.Id}");
        Assert.InRange(visitor.LastCommands, 1, 8);
        Assert.Equal("Template.pdf", shown.Document.QuerySelector($"a[href='/public{href}']")!.TextContent);
        using (var download = await visitor.SendAsync(HttpMethod.Get, $"/public{href}")) Assert.Equal(HttpStatusCode.OK, download.StatusCode);

        // Published, it is frozen. The API's twin keeps one, adds a document and publishes.
        Assert.Equal(HttpStatusCode.Conflict, (await manager.OpenAsync(path)).Status);
        var kept = await manager.PostAsync($"{draft.Call.Path}/addenda", new { title = "Another", text = "More.", draft = true });
        await Scenario.UploadAsync(Scenario.Staff.Manager, "Addendum", kept.Id(), null, "More.pdf", Documents.SampleFiles.PdfOf(2_000));
        await manager.RefusedAsync(HttpStatusCode.Conflict, HttpMethod.Post, $"/api/v1/addenda/{kept.Id()}/publish", new { version = kept.Version() + 1 });
        await manager.PostAsync($"/api/v1/addenda/{kept.Id()}/publish", new { version = kept.Version() });
        var news = (await manager.GetAsync(draft.Call.Path)).GetProperty("news").EnumerateArray().Single(item => item.Text("title") == "Another");
        Assert.Equal("More.pdf", Assert.Single(news.GetProperty("documents").EnumerateArray()).Text("name"));
        await manager.RefusedAsync(HttpStatusCode.Conflict, HttpMethod.Post, "/api/v1/documents", new { purpose = "Addendum", subjectId = kept.Id(), name = "Late.pdf", length = 2_000 });
    }

    [SkippableFact]
    public async Task AddendumDraft_Discarded_IsGoneWithItsDocuments()
    {
        var draft = await Scenario.DraftApplicationAsync();
        var manager = await Host.SignInAsync(Scenario.Staff.Manager);
        var page = await DraftAddendumAsync(manager, draft.Call.Id, "Not after all", "Nobody reads this.");
        var id = Guid.Parse(page.Path.Split('/')[^1]);
        var document = await Host.InDatabaseAsync(db => db.Documents.AsNoTracking().SingleAsync(row => row.SubjectId == id));
        var blob = Host.Services.GetRequiredService<BlobServiceClient>().GetBlobContainerClient(DocumentStore.Container).GetBlobClient(document.BlobName);
        Assert.True(await blob.ExistsAsync());

        // What somebody else has changed meanwhile is looked at first.
        var stale = page;
        await (await manager.OpenAsync(page.Path)).Fill("Text", "Or does somebody?").SubmitAsync("Save for later");
        Assert.Equal(HttpStatusCode.Conflict, (await stale.SubmitAsync("Discard this draft")).Status);
        Assert.True(await blob.ExistsAsync());
        // An upload that is under way finds nothing any more.
        var underWay = await manager.PostAsync("/api/v1/documents", new { purpose = "Addendum", subjectId = id, name = "More.pdf", length = 2_000 });
        await (await Host.SignInAsync(draft.Organisation.Lead)).RefusedAsync(HttpStatusCode.Forbidden, HttpMethod.Post, $"/api/v1/addenda/{id}/discard", new { version = 3 });

        page = await (await manager.OpenAsync($"/addenda/{id}")).SubmitAsync("Discard this draft");
        Assert.InRange(manager.LastCommands, 1, 8);
        Assert.Equal($"/calls/{draft.Call.Id}", page.Path);
        Assert.Contains("The draft of the addendum and its documents are discarded", page.Text, StringComparison.Ordinal);
        Assert.False(await blob.ExistsAsync());
        Assert.False(await Host.InDatabaseAsync(db => db.Documents.AnyAsync(row => row.SubjectId == id)));
        Assert.Equal(HttpStatusCode.NotFound, (await manager.OpenAsync($"/addenda/{id}")).Status);
        Assert.DoesNotContain("Not after all", (await manager.OpenAsync($"/calls/{draft.Call.Id}/addenda/new")).Text, StringComparison.Ordinal);
        using (var late = await manager.SendAsync(HttpMethod.Put, $"/api/v1/documents/{underWay.Id()}/chunks/0", new ByteArrayContent(new byte[2_000]))) Assert.Equal(HttpStatusCode.NotFound, late.StatusCode);
        var trail = await manager.GetAsync($"/api/v1/audit?subject={draft.Call.Id}");
        Assert.Contains("DiscardAddendum", trail.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain(Host.MailTo(draft.Organisation.Lead.Email), mail => mail.Text!.Contains("Nobody reads this", StringComparison.Ordinal));
    }

    [SkippableFact]
    public async Task AddendumDraft_Discarded_KeepsWhatWasInfected_AndSaysSo()
    {
        var call = await Scenario.OpenCallAsync();
        var manager = await Host.SignInAsync(Scenario.Staff.Manager);
        var page = await DraftAddendumAsync(manager, call.Id, "With a virus", "Nobody reads this.");
        var id = Guid.Parse(page.Path.Split('/')[^1]);
        await Host.InDatabaseAsync(db => db.Documents.Where(row => row.SubjectId == id).ExecuteUpdateAsync(set => set.SetProperty(row => row.Scan, ScanResult.Infected)));

        await (await manager.OpenAsync(page.Path)).SubmitAsync("Discard this draft");
        var document = await Host.InDatabaseAsync(db => db.Documents.AsNoTracking().SingleAsync(row => row.SubjectId == id));
        Assert.Equal(Document.SetAsideSlot, document.Slot);
        Assert.Contains("SetAsideDocument", (await manager.GetAsync($"/api/v1/audit?subject={document.Id}")).ToString(), StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task AddendumDraft_IsDiscardedThroughTheApi_AndNotOncePublished()
    {
        var call = await Scenario.OpenCallAsync();
        var manager = await Host.SignInAsync(Scenario.Staff.Manager);
        var kept = await manager.PostAsync($"{call.Path}/addenda", new { title = "Kept", text = "For later.", draft = true });
        await manager.RefusedAsync(HttpStatusCode.Conflict, HttpMethod.Post, $"/api/v1/addenda/{kept.Id()}/discard", new { version = kept.Version() + 1 });
        await manager.PostAsync($"/api/v1/addenda/{kept.Id()}/discard", new { version = kept.Version() });
        await manager.RefusedAsync(HttpStatusCode.NotFound, HttpMethod.Post, $"/api/v1/addenda/{kept.Id()}/discard", new { version = kept.Version() });

        var published = await manager.PostAsync($"{call.Path}/addenda", new { title = "Public", text = "For everybody." });
        var problem = await manager.RefusedAsync(HttpStatusCode.Conflict, HttpMethod.Post, $"/api/v1/addenda/{published.Id()}/discard", new { version = published.Version() });
        Assert.StartsWith("The addendum is published already. Publish another one", problem.Text("detail"), StringComparison.Ordinal);
        Assert.Contains((await manager.GetAsync(call.Path)).GetProperty("news").EnumerateArray(), item => item.Text("title") == "Public");
    }

    [SkippableFact]
    public async Task Question_IsAnsweredToEverybody_WithoutNames()
    {
        var call = await Scenario.OpenCallAsync();
        var draft = await Scenario.DraftApplicationAsync(call);
        var asking = await Scenario.OrganisationAsync();
        var asker = await Host.SignInAsync(asking.Contributor);
        var page = await (await asker.OpenAsync($"/calls/{call.Id}/questions/new")).Fill("Question", "We, the only ones in Ratanakiri: may we rent a car?").SubmitAsync();
        Assert.Contains("Your question is sent", page.Text, StringComparison.Ordinal);
        Assert.InRange(asker.LastCommands, 1, 8);
        Assert.DoesNotContain("Ratanakiri", page.Text, StringComparison.Ordinal);

        // A manager has a task, sees who asks, takes out what shows it, and publishes.
        var manager = await Host.SignInAsync(Scenario.Staff.Manager);
        var asked = Assert.Single((await manager.GetAsync($"{call.Path}/questions")).EnumerateArray().ToList());
        Assert.Equal(asking.Name, asked.Text("organisation"));
        Assert.Contains((await manager.GetAsync("/api/v1/tasks")).Items(), task => task.Text("kind") == "QuestionToAnswer" && task.Id("subjectId") == asked.Id());
        Assert.Contains(Host.MailTo(Scenario.Staff.Manager.Email), mail => mail.Subject.StartsWith("A question about the call", StringComparison.Ordinal) && mail.Text!.Contains($"{asked.Id()}", StringComparison.Ordinal));
        page = await (await manager.OpenAsync($"/questions/{asked.Id()}")).Fill("Question", "May a car be rented?").Fill("Answer", "Yes, if the budget says so.").SubmitAsync();
        Assert.Contains("Published", page.Text, StringComparison.Ordinal);
        await manager.RefusedAsync(HttpStatusCode.Conflict, HttpMethod.Post, $"/api/v1/questions/{asked.Id()}/answer", new { version = asked.Version(), question = "Again?", answer = "No." });
        Assert.DoesNotContain((await manager.GetAsync("/api/v1/tasks")).Items(), task => task.Text("kind") == "QuestionToAnswer" && task.Id("subjectId") == asked.Id());

        using var visitor = Host.NewBrowser();
        page = await visitor.OpenAsync($"/calls/{call.Id}");
        Assert.Contains("May a car be rented?", page.Text, StringComparison.Ordinal);
        Assert.Contains("Yes, if the budget says so.", page.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("Ratanakiri", page.Document.DocumentElement.OuterHtml, StringComparison.Ordinal);
        Assert.DoesNotContain(asking.Name, page.Document.DocumentElement.OuterHtml, StringComparison.Ordinal);
        foreach (var told in new[] { asking.Contributor, draft.Organisation.Lead })
        {
            var letter = Assert.Single(Host.MailTo(told.Email), mail => mail.Subject.StartsWith("A question is answered", StringComparison.Ordinal));
            Assert.Contains("Yes, if the budget says so.", letter.Text, StringComparison.Ordinal);
            Assert.DoesNotContain(asking.Name, letter.Text, StringComparison.Ordinal);
        }
    }

    [SkippableFact]
    public async Task News_ToWhoLeadsTwoOrganisations_IsOnBothTimelines()
    {
        var call = await Scenario.OpenCallAsync();
        var (one, other) = (await Scenario.DraftApplicationAsync(call), await Scenario.DraftApplicationAsync(call));
        await Host.InDatabaseAsync(db =>
        {
            db.Add(new Grants.Partners.Membership(other.Organisation.Id, one.Organisation.Lead.Id, Grants.Partners.MembershipKind.Lead));
            return db.SaveChangesAsync();
        });
        var asker = await Host.SignInAsync(one.Organisation.Lead);
        await asker.PostAsync($"{call.Path}/questions", new { question = "May a car be rented?", organisationId = other.Organisation.Id });
        var manager = await Host.SignInAsync(Scenario.Staff.Manager);
        var asked = Assert.Single((await manager.GetAsync($"{call.Path}/questions")).EnumerateArray().ToList());
        await manager.PostAsync($"/api/v1/questions/{asked.Id()}/answer", new { version = asked.Version(), question = "May a car be rented?", answer = "Yes." });
        await manager.PostAsync($"{call.Path}/addenda", new { title = "Budget limits", text = "Overheads may be up to 10%." });
        await manager.PostAsync($"{call.Path}/extensions", Scenario.WithVersion(await manager.GetAsync(call.Path), new { deadlineAt = call.DeadlineAt.AddDays(1), reason = "Floods." }));
        await Host.SettleAsync();

        foreach (var (application, leads) in new[] { (one, 1), (other, 2) })
        {
            // Each organisation's own record has it, once for each of its leads; and the reader is told for which it is.
            var told = (await Scenario.ReadAsync(application.Organisation.Lead, $"{application.Path}/timeline")).Items().Where(entry => entry.Text("kind") == "Mail").Select(entry => entry.Text("title")!).ToList();
            foreach (var about in new[] { "An addendum to the call", "A question is answered", "There is more time" }) Assert.Equal(leads, told.Count(title => title.Contains(about, StringComparison.Ordinal)));
            foreach (var about in new[] { "An addendum to the call", "A question is answered" })
            {
                Assert.Single(Host.MailTo(one.Organisation.Lead.Email), mail => mail.Subject.StartsWith(about, StringComparison.Ordinal)
                    && mail.Text!.Contains($"You get this e-mail because {application.Organisation.Name} has an application in this call.", StringComparison.Ordinal));
            }
        }
    }

    [SkippableFact]
    public async Task Question_AfterQuestionsClosed_OrForAnotherOrganisation_IsRefused()
    {
        var call = await Scenario.OpenCallAsync(days: 10);
        var organisation = await Scenario.OrganisationAsync();
        var stranger = await Scenario.OrganisationAsync();
        var person = await Host.SignInAsync(organisation.Contributor);
        await person.RefusedAsync(HttpStatusCode.BadRequest, HttpMethod.Post, $"{call.Path}/questions", new { question = "For others?", organisationId = stranger.Id });
        await person.RefusedAsync(HttpStatusCode.BadRequest, HttpMethod.Post, $"{call.Path}/questions", new { question = new string('a', 2001) });
        await person.RefusedAsync(HttpStatusCode.Forbidden, HttpMethod.Get, $"{call.Path}/questions");
        await Host.AdvanceToAsync(call.DeadlineAt.AddSeconds(1));
        person = await Host.SignInAsync(organisation.Contributor);
        var problem = await person.RefusedAsync(HttpStatusCode.Conflict, HttpMethod.Post, $"{call.Path}/questions", new { question = "Too late?" });
        Assert.Equal("TooLate", problem.Text("code"));
    }

    [SkippableFact]
    public async Task WhatWasTyped_WhenItCannotBeSentAnyMore_StandsOnThePageThatSaysSo()
    {
        var call = await Scenario.OpenCallAsync(days: 10);
        var organisation = await Scenario.OrganisationAsync();
        await Host.AdvanceToAsync(call.DeadlineAt.AddHours(-1));
        var (asker, manager) = (await Host.SignInAsync(organisation.Contributor), await Host.SignInAsync(Scenario.Staff.Manager));
        var asked = new string('w', 1_990) + " by bus?";
        var late = (await asker.OpenAsync($"/calls/{call.Id}/questions/new")).Fill("Question", asked);
        var tooMany = (await asker.OpenAsync($"/calls/{call.Id}/questions/new")).Fill("Question", asked);
        var addendum = (await manager.OpenAsync($"/calls/{call.Id}/addenda/new")).Fill("Title", "Overheads").Fill("Text", "They may be up to 10%.");
        var kept = (await DraftAddendumAsync(manager, call.Id, "A template", "Use this one.")).Fill("Text", "Use this one from now on.");
        var extension = (await manager.OpenAsync($"/calls/{call.Id}/extend")).Fill("Whom", "all").Fill("Reason", "Floods in three provinces.");

        for (var each = 0; each < 20; each++) await asker.PostAsync($"{call.Path}/questions", new { question = $"Question {each}?" });
        IsKept(await tooMany.SubmitAsync(), HttpStatusCode.TooManyRequests, "many questions that wait", asked);
        await Host.AdvanceToAsync(call.DeadlineAt.AddMinutes(5));
        IsKept(await late.SubmitAsync(), HttpStatusCode.Conflict, "Questions about this call closed at", asked);
        IsKept(await addendum.SubmitAsync(), HttpStatusCode.Conflict, "until it closes", "They may be up to 10%.");
        IsKept(await kept.SubmitAsync("Publish and tell applicants"), HttpStatusCode.Conflict, "until it closes", "Use this one from now on.");

        // Where somebody was faster that is said, and where there is nothing for them nothing is shown.
        var until = Host.Now.AddDays(3);
        extension = extension.Fill("DeadlineAt.Day", $"{until.Day}").Fill("DeadlineAt.Month", $"{until.Month}").Fill("DeadlineAt.Year", $"{until.Year}").Fill("Time", "12:00");
        await manager.PostAsync($"{call.Path}/extensions", Scenario.WithVersion(await manager.GetAsync(call.Path), new { deadlineAt = until, reason = "A storm." }));
        var faster = await extension.SubmitAsync("Extend and tell those concerned");
        Assert.Equal("Somebody else changed this", faster.Title);
        Assert.Contains("Floods in three provinces.", faster.Text, StringComparison.Ordinal);

        static void IsKept(Page page, HttpStatusCode status, string why, string typed)
        {
            Assert.Equal((status, "This is not possible now"), (page.Status, page.Title));
            Assert.Contains(why, page.Text, StringComparison.Ordinal);
            Assert.Contains(typed, page.Text, StringComparison.Ordinal);
            Assert.Contains("what you typed is below, and it has not been saved", page.Text, StringComparison.Ordinal);
            Assert.DoesNotContain("omebody else", page.Text, StringComparison.Ordinal);
            Assert.DoesNotContain("too many", page.Text, StringComparison.OrdinalIgnoreCase);
        }
    }

    /// <summary>Begins an addendum with a document, and leaves it as a draft.</summary>
    private static async Task<Page> DraftAddendumAsync(Browser manager, Guid callId, string title, string text)
    {
        var page = await (await manager.OpenAsync($"/calls/{callId}/addenda/new")).Fill("Title", title).Fill("Text", text).SubmitAsync("Add a document first");
        return await page.Attach("DocumentsFile", "Template.pdf", Documents.SampleFiles.Pdf()).SubmitAsync("Save for later");
    }

    public sealed class OnSqlite(SqliteHost host) : CallNewsTests(host), IClassFixture<SqliteHost>;

    public sealed class OnPostgres(PostgresHost host) : CallNewsTests(host), IClassFixture<PostgresHost>;
}
