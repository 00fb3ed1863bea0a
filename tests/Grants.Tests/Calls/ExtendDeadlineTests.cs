using System.Net;
using Grants.Tests.Fixtures;

namespace Grants.Tests.Calls;

/// <summary>More time: for everybody, for one organisation, before and after the deadline.</summary>
public abstract class ExtendDeadlineTests(GrantsHost host) : FrontDoorTests(host)
{
    [SkippableFact]
    public async Task ForEverybody_MovesReminders_Closing_AndWhatPeopleAreTold()
    {
        var call = await Scenario.OpenCallAsync(days: 20);
        var draft = await Scenario.DraftApplicationAsync(call);
        await Host.AdvanceToAsync(call.DeadlineAt.AddDays(-2));
        Assert.Equal(2, Reminders(draft));

        var manager = await Host.SignInAsync(Scenario.Staff.Manager);
        var deadline = call.DeadlineAt.AddDays(10);
        await manager.PostAsync($"{call.Path}/extensions", Scenario.WithVersion(await manager.GetAsync(call.Path), new { deadlineAt = deadline, reason = "Floods in three provinces." }));
        var letter = Assert.Single(Host.MailTo(draft.Organisation.Lead.Email), mail => mail.Subject.StartsWith("There is more time", StringComparison.Ordinal));
        Assert.Contains("Floods in three provinces.", letter.Text, StringComparison.Ordinal);
        Assert.Equal(deadline, (await manager.GetAsync(call.Path)).Instant("deadlineAt"));

        // The old deadline passes and nothing happens; the new one has reminders of its own.
        await Host.AdvanceToAsync(call.DeadlineAt.AddMinutes(5));
        Assert.Equal("CallOpen", (await manager.GetAsync(call.Path)).Stage());
        await Host.AdvanceToAsync(deadline.AddDays(-1));
        Assert.Equal(3, Reminders(draft));
        await Scenario.ActAsync(draft.Organisation.Lead, draft.Path, "submit");
        await Host.AdvanceToAsync(deadline.AddMinutes(5));
        Assert.Equal("CallClosed", (await manager.GetAsync(call.Path)).Stage());
        var trail = await (await Host.SignInAsync(Scenario.Staff.Auditor)).GetAsync($"/api/v1/audit?subject={call.Id}");
        Assert.Contains("ExtendDeadline", trail.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("Floods", trail.ToString(), StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task ForOne_OnlyThatOneCanStillSubmit_AndTheCallClosesAfterIt()
    {
        var call = await Scenario.OpenCallAsync(days: 20);
        var favoured = await Scenario.DraftApplicationAsync(call);
        var other = await Scenario.DraftApplicationAsync(call);
        var manager = await Host.SignInAsync(Scenario.Staff.Manager);
        var own = call.DeadlineAt.AddDays(2);
        await manager.PostAsync($"{call.Path}/extensions", Scenario.WithVersion(await manager.GetAsync(call.Path), new { organisationId = favoured.Organisation.Id, deadlineAt = own, reason = "A fire in its office." }));
        Assert.Contains(Host.MailTo(favoured.Organisation.Lead.Email), mail => mail.Text!.Contains("A fire in its office.", StringComparison.Ordinal));
        Assert.DoesNotContain(Host.MailTo(other.Organisation.Lead.Email), mail => mail.Subject.StartsWith("There is more time", StringComparison.Ordinal));
        Assert.Contains(
            (await (await Host.SignInAsync(favoured.Organisation.Lead)).GetAsync("/api/v1/tasks")).Items(),
            task => task.Text("kind") == "ApplicationDraft" && task.Instant("dueAt") == own);

        await Host.AdvanceToAsync(call.DeadlineAt.AddMinutes(5));
        Assert.Equal("CallOpen", (await manager.GetAsync(call.Path)).Stage());
        Assert.Equal("NotSubmitted", (await Scenario.ReadAsync(other.Organisation.Lead, other.Path)).Stage());
        using var visitor = Host.NewBrowser();
        var page = await visitor.OpenAsync($"/calls/{call.Id}");
        Assert.DoesNotContain("Sign in to apply", page.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("fire", page.Text, StringComparison.Ordinal);
        var late = await Host.SignInAsync(other.Organisation.Lead);
        var problem = await late.RefusedAsync(HttpStatusCode.Conflict, HttpMethod.Post, $"{other.Path}/submit", new { version = (await late.GetAsync(other.Path)).Version() });
        Assert.Equal("TooLate", problem.Text("code"));

        await Scenario.ActAsync(favoured.Organisation.Lead, favoured.Path, "submit");
        Assert.Equal("Submitted", (await Scenario.ReadAsync(favoured.Organisation.Lead, favoured.Path)).Stage());
        await Host.AdvanceToAsync(own.AddMinutes(5));
        Assert.Equal("CallClosed", (await manager.GetAsync(call.Path)).Stage());
    }

    [SkippableFact]
    public async Task AfterClosing_OpensAgain_AndGivesTheDraftBack()
    {
        var draft = await Scenario.DraftApplicationAsync(await Scenario.OpenCallAsync(days: 20));
        var call = draft.Call;
        await Host.AdvanceToAsync(call.DeadlineAt.AddHours(5));
        Assert.Equal("NotSubmitted", (await Scenario.ReadAsync(draft.Organisation.Lead, draft.Path)).Stage());

        var manager = await Host.SignInAsync(Scenario.Staff.Manager);
        var page = await manager.OpenAsync($"/calls/{call.Id}/extend");
        var until = TimeZoneInfo.ConvertTimeFromUtc(Host.Now.AddDays(1), TimeZoneInfo.FindSystemTimeZoneById("Asia/Phnom_Penh"));
        page = await page.Fill("Whom", "one").Fill("OrganisationId", $"{draft.Organisation.Id}").Fill("Reason", "Our portal was down.")
            .Fill("DeadlineAt.Day", $"{until.Day}").Fill("DeadlineAt.Month", $"{until.Month}").Fill("DeadlineAt.Year", $"{until.Year}").Fill("Time", $"{until:HH:mm}").SubmitAsync();
        Assert.Contains("The deadline is extended", page.Text, StringComparison.Ordinal);
        Assert.Equal("CallOpen", (await manager.GetAsync(call.Path)).Stage());
        Assert.Contains("Our portal was down.", (await manager.OpenAsync($"/calls/{call.Id}/extend")).Text, StringComparison.Ordinal);
        Assert.InRange(manager.LastCommands, 1, 8);

        await Scenario.ActAsync(draft.Organisation.Lead, draft.Path, "submit");
        await Host.AdvanceDaysAsync(2);
        Assert.Equal("CallClosed", (await manager.GetAsync(call.Path)).Stage());
        Assert.Equal("Screening", (await Scenario.ReadAsync(draft.Organisation.Lead, draft.Path)).Stage());
    }

    [SkippableFact]
    public async Task OutOfOrder_IsRefused()
    {
        var call = await Scenario.OpenCallAsync(days: 20);
        var manager = await Host.SignInAsync(Scenario.Staff.Manager);
        var version = (await manager.GetAsync(call.Path)).Version();
        await RefusedAsync("DeadlineAt", new { version, deadlineAt = call.DeadlineAt.AddMinutes(-1), reason = "Earlier" });
        await RefusedAsync("DeadlineAt", new { version, deadlineAt = call.DeadlineAt.AddDays(100), reason = "After the decisions" });
        await RefusedAsync("Reason", new { version, deadlineAt = call.DeadlineAt.AddDays(1), reason = " " });
        await RefusedAsync("OrganisationId", new { version, deadlineAt = call.DeadlineAt.AddDays(1), reason = "For nobody", organisationId = Guid.NewGuid() });
        await manager.RefusedAsync(HttpStatusCode.Conflict, HttpMethod.Post, $"{call.Path}/extensions", new { version = version - 1, deadlineAt = call.DeadlineAt.AddDays(1), reason = "Old" });

        async Task RefusedAsync(string field, object body) =>
            Assert.True((await manager.RefusedAsync(HttpStatusCode.BadRequest, HttpMethod.Post, $"{call.Path}/extensions", body)).GetProperty("errors").TryGetProperty(field, out _), field);
    }

    private int Reminders(TestApplication application) =>
        Host.MailTo(application.Organisation.Lead.Email).Count(mail => mail.Subject.Contains("not yet submitted", StringComparison.Ordinal));

    public sealed class OnSqlite(SqliteHost host) : ExtendDeadlineTests(host), IClassFixture<SqliteHost>;

    public sealed class OnPostgres(PostgresHost host) : ExtendDeadlineTests(host), IClassFixture<PostgresHost>;
}
