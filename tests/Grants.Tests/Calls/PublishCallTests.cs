using System.Net;
using Grants.Tests.Fixtures;

namespace Grants.Tests.Calls;

/// <summary>A call from the first draft to the decision.</summary>
public abstract class PublishCallTests(GrantsHost host) : FrontDoorTests(host)
{
    [SkippableFact]
    public async Task Post_NewCallTypedInThePortal_IsKeptPublishedAndListed()
    {
        var manager = await Host.SignInAsync(Scenario.Staff.Manager);
        var reference = $"P-{Guid.NewGuid():n}"[..12];
        var opens = Host.Now.AddDays(-1);
        var form = (await manager.OpenAsync("/calls/new"))
            .Fill("Reference", reference).Fill("Title", "Évidence for réform").Fill("Summary", "For organisations.").Fill("Country", "LA").Fill("Pathways", "InclusivePolicy")
            .Fill("FloorMinor", "10,000").Fill("CeilingMinor", "100,000").Fill("TotalMinor", "1 000 000")
            .Fill("OpensAt.Day", $"{opens.Day}").Fill("OpensAt.Month", $"{opens.Month}").Fill("OpensAt.Year", $"{opens.Year}")
            .Fill("DeadlineAt.Day", "1").Fill("DeadlineAt.Month", "2").Fill("DeadlineAt.Year", $"{opens.Year + 1}")
            .Fill("DecisionsBy.Day", "1").Fill("DecisionsBy.Month", "6").Fill("DecisionsBy.Year", $"{opens.Year + 1}");
        var call = await form.SubmitAsync();
        Assert.Empty(call.Errors);
        Assert.Equal("Évidence for réform", call.Title);
        Assert.Contains("1 February", call.Text, StringComparison.Ordinal);
        Assert.Contains("17:00 (Bangkok time, UTC+7)", call.Text, StringComparison.Ordinal);

        using var visitor = Host.NewBrowser();
        Assert.Equal(HttpStatusCode.NotFound, (await visitor.OpenAsync(call.Path)).Status);
        Assert.Equal(["Publish the call"], call.Buttons);
        var published = await call.SubmitAsync("Publish the call");
        Assert.Contains("The call is published", published.Text, StringComparison.Ordinal);
        Assert.Empty(published.Buttons);

        Assert.Equal(HttpStatusCode.OK, (await visitor.OpenAsync(call.Path)).Status);
        Assert.Contains("Sign in to apply", (await visitor.OpenAsync(call.Path)).Text, StringComparison.Ordinal);
        Assert.InRange(visitor.LastCommands, 1, 8);
        Assert.Contains("Évidence for réform", (await visitor.OpenAsync("/")).Text, StringComparison.Ordinal);
        Assert.Contains("Évidence for réform", (await visitor.OpenAsync("/calls")).Text, StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task Post_NewCallOutOfOrder_KeepsWhatWasTypedAndNamesTheFields()
    {
        var manager = await Host.SignInAsync(Scenario.Staff.Manager);
        var page = await (await manager.OpenAsync("/calls/new"))
            .Fill("Reference", "X-1").Fill("Title", "A title").Fill("FloorMinor", "12,5").Fill("Rubric", "60 | One | \n30 | Two | ").SubmitAsync();
        Assert.Equal(HttpStatusCode.BadRequest, page.Status);
        Assert.Equal("A title", page.Document.QuerySelector("[name=Title]")!.GetAttribute("value"));
        Assert.Equal("12,5", page.Document.QuerySelector("[name=FloorMinor]")!.GetAttribute("value"));
        Assert.Contains(page.Errors, error => error.Contains("smallest grant in figures", StringComparison.Ordinal));
    }

    [SkippableFact]
    public async Task Publish_FromAnOldVersion_IsRefused()
    {
        var call = await Scenario.PublishedCallAsync();
        var manager = await Host.SignInAsync(Scenario.Staff.Manager);
        var problem = await manager.RefusedAsync(HttpStatusCode.Conflict, HttpMethod.Post, $"{call.Path}/publish", new { version = 1 });
        Assert.Equal("Changed", problem.Text("code"));
        problem = await manager.RefusedAsync(HttpStatusCode.Conflict, HttpMethod.Post, $"{call.Path}/publish", new { version = (await manager.GetAsync(call.Path)).Version() });
        Assert.Equal("WrongStage", problem.Text("code"));
    }

    [SkippableFact]
    public async Task Orchestration_OpensRemindsAndCloses_AndTellsThoseWhoDidNotSubmit()
    {
        var call = await Scenario.PublishedCallAsync(days: 30);
        var lead = Scenario.Staff.Manager;
        Assert.Equal("CallPublished", (await Scenario.ReadAsync(lead, call.Path)).Stage());
        await Host.AdvanceToAsync(call.OpensAt);
        Assert.Equal("CallOpen", (await Scenario.ReadAsync(lead, call.Path)).Stage());

        var draft = await Scenario.DraftApplicationAsync(call);
        var submitted = await Scenario.JustSubmittedAsync(call);
        await Host.AdvanceToAsync(call.DeadlineAt.AddDays(-2));
        Assert.Equal(2, Templates(draft, "Your application is not yet submitted"));
        Assert.Equal(0, Templates(submitted, "Your application is not yet submitted"));

        await Host.AdvanceToAsync(call.DeadlineAt);
        Assert.Equal("CallOpen", (await Scenario.ReadAsync(lead, call.Path)).Stage());
        await Host.AdvanceToAsync(call.DeadlineAt.AddMinutes(5));
        Assert.Equal("CallClosed", (await Scenario.ReadAsync(lead, call.Path)).Stage());
        Assert.Equal("NotSubmitted", (await Scenario.ReadAsync(draft.Organisation.Lead, draft.Path)).Stage());
        Assert.Equal("Screening", (await Scenario.ReadAsync(submitted.Organisation.Lead, submitted.Path)).Stage());
        Assert.Equal(1, Templates(draft, "was not submitted"));
        Assert.Equal(0, Templates(submitted, "was not submitted"));

        int Templates(TestApplication application, string subject) =>
            Host.MailTo(application.Organisation.Lead.Email).Count(mail => mail.Subject.Contains(subject, StringComparison.Ordinal));
    }

    [SkippableFact]
    public async Task Decide_WhileAnApplicationIsUndecided_IsRefused_AndManagersAreRemindedUntilItIsDone()
    {
        var application = await Scenario.JustSubmittedAsync(await Scenario.OpenCallAsync(days: 20));
        var call = application.Call;
        await Host.AdvanceToAsync(call.DeadlineAt.AddMinutes(5));
        var manager = await Host.SignInAsync(Scenario.Staff.Manager);
        var problem = await manager.RefusedAsync(HttpStatusCode.Conflict, HttpMethod.Post, $"{call.Path}/decide", new { version = (await manager.GetAsync(call.Path)).Version() });
        Assert.Contains("1 of the call's applications has no outcome", problem.Text("detail"), StringComparison.Ordinal);

        // Decisions are promised for 90 days after the deadline: 14 days before, then 1, 7, 14 after, then every week.
        await Host.AdvanceToAsync(call.DeadlineAt.AddDays(90 + 29));
        Assert.Equal(6, Reminders());

        await Scenario.ActAsync(Scenario.Staff.Manager, application.Path, "screening", new { eligible = false, noConflict = true, reasons = "Not registered." });
        await Scenario.ActAsync(application.Organisation.Lead, application.Path, "reply", new { reply = "We are registered since 2003." });
        await Scenario.ActAsync(Scenario.Staff.SecondManager, application.Path, "screening", new { eligible = false, noConflict = true, reasons = "Not registered." });
        await Scenario.ActAsync(Scenario.Staff.Manager, call.Path, "decide");
        Assert.Equal("CallDecided", (await Scenario.ReadAsync(Scenario.Staff.Manager, call.Path)).Stage());
        await Host.AdvanceDaysAsync(30);
        Assert.Equal(6, Reminders());

        int Reminders() => Host.MailTo(Scenario.Staff.Manager.Email).Count(mail => mail.Subject.StartsWith("Decisions are due", StringComparison.Ordinal) && mail.Text!.Contains(call.Reference, StringComparison.Ordinal));
    }

    public sealed class OnSqlite(SqliteHost host) : PublishCallTests(host), IClassFixture<SqliteHost>;

    public sealed class OnPostgres(PostgresHost host) : PublishCallTests(host), IClassFixture<PostgresHost>;
}
