using System.IO.Compression;
using System.Net;
using System.Text.Json;
using Azure.Storage.Blobs;
using Grants.Documents;
using Grants.Tests.Fixtures;
using Grants.Tests.Milestones;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Grants.Tests.Closure;

public abstract class ClosureTests(GrantsHost host) : DeliveryTests(host)
{
    [SkippableFact]
    public async Task Close_AfterTheLastPayment_ArchivesTheRecordAndTellsThePartner()
    {
        var grant = await Scenario.ClosingGrantAsync(await BegunGrantAsync(gatesOpen: false));
        Assert.Equal("GrantClosing", (await Scenario.ReadAsync(Scenario.Staff.Manager, grant.GrantPath)).Stage());

        var approver = await Host.SignInAsync(Scenario.Staff.SecondManager);
        var body = Fixtures.Scenario.WithVersion(await approver.GetAsync(grant.GrantPath), new { survivorDataChecked = true, finalSpendAccepted = true, note = "Complete." });
        await approver.RefusedAsync(HttpStatusCode.Forbidden, HttpMethod.Post, $"{grant.GrantPath}/close", body);
        await Scenario.ActAsync(Scenario.Staff.Manager, grant.GrantPath, "close", new { survivorDataChecked = true, finalSpendAccepted = true, note = "Thank you." });
        await Host.SettleAsync();

        var closed = await Scenario.ReadAsync(grant.Organisation.Lead, grant.GrantPath);
        Assert.Equal("GrantClosed", closed.Stage());
        Assert.Equal(DateOnly.FromDateTime(Host.Now).AddYears(7), DateOnly.Parse(closed.Text("retainUntil")!, System.Globalization.CultureInfo.InvariantCulture));
        Assert.Contains(Host.MailTo(grant.Organisation.Lead.Email), mail => mail.Text!.Contains("Thank you.", StringComparison.Ordinal));

        var archive = (await Scenario.ReadAsync(Scenario.Staff.Auditor, grant.GrantPath)).GetProperty("documents").EnumerateArray().Single(document => document.Text("name")!.EndsWith(".zip", StringComparison.Ordinal));
        // It holds how the programme decided, with scores and reviewers.
        Assert.DoesNotContain(closed.GetProperty("documents").EnumerateArray(), document => document.Id() == archive.Id());
        Assert.Equal(HttpStatusCode.NotFound, (await (await Host.SignInAsync(grant.Organisation.Lead)).OpenAsync($"/documents/{archive.Id()}")).Status);
        using var response = await (await Host.SignInAsync(Scenario.Staff.Auditor)).SendAsync(HttpMethod.Get, $"/documents/{archive.Id()}");
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        using var zip = new ZipArchive(await response.Content.ReadAsStreamAsync());
        Assert.Equal(["audit.json", "documents.json", "grant.json", "payments.json", "reports.json"], zip.Entries.Select(entry => entry.FullName).Order());
        Assert.Equal(2, Read(zip, "payments.json").GetArrayLength());
        var reports = Read(zip, "reports.json");
        Assert.Equal("Twelve cases were taken to court.", reports[0].GetProperty("content").GetProperty("narratives")[0].Text("text"));
        Assert.Contains("CloseGrant", Read(zip, "audit.json").EnumerateArray().Select(entry => entry.Text("what")));

        // What could identify a survivor is destroyed here as well: the archive is made anew from what is left.
        var evidence = Read(zip, "documents.json").EnumerateArray().First(document => document.Text("name") == "ledger.pdf").Id();
        var before = await ArchiveBlobAsync();
        var order = await (await Host.SignInAsync(Scenario.Staff.Manager)).PostAsync("/api/v1/destructions", new { reason = "NamesSurvivor", documentId = evidence });
        await (await Host.SignInAsync(Scenario.Staff.Administrator)).PostAsync($"/api/v1/destructions/{order.Id()}/decision", new { version = order.Version(), confirmed = true });
        Assert.False(await before.ExistsAsync());
        await Host.SettleAsync();
        using var again = await (await Host.SignInAsync(Scenario.Staff.Auditor)).SendAsync(HttpMethod.Get, $"/documents/{archive.Id()}");
        Assert.Equal(HttpStatusCode.OK, again.StatusCode);
        using var anew = new ZipArchive(await again.Content.ReadAsStreamAsync());
        Assert.DoesNotContain(Read(anew, "documents.json").EnumerateArray(), document => document.Id() == evidence);
        Assert.DoesNotContain("ledger.pdf", Read(anew, "reports.json")[0].ToString(), StringComparison.Ordinal);
        Assert.Contains("ForgetArchive", Read(anew, "audit.json").EnumerateArray().Select(entry => entry.Text("what")));
        Assert.Equal("Completed", await Statuses.OfAsync(Host, $"closure-{grant.Id}"));

        async Task<BlobClient> ArchiveBlobAsync() => Host.Services.GetRequiredService<BlobServiceClient>().GetBlobContainerClient(DocumentStore.Container)
            .GetBlobClient(await Host.InDatabaseAsync(db => db.Documents.Where(document => document.Id == archive.Id()).Select(document => document.BlobName).SingleAsync()));
    }

    [SkippableFact]
    public async Task Close_NotDoneInTime_RemindsTheManagers()
    {
        var grant = await Scenario.ClosingGrantAsync(await BegunGrantAsync(gatesOpen: false));
        await Host.AdvanceDaysAsync(17);
        Assert.Equal(1, Reminders(Scenario.Staff.Manager));
        await Host.AdvanceDaysAsync(15);
        Assert.Equal(2, Reminders(Scenario.Staff.Manager));
        Assert.Equal("GrantClosing", (await Scenario.ReadAsync(Scenario.Staff.Manager, grant.GrantPath)).Stage());

        int Reminders(TestPerson person) => Host.MailTo(person.Email).Count(mail => mail.Subject.EndsWith("waits to be closed", StringComparison.Ordinal) && mail.Text!.Contains(grant.Id.ToString(), StringComparison.Ordinal));
    }

    private static JsonElement Read(ZipArchive zip, string name)
    {
        using var stream = zip.GetEntry(name)!.Open();
        return JsonDocument.Parse(stream).RootElement.Clone();
    }

    public sealed class OnSqlite(SqliteHost host) : ClosureTests(host), IClassFixture<SqliteHost>;

    public sealed class OnPostgres(PostgresHost host) : ClosureTests(host), IClassFixture<PostgresHost>;
}
