using Grants.Accounts;
using Grants.Data;
using Grants.Tests.Fixtures;
using Microsoft.EntityFrameworkCore;

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

    public sealed class OnSqlite(SqliteHost host) : AuditTests(host), IClassFixture<SqliteHost>;

    public sealed class OnPostgres(PostgresHost host) : AuditTests(host), IClassFixture<PostgresHost>;
}
