using System.Net;
using Grants.Data;
using Grants.Tests.Fixtures;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Grants.Tests.Calls;

/// <summary>The service's own record of when it was down, and what follows for a deadline.</summary>
public abstract class OutageTests(GrantsHost host) : FrontDoorTests(host)
{
    [SkippableFact]
    public async Task DownBeforeADeadline_AManagerIsOfferedThatTime_WithTheRecordAttached()
    {
        var draft = await Scenario.DraftApplicationAsync(await Scenario.OpenCallAsync(days: 20));
        var call = draft.Call;
        await Host.AdvanceToAsync(call.DeadlineAt.AddHours(-3));
        await DownAsync(TimeSpan.FromMinutes(130));

        var manager = await Host.SignInAsync(Scenario.Staff.Manager);
        Assert.Contains(Host.MailTo(Scenario.Staff.Manager.Email), mail => mail.Subject.StartsWith("The service was down", StringComparison.Ordinal) && mail.Text!.Contains("2 hours and 10 minutes", StringComparison.Ordinal));
        Assert.Contains((await manager.GetAsync("/api/v1/tasks")).Items(), task => task.Text("kind") == "OutageBeforeDeadline" && task.Id("subjectId") == call.Id);
        var offer = Assert.Single((await manager.GetAsync($"{call.Path}/extensions")).GetProperty("offers").EnumerateArray().ToList());
        Assert.Equal(130, offer.GetProperty("minutes").GetInt32());
        var suggested = offer.Instant("suggested");
        Assert.InRange(suggested, call.DeadlineAt.AddMinutes(130), call.DeadlineAt.AddMinutes(190));
        Assert.Equal(0, suggested.Minute);

        // Less than what was lost is refused; what is suggested is filled in already.
        var version = (await manager.GetAsync(call.Path)).Version();
        var problem = await manager.RefusedAsync(HttpStatusCode.BadRequest, HttpMethod.Post, $"{call.Path}/extensions", new { version, deadlineAt = call.DeadlineAt.AddMinutes(129), reason = "Down." });
        Assert.Contains("at least that time", problem.GetProperty("errors").Text("deadlineAt"), StringComparison.Ordinal);
        var page = await manager.OpenAsync($"/calls/{call.Id}/extend");
        Assert.InRange(manager.LastCommands, 1, 8);
        page = await page.SubmitAsync("Extend and tell those concerned");
        Assert.Contains("The deadline is extended", page.Text, StringComparison.Ordinal);
        var given = Assert.Single((await manager.GetAsync($"{call.Path}/extensions")).GetProperty("given").EnumerateArray().ToList());
        Assert.Equal(suggested, given.Instant("deadlineAt"));
        Assert.Matches(@"^\d{4}-\d\d-\d\dT[\d:]+Z/\d{4}-\d\d-\d\dT[\d:]+Z$", given.Text("downtime"));
        Assert.DoesNotContain((await manager.GetAsync("/api/v1/tasks")).Items(), task => task.Text("kind") == "OutageBeforeDeadline" && task.Id("subjectId") == call.Id);
        Assert.Contains(Host.MailTo(draft.Organisation.Lead.Email), mail => mail.Text!.Contains("Our service was down for 2 hours and 10 minutes", StringComparison.Ordinal));
    }

    [SkippableFact]
    public async Task DownLongBefore_OffersNothing_AndARunningProcessWhoseClockIsSetForwardWasNotDown()
    {
        var call = await Scenario.OpenCallAsync(days: 20);
        var before = await Host.InDatabaseAsync(db => db.Outages.CountAsync());
        await Host.AdvanceDaysAsync(5);
        Assert.Equal(before, await Host.InDatabaseAsync(db => db.Outages.CountAsync()));
        await DownAsync(TimeSpan.FromHours(10));
        await DownAsync(TimeSpan.FromMinutes(4));
        Assert.Equal(before + 1, await Host.InDatabaseAsync(db => db.Outages.CountAsync()));
        var manager = await Host.SignInAsync(Scenario.Staff.Manager);
        Assert.Empty((await manager.GetAsync($"{call.Path}/extensions")).GetProperty("offers").EnumerateArray());
        Assert.NotEmpty((await manager.GetAsync("/api/v1/availability")).GetProperty("outages").EnumerateArray());
        Assert.Contains("10 hours", (await manager.OpenAsync("/availability")).Text, StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task DownUntilAfterTheDeadline_TheCallClosedMeanwhile_AndCanBeOpenedAgain_OrTheOfferDeclined()
    {
        var call = await Scenario.OpenCallAsync(days: 20);
        await Host.AdvanceToAsync(call.DeadlineAt.AddMinutes(-30));
        await DownAsync(TimeSpan.FromHours(2));
        var manager = await Host.SignInAsync(Scenario.Staff.Manager);
        Assert.Equal("CallClosed", (await manager.GetAsync(call.Path)).Stage());
        var offer = Assert.Single((await manager.GetAsync($"{call.Path}/extensions")).GetProperty("offers").EnumerateArray().ToList());
        // Only what was lost before the deadline; given again from now.
        Assert.Equal(30, offer.GetProperty("minutes").GetInt32());
        Assert.True(offer.Instant("suggested") >= Host.Now.AddMinutes(30));
        await manager.PostAsync($"{call.Path}/extensions/{offer.Id()}/decline");
        Assert.Empty((await manager.GetAsync($"{call.Path}/extensions")).GetProperty("offers").EnumerateArray());
        await manager.RefusedAsync(HttpStatusCode.Conflict, HttpMethod.Post, $"{call.Path}/extensions/{offer.Id()}/decline", new { });
    }

    // The last sign of life is one of before this process started, and nothing ran until now.
    private async Task DownAsync(TimeSpan length)
    {
        await Host.SettleAsync();
        await Host.InDatabaseAsync(db => db.Heartbeats.Where(beat => beat.Id == nameof(Timers.EveryMinute))
            .ExecuteUpdateAsync(set => set.SetProperty(beat => beat.At, Host.Now).SetProperty(beat => beat.ProcessId, Guid.NewGuid())));
        Host.Services.GetRequiredService<ThisProcess>().ForgetBeat();
        Host.Clock.Advance(length);
        await Host.SettleAsync();
    }

    public sealed class OnSqlite(SqliteHost host) : OutageTests(host), IClassFixture<SqliteHost>;

    public sealed class OnPostgres(PostgresHost host) : OutageTests(host), IClassFixture<PostgresHost>;
}
