using System.Text;
using Azure.Storage.Blobs;
using Grants.Data;
using Grants.Destruction;
using Grants.Documents;
using Grants.Local;
using Grants.Local.Backups;
using Grants.Tests.Documents;
using Grants.Tests.Fixtures;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Grants.Tests.Local;

/// <summary>A running installation is backed up and restored into an empty place, on both databases.</summary>
public abstract class BackupTests(GrantsHost host, DatabaseKind kind) : FrontDoorTests(host)
{
    // Storage accounts of the run's Azurite that no host takes.
    private static int _account = 300;

    private readonly TemporaryFolder _folder = new();

    private string Folder => _folder.In("backup");

    public override Task DisposeAsync()
    {
        _folder.Dispose();
        return base.DisposeAsync();
    }

    [SkippableFact]
    public async Task Backup_MadeWhilePeopleWork_IsWhole_AndRestoredEqual()
    {
        var application = await Scenario.DraftApplicationAsync();
        var first = await UploadAsync(application, "first.pdf");
        await ArchiveAsync(application);
        await Host.WithAsync<AuditSeals, bool>(async seals =>
        {
            await seals.SealAsync(CancellationToken.None);
            return true;
        });

        // Documents come and go while it is made.
        using var enough = new CancellationTokenSource();
        var begun = new TaskCompletionSource();
        var busy = Task.Run(async () =>
        {
            var worked = 0;
            for (; !enough.IsCancellationRequested; worked++)
            {
                if (worked > 0) begun.TrySetResult();
                var id = await UploadAsync(application, $"more-{worked}.pdf", "Policy", application.Organisation.Id, "Fraud");
                if (worked % 2 == 0) await (await Host.SignInAsync(application.Organisation.Contributor)).DeleteAsync($"/api/v1/documents/{id}");
            }

            return worked;
        });
        Manifest made;
        await Task.WhenAny(begun.Task, busy);
        try
        {
            made = await new Backup(Source(), Blobs()).MakeAsync(Folder, null, CancellationToken.None);
        }
        finally
        {
            await enough.CancelAsync();
        }

        Assert.True(await busy > 0);
        Assert.Contains(made.Blobs, blob => blob.Container == AuditSeals.Container);
        var archive = Assert.Single(made.Blobs, blob => blob.Container == DocumentStore.ArchiveContainer);

        await using var database = await TestDatabase.CreateEmptyAsync(kind);
        var blobs = await EmptyStoreAsync();
        await new Backup(new GrantsRecord(kind, database.ConnectionString), blobs).RestoreAsync(Folder, later: null, CancellationToken.None);

        Assert.Equal(made.Tables, (await new GrantsRecord(kind, database.ConnectionString).ReadAsync(CancellationToken.None)).Tables);
        await using var db = database.Open();
        var document = await db.Documents.SingleAsync(document => document.Id == first);
        var bytes = (await blobs.GetBlobContainerClient(DocumentStore.Container).GetBlobClient(document.BlobName).DownloadContentAsync()).Value.Content.ToArray();
        Assert.Equal(SampleFiles.Pdf(), bytes);
        Assert.True(await blobs.GetBlobContainerClient(DocumentStore.ArchiveContainer).GetBlobClient(archive.Name).ExistsAsync());
        Assert.Equal("Legal aid in three provinces.", (await db.Applications.Include(a => a.Answers).SingleAsync(a => a.Id == application.Id)).Answers.Single(answer => answer.QuestionCode == "approach").Text);
        // Nothing of it can be put over something that is there.
        await Assert.ThrowsAsync<StartFailure>(() => new Backup(new GrantsRecord(kind, database.ConnectionString), blobs).RestoreAsync(Folder, later: null, CancellationToken.None));
    }

    [SkippableFact]
    public async Task Restore_TakesOrdersOfDestructionThatCameLater_AndWhatWasDestroyedDoesNotComeBack()
    {
        var application = await Scenario.DraftApplicationAsync();
        var id = await UploadAsync(application, "identifies-somebody.pdf");
        await new Backup(Source(), Blobs()).MakeAsync(Folder, null, CancellationToken.None);
        var order = Guid.CreateVersion7();
        var orders = Blobs().GetBlobContainerClient(Destroyer.Container);
        await orders.CreateIfNotExistsAsync();
        await orders.GetBlobClient($"{order}.json").UploadAsync(BinaryData.FromObjectAsJson(new { SubjectId = application.Id, QuestionCode = (string?)null, TextId = (Guid?)null, DocumentId = (Guid?)id, DecidedAt = Host.Now }));
        await using var database = await TestDatabase.CreateEmptyAsync(kind);
        var blobs = await EmptyStoreAsync();

        await new Backup(new GrantsRecord(kind, database.ConnectionString), blobs).RestoreAsync(Folder, Blobs(), CancellationToken.None);

        await using var db = database.Open();
        Assert.Null((await db.Documents.SingleAsync(document => document.Id == id)).DestroyedAt);
        var restored = database.Services().AddSingleton<TimeProvider>(Host.Clock).AddSingleton(blobs);
        await using (var services = restored.BuildServiceProvider())
        await using (var scope = services.CreateAsyncScope())
            Assert.Equal(1, await scope.ServiceProvider.GetRequiredService<Destroyer>().ReplayForgottenAsync(CancellationToken.None));
        db.ChangeTracker.Clear();
        var destroyed = await db.Documents.SingleAsync(document => document.Id == id);
        Assert.NotNull(destroyed.DestroyedAt);
        Assert.False(await blobs.GetBlobContainerClient(DocumentStore.Container).GetBlobClient(destroyed.BlobName).ExistsAsync());
        await orders.GetBlobClient($"{order}.json").DeleteAsync();
    }

    [SkippableFact]
    public async Task Restore_OfABackupThatWasTouched_IsRefused()
    {
        await UploadAsync(await Scenario.DraftApplicationAsync(), "certificate.pdf");
        var made = await new Backup(Source(), Blobs()).MakeAsync(Folder, null, CancellationToken.None);
        var blob = made.Blobs.First(blob => blob.Container == DocumentStore.Container);
        await File.WriteAllBytesAsync(blob.FileIn(Folder), Encoding.UTF8.GetBytes("other"));
        await using (var database = await TestDatabase.CreateEmptyAsync(kind))
        {
            var refused = await Assert.ThrowsAsync<StartFailure>(async () => await new Backup(new GrantsRecord(kind, database.ConnectionString), await EmptyStoreAsync()).RestoreAsync(Folder, null, CancellationToken.None));
            Assert.Contains(blob.Name, refused.Message, StringComparison.Ordinal);
        }

        var calls = made.Tables["Calls"];
        await (made with { Tables = new Dictionary<string, TableDigest>(made.Tables) { ["Calls"] = calls with { Rows = calls.Rows + 1 } } }).WriteAsync(Folder, CancellationToken.None);
        await using (var database = await TestDatabase.CreateEmptyAsync(kind))
        {
            var refused = await Assert.ThrowsAsync<StartFailure>(async () => await new Backup(new GrantsRecord(kind, database.ConnectionString), await EmptyStoreAsync()).RestoreAsync(Folder, null, CancellationToken.None));
            Assert.Contains("Calls", refused.Message, StringComparison.Ordinal);
        }
    }

    private GrantsRecord Source() => new(kind, Host.Services.GetRequiredService<GrantsOptions>().ConnectionString);

    private BlobServiceClient Blobs() => Host.Services.GetRequiredService<BlobServiceClient>();

    private Task<Guid> UploadAsync(TestApplication application, string name) => UploadAsync(application, name, "Application", application.Id, "certificate");

    private async Task<Guid> UploadAsync(TestApplication application, string name, string purpose, Guid subject, string slot) =>
        (await Scenario.UploadAsync(application.Organisation.Contributor, purpose, subject, slot, name, SampleFiles.Pdf())).Id();

    // What a closed grant leaves: a document in the container that nobody can change.
    private async Task ArchiveAsync(TestApplication application)
    {
        await using var scope = Host.Services.CreateAsyncScope();
        await using var content = new MemoryStream(SampleFiles.Pdf());
        await scope.ServiceProvider.GetRequiredService<DocumentStore>()
            .SaveGeneratedAsync(DocumentPurpose.Archive, application.Id, application.Organisation.Id, "Archive.zip", "application/zip", content, Host.Now, CancellationToken.None);
        await scope.ServiceProvider.GetRequiredService<GrantsDb>().SaveChangesAsync();
    }

    private static async Task<BlobServiceClient> EmptyStoreAsync() => new(
        (await SharedAzurite.GetAsync()).ConnectionStringOf(Interlocked.Increment(ref _account)), new BlobClientOptions(BlobClientOptions.ServiceVersion.V2023_01_03));

    public sealed class OnSqlite(SqliteHost host) : BackupTests(host, DatabaseKind.Sqlite), IClassFixture<SqliteHost>;

    public sealed class OnPostgres(PostgresHost host) : BackupTests(host, DatabaseKind.Postgres), IClassFixture<PostgresHost>;
}

/// <summary>The commands, from outside.</summary>
public sealed class BackupCommandTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task RunningInstance_IsBackedUp_AndRunsOnAfterTheRestoreElsewhere()
    {
        var (data, backup, restored) = (_folder.In("data"), _folder.In("backup"), _folder.In("restored"));
        await using (var running = HostProcess.Start(["--data", data, "--urls", "http://localhost:0"]))
        {
            await running.ServesAsync();
            await using var command = HostProcess.Start(["backup", "--data", data, "--to", backup]);
            var (made, said) = await command.EndsAsync();
            Assert.True(made == 0, string.Join('\n', said));
            Assert.Contains("Backed up", command.Output, StringComparison.Ordinal);
        }

        await using (var command = HostProcess.Start(["restore", "--data", restored, "--from", backup]))
        {
            var (put, said) = await command.EndsAsync();
            Assert.True(put == 0, string.Join('\n', said));
            Assert.Contains("equal by its hash", command.Output, StringComparison.Ordinal);
        }

        await using (var verify = HostProcess.Start(["verify-audit", "--data", restored]))
        {
            Assert.Equal(0, (await verify.EndsAsync()).ExitCode);
            Assert.Contains("intact", verify.Output, StringComparison.Ordinal);
        }

        await using var again = await HostProcess.ServeAsync(restored);
        Assert.NotEmpty((await again.GetJsonAsync("api/v1/calls")).EnumerateArray());

        await using var twice = HostProcess.Start(["restore", "--data", restored, "--from", backup]);
        Assert.Contains("not empty", Assert.Single((await twice.EndsAsync()).Errors), StringComparison.Ordinal);
    }
}
