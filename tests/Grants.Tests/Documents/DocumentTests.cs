using System.IO.Compression;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Azure.Storage.Blobs;
using Grants.Documents;
using Grants.Tests.Fixtures;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Grants.Tests.Documents;

public abstract class DocumentTests(GrantsHost host) : FrontDoorTests(host)
{
    private static readonly byte[] _pdf = [.. "%PDF-1.7\n"u8, .. RandomNumberGenerator.GetBytes(1_200_000)];

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

    [SkippableTheory]
    [InlineData("a.docx", "wordprocessingml.document", true)]
    [InlineData("a.xlsx", "spreadsheetml.sheet", true)]
    [InlineData("a.docx", "spreadsheetml.sheet", false)]
    [InlineData("a.docx", "anything", false)]
    public async Task Complete_Package_IsWhatItsPartsSay(string name, string kind, bool accepted)
    {
        var application = await Scenario.StartedApplicationAsync();
        var writer = await Host.SignInAsync(application.Organisation.Contributor);

        var bytes = Package(kind);
        var (id, chunks) = await BeginAsync(writer, application.Id, name, bytes);
        await SendAsync(writer, id, 0, chunks[0]);
        if (accepted) Assert.EndsWith(kind, (await writer.PostAsync($"/api/v1/documents/{id}/complete")).Text("contentType"), StringComparison.Ordinal);
        else await writer.RefusedAsync(HttpStatusCode.BadRequest, HttpMethod.Post, $"/api/v1/documents/{id}/complete");
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
        foreach (var reader in new[] { application.Organisation.Lead, Scenario.Staff.Manager, Scenario.Staff.Auditor })
        {
            using var download = await (await Host.SignInAsync(reader)).SendAsync(HttpMethod.Get, $"/documents/{id}");
            Assert.Equal(HttpStatusCode.OK, download.StatusCode);
        }
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

    [SkippableFact]
    public async Task Sweep_RemovesWhatNothingRefersTo_AndOnlyThat()
    {
        var application = await Scenario.StartedApplicationAsync();
        var writer = await Host.SignInAsync(application.Organisation.Contributor);
        var attached = await UploadAsync(writer, application.Id);
        var unattached = await UploadAsync(writer, application.Id, slot: null);
        var (unfinished, _) = await BeginAsync(writer, application.Id, "a.pdf", _pdf);
        var stray = Host.Services.GetRequiredService<BlobServiceClient>().GetBlobContainerClient(DocumentStore.Container).GetBlobClient("stray");
        await stray.UploadAsync(BinaryData.FromString("x"), overwrite: true);
        var (keptBlob, goneBlob) = (await BlobOfAsync(attached), await BlobOfAsync(unattached));

        await Host.AdvanceToAsync(Host.Now.AddHours(25));
        await Host.WithAsync<OrphanSweep, (int, int)>(sweep => sweep.RunAsync(CancellationToken.None));
        var fresh = await UploadAsync(await Host.SignInAsync(application.Organisation.Contributor), application.Id, slot: null);
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
            await scope.ServiceProvider.GetRequiredService<Grants.Data.GrantsDb>().SaveChangesAsync();
        }

        Assert.Equal(ids[0], ids[1]);
        using var shown = await (await Host.SignInAsync(organisation.Lead)).SendAsync(HttpMethod.Get, $"/documents/{ids[0]}");
        Assert.Equal(html, await shown.Content.ReadAsByteArrayAsync());
        Assert.Equal("inline", shown.Content.Headers.ContentDisposition!.DispositionType);
        Assert.Contains("sandbox", shown.Headers.GetValues("Content-Security-Policy").Single(), StringComparison.Ordinal);
    }

    private async Task<Guid> UploadAsync(Browser writer, Guid applicationId, string? slot = "certificate")
    {
        var (id, chunks) = await BeginAsync(writer, applicationId, "a.pdf", _pdf, slot);
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

    private static Task<JsonElement> SendAsync(Browser writer, Guid id, int number, byte[] chunk) =>
        writer.PutAsync($"/api/v1/documents/{id}/chunks/{number}", new ByteArrayContent(chunk));

    private Task<string> BlobOfAsync(Guid id) => Host.InDatabaseAsync(db => db.Documents.Where(document => document.Id == id).Select(document => document.BlobName).SingleAsync());

    private async Task<bool> ExistsAsync(string blob) =>
        await Host.Services.GetRequiredService<BlobServiceClient>().GetBlobContainerClient(DocumentStore.Container).GetBlobClient(blob).ExistsAsync();

    private static byte[] Package(string kind)
    {
        using var bytes = new MemoryStream();
        using (var package = new ZipArchive(bytes, ZipArchiveMode.Create))
        {
            using var types = package.CreateEntry("[Content_Types].xml").Open();
            types.Write(Encoding.UTF8.GetBytes($"<Types><Override PartName=\"/main.xml\" ContentType=\"application/vnd.openxmlformats-officedocument.{kind}.main+xml\"/></Types>"));
        }

        return bytes.ToArray();
    }

    public sealed class OnSqlite(SqliteHost host) : DocumentTests(host), IClassFixture<SqliteHost>;

    public sealed class OnPostgres(PostgresHost host) : DocumentTests(host), IClassFixture<PostgresHost>;
}
