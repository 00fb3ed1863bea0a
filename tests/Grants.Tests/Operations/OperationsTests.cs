using System.Net;
using Grants.Data;
using Grants.Notifications;
using Grants.Tests.Fixtures;
using Microsoft.DurableTask.Client;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Grants.Tests.Operations;

public abstract class OperationsTests(GrantsHost host) : FrontDoorTests(host)
{
    [SkippableFact]
    public async Task Parked_IsSeenWithItsReason_AndRetriedByAnAdministratorOnly()
    {
        var person = await Programme.PersonAsync(Host, "Ann");
        var email = new EmailMessage(new Letter("test-parked", "Hello", ["Hello."]), Guid.NewGuid(), "", person.Id, person.Email, person.Name, Host.Now);
        await Host.InDatabaseAsync(async db =>
        {
            db.Add(email);
            await db.SaveChangesAsync();
            (email.State, email.LastError) = (OutboxState.Parked, "SendGrid answered 400.");
            await db.SaveChangesAsync();
        });

        var seen = await (await Host.SignInAsync(Scenario.Staff.Auditor)).OpenAsync("/operations");
        var row = seen.Document.QuerySelectorAll("main tr").Single(row => row.TextContent.Contains("E-mail: test-parked", StringComparison.Ordinal));
        Assert.Contains("SendGrid answered 400.", row.TextContent, StringComparison.Ordinal);
        Assert.DoesNotContain(seen.Buttons, button => button.StartsWith("Try again", StringComparison.Ordinal));
        Assert.Equal(HttpStatusCode.Forbidden, (await (await Host.SignInAsync(Scenario.Staff.Manager)).OpenAsync("/operations")).Status);

        var administrator = await Host.SignInAsync(Scenario.Staff.Administrator);
        var page = await (await administrator.OpenAsync("/operations")).SubmitAsync("Try again E-mail: test-parked");
        Assert.Contains("tried again", page.Text, StringComparison.Ordinal);
        Assert.True(administrator.LastCommands <= 8, $"{administrator.LastCommands} commands");
        await Host.AdvanceToAsync(Host.Now.AddMinutes(1));

        Assert.Single(Host.MailTo(person.Email));
        Assert.Equal(Host.Now, (await Host.InDatabaseAsync(db => db.Heartbeats.SingleAsync(beat => beat.Id == nameof(Timers.EveryMinute)))).At);
    }

    [SkippableFact]
    public async Task Page_ShowsOpenStages_AndHowEverythingStands()
    {
        await Scenario.SubmittedApplicationAsync();
        await Host.AdvanceDaysAsync(1);
        var administrator = await Host.SignInAsync(Scenario.Staff.Administrator);

        var page = await administrator.OpenAsync("/operations");

        Assert.True(administrator.LastCommands <= 8, $"{administrator.LastCommands} commands");
        Assert.Contains("Application: Screening", page.Text, StringComparison.Ordinal);
        Assert.Contains("a grant manager", page.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("Does not work", page.Text, StringComparison.Ordinal);
        var told = await administrator.GetAsync("/api/v1/operations");
        Assert.Equal(["database", "blobs", "engine", "scanner", "mail"], told.GetProperty("dependencies").Items().Select(state => state.Text("name")));
        var screening = told.GetProperty("stages").Items().Single(stage => stage.Stage() == "Screening");
        Assert.InRange(screening.GetProperty("count").GetInt32(), 1, int.MaxValue);
        Assert.InRange(screening.Instant("oldest"), Host.Now.AddDays(-1000), Host.Now);
        Assert.All(told.GetProperty("timers").Items(), timer => Assert.True(timer.Instant("next") > Host.Now));
    }

    [SkippableFact]
    public async Task FailedOrchestration_IsSeenWithItsReason_AndStartedAgain()
    {
        var application = await Scenario.SubmittedApplicationAsync();
        await Host.AdvanceDaysAsync(1);
        var id = $"screening-{application.Id}";
        var client = Host.Services.GetRequiredService<DurableTaskClient>();
        await client.TerminateInstanceAsync(id, new TerminateInstanceOptions("poisoned"));
        await Host.SettleAsync();
        Assert.Equal("Terminated", await Statuses.OfAsync(Host, id));

        var administrator = await Host.SignInAsync(Scenario.Staff.Administrator);
        var page = await administrator.OpenAsync("/operations");
        Assert.Contains(id, page.Text, StringComparison.Ordinal);
        await page.SubmitAsync($"Start again {id}");
        await Host.SettleAsync();

        Assert.Equal("Running", await Statuses.OfAsync(Host, id));
        await administrator.RefusedAsync(HttpStatusCode.Conflict, HttpMethod.Post, $"/api/v1/operations/instances/{id}/restart");
        await administrator.RefusedAsync(HttpStatusCode.NotFound, HttpMethod.Post, $"/api/v1/operations/instances/screening-{Guid.NewGuid()}/restart");
        await (await Host.SignInAsync(Scenario.Staff.Auditor)).RefusedAsync(HttpStatusCode.Forbidden, HttpMethod.Post, $"/api/v1/operations/instances/{id}/restart");
    }

    [SkippableFact]
    public async Task Health_TellsProbesWhether_AndStaffWhy()
    {
        using var visitor = Host.NewBrowser();
        Assert.Equal("live", (await visitor.GetAsync("/health/live")).Text("status"));
        Assert.Equal(0, visitor.LastCommands);
        var ready = await visitor.GetAsync("/health/ready");
        Assert.Equal("ready", ready.Text("status"));
        Assert.Null(ready.Text("reasons"));
        var staff = await (await Host.SignInAsync(Scenario.Staff.Administrator)).GetAsync("/health/ready");
        Assert.Equal(["database", "blobs", "engine"], staff.GetProperty("reasons").Items().Select(state => state.Text("name")));
    }

    public sealed class OnSqlite(SqliteHost host) : OperationsTests(host), IClassFixture<SqliteHost>;

    public sealed class OnPostgres(PostgresHost host) : OperationsTests(host), IClassFixture<PostgresHost>;
}
