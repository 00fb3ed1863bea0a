using System.Net;
using Grants.Accounts;
using Grants.Tests.Fixtures;
using Microsoft.EntityFrameworkCore;

namespace Grants.Tests.Audit;

/// <summary>Who did what to one record, for its staff and for auditors.</summary>
public abstract class ShowTrailTests(GrantsHost host) : FrontDoorTests(host)
{
    [SkippableFact]
    public async Task Trail_TellsWhoDidWhat_AndTakesFewCommands()
    {
        var call = await Scenario.PublishedCallAsync();
        var auditor = await Host.SignInAsync(Host.Staff.Auditor);
        var trail = await auditor.GetAsync($"/api/v1/audit?subject={call.Id}");
        Assert.InRange(auditor.LastCommands, 1, 8);
        Assert.Equal("call", trail.Text("subject"));
        Assert.Null(trail.Text("firstBroken"));
        Assert.Equal(["DraftCall", "PublishCall"], trail.Items().Select(entry => entry.Text("what")).Take(2));
        Assert.All(trail.Items().Take(2), entry => Assert.Equal((Host.Staff.Manager.Name, "GrantManager"), (entry.Text("actor"), entry.Text("capacity"))));

        var page = await auditor.OpenAsync($"/audit/{call.Id}");
        Assert.InRange(auditor.LastCommands, 1, 8);
        Assert.Contains("PublishCall", page.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("Tell an auditor", page.Text, StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task TamperedEntry_IsShown()
    {
        var call = await Scenario.PublishedCallAsync();
        await Host.InDatabaseAsync(TestDatabase.DisarmAuditAsync);
        await Host.InDatabaseAsync(db => db.Database.ExecuteSqlAsync($"""UPDATE "AuditEntries" SET "Capacity" = 'Administrator' WHERE "SubjectId" = {call.Id} AND "Sequence" = 2"""));
        var manager = await Host.SignInAsync(Host.Staff.Manager);
        Assert.Equal("2", (await manager.GetAsync($"/api/v1/audit?subject={call.Id}")).Text("firstBroken"));
        Assert.Contains("Entry 2 is not what was written", (await manager.OpenAsync($"/audit/{call.Id}")).Text, StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task LongTrail_IsReadInPages()
    {
        var subject = Guid.NewGuid();
        await Host.InDatabaseAsync(db =>
        {
            for (var i = 0; i < 230; i++) db.Note("call", subject, Actor.System("Test"), "Changed", Host.Now, ("number", i));
            return db.SaveChangesAsync();
        });
        var auditor = await Host.SignInAsync(Host.Staff.Auditor);
        var last = await auditor.GetAsync($"/api/v1/audit?subject={subject}&page=3");
        Assert.Equal(Enumerable.Range(201, 30), last.Items().Select(entry => entry.GetProperty("sequence").GetInt32()));
        Assert.Null(last.Text("firstBroken"));
        await auditor.RefusedAsync(HttpStatusCode.NotFound, HttpMethod.Get, $"/api/v1/audit?subject={subject}&page=4");
    }

    [SkippableFact]
    public async Task TrailOfAPerson_IsForAuditorsAndAdministratorsAlone()
    {
        var person = Guid.NewGuid();
        await Host.InDatabaseAsync(db =>
        {
            db.Note("person", person, Actor.System("Test"), "SignedIn", Host.Now);
            return db.SaveChangesAsync();
        });
        foreach (var reader in new[] { Host.Staff.Auditor, Host.Staff.Administrator }) Assert.Single((await Scenario.ReadAsync(reader, $"/api/v1/audit?subject={person}")).Items());
        foreach (var other in new[] { Host.Staff.Manager, Host.Staff.Finance })
            await (await Host.SignInAsync(other)).RefusedAsync(HttpStatusCode.NotFound, HttpMethod.Get, $"/api/v1/audit?subject={person}");
    }

    [SkippableFact]
    public async Task UnknownRecord_IsNotFound() =>
        await (await Host.SignInAsync(Host.Staff.Auditor)).RefusedAsync(HttpStatusCode.NotFound, HttpMethod.Get, $"/api/v1/audit?subject={Guid.NewGuid()}");

    public sealed class OnSqlite(SqliteHost host) : ShowTrailTests(host), IClassFixture<SqliteHost>;

    public sealed class OnPostgres(PostgresHost host) : ShowTrailTests(host), IClassFixture<PostgresHost>;
}
