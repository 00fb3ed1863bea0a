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
        var tasks = await (await manager.OpenAsync("/calls/new")).Fill("Reference", reference).Fill("Title", "Évidence for réform").SubmitAsync();
        Assert.Equal("Évidence for réform", tasks.Title);
        var write = tasks.Path;
        Assert.Equal(5, tasks.Text.Split("To be written").Length - 1);
        Assert.Contains("Nobody has looked at this part and saved it yet", (await manager.OpenAsync(write.Replace("/write", "/publish", StringComparison.Ordinal))).Text, StringComparison.Ordinal);

        tasks = await (await manager.OpenAsync($"{write}/about")).Fill("Summary", "For organisations.").Fill("Objectives", "Rights that can be used.").Fill("Eligibility", "Registered ones.")
            .Fill("Countries", "LA").Fill("Countries", "TH").Fill("Pathways", "InclusivePolicy").Fill("ProjectAreas", "Leadership").SubmitAsync();
        Assert.Empty(tasks.Errors);
        Assert.Equal(4, tasks.Text.Split("To be written").Length - 1);
        tasks = await (await manager.OpenAsync($"{write}/money")).Fill("FloorMinor", "10,000").Fill("CeilingMinor", "100,000").Fill("TotalMinor", "1 000 000").SubmitAsync();
        Assert.Empty(tasks.Errors);
        tasks = await (await manager.OpenAsync($"{write}/timetable")).Fill("TimeZone", "Asia/Bangkok")
            .Fill("OpensAt.Day", $"{opens.Day}").Fill("OpensAt.Month", $"{opens.Month}").Fill("OpensAt.Year", $"{opens.Year}")
            .Fill("QuestionsCloseAt.Day", "20").Fill("QuestionsCloseAt.Month", "1").Fill("QuestionsCloseAt.Year", $"{opens.Year + 1}")
            .Fill("DeadlineAt.Day", "1").Fill("DeadlineAt.Month", "2").Fill("DeadlineAt.Year", $"{opens.Year + 1}").Fill("DeadlineTime", "17:00")
            .Fill("DecisionsBy.Day", "1").Fill("DecisionsBy.Month", "6").Fill("DecisionsBy.Year", $"{opens.Year + 1}").SubmitAsync();
        Assert.Empty(tasks.Errors);
        tasks = await (await manager.OpenAsync($"{write}/contacts")).Fill("Contacts", "The grants office (illustrative)").SubmitAsync();
        tasks = await (await manager.OpenAsync($"{write}/reviewers")).Fill("ReviewersPerApplication", "2").SubmitAsync();
        Assert.DoesNotContain("To be written", tasks.Text, StringComparison.Ordinal);
        Assert.InRange(manager.LastCommands, 1, 8);

        var call = await manager.OpenAsync(write.Replace("/write", "/publish", StringComparison.Ordinal));
        Assert.InRange(manager.LastCommands, 1, 8);
        Assert.Contains("Lao PDR, Thailand", call.Text, StringComparison.Ordinal);
        Assert.Contains("1 February", call.Text, StringComparison.Ordinal);
        Assert.Contains("17:00 (Bangkok time, UTC+7)", call.Text, StringComparison.Ordinal);

        using var visitor = Host.NewBrowser();
        var path = write.Replace("/write", "", StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.NotFound, (await visitor.OpenAsync(path)).Status);
        Assert.Equal(["Publish the call"], call.Buttons);
        var published = await call.SubmitAsync("Publish the call");
        Assert.Contains("The call is published", published.Text, StringComparison.Ordinal);
        Assert.Empty(published.Buttons);

        Assert.Equal(HttpStatusCode.OK, (await visitor.OpenAsync(path)).Status);
        Assert.Contains("Sign in to apply", (await visitor.OpenAsync(path)).Text, StringComparison.Ordinal);
        Assert.InRange(visitor.LastCommands, 1, 8);
        Assert.Contains("Évidence for réform", (await visitor.OpenAsync("/")).Text, StringComparison.Ordinal);
        Assert.Contains("Évidence for réform", (await visitor.OpenAsync("/calls")).Text, StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task Post_PartOutOfOrder_KeepsWhatWasTypedAndNamesTheFields()
    {
        var manager = await Host.SignInAsync(Scenario.Staff.Manager);
        var page = await (await manager.OpenAsync("/calls/new")).Fill("Reference", "with spaces").Fill("Title", "A title").SubmitAsync();
        Assert.Equal(HttpStatusCode.BadRequest, page.Status);
        Assert.Equal("A title", page.Document.QuerySelector("[name=Title]")!.GetAttribute("value"));
        Assert.Contains("Enter a reference", Assert.Single(page.Errors), StringComparison.Ordinal);

        var tasks = await page.Fill("Reference", $"X-{Guid.NewGuid():n}"[..12]).SubmitAsync();
        page = await (await manager.OpenAsync($"{tasks.Path}/money")).Fill("FloorMinor", "12,5").Fill("CeilingMinor", "9").SubmitAsync();
        Assert.Equal(HttpStatusCode.BadRequest, page.Status);
        Assert.Equal("12,5", page.Document.QuerySelector("[name=FloorMinor]")!.GetAttribute("value"));
        Assert.Contains("in figures", Assert.Single(page.Errors), StringComparison.Ordinal);

        page = await (await manager.OpenAsync($"{tasks.Path}/timetable")).Fill("TimeZone", "Australia/Sydney")
            .Fill("OpensAt.Day", "7").Fill("OpensAt.Month", "10").Fill("OpensAt.Year", "2029").Fill("OpensTime", "02:30").SubmitAsync();
        Assert.Contains(page.Errors, error => error.Contains("skip that time", StringComparison.Ordinal));
        Assert.Equal("02:30", page.Document.QuerySelector("[name=OpensTime]")!.GetAttribute("value"));
        Assert.Equal(5, (await manager.OpenAsync(tasks.Path)).Text.Split("To be written").Length - 1);
    }

    [SkippableFact]
    public async Task Draft_WrittenThroughTheApi_PartByPart()
    {
        var manager = await Host.SignInAsync(Scenario.Staff.Manager);
        var created = await manager.PostAsync("/api/v1/calls", new { reference = $"A-{Guid.NewGuid():n}"[..12], title = "Written in parts" });
        var path = $"/api/v1/calls/{created.Id()}";
        var problem = await manager.RefusedAsync(HttpStatusCode.BadRequest, HttpMethod.Post, $"{path}/publish", new { version = created.Version() });
        Assert.Equal(["about", "money", "timetable"], problem.GetProperty("errors").EnumerateObject().Select(error => error.Name));

        var money = new { version = created.Version(), currency = "AUD", floorMinor = 100, ceilingMinor = 200, totalMinor = 300, grantMonths = 12 };
        var version = (await manager.PutAsync($"{path}/money", money)).Version();
        await manager.RefusedAsync(HttpStatusCode.Conflict, HttpMethod.Put, $"{path}/money", money);
        // Without an offset: UTC, wherever the server is. With one: converted.
        version = (await manager.PutAsync($"{path}/timetable", new
        {
            version,
            timeZone = "Asia/Manila",
            opensAt = "2031-03-01T09:00:00",
            questionsCloseAt = "2031-03-20T17:00:00+08:00",
            deadlineAt = "2031-04-01T17:00:00+08:00",
            decisionsBy = "2031-08-01T00:00:00Z",
        })).Version();
        var read = await manager.GetAsync(path);
        Assert.Equal("2031-03-01T09:00:00Z", read.Text("opensAt"));
        Assert.Equal("2031-03-20T09:00:00Z", read.Text("questionsCloseAt"));
        Assert.Equal("2031-04-01T09:00:00Z", read.Text("deadlineAt"));
        version = (await manager.PutAsync($"{path}/about", new
        {
            version,
            reference = read.Text("reference"),
            title = "Written in parts",
            summary = "s",
            objectives = "o",
            eligibility = "e",
            countries = new[] { "VN", "KH" },
            pathways = "RegionalCapacity, NationalCapacity",
            projectAreas = "Collaboration, Transparency",
        })).Version();
        version = (await manager.PutAsync($"{path}/contacts", new { version, contacts = "The office" })).Version();
        version = (await manager.PutAsync($"{path}/reviewers", new { version, reviewersPerApplication = 2 })).Version();
        await manager.PostAsync($"{path}/publish", new { version });
        read = await manager.GetAsync(path);
        Assert.Equal(["KH", "VN"], read.GetProperty("countries").EnumerateArray().Select(country => country.GetString()));
        problem = await manager.RefusedAsync(HttpStatusCode.Conflict, HttpMethod.Put, $"{path}/money", new { version = read.Version(), currency = "AUD", floorMinor = 1, ceilingMinor = 2, totalMinor = 3, grantMonths = 12 });
        Assert.Contains("frozen", problem.Text("detail"), StringComparison.Ordinal);
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
        var page = await manager.OpenAsync($"/calls/{call.Id}");
        Assert.Contains("1 application has no outcome yet", page.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("Confirm that every application has its decision", page.Buttons);

        // Decisions are promised for 90 days after the deadline: 14 days before, then 1, 7, 14 after, then every week.
        await Host.AdvanceToAsync(call.DeadlineAt.AddDays(90 + 29));
        Assert.Equal(6, Reminders());

        await Scenario.ActAsync(Scenario.Staff.Manager, application.Path, "screening", new { eligible = false, noConflict = true, reasons = "Not registered." });
        await Scenario.ActAsync(application.Organisation.Lead, application.Path, "reply", new { reply = "We are registered since 2003." });
        await Scenario.ActAsync(Scenario.Staff.SecondManager, application.Path, "screening", new { eligible = false, noConflict = true, reasons = "Not registered." });
        Assert.Contains("Confirm that every application has its decision", (await (await Host.SignInAsync(Scenario.Staff.Manager)).OpenAsync($"/calls/{call.Id}")).Buttons);
        await Scenario.ActAsync(Scenario.Staff.Manager, call.Path, "decide");
        Assert.Equal("CallDecided", (await Scenario.ReadAsync(Scenario.Staff.Manager, call.Path)).Stage());
        await Host.AdvanceDaysAsync(30);
        Assert.Equal(6, Reminders());

        int Reminders() => Host.MailTo(Scenario.Staff.Manager.Email).Count(mail => mail.Subject.StartsWith("Decisions are due", StringComparison.Ordinal) && mail.Text!.Contains(call.Reference, StringComparison.Ordinal));
    }

    public sealed class OnSqlite(SqliteHost host) : PublishCallTests(host), IClassFixture<SqliteHost>;

    public sealed class OnPostgres(PostgresHost host) : PublishCallTests(host), IClassFixture<PostgresHost>;
}
