using System.Net;
using Grants.Tests.Fixtures;
using Microsoft.EntityFrameworkCore;

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

        // Managers see it where they look at the call, each side on the application's timeline, and nobody else anywhere.
        Assert.Contains($"For {favoured.Organisation.Name} alone", (await manager.OpenAsync($"/calls/{call.Id}")).Text, StringComparison.Ordinal);
        Assert.DoesNotContain(favoured.Organisation.Name, (await (await Host.SignInAsync(other.Organisation.Lead)).OpenAsync($"/calls/{call.Id}")).Text, StringComparison.Ordinal);
        Assert.Contains(await EventsAsync(favoured), entry => entry.Text("title")!.StartsWith("The deadline is extended for this organisation, to ", StringComparison.Ordinal) && entry.Text("text") == "A fire in its office.");
        Assert.DoesNotContain(await EventsAsync(other), entry => entry.Text("title")!.Contains("extended", StringComparison.Ordinal));

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
    public async Task ForEverybody_WhoHasALaterOneAlready_IsToldItsOwn()
    {
        var call = await Scenario.OpenCallAsync(days: 20);
        var (favoured, other) = (await Scenario.DraftApplicationAsync(call), await Scenario.DraftApplicationAsync(call));
        var manager = await Host.SignInAsync(Scenario.Staff.Manager);
        var (own, everybodys) = (call.DeadlineAt.AddDays(9), call.DeadlineAt.AddDays(4));
        await manager.PostAsync($"{call.Path}/extensions", Scenario.WithVersion(await manager.GetAsync(call.Path), new { organisationId = favoured.Organisation.Id, deadlineAt = own, reason = "A fire." }));
        await manager.PostAsync($"{call.Path}/extensions", Scenario.WithVersion(await manager.GetAsync(call.Path), new { deadlineAt = everybodys, reason = "Floods." }));
        Assert.Contains($"submit it by {OnItsClock(own)}", ToldOfFloods(favoured), StringComparison.Ordinal);
        Assert.Contains($"submit it by {OnItsClock(everybodys)}", ToldOfFloods(other), StringComparison.Ordinal);

        string ToldOfFloods(TestApplication application) => Assert.Single(Host.MailTo(application.Organisation.Lead.Email), mail => mail.Text!.Contains("Floods.", StringComparison.Ordinal)).Text!;

        static string OnItsClock(DateTime utc) => Grants.Portal.PortalText.DateAndTime(TimeZoneInfo.ConvertTimeFromUtc(utc, TimeZoneInfo.FindSystemTimeZoneById("Asia/Phnom_Penh")));
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
    public async Task AfterClosing_PutsScreeningOff_ForEverybodyWhomItConcerns_AndItBeginsAnew()
    {
        var call = await Scenario.OpenCallAsync(days: 20);
        var asked = await Scenario.JustSubmittedAsync(call);
        var found = await Scenario.JustSubmittedAsync(call);
        var reviewed = await Scenario.JustSubmittedAsync(call);
        await Scenario.CloseAsync(call);
        await Scenario.ActAsync(Scenario.Staff.Manager, asked.Path, "clarifications", new { codes = new[] { "approach" }, text = "Where?", dueOn = DateOnly.FromDateTime(Host.Now.AddDays(6)), noConflict = true });
        await Scenario.AnswerAsync(asked, ("approach", "Saved, not sent."));
        await Scenario.ActAsync(Scenario.Staff.Manager, found.Path, "screening", new { eligible = false, noConflict = true, reasons = "Not registered." });
        await Scenario.ActAsync(Scenario.Staff.Manager, reviewed.Path, "screening", new { eligible = true, noConflict = true });
        await Host.SettleAsync();

        var manager = await Host.SignInAsync(Scenario.Staff.Manager);
        var deadline = Host.Now.AddDays(10);
        Assert.Contains("1 application has passed screening", (await manager.OpenAsync($"/calls/{call.Id}/extend")).Text, StringComparison.Ordinal);
        Assert.InRange(manager.LastCommands, 1, 8);
        await manager.PostAsync($"{call.Path}/extensions", Scenario.WithVersion(await manager.GetAsync(call.Path), new { deadlineAt = deadline, reason = "Our portal was down." }));
        await Host.SettleAsync();
        Assert.Equal(("Submitted", "Submitted", "InReview"), (await StageAsync(asked), await StageAsync(found), await StageAsync(reviewed)));
        Assert.Equal("Completed", await Statuses.OfAsync(Host, $"screening-{asked.Id}"));
        Assert.Contains("We had begun to check it", TextOf(asked), StringComparison.Ordinal);
        Assert.Contains("can reopen it until", TextOf(found), StringComparison.Ordinal);
        Assert.DoesNotContain("reopen", TextOf(reviewed), StringComparison.Ordinal);
        await manager.RefusedAsync(HttpStatusCode.Conflict, HttpMethod.Post, $"{found.Path}/screening", new { version = (await manager.GetAsync(found.Path)).Version(), eligible = true, noConflict = true });

        // One changes its application and does not submit it again, the other does; what was saved for the answer counts.
        var lead = await Host.SignInAsync(asked.Organisation.Lead);
        await (await lead.OpenAsync($"/applications/{asked.Id}")).SubmitAsync("Reopen the application");
        await Scenario.AnswerAsync(asked, ("approach", "Never submitted."));
        await Scenario.ActAsync(found.Organisation.Lead, found.Path, "reopen");
        await Scenario.AnswerAsync(found, ("approach", "We are registered since 2015."));
        await Scenario.ActAsync(found.Organisation.Lead, found.Path, "submit");
        await Host.AdvanceToAsync(deadline.AddMinutes(5));

        Assert.Equal(("Screening", "Saved, not sent."), await ScreenedAsync(asked));
        Assert.Equal(("Screening", "We are registered since 2015."), await ScreenedAsync(found));
        Assert.Equal(("Running", "Running"), (await Statuses.OfAsync(Host, $"screening-{asked.Id}"), await Statuses.OfAsync(Host, $"screening-{found.Id}")));
        // The finding fell: the same person may find anew, and the organisation may reply again.
        await Scenario.ActAsync(Scenario.Staff.Manager, found.Path, "screening", new { eligible = false, noConflict = true, reasons = "The certificate has expired." });
        Assert.Equal("ReplyAwaited", await StageAsync(found));

        async Task<string?> StageAsync(TestApplication application) => (await Scenario.ReadAsync(Scenario.Staff.Manager, application.Path)).Stage();

        string TextOf(TestApplication application) => Assert.Single(Host.MailTo(application.Organisation.Lead.Email), mail => mail.Subject.StartsWith("There is more time", StringComparison.Ordinal)).Text!;

        async Task<(string?, string?)> ScreenedAsync(TestApplication application) =>
            await Scenario.ReadAsync(Scenario.Staff.Manager, application.Path) is var read ? (read.Stage(), read.GetProperty("answers").Text("approach")) : default;
    }

    [SkippableFact]
    public async Task ForEverybody_TellsWhoLeadsTwoOrganisations_OfEach()
    {
        var call = await Scenario.OpenCallAsync(days: 20);
        var (one, other) = (await Scenario.DraftApplicationAsync(call), await Scenario.DraftApplicationAsync(call));
        await Host.InDatabaseAsync(db =>
        {
            db.Add(new Grants.Partners.Membership(other.Organisation.Id, one.Organisation.Lead.Id, Grants.Partners.MembershipKind.Lead));
            return db.SaveChangesAsync();
        });
        var manager = await Host.SignInAsync(Scenario.Staff.Manager);
        await manager.PostAsync($"{call.Path}/extensions", Scenario.WithVersion(await manager.GetAsync(call.Path), new { deadlineAt = call.DeadlineAt.AddDays(1), reason = "Floods." }));
        var toldFor = await Host.InDatabaseAsync(db => db.Emails.Where(email => email.RecipientId == one.Organisation.Lead.Id && email.Template == "call-deadline-extended").Select(email => email.OrganisationId!.Value).ToListAsync());
        Assert.Equal(new[] { one.Organisation.Id, other.Organisation.Id }.Order(), toldFor.Order());
    }

    [SkippableFact]
    public async Task OutOfOrder_IsRefused()
    {
        var call = await Scenario.OpenCallAsync(days: 20);
        var manager = await Host.SignInAsync(Scenario.Staff.Manager);
        var version = (await manager.GetAsync(call.Path)).Version();
        await RefusedAsync("deadlineAt", new { version, deadlineAt = call.DeadlineAt.AddMinutes(-1), reason = "Earlier" });
        await RefusedAsync("deadlineAt", new { version, deadlineAt = call.DeadlineAt.AddDays(100), reason = "After the decisions" });
        await RefusedAsync("reason", new { version, deadlineAt = call.DeadlineAt.AddDays(1), reason = " " });
        await RefusedAsync("organisationId", new { version, deadlineAt = call.DeadlineAt.AddDays(1), reason = "For nobody", organisationId = Guid.NewGuid() });
        await manager.RefusedAsync(HttpStatusCode.Conflict, HttpMethod.Post, $"{call.Path}/extensions", new { version = version - 1, deadlineAt = call.DeadlineAt.AddDays(1), reason = "Old" });

        // On the page everything that is missing is named at once.
        var empty = await (await manager.OpenAsync($"/calls/{call.Id}/extend")).Fill("Whom", "one").SubmitAsync("Extend and tell those concerned");
        Assert.Equal(["Choose the organisation", "Enter the day, the month and the year in figures", "Give the reason: everybody whom it concerns reads it"], empty.Errors);

        // Nobody is chosen for the manager, and a contradiction is no choice.
        await Scenario.StartedApplicationAsync(call);
        var page = await manager.OpenAsync($"/calls/{call.Id}/extend");
        Assert.False(page.Has("[name=Whom][checked]"));
        page = await page.Fill("Whom", "all").Fill("OrganisationId", page.Document.QuerySelectorAll("[name=OrganisationId] option").Last().GetAttribute("value")!).SubmitAsync("Extend and tell those concerned");
        Assert.Contains("You chose an organisation, and that everybody has more time: take one of them back", page.Errors);

        async Task RefusedAsync(string field, object body) =>
            Assert.True((await manager.RefusedAsync(HttpStatusCode.BadRequest, HttpMethod.Post, $"{call.Path}/extensions", body)).GetProperty("errors").TryGetProperty(field, out _), field);
    }

    private async Task<IEnumerable<System.Text.Json.JsonElement>> EventsAsync(TestApplication application) =>
        (await (await Host.SignInAsync(application.Organisation.Lead)).GetAsync($"{application.Path}/timeline")).Items().Where(entry => entry.Text("kind") == "Event");

    private int Reminders(TestApplication application) =>
        Host.MailTo(application.Organisation.Lead.Email).Count(mail => mail.Subject.Contains("not yet submitted", StringComparison.Ordinal));

    public sealed class OnSqlite(SqliteHost host) : ExtendDeadlineTests(host), IClassFixture<SqliteHost>;

    public sealed class OnPostgres(PostgresHost host) : ExtendDeadlineTests(host), IClassFixture<PostgresHost>;
}
