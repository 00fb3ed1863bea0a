using System.Data.Common;
using Azure.Storage.Blobs;
using Grants.Accounts;
using Grants.Data;
using Grants.Tests.Fixtures;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace Grants.Tests.Data;

/// <summary>The verification of the audit trail finds what somebody with the database's password could do to it.</summary>
public abstract class AuditTests(GrantsHost host) : FrontDoorTests(host)
{
    private const int Length = 4;
    private static readonly Actor _actor = Actor.System("Test");

    public override async Task InitializeAsync()
    {
        await base.InitializeAsync();
        await Host.InDatabaseAsync(TestDatabase.DisarmAuditAsync);
        // Each test breaks what the ones before must not have broken.
        await Host.InDatabaseAsync(db => db.AuditEntries.ExecuteDeleteAsync());
        await Host.DeleteBlobsAsync();
    }

    [SkippableFact]
    public async Task IntactTrail_IsProved()
    {
        await ChainAsync();
        await SealAsync();
        await Host.AdvanceDaysAsync(1);
        await ChainAsync();
        await SealAsync();
        var report = await VerifyAsync();
        Assert.True(report.IsIntact, report.FirstBroken);
        Assert.Equal((2 * Length, 2), (report.Entries, report.Chains));
        Assert.InRange(report.Seals, 2, 3); // The daily timer may have made one.
    }

    [SkippableTheory]
    [InlineData("Facts", """{"amount":"1"}""")]
    [InlineData("What", "DecideCall")]
    [InlineData("Capacity", "Auditor")]
    public async Task TamperedEntry_IsNamed(string column, string value)
    {
        var subject = await ChainAsync();
        await SqlAsync($"UPDATE \"AuditEntries\" SET \"{column}\" = '{value.Replace("{", "{{").Replace("}", "}}")}' WHERE \"Sequence\" = 2");
        Assert.Equal($"entry 2 of call {subject} does not have the hash of what it says", (await VerifyAsync()).FirstBroken);
    }

    [SkippableFact]
    public async Task RemovedEntry_IsMissed()
    {
        var subject = await ChainAsync();
        await SqlAsync("DELETE FROM \"AuditEntries\" WHERE \"Sequence\" = 3");
        Assert.Equal($"entry 4 of call {subject} does not follow the entry before it: one is missing", (await VerifyAsync()).FirstBroken);
    }

    [SkippableFact]
    public async Task ChainThatWasCutOff_IsCaughtByASeal()
    {
        var subject = await ChainAsync();
        await SealAsync();
        await SqlAsync($"DELETE FROM \"AuditEntries\" WHERE \"Sequence\" >= {Length}");
        var broken = (await VerifyAsync()).FirstBroken!;
        Assert.Contains($"names entry {Length} of {subject}", broken, StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task ChainThatWasRewrittenWithGoodHashes_IsCaughtByASeal()
    {
        var subject = await ChainAsync();
        await SealAsync();
        await Host.InDatabaseAsync(db => db.AuditEntries.ExecuteDeleteAsync());
        await ChainAsync(subject, amount: 1);
        Assert.Contains($"names entry {Length} of {subject}", (await VerifyAsync()).FirstBroken, StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task ChainThatWasCutOffBeforeAnySeal_IsNotCaught_AsTheLimitsSay()
    {
        await ChainAsync();
        await SqlAsync($"DELETE FROM \"AuditEntries\" WHERE \"Sequence\" >= {Length}");
        Assert.True((await VerifyAsync()).IsIntact);
        Assert.Contains("after the last seal", AuditReport.Limits, StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task SealThatWasExchanged_IsCaughtByTheNext()
    {
        await ChainAsync();
        await SealAsync();
        var first = Host.Now;
        await Host.AdvanceDaysAsync(1);
        await ChainAsync();
        await SealAsync();
        await Host.ReplaceBlobAsync(AuditSeals.Container, $"{first:yyyy-MM-dd}.json", """{"At":"2030-01-07T02:00:00Z","PreviousSeal":"0000000000000000000000000000000000000000000000000000000000000000","Heads":[]}""");
        Assert.Contains("does not follow the seal before it", (await VerifyAsync()).FirstBroken, StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task Verification_ReadsInPages_AcrossTheMiddleOfChains()
    {
        const int Page = 3; // ends in the middle of chains
        for (var chains = 0; chains < 4; chains++) await ChainAsync();
        var reads = new MostRowsRead();
        Assert.Equal((4L * Length, 4, true), await ReadAsync());
        Assert.InRange(reads.Rows, Page, Page + 1); // the end is asked for once more

        // In the last of four chains, that is behind several pages.
        await SqlAsync("UPDATE \"AuditEntries\" SET \"Facts\" = '{{}}' WHERE \"Sequence\" = 2 AND \"SubjectId\" = (SELECT \"SubjectId\" FROM \"AuditEntries\" ORDER BY \"SubjectId\" DESC LIMIT 1)");
        Assert.Equal((4L * Length, 4, false), await ReadAsync());

        async Task<(long, int, bool)> ReadAsync()
        {
            await using var db = Host.OpenDatabase(reads);
            var report = await Host.WithAsync<BlobServiceClient, AuditReport>(blobs => new AuditVerification(db, new AuditSeals(db, blobs, Host.Clock)).RunAsync(Page, CancellationToken.None));
            return (report.Entries, report.Chains, report.IsIntact);
        }
    }

    private async Task<Guid> ChainAsync(Guid? of = null, int amount = 100)
    {
        var subject = of ?? Guid.CreateVersion7();
        for (var i = 1; i <= Length; i++)
        {
            await Host.InDatabaseAsync(db =>
            {
                db.Note("call", subject, _actor, "Changed", Host.Now, ("amount", amount * i));
                return db.SaveChangesAsync();
            });
        }

        return subject;
    }

    private Task SealAsync() => Host.WithAsync<AuditSeals, bool>(async seals =>
    {
        await seals.SealAsync(CancellationToken.None);
        return true;
    });

    private Task<AuditReport> VerifyAsync() => Host.WithAsync<AuditVerification, AuditReport>(verification => verification.RunAsync(CancellationToken.None));

    private Task SqlAsync(string sql) => Host.InDatabaseAsync(db => db.Database.ExecuteSqlRawAsync(sql));

    // How many rows any one statement gave.
    private sealed class MostRowsRead : DbCommandInterceptor
    {
        public int Rows { get; private set; }

        public override InterceptionResult DataReaderDisposing(DbCommand command, DataReaderDisposingEventData eventData, InterceptionResult result)
        {
            Rows = Math.Max(Rows, eventData.ReadCount);
            return result;
        }
    }

    public sealed class OnSqlite(SqliteHost host) : AuditTests(host), IClassFixture<SqliteHost>
    {
        // PostgreSQL knows an id however it is written.
        [SkippableFact]
        public async Task EntryWhoseIdWasWrittenInAnotherWay_EndsTheReading_AndIsNamed()
        {
            var subject = await ChainAsync(Guid.Parse("a0000000-0000-0000-0000-000000000000"));
            await SqlAsync("UPDATE \"AuditEntries\" SET \"SubjectId\" = lower(\"SubjectId\")");
            var report = await Host.WithAsync<AuditVerification, AuditReport>(verification => verification.RunAsync(Length / 2, CancellationToken.None)).WaitAsync(TimeSpan.FromMinutes(1));
            Assert.Equal($"entry 1 of call {subject} is not in its place", report.FirstBroken);
        }
    }

    public sealed class OnPostgres(PostgresHost host) : AuditTests(host), IClassFixture<PostgresHost>;
}
