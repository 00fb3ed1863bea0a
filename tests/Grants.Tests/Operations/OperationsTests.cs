using System.Net;
using Grants.Data;
using Grants.Notifications;
using Grants.Tests.Fixtures;
using Microsoft.EntityFrameworkCore;

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

    public sealed class OnSqlite(SqliteHost host) : OperationsTests(host), IClassFixture<SqliteHost>;

    public sealed class OnPostgres(PostgresHost host) : OperationsTests(host), IClassFixture<PostgresHost>;
}
