using System.Net;
using System.Text.Json;
using Azure.Storage.Blobs;
using Grants.Documents;
using Grants.Tests.Fixtures;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Grants.Tests.Documents;

/// <summary>Uploads with a real scanner, without one, and while it cannot be reached.</summary>
public abstract class ScanTests(GrantsHost host) : FrontDoorTests(host)
{
    private static readonly byte[] _infected = SampleFiles.Pdf(objects: SampleFiles.PdfStream("", SampleFiles.Eicar));

    private ScannerOptions Scanner => Host.Services.GetRequiredService<GrantsOptions>().Scanner;

    public override async Task DisposeAsync()
    {
        if (Host.Unavailable is null) Scanner.Clamd = null;
        await base.DisposeAsync();
    }

    [SkippableFact]
    public async Task Upload_WithoutAScanner_IsUsableAndSaysThatItWasNotScanned()
    {
        var application = await Scenario.DraftApplicationAsync();
        var done = await UploadAsync(application, SampleFiles.Pdf());
        Assert.Equal("NotScanned", done.Text("scan"));
        Assert.NotEqual(JsonValueKind.Null, done.GetProperty("completedAt").ValueKind);
    }

    [SkippableFact]
    public async Task Upload_ThatIsClean_SaysSo()
    {
        Scanner.Clamd = (await Clamd.SharedAsync()).Path;
        Assert.Equal("Clean", (await UploadAsync(await Scenario.StartedApplicationAsync(), SampleFiles.Pdf())).Text("scan"));
    }

    [SkippableFact]
    public async Task Upload_WithAVirus_IsDeletedAndToldAtOnceAndByEmail()
    {
        Scanner.Clamd = (await Clamd.SharedAsync()).Path;
        var application = await Scenario.StartedApplicationAsync();
        var writer = await Host.SignInAsync(application.Organisation.Contributor);
        var id = await BeginAsync(writer, application, _infected);
        var problem = await writer.RefusedAsync(HttpStatusCode.BadRequest, HttpMethod.Post, $"/api/v1/documents/{id}/complete");
        Assert.Contains("virus", problem.Text("detail"), StringComparison.Ordinal);
        await AssertInfectedAsync(application, id);
    }

    [SkippableFact]
    public async Task Upload_WhileTheScannerIsDown_WaitsAndIsUsableOnceItIsScanned()
    {
        var clamd = await Clamd.SharedAsync();
        Scanner.Clamd = "/nowhere/clamd.socket";
        var application = await Scenario.DraftApplicationAsync();
        var (writer, lead) = (await Host.SignInAsync(application.Organisation.Contributor), await Host.SignInAsync(application.Organisation.Lead));
        var waiting = await UploadAsync(application, SampleFiles.Pdf());
        var infected = await UploadAsync(application, _infected);
        Assert.Equal(("Waiting", JsonValueKind.Null), (waiting.Text("scan"), waiting.GetProperty("completedAt").ValueKind));

        // Whoever sent it can look at it; nobody else, and it is attached to nothing.
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(application.Organisation.Contributor, waiting.Id()));
        Assert.Equal(HttpStatusCode.NotFound, await StatusAsync(application.Organisation.Lead, waiting.Id()));
        Assert.Empty((await lead.GetAsync($"/api/v1/documents?subject={application.Id}")).Items());
        Assert.Equal("Waiting", (await writer.GetAsync($"/api/v1/documents/{waiting.Id()}")).Text("scan"));

        var version = (await lead.GetAsync(application.Path)).GetProperty("version").GetInt32();
        var problem = await lead.RefusedAsync(HttpStatusCode.BadRequest, HttpMethod.Post, $"{application.Path}/submit", new { version });
        Assert.Contains("still being checked", problem.GetProperty("errors").Text("certificate"), StringComparison.Ordinal);

        await Host.AdvanceToAsync(Host.Now.AddMinutes(2));
        Assert.Equal("Waiting", (await writer.GetAsync($"/api/v1/documents/{waiting.Id()}")).Text("scan"));
        Scanner.Clamd = clamd.Path;
        await Host.AdvanceToAsync(Host.Now.AddMinutes(2));
        Assert.Equal(waiting.Id(), Assert.Single((await lead.GetAsync($"/api/v1/documents?subject={application.Id}")).Items()).Id());
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(application.Organisation.Lead, waiting.Id()));
        await AssertInfectedAsync(application, infected.Id());
    }

    [SkippableFact]
    public async Task Sweep_WithAFileThatTheScannerCannotTake_GoesOnToTheNext()
    {
        var clamd = await Clamd.SharedAsync();
        Scanner.Clamd = "/nowhere/clamd.socket";
        var application = await Scenario.StartedApplicationAsync();
        var tooLarge = await UploadAsync(application, SampleFiles.PdfOf(2_000_000));
        var small = await UploadAsync(application, SampleFiles.Pdf());
        Scanner.Clamd = clamd.Path;
        await Host.AdvanceToAsync(Host.Now.AddMinutes(2));
        var writer = await Host.SignInAsync(application.Organisation.Contributor);
        Assert.Equal("Waiting", (await writer.GetAsync($"/api/v1/documents/{tooLarge.Id()}")).Text("scan"));
        Assert.Equal("Clean", (await writer.GetAsync($"/api/v1/documents/{small.Id()}")).Text("scan"));
    }

    [SkippableFact]
    public async Task Report_WithEvidenceThatWaitsForTheScanner_IsNotSubmittedYet()
    {
        var milestone = await Scenario.ReportOpenAsync();
        await Scenario.WriteReportAsync(milestone);
        var lead = await Host.SignInAsync(milestone.Grant.Organisation.Lead);
        Scanner.Clamd = "/nowhere/clamd.socket";
        var waiting = (await Scenario.UploadAsync(milestone.Grant.Organisation.Lead, "ReportEvidence", milestone.Id, null, "later.pdf", SampleFiles.PdfOf(50))).Id();
        Assert.Contains("Being checked", (await lead.OpenAsync($"/milestones/{milestone.Id}/report/evidence")).Text, StringComparison.Ordinal);
        var problem = await lead.RefusedAsync(HttpStatusCode.BadRequest, HttpMethod.Post, $"{milestone.Path}/report/submit", await CertifiedAsync());
        Assert.Contains("still being checked", problem.GetProperty("errors").ToString(), StringComparison.Ordinal);

        Scanner.Clamd = null;
        await Host.AdvanceToAsync(Host.Now.AddMinutes(2));
        await lead.PostAsync($"{milestone.Path}/report/submit", await CertifiedAsync());
        // Finance pays on evidence, and managers see that nothing has scanned it.
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(Scenario.Staff.Finance, waiting));
        Assert.Equal(HttpStatusCode.NotFound, await StatusAsync(Scenario.Staff.Administrator, waiting));
        Assert.Contains("Not scanned for viruses", (await (await Host.SignInAsync(Scenario.Staff.Manager)).OpenAsync($"/milestones/{milestone.Id}")).Text, StringComparison.Ordinal);

        async Task<object> CertifiedAsync() => new { version = (await lead.GetAsync(milestone.Path)).GetProperty("version").GetInt32(), certified = true };
    }

    private async Task AssertInfectedAsync(TestApplication application, Guid id)
    {
        var document = await Host.InDatabaseAsync(db => db.Documents.AsNoTracking().SingleAsync(row => row.Id == id));
        Assert.Equal(ScanResult.Infected, document.Scan);
        Assert.Contains("Eicar", document.Threat, StringComparison.Ordinal);
        Assert.False(await Host.Services.GetRequiredService<BlobServiceClient>().GetBlobContainerClient(DocumentStore.Container).GetBlobClient(document.BlobName).ExistsAsync());
        Assert.Equal(HttpStatusCode.NotFound, await StatusAsync(application.Organisation.Contributor, id));
        await Host.SettleAsync();
        var mail = Assert.Single(Host.MailTo(application.Organisation.Contributor.Email), mail => mail.Subject.Contains("virus", StringComparison.Ordinal));
        Assert.Contains("a.pdf", mail.Text, StringComparison.Ordinal);
    }

    private async Task<HttpStatusCode> StatusAsync(TestPerson person, Guid id)
    {
        using var download = await (await Host.SignInAsync(person)).SendAsync(HttpMethod.Get, $"/documents/{id}");
        return download.StatusCode;
    }

    private Task<JsonElement> UploadAsync(TestApplication application, byte[] file) =>
        Scenario.UploadAsync(application.Organisation.Contributor, "Application", application.Id, "certificate", "a.pdf", file);

    private static async Task<Guid> BeginAsync(Browser writer, TestApplication application, byte[] file)
    {
        var id = (await writer.PostAsync("/api/v1/documents", new { purpose = "Application", subjectId = application.Id, slot = "certificate", name = "a.pdf", length = file.Length })).Id();
        await writer.PutAsync($"/api/v1/documents/{id}/chunks/0", new ByteArrayContent(file));
        return id;
    }

    public sealed class OnSqlite(SqliteHost host) : ScanTests(host), IClassFixture<SqliteHost>;

    public sealed class OnPostgres(PostgresHost host) : ScanTests(host), IClassFixture<PostgresHost>;
}
