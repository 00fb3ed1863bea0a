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

    [SkippableFact]
    public async Task MoreTimeForOne_SettlesNothingOfEverybodys_AndNeedNotGiveWhatWasLost()
    {
        var draft = await Scenario.DraftApplicationAsync(await Scenario.OpenCallAsync(days: 20));
        var call = draft.Call;
        await Host.AdvanceToAsync(call.DeadlineAt.AddHours(-8));
        await DownAsync(TimeSpan.FromHours(6));
        var manager = await Host.SignInAsync(Scenario.Staff.Manager);
        var offer = Assert.Single(await OffersAsync(manager, call));
        Assert.Null(offer.Text("organisationId"));

        await ExtendAsync(manager, call, call.DeadlineAt.AddHours(2), draft.Organisation.Id);
        Assert.Equal(offer.Id(), Assert.Single(await OffersAsync(manager, call)).Id());
        Assert.Contains("The service was down for 6 hours", (await manager.OpenAsync($"/calls/{call.Id}/extend")).Text, StringComparison.Ordinal);
        Assert.True(await IsWaitingAsync(manager, call));

        await manager.PostAsync($"{call.Path}/extensions/{offer.Id()}/decline");
        Assert.Empty(await OffersAsync(manager, call));
        Assert.False(await IsWaitingAsync(manager, call));
        Assert.Contains("DeclineExtension", (await (await Host.SignInAsync(Scenario.Staff.Auditor)).GetAsync($"/api/v1/audit?subject={call.Id}")).ToString(), StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task OrganisationsWithOneLaterDeadline_AreOfferedEachItsOwn()
    {
        var call = await Scenario.OpenCallAsync(days: 20);
        var (one, other) = (await Scenario.DraftApplicationAsync(call), await Scenario.DraftApplicationAsync(call));
        var manager = await Host.SignInAsync(Scenario.Staff.Manager);
        var own = call.DeadlineAt.AddDays(5);
        foreach (var application in new[] { one, other }) await ExtendAsync(manager, call, own, application.Organisation.Id);
        await Host.AdvanceToAsync(own.AddHours(-5));
        await DownAsync(TimeSpan.FromHours(2));
        manager = await Host.SignInAsync(Scenario.Staff.Manager);
        Assert.Equal(new[] { one.Organisation.Id, other.Organisation.Id }.Order(), (await OffersAsync(manager, call)).Select(offer => offer.Id("organisationId")).Order());
        var page = await manager.OpenAsync($"/calls/{call.Id}/extend");
        foreach (var application in new[] { one, other }) Assert.Contains($"the deadline of {application.Organisation.Name}", page.Text, StringComparison.Ordinal);
        Assert.InRange(manager.LastCommands, 1, 8);
        Assert.Single((await manager.GetAsync("/api/v1/tasks")).Items(), task => task.Text("kind") == "OutageBeforeDeadline" && task.Id("subjectId") == call.Id);

        // Its own offer is one of at least that time, and the other's stays.
        await manager.RefusedAsync(HttpStatusCode.BadRequest, HttpMethod.Post, $"{call.Path}/extensions",
            Scenario.WithVersion(await manager.GetAsync(call.Path), new { organisationId = one.Organisation.Id, deadlineAt = own.AddHours(1), reason = "Down." }));
        await ExtendAsync(manager, call, own.AddHours(2), one.Organisation.Id);
        Assert.Equal(other.Organisation.Id, Assert.Single(await OffersAsync(manager, call)).Id("organisationId"));
    }

    [SkippableFact]
    public async Task OfferOfADeadlineThatHoldsNoMore_IsSettled_AndHidesNoneThatStands()
    {
        var call = await Scenario.OpenCallAsync(days: 20);
        var drafts = new List<TestApplication>();
        for (var each = 0; each < 4; each++) drafts.Add(await Scenario.DraftApplicationAsync(call));
        var manager = await Host.SignInAsync(Scenario.Staff.Manager);
        // Four later deadlines, all of one day, before which the service is down; then everybody's moves beyond the first three.
        var first = call.DeadlineAt.AddDays(5);
        foreach (var (index, draft) in drafts.Index()) await ExtendAsync(manager, call, first.AddHours(index), draft.Organisation.Id);
        await Host.AdvanceToAsync(first.AddHours(-5));
        await DownAsync(TimeSpan.FromHours(2));
        manager = await Host.SignInAsync(Scenario.Staff.Manager);
        await ExtendAsync(manager, call, first.AddHours(2.5));
        var offer = Assert.Single(await OffersAsync(manager, call));
        Assert.Equal(drafts[3].Organisation.Id, offer.Id("organisationId"));
        Assert.Contains($"the deadline of {drafts[3].Organisation.Name}", (await manager.OpenAsync($"/calls/{call.Id}/extend")).Text, StringComparison.Ordinal);

        // Beyond the last: nobody has anything left to decide.
        await ExtendAsync(manager, call, first.AddDays(2));
        Assert.Empty(await OffersAsync(manager, call));
        Assert.False(await IsWaitingAsync(manager, call));
        Assert.Equal(0, await Host.InDatabaseAsync(db => db.OutageOffers.CountAsync(each => each.CallId == call.Id && each.DecidedAt == null)));
    }

    private static async Task<IReadOnlyList<System.Text.Json.JsonElement>> OffersAsync(Browser manager, TestCall call) => [.. (await manager.GetAsync($"{call.Path}/extensions")).GetProperty("offers").EnumerateArray()];

    private static async Task<bool> IsWaitingAsync(Browser manager, TestCall call) =>
        (await manager.GetAsync("/api/v1/tasks")).Items().Any(task => task.Text("kind") == "OutageBeforeDeadline" && task.Id("subjectId") == call.Id);

    private static async Task ExtendAsync(Browser manager, TestCall call, DateTime deadlineAt, Guid? organisationId = null) =>
        await manager.PostAsync($"{call.Path}/extensions", Scenario.WithVersion(await manager.GetAsync(call.Path), new { organisationId, deadlineAt, reason = "For a reason of its own." }));

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
