using System.Text.Json;
using Azure.Storage.Blobs;
using Grants.Documents;
using Grants.Functions;
using Grants.Tests.Fixtures;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Grants.Tests.Documents;

/// <summary>Uploads where Microsoft Defender for Storage scans, and its results as Event Grid puts them into the queue.</summary>
public abstract class ScanResultsTests(GrantsHost host) : FrontDoorTests(host)
{
    [SkippableTheory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Result_WithoutThreats_LetsTheDocumentBeUsed(bool asCloudEvent)
    {
        var application = await Scenario.DraftApplicationAsync();
        var document = await UploadAsync(application);
        Assert.Equal(ScanResult.Waiting, document.Scan);
        var lead = await Host.SignInAsync(application.Organisation.Lead);
        Assert.Empty((await lead.GetAsync($"/api/v1/documents?subject={application.Id}")).Items());
        // Nobody asks the scanner: what waits goes on waiting.
        await Host.AdvanceToAsync(Host.Now.AddMinutes(2));
        Assert.Equal(ScanResult.Waiting, (await FindAsync(document.Id)).Scan);

        var message = asCloudEvent ? CloudEvent(document, "No threats found") : EventGridEvent(document, "No threats found");
        await TakeAsync(message);
        Assert.Equal(document.Id, Assert.Single((await lead.GetAsync($"/api/v1/documents?subject={application.Id}")).Items()).Id());

        // At least once means sometimes twice; and what was judged first stands.
        var judged = await FindAsync(document.Id);
        await TakeAsync(message);
        await TakeAsync(EventGridEvent(document, "Malicious", "\"Virus:DOS/EICAR_Test_File\""));
        var after = await FindAsync(document.Id);
        Assert.Equal((ScanResult.Clean, judged.ScanTriedAt), (after.Scan, after.ScanTriedAt));
    }

    [SkippableFact]
    public async Task Result_WithMalware_DeletesTheBytesAndTellsTheSender()
    {
        var application = await Scenario.StartedApplicationAsync();
        var document = await UploadAsync(application);
        await TakeAsync(EventGridEvent(document, "Malicious", "\"Virus:DOS/EICAR_Test_File\", \"Trojan:Win32/Meterpreter\""));
        var infected = await FindAsync(document.Id);
        Assert.Equal((ScanResult.Infected, "Virus:DOS/EICAR_Test_File, Trojan:Win32/Meterpreter"), (infected.Scan, infected.Threat));
        Assert.False(await Blob(document).ExistsAsync());
        await Host.SettleAsync();
        Assert.Single(Host.MailTo(application.Organisation.Contributor.Email), mail => mail.Subject.Contains("virus", StringComparison.Ordinal));
    }

    [SkippableFact]
    public async Task Result_BeforeTheUploadIsRecorded_IsGivenAgain()
    {
        var application = await Scenario.StartedApplicationAsync();
        var writer = await Host.SignInAsync(application.Organisation.Contributor);
        var file = SampleFiles.Pdf();
        var id = (await writer.PostAsync("/api/v1/documents", new { purpose = "Application", subjectId = application.Id, slot = "certificate", name = "a.pdf", length = file.Length })).Id();
        await writer.PutAsync($"/api/v1/documents/{id}/chunks/0", new ByteArrayContent(file));
        var message = EventGridEvent(await FindAsync(id), "No threats found");
        await Assert.ThrowsAsync<InvalidOperationException>(() => TakeAsync(message));
        await writer.PostAsync($"/api/v1/documents/{id}/complete");
        await TakeAsync(message);
        Assert.Equal(ScanResult.Clean, (await FindAsync(id)).Scan);
    }

    [SkippableFact]
    public async Task Result_ThatIsNone_LeavesTheDocumentWaitingAndIsLogged()
    {
        var document = await UploadAsync(await Scenario.StartedApplicationAsync());
        await TakeAsync(EventGridEvent(document, "Not scanned", reason: "SAM259201"));
        Assert.Equal(ScanResult.Waiting, (await FindAsync(document.Id)).Scan);
        Assert.Contains("SAM259201", Host.Log.ToString(), StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task Message_AboutNothingOfThisService_IsDoneWith()
    {
        var document = await UploadAsync(await Scenario.StartedApplicationAsync());
        var message = EventGridEvent(document, "No threats found");
        await TakeAsync(message.Replace(document.BlobName, Guid.NewGuid().ToString("N"), StringComparison.Ordinal));
        await TakeAsync(message.Replace($"/{DocumentStore.Container}/", "/another/", StringComparison.Ordinal));
        await TakeAsync(message.Replace(Blob(document).Uri.Host, "another.blob.example", StringComparison.Ordinal));
        await TakeAsync(message.Replace("Microsoft.Security.MalwareScanningResult", "Microsoft.Storage.BlobCreated", StringComparison.Ordinal));
        Assert.Equal(ScanResult.Waiting, (await FindAsync(document.Id)).Scan);
    }

    [SkippableTheory]
    [InlineData("not JSON")]
    [InlineData("""{ "eventType": "Microsoft.Security.MalwareScanningResult" }""")]
    [InlineData("""{ "eventType": "Microsoft.Security.MalwareScanningResult", "data": { "blobUri": "https://x.example/documents/a" } }""")]
    public Task Message_ThatCannotBeRead_GoesToThePoisonQueue(string message) => Assert.ThrowsAnyAsync<JsonException>(() => TakeAsync(message));

    private BlobClient Blob(Document document) =>
        Host.Services.GetRequiredService<BlobServiceClient>().GetBlobContainerClient(DocumentStore.Container).GetBlobClient(document.BlobName);

    // Through the function itself.
    private async Task TakeAsync(string message)
    {
        await using var scope = Host.Services.CreateAsyncScope();
        await ActivatorUtilities.CreateInstance<ScanResults>(scope.ServiceProvider).RunAsync(message, CancellationToken.None);
    }

    private async Task<Document> UploadAsync(TestApplication application) =>
        await FindAsync((await Scenario.UploadAsync(application.Organisation.Contributor, "Application", application.Id, "certificate", "a.pdf", SampleFiles.Pdf())).Id());

    private Task<Document> FindAsync(Guid id) => Host.InDatabaseAsync(db => db.Documents.AsNoTracking().SingleAsync(row => row.Id == id));

    // As Microsoft publishes it: learn.microsoft.com, 'Malware scanning', Event Grid event structure.
    private string EventGridEvent(Document document, string result, string malware = "", string? reason = null) => $$"""
        {
          "id": "52d00da0-8f1a-4c3c-aa2c-24831967356b",
          "subject": "storageAccounts/documents/containers/documents/blobs/{{document.BlobName}}",
          "data": {{Data(document, result, malware, reason)}},
          "eventType": "Microsoft.Security.MalwareScanningResult",
          "dataVersion": "1.0",
          "metadataVersion": "1",
          "eventTime": "2030-01-07T10:34:31.7127846Z",
          "topic": "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/grants/providers/Microsoft.EventGrid/topics/scan-results"
        }
        """;

    private string CloudEvent(Document document, string result) => $$"""
        {
          "specversion": "1.0",
          "type": "Microsoft.Security.MalwareScanningResult",
          "source": "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/grants/providers/Microsoft.EventGrid/topics/scan-results",
          "id": "52d00da0-8f1a-4c3c-aa2c-24831967356b",
          "time": "2030-01-07T10:34:31.7127846Z",
          "subject": "storageAccounts/documents/containers/documents/blobs/{{document.BlobName}}",
          "datacontenttype": "application/json",
          "data": {{Data(document, result, "", null)}}
        }
        """;

    private string Data(Document document, string result, string malware, string? reason) => $$"""
        {
          "correlationId": "52d00da0-8f1a-4c3c-aa2c-24831967356b",
          "blobUri": "{{Blob(document).Uri}}",
          "eTag": "0x8DB4C9327B08CBF",
          "scanFinishedTimeUtc": "2030-01-07T10:34:31.7127846Z",
          "scanResultType": "{{result}}",
          "scanResultDetails": {{(reason is null ? $$"""{ "malwareNamesFound": [{{malware}}], "sha256": "{{document.Sha256}}" }""" : $$"""{ "notScannedReason": "{{reason}}" }""")}}
        }
        """;

    public sealed class OnSqlite(DefenderSqliteHost host) : ScanResultsTests(host), IClassFixture<DefenderSqliteHost>;

    public sealed class OnPostgres(DefenderPostgresHost host) : ScanResultsTests(host), IClassFixture<DefenderPostgresHost>;
}

/// <summary>A host on SQLite where Defender scans.</summary>
public sealed class DefenderSqliteHost() : GrantsHost(DatabaseKind.Sqlite)
{
    private protected override void Configure(IServiceCollection services) => services.Replace(ServiceDescriptor.Singleton<IScanner, DefenderScanner>());
}

/// <summary>A host on PostgreSQL where Defender scans.</summary>
public sealed class DefenderPostgresHost() : GrantsHost(DatabaseKind.Postgres)
{
    private protected override void Configure(IServiceCollection services) => services.Replace(ServiceDescriptor.Singleton<IScanner, DefenderScanner>());
}
