using System.Net;
using System.Security.Cryptography;
using System.Text.Json;
using Azure.Storage.Blobs;
using Grants.Accounts;
using Grants.Data;
using Grants.Documents;
using Grants.Tests.Fixtures;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Grants.Tests.Documents;

public abstract class DocumentTests(GrantsHost host) : FrontDoorTests(host)
{
    private static readonly byte[] _pdf = SampleFiles.PdfOf(1_200_000);

    [SkippableFact]
    public async Task Upload_InChunksAnyOrderAndTwice_ComesBackByteForByte()
    {
        var application = await Scenario.StartedApplicationAsync();
        var writer = await Host.SignInAsync(application.Organisation.Contributor);
        var (id, chunks) = await BeginAsync(writer, application.Id, "សំណើ.pdf", _pdf);
        foreach (var number in new[] { 2, 0, 1, 0 }) await SendAsync(writer, id, number, chunks[number]);

        var done = await writer.PostAsync($"/api/v1/documents/{id}/complete");
        Assert.Equal("application/pdf", done.Text("contentType"));
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(_pdf)), done.Text("sha256"));
        Assert.Equal(done.ToString(), (await writer.PostAsync($"/api/v1/documents/{id}/complete")).ToString());

        using var download = await writer.SendAsync(HttpMethod.Get, $"/documents/{id}");
        Assert.Equal(_pdf, await download.Content.ReadAsByteArrayAsync());
        Assert.Equal("attachment", download.Content.Headers.ContentDisposition!.DispositionType);
        Assert.Equal("សំណើ.pdf", download.Content.Headers.ContentDisposition.FileNameStar);
        Assert.Equal($"\"{done.Text("sha256")}\"", download.Headers.ETag!.Tag);
        Assert.Contains("nosniff", download.Headers.GetValues("X-Content-Type-Options"));
        using var content = await writer.SendAsync(HttpMethod.Get, $"/api/v1/documents/{id}/content");
        Assert.Equal(_pdf, await content.Content.ReadAsByteArrayAsync());
        await (await Host.SignInAsync((await Scenario.OrganisationAsync()).Lead)).RefusedAsync(HttpStatusCode.NotFound, HttpMethod.Get, $"/api/v1/documents/{id}/content");
    }

    // One page with files among other questions.
    private static readonly object _form = new
    {
        sections = new object[]
        {
            new
            {
                code = "about",
                title = "About",
                questions = new object[]
                {
                    new { code = "title", kind = "ShortText", text = "What is it called?" }, new { code = "country", kind = "Country", text = "Where?" }, new { code = "budget", kind = "Budget", text = "What does it cost?" },
                    new { code = "certificate", kind = "File", text = "Certificate", files = new { most = 1, types = new[] { "pdf" } } },
                    new { code = "statutes", kind = "File", text = "Statutes", required = false },
                },
            },
        },
    };

    [SkippableFact]
    public async Task Upload_OfMoreFilesThanTheQuestionTakes_IsRefusedAtOnce_AndWhenSeveralWereOnTheirWay()
    {
        var application = await Scenario.StartedApplicationAsync(await Scenario.OpenCallAsync(other: new { form = _form }));
        var writer = await Host.SignInAsync(application.Organisation.Contributor);
        var bytes = SampleFiles.PdfOf(100);
        var (second, chunks) = await BeginAsync(writer, application.Id, "second.pdf", bytes, "certificate");
        await SendAsync(writer, second, 0, chunks[0]);
        await Scenario.UploadAsync(application.Organisation.Contributor, "Application", application.Id, "certificate", "first.pdf", bytes);
        var full = await writer.RefusedAsync(HttpStatusCode.BadRequest, HttpMethod.Post, $"/api/v1/documents/{second}/complete");
        Assert.Contains("takes 1 file", full.Text("detail"), StringComparison.Ordinal);
        full = await writer.RefusedAsync(HttpStatusCode.BadRequest, HttpMethod.Post, "/api/v1/documents", Announcement(application.Id, "third.pdf", bytes.Length));
        Assert.Contains("Remove it before you add another one", full.GetProperty("errors").Text("name"), StringComparison.Ordinal);

        // Without script: refused with the file's name, and taken together with the removal of the first.
        var page = await writer.OpenAsync($"/applications/{application.Id}/edit/about");
        var refused = await page.Attach("certificateFile", "fourth.pdf", bytes).SubmitAsync("Save and go on");
        Assert.Contains("fourth.pdf: This question takes 1 file", refused.Text, StringComparison.Ordinal);
        page = await writer.OpenAsync($"/applications/{application.Id}/edit/about");
        var first = page.Document.QuerySelector("[name=RemoveDocument]")!.GetAttribute("value")!;
        await page.Fill("RemoveDocument", first).Attach("certificateFile", "fifth.pdf", bytes).SubmitAsync("Save and go on");
        Assert.Equal("fifth.pdf", Assert.Single((await writer.GetAsync(application.Path)).GetProperty("documents").EnumerateArray()).Text("name"));
    }

    [SkippableFact]
    public async Task Upload_ToWhatIsNoFileQuestionOfTheCall_IsRefusedAtTheSlot_AndEveryErrorAtTheFieldOfTheRequest()
    {
        var application = await Scenario.StartedApplicationAsync();
        var writer = await Host.SignInAsync(application.Organisation.Contributor);
        foreach (var (slot, said) in new[] { ("nosuch", "The call does not ask for this file"), ("title", "The call does not ask for this file"), ("set-aside", "The call does not ask for this file"), (null, "Say which question the file answers") })
            Assert.Equal(said, await ErrorAsync(new { purpose = "Application", subjectId = application.Id, slot, name = "a.pdf", length = 10 }, "slot"));
        foreach (var (field, body) in new (string, object)[]
        {
            ("name", new { purpose = "Application", subjectId = application.Id, slot = "certificate", name = "", length = 10 }),
            ("name", new { purpose = "Application", subjectId = application.Id, slot = "certificate", name = "a.exe", length = 10 }),
            ("length", new { purpose = "Application", subjectId = application.Id, slot = "certificate", name = "a.pdf", length = 0 }),
            ("slot", new { purpose = "Application", subjectId = application.Id, slot = new string('x', 101), name = "a.pdf", length = 10 }),
            ("sha256", new { purpose = "Application", subjectId = application.Id, slot = "certificate", name = "a.pdf", length = 10, sha256 = "x" }),
        }) await ErrorAsync(body, field);

        // What is wrong with the content is at no field of a request.
        var (id, chunks) = await BeginAsync(writer, application.Id, "a.pdf", "no PDF"u8.ToArray());
        await SendAsync(writer, id, 0, chunks[0]);
        var unreadable = await writer.RefusedAsync(HttpStatusCode.BadRequest, HttpMethod.Post, $"/api/v1/documents/{id}/complete");
        Assert.NotEmpty(unreadable.Text("detail")!);
        Assert.False(unreadable.TryGetProperty("errors", out _));

        // Without script: said at the field.
        var page = await writer.OpenAsync($"/applications/{application.Id}/edit/documents");
        var token = page.Document.QuerySelector("[name=__RequestVerificationToken]")!.GetAttribute("value")!;
        using var form = new MultipartFormDataContent { { new StringContent(token), "__RequestVerificationToken" }, { new ByteArrayContent(SampleFiles.Pdf()), "nosuchFile", "a.pdf" } };
        var refused = await writer.PageAsync(HttpMethod.Post, $"/applications/{application.Id}/edit/documents", form);
        Assert.Contains("The call does not ask for this file", refused.Text, StringComparison.Ordinal);
        Assert.Empty((await writer.GetAsync(application.Path)).GetProperty("documents").EnumerateArray());

        async Task<string?> ErrorAsync(object body, string field)
        {
            var problem = await writer.RefusedAsync(HttpStatusCode.BadRequest, HttpMethod.Post, "/api/v1/documents", body);
            return Assert.Single(problem.GetProperty("errors").EnumerateObject(), error => error.Name == field).Value.GetString();
        }
    }

    [SkippableFact]
    public async Task Upload_ToAnythingElse_TakesTheSlotsThatThereAre()
    {
        var organisation = await Scenario.OrganisationAsync();
        Assert.Equal("Fraud", (await Scenario.UploadAsync(organisation.Contributor, "Policy", organisation.Id, "Fraud", "a.pdf", SampleFiles.Pdf())).Text("slot"));
        var milestone = await Scenario.ReportOpenAsync();
        Assert.Equal("evidence", (await Scenario.UploadAsync(milestone.Grant.Organisation.Contributor, "ReportEvidence", milestone.Id, null, "a.pdf", SampleFiles.Pdf())).Text("slot"));
        Assert.Equal("Evidence", (await Scenario.UploadAsync(milestone.Grant.Organisation.Contributor, "ReportEvidence", milestone.Id, "Evidence", "b.pdf", SampleFiles.Pdf())).Text("slot"));
    }

    [SkippableFact]
    public async Task Complete_WithAChunkMissing_IsRefusedAndGoesOnLater()
    {
        var application = await Scenario.StartedApplicationAsync();
        var writer = await Host.SignInAsync(application.Organisation.Contributor);
        var (id, chunks) = await BeginAsync(writer, application.Id, "a.pdf", _pdf);
        await SendAsync(writer, id, 0, chunks[0]);
        await SendAsync(writer, id, 2, chunks[2]);
        await writer.RefusedAsync(HttpStatusCode.Conflict, HttpMethod.Post, $"/api/v1/documents/{id}/complete");
        Assert.Equal(HttpStatusCode.NotFound, (await writer.OpenAsync($"/documents/{id}")).Status);

        await SendAsync(writer, id, 1, chunks[1]);
        await writer.PostAsync($"/api/v1/documents/{id}/complete");
    }

    [SkippableTheory]
    [InlineData(0, 100)]
    [InlineData(1, DocumentStore.ChunkBytes + 1)]
    [InlineData(3, 100)]
    public async Task Chunk_OfAnotherLengthOrNumber_IsRefused(int number, int length)
    {
        var application = await Scenario.StartedApplicationAsync();
        var writer = await Host.SignInAsync(application.Organisation.Contributor);
        var (id, _) = await BeginAsync(writer, application.Id, "a.pdf", _pdf);

        await writer.RefusedAsync(HttpStatusCode.BadRequest, HttpMethod.Put, $"/api/v1/documents/{id}/chunks/{number}", new ByteArrayContent(new byte[length]));
    }

    [SkippableFact]
    public async Task Complete_WithContentThatIsNotAccepted_SaysWhyAndKeepsNothing()
    {
        var application = await Scenario.StartedApplicationAsync();
        var writer = await Host.SignInAsync(application.Organisation.Contributor);
        foreach (var (name, bytes, why) in new[] { ("a.docx", SampleFiles.Xlsx(), ".xlsx"), ("a.pdf", SampleFiles.Pdf(trailer: "/Encrypt 5 0 R"), "password"), ("a.png", "<svg/>"u8.ToArray(), "SVG") })
        {
            var (id, chunks) = await BeginAsync(writer, application.Id, name, bytes);
            await SendAsync(writer, id, 0, chunks[0]);
            var blob = await BlobOfAsync(id);
            var problem = await writer.RefusedAsync(HttpStatusCode.BadRequest, HttpMethod.Post, $"/api/v1/documents/{id}/complete");
            Assert.Contains(why, problem.Text("detail"), StringComparison.Ordinal);
            Assert.False(await ExistsAsync(blob));
            await writer.RefusedAsync(HttpStatusCode.NotFound, HttpMethod.Post, $"/api/v1/documents/{id}/complete");
        }
    }

    [SkippableFact]
    public async Task PlainForm_WithAFileThatIsNotAccepted_KeepsEverythingElse_AndSaysWhyAtTheFile()
    {
        var application = await Scenario.StartedApplicationAsync(await Scenario.OpenCallAsync(other: new { form = _form }));
        var writer = await Host.SignInAsync(application.Organisation.Contributor);
        var page = await writer.OpenAsync($"/applications/{application.Id}/edit/about");
        var refused = await page.Fill("title", "Legal aid in three provinces").Attach("certificateFile", "protected.pdf", SampleFiles.Pdf(trailer: "/Encrypt 5 0 R")).SubmitAsync("Save and go on");

        Assert.Equal(HttpStatusCode.BadRequest, refused.Status);
        var error = Assert.Single(refused.Errors);
        Assert.StartsWith("Certificate: protected.pdf: ", error, StringComparison.Ordinal);
        Assert.Contains("password", error, StringComparison.Ordinal);
        Assert.Contains("password", refused.Document.QuerySelector("#certificate-error")!.TextContent, StringComparison.Ordinal);
        Assert.Equal("Legal aid in three provinces", (await writer.GetAsync(application.Path)).GetProperty("answers").Text("title"));
        Assert.Empty((await writer.GetAsync(application.Path)).GetProperty("documents").Items());
    }

    [SkippableFact]
    public async Task Begin_OfTheSameFile_GoesOnWhereItStopped()
    {
        var application = await Scenario.StartedApplicationAsync(await Scenario.OpenCallAsync(other: new { form = _form }));
        var writer = await Host.SignInAsync(application.Organisation.Contributor);
        var announcement = Announcement(application.Id, "a.pdf", _pdf);
        var begun = await writer.PostAsync("/api/v1/documents", announcement);
        var (id, chunks) = (begun.Id(), _pdf.Chunk(begun.GetProperty("chunkBytes").GetInt32()).ToList());
        Assert.Empty(begun.GetProperty("received").EnumerateArray());
        await SendAsync(writer, id, 2, chunks[2]);
        await SendAsync(writer, id, 0, chunks[0]);

        // In another browser, on another day: the same person is told what is here.
        var unfinished = Assert.Single((await writer.GetAsync($"/api/v1/documents/unfinished?subject={application.Id}")).Items());
        Assert.Equal("a.pdf", unfinished.Text("name"));
        var again = await writer.PostAsync("/api/v1/documents", announcement);
        Assert.Equal(id, again.Id());
        Assert.Equal([0, 2], again.GetProperty("received").EnumerateArray().Select(number => number.GetInt32()));
        // Another file, or the same one for another question, is another document; and nobody else goes on with it.
        Assert.NotEqual(id, (await writer.PostAsync("/api/v1/documents", Announcement(application.Id, "a.pdf", SampleFiles.PdfOf(1000)))).Id());
        Assert.NotEqual(id, (await writer.PostAsync("/api/v1/documents", Announcement(application.Id, "a.pdf", _pdf, "statutes"))).Id());
        var colleague = await Host.SignInAsync(application.Organisation.Lead);
        Assert.NotEqual(id, (await colleague.PostAsync("/api/v1/documents", announcement)).Id());
        await colleague.RefusedAsync(HttpStatusCode.NotFound, HttpMethod.Get, $"/api/v1/documents/{id}");

        await SendAsync(writer, id, 1, chunks[1]);
        var done = await writer.PostAsync($"/api/v1/documents/{id}/complete");
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(_pdf)), done.Text("sha256"));
        // The file is here: choosing it once more sends nothing.
        again = await writer.PostAsync("/api/v1/documents", announcement);
        Assert.Equal(id, again.Id());
        Assert.Equal([0, 1, 2], again.GetProperty("received").EnumerateArray().Select(number => number.GetInt32()));
        Assert.Equal(done.ToString(), (await writer.PostAsync($"/api/v1/documents/{id}/complete")).ToString());
    }

    [SkippableFact]
    public async Task Upload_InTwoTabsAtOnce_MakesOneDocument()
    {
        var application = await Scenario.StartedApplicationAsync();
        var writer = await Host.SignInAsync(application.Organisation.Contributor);
        var announcement = Announcement(application.Id, "a.pdf", _pdf);
        var id = (await writer.PostAsync("/api/v1/documents", announcement)).Id();
        var chunks = _pdf.Chunk(DocumentStore.ChunkBytes).ToList();
        var done = await Task.WhenAll(Enumerable.Range(0, 2).Select(async tab =>
        {
            foreach (var number in tab == 0 ? [0, 1, 2] : new[] { 2, 1, 0 })
            {
                using var response = await writer.SendAsync(HttpMethod.Put, $"/api/v1/documents/{id}/chunks/{number}", new ByteArrayContent(chunks[number]));
                Assert.True(response.IsSuccessStatusCode);
            }

            return await writer.PostAsync($"/api/v1/documents/{id}/complete");
        }));

        Assert.Equal(done[0].ToString(), done[1].ToString());
        using var download = await writer.SendAsync(HttpMethod.Get, $"/documents/{id}");
        Assert.Equal(_pdf, await download.Content.ReadAsByteArrayAsync());
    }

    [SkippableFact]
    public async Task Complete_OfOtherBytesThanAnnounced_IsRefused()
    {
        var application = await Scenario.StartedApplicationAsync();
        var writer = await Host.SignInAsync(application.Organisation.Contributor);
        var (announced, sent) = (SampleFiles.PdfOf(1000), SampleFiles.PdfOf(1000));
        var id = (await writer.PostAsync("/api/v1/documents", Announcement(application.Id, "a.pdf", announced))).Id();
        await SendAsync(writer, id, 0, sent);
        var problem = await writer.RefusedAsync(HttpStatusCode.BadRequest, HttpMethod.Post, $"/api/v1/documents/{id}/complete");
        Assert.Contains("did not arrive as it was sent", problem.Text("detail"), StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task Begin_TooLargeOrOfAnotherName_IsRefused()
    {
        var application = await Scenario.StartedApplicationAsync();
        var writer = await Host.SignInAsync(application.Organisation.Contributor);

        await writer.RefusedAsync(HttpStatusCode.RequestEntityTooLarge, HttpMethod.Post, "/api/v1/documents", Announcement(application.Id, "a.pdf", 25_000_001));
        await writer.RefusedAsync(HttpStatusCode.BadRequest, HttpMethod.Post, "/api/v1/documents", Announcement(application.Id, "a.exe", 10));
    }

    [SkippableFact]
    public async Task Document_OfOthers_DoesNotExist()
    {
        var application = await Scenario.StartedApplicationAsync();
        var writer = await Host.SignInAsync(application.Organisation.Contributor);
        var id = await UploadAsync(writer, application.Id);
        var other = await Scenario.OrganisationAsync();

        foreach (var stranger in new[] { other.Lead, Scenario.Staff.Reviewers[0], Scenario.Staff.Endorser, Scenario.Staff.Delegate })
        {
            var browser = await Host.SignInAsync(stranger);
            Assert.Equal(HttpStatusCode.NotFound, (await browser.OpenAsync($"/documents/{id}")).Status);
            Assert.Empty((await browser.GetAsync($"/api/v1/documents?subject={application.Id}")).Items());
        }

        var foreign = await Host.SignInAsync(other.Lead);
        await foreign.RefusedAsync(HttpStatusCode.NotFound, HttpMethod.Post, "/api/v1/documents", Announcement(application.Id, "a.pdf", 10));
        await foreign.RefusedAsync(HttpStatusCode.NotFound, HttpMethod.Delete, $"/api/v1/documents/{id}");
        // A draft is its organisation's alone; once it is submitted, those read it whose work it is.
        await AssertReadersAsync(id, [application.Organisation.Lead], [Scenario.Staff.Manager, Scenario.Staff.Auditor, Scenario.Staff.Finance, Scenario.Staff.Administrator]);
        application = await Scenario.DraftApplicationAsync();
        id = await UploadAsync(await Host.SignInAsync(application.Organisation.Contributor), application.Id);
        await Scenario.ActAsync(application.Organisation.Lead, application.Path, "submit");
        await AssertReadersAsync(id, [application.Organisation.Lead, Scenario.Staff.Manager, Scenario.Staff.Auditor], [Scenario.Staff.Finance, Scenario.Staff.Administrator]);
    }

    [SkippableFact]
    public async Task Delete_WhileDraft_RemovesRowAndBlob_AfterwardsIsRefused()
    {
        var application = await Scenario.DraftApplicationAsync();
        var writer = await Host.SignInAsync(application.Organisation.Contributor);
        var (kept, gone) = (await UploadAsync(writer, application.Id), await UploadAsync(writer, application.Id));
        var blob = await BlobOfAsync(gone);
        await writer.DeleteAsync($"/api/v1/documents/{gone}");
        Assert.False(await ExistsAsync(blob));

        await Scenario.ActAsync(application.Organisation.Lead, application.Path, "submit");
        await writer.RefusedAsync(HttpStatusCode.Conflict, HttpMethod.Delete, $"/api/v1/documents/{kept}");
        await writer.RefusedAsync(HttpStatusCode.Conflict, HttpMethod.Post, "/api/v1/documents", Announcement(application.Id, "a.pdf", 10));
    }

    // A document that is removed while its application is submitted is in what was submitted, and kept; or it is in neither.
    [SkippableFact]
    public async Task Delete_WhileSubmitting_IsBeforeOrAfter()
    {
        var call = await Scenario.OpenCallAsync();
        for (var time = 0; time < 3; time++)
        {
            var application = await Scenario.DraftApplicationAsync(call);
            var (lead, writer) = (await Host.SignInAsync(application.Organisation.Lead), await Host.SignInAsync(application.Organisation.Contributor));
            var id = await UploadAsync(writer, application.Id);
            var version = (await lead.GetAsync(application.Path)).GetProperty("version").GetInt32();
            var submit = lead.SendAsync(HttpMethod.Post, $"{application.Path}/submit", new { version });
            var delete = writer.SendAsync(HttpMethod.Delete, $"/api/v1/documents/{id}");
            using var submitted = await submit;
            using var deleted = await delete;

            Assert.Equal(HttpStatusCode.OK, submitted.StatusCode);
            var listed = (await lead.GetAsync(application.Path)).GetProperty("documents").EnumerateArray().Any(document => document.Id() == id);
            Assert.Equal(deleted.StatusCode == HttpStatusCode.Conflict, listed);
            Assert.Equal(listed, await Host.InDatabaseAsync(db => db.Documents.AnyAsync(document => document.Id == id && document.CompletedAt != null)));
        }
    }

    [SkippableFact]
    public async Task Destroy_LeavesOnlyThatThereWasADocument()
    {
        var application = await Scenario.StartedApplicationAsync();
        var writer = await Host.SignInAsync(application.Organisation.Contributor);
        var id = await UploadAsync(writer, application.Id);
        var blob = Blob(await BlobOfAsync(id));
        await blob.CreateSnapshotAsync();
        await using (var scope = Host.Services.CreateAsyncScope())
        {
            var document = await scope.ServiceProvider.GetRequiredService<GrantsDb>().Documents.SingleAsync(document => document.Id == id);
            Assert.False((await scope.ServiceProvider.GetRequiredService<DocumentStore>().DestroyAsync(document, Actor.System("test"), CancellationToken.None)).IsRefused);
        }

        Assert.False(await blob.ExistsAsync());
        Assert.Empty((await writer.GetAsync($"/api/v1/documents?subject={application.Id}")).Items());
        Assert.Equal(HttpStatusCode.Gone, (await writer.OpenAsync($"/documents/{id}")).Status);
        var row = await Host.InDatabaseAsync(db => db.Documents.AsNoTracking().SingleAsync(document => document.Id == id));
        Assert.Equal(("", (DateTime?)Host.Now), (row.Name, row.DestroyedAt));
        await Host.AdvanceToAsync(Host.Now.AddHours(73));
        await Host.WithAsync<OrphanSweep, (int, int)>(sweep => sweep.RunAsync(CancellationToken.None));
        Assert.True(await Host.InDatabaseAsync(db => db.Documents.AnyAsync(document => document.Id == id)));
    }

    [SkippableFact]
    public async Task Sweep_RemovesWhatNothingRefersTo_AndOnlyThat()
    {
        var application = await Scenario.StartedApplicationAsync();
        var writer = await Host.SignInAsync(application.Organisation.Contributor);
        var attached = await UploadAsync(writer, application.Id);
        var unattached = await UnattachedAsync(application.Organisation);
        var (unfinished, _) = await BeginAsync(writer, application.Id, "a.pdf", _pdf);
        var stray = Host.Services.GetRequiredService<BlobServiceClient>().GetBlobContainerClient(DocumentStore.Container).GetBlobClient("stray");
        await stray.UploadAsync(BinaryData.FromString("x"), overwrite: true);
        var (keptBlob, goneBlob) = (await BlobOfAsync(attached), await BlobOfAsync(unattached));

        await Host.AdvanceToAsync(Host.Now.AddHours(73));
        await Host.WithAsync<OrphanSweep, (int, int)>(sweep => sweep.RunAsync(CancellationToken.None));
        var fresh = await UnattachedAsync(application.Organisation);
        await Host.WithAsync<OrphanSweep, (int, int)>(sweep => sweep.RunAsync(CancellationToken.None));

        Assert.True(await ExistsAsync(keptBlob));
        Assert.True(await ExistsAsync(await BlobOfAsync(fresh)));
        Assert.False(await ExistsAsync(goneBlob));
        Assert.False(await ExistsAsync("stray"));
        Assert.False(await Host.InDatabaseAsync(db => db.Documents.AnyAsync(document => document.Id == unattached || document.Id == unfinished)));
    }

    [SkippableFact]
    public async Task SaveGenerated_Twice_MakesOneThatIsShownInItsPlace()
    {
        var organisation = await Scenario.OrganisationAsync();
        var subject = Guid.NewGuid();
        var html = "<!DOCTYPE html><p>Receipt</p>"u8.ToArray();
        var ids = new List<Guid>();
        for (var time = 0; time < 2; time++)
        {
            await using var scope = Host.Services.CreateAsyncScope();
            var store = scope.ServiceProvider.GetRequiredService<DocumentStore>();
            ids.Add((await store.SaveGeneratedAsync(DocumentPurpose.DecisionLetter, subject, organisation.Id, "Receipt.html", html, Host.Now, CancellationToken.None)).Id);
            await scope.ServiceProvider.GetRequiredService<GrantsDb>().SaveChangesAsync();
        }

        Assert.Equal(ids[0], ids[1]);
        using var shown = await (await Host.SignInAsync(organisation.Lead)).SendAsync(HttpMethod.Get, $"/documents/{ids[0]}");
        Assert.Equal(html, await shown.Content.ReadAsByteArrayAsync());
        Assert.Equal("inline", shown.Content.Headers.ContentDisposition!.DispositionType);
        Assert.Contains("sandbox", shown.Headers.GetValues("Content-Security-Policy").Single(), StringComparison.Ordinal);
    }

    // Of an organisation's policies none is named: nothing holds on to it.
    private async Task<Guid> UnattachedAsync(TestOrganisation organisation) =>
        (await Scenario.UploadAsync(organisation.Contributor, "Policy", organisation.Id, null, "a.pdf", SampleFiles.Pdf())).Id();

    private async Task<Guid> UploadAsync(Browser writer, Guid applicationId)
    {
        var (id, chunks) = await BeginAsync(writer, applicationId, "a.pdf", _pdf);
        foreach (var (number, chunk) in chunks.Index()) await SendAsync(writer, id, number, chunk);
        await writer.PostAsync($"/api/v1/documents/{id}/complete");
        return id;
    }

    private static async Task<(Guid Id, IReadOnlyList<byte[]> Chunks)> BeginAsync(Browser writer, Guid applicationId, string name, byte[] bytes, string? slot = "certificate")
    {
        var begun = await writer.PostAsync("/api/v1/documents", Announcement(applicationId, name, bytes.Length, slot));
        return (begun.Id(), [.. bytes.Chunk(begun.GetProperty("chunkBytes").GetInt32())]);
    }

    private static object Announcement(Guid applicationId, string name, long length, string? slot = "certificate") =>
        new { purpose = "Application", subjectId = applicationId, slot, name, length };

    private static object Announcement(Guid applicationId, string name, byte[] bytes, string? slot = "certificate") =>
        new { purpose = "Application", subjectId = applicationId, slot, name, length = bytes.Length, sha256 = Convert.ToHexStringLower(SHA256.HashData(bytes)) };

    private static Task<JsonElement> SendAsync(Browser writer, Guid id, int number, byte[] chunk) =>
        writer.PutAsync($"/api/v1/documents/{id}/chunks/{number}", new ByteArrayContent(chunk));

    private async Task AssertReadersAsync(Guid id, TestPerson[] readers, TestPerson[] others)
    {
        foreach (var person in readers.Concat(others))
        {
            using var download = await (await Host.SignInAsync(person)).SendAsync(HttpMethod.Get, $"/documents/{id}");
            Assert.Equal(readers.Contains(person) ? HttpStatusCode.OK : HttpStatusCode.NotFound, download.StatusCode);
        }
    }

    private Task<string> BlobOfAsync(Guid id) => Host.InDatabaseAsync(db => db.Documents.Where(document => document.Id == id).Select(document => document.BlobName).SingleAsync());

    private BlobClient Blob(string name) => Host.Services.GetRequiredService<BlobServiceClient>().GetBlobContainerClient(DocumentStore.Container).GetBlobClient(name);

    private async Task<bool> ExistsAsync(string blob) => await Blob(blob).ExistsAsync();

    public sealed class OnSqlite(SqliteHost host) : DocumentTests(host), IClassFixture<SqliteHost>;

    public sealed class OnPostgres(PostgresHost host) : DocumentTests(host), IClassFixture<PostgresHost>;
}
