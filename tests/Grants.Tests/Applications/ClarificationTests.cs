using System.Net;
using Grants.Applications;
using Grants.Tests.Fixtures;
using Microsoft.EntityFrameworkCore;

namespace Grants.Tests.Applications;

/// <summary>What screening asks of an organisation: clarifications that open named questions, and findings that can be replied to.</summary>
public abstract class ClarificationTests(GrantsHost host) : FrontDoorTests(host)
{
    [SkippableFact]
    public async Task Ask_OpensJustTheNamedQuestion_AndTheAnswerComesBackToTheScreener()
    {
        var application = await Scenario.SubmittedApplicationAsync();
        var manager = await Host.SignInAsync(Scenario.Staff.Manager);
        await Scenario.ActAsync(Scenario.Staff.Manager, application.Path, "screener", new { screenerId = Scenario.Staff.Manager.Id });
        var asked = await (await manager.OpenAsync($"/applications/{application.Id}/ask")).Fill("Codes", "approach").Fill("Text", "Which provinces?").Fill("NoConflict", "yes").SubmitAsync("Ask the organisation");
        Assert.Contains("The organisation is asked", asked.Text, StringComparison.Ordinal);
        await Host.SettleAsync();

        Assert.Contains("Please answer our questions", Host.MailTo(application.Organisation.Lead.Email)[^1].Subject, StringComparison.Ordinal);
        var lead = await Host.SignInAsync(application.Organisation.Lead);
        var read = await lead.GetAsync(application.Path);
        Assert.Equal("ClarificationAsked", read.Stage());
        await lead.RefusedAsync(HttpStatusCode.Conflict, HttpMethod.Put, $"{application.Path}/answers/registered", new { version = 1, value = "no" });

        var contributor = await Host.SignInAsync(application.Organisation.Contributor);
        var saved = await (await contributor.OpenAsync($"/applications/{application.Id}/clarification")).Fill("approach", "Legal aid in Kampot.").SubmitAsync("Save and come back later");
        Assert.InRange(contributor.LastCommands, 1, 8);
        Assert.DoesNotContain("Send the answers", saved.Buttons);
        var page = await lead.OpenAsync($"/applications/{application.Id}/clarification");
        Assert.Contains("Which provinces?", page.Text, StringComparison.Ordinal);
        Assert.False(page.Has("[name=registered]"));
        var refused = await page.Fill("approach", "").SubmitAsync("Send the answers");
        Assert.Contains("Answer the question", Assert.Single(refused.Errors), StringComparison.Ordinal);
        await refused.Fill("approach", "Legal aid in Kampot and Takeo.").Fill("Reply", "Sorry, we forgot.").SubmitAsync("Send the answers");
        await Host.SettleAsync();

        Assert.Contains("are answered", Host.MailTo(Scenario.Staff.Manager.Email)[^1].Subject, StringComparison.Ordinal);
        var screening = await manager.OpenAsync($"/applications/{application.Id}/screening");
        Assert.InRange(manager.LastCommands, 1, 8);
        Assert.Contains("Sorry, we forgot.", screening.Text, StringComparison.Ordinal);
        Assert.Contains("Legal aid in Kampot and Takeo.", screening.Text, StringComparison.Ordinal);
        await Scenario.ActAsync(Scenario.Staff.Manager, application.Path, "screening", new { eligible = true, noConflict = true });
        await Host.SettleAsync();
        Assert.Equal("Completed", await Statuses.OfAsync(Host, $"screening-{application.Id}"));
    }

    [SkippableFact]
    public async Task Ask_WithoutAnAnswer_IsRemindedAndGoesOnWithWhatIsSaved()
    {
        var application = await Scenario.SubmittedApplicationAsync();
        await AskAsync(application, days: 6);
        await Host.SettleAsync();
        var contributor = await Host.SignInAsync(application.Organisation.Contributor);
        await (await contributor.OpenAsync($"/applications/{application.Id}/clarification")).Fill("approach", "Saved, never sent.").SubmitAsync("Save and come back later");

        await Host.AdvanceDaysAsync(8);
        string[] subjects = [.. Host.MailTo(application.Organisation.Lead.Email).Select(mail => mail.Subject)];
        Assert.Equal(2, subjects.Count(subject => subject.Contains("wait for your answer", StringComparison.Ordinal)));
        Assert.Contains("We go on", subjects[^1], StringComparison.Ordinal);
        var read = await Scenario.ReadAsync(Scenario.Staff.Manager, application.Path);
        Assert.Equal(("Screening", "Saved, never sent."), (read.Stage(), read.GetProperty("answers").Text("approach")));
        Assert.Contains(Host.MailTo(Scenario.Staff.Manager.Email), mail => mail.Subject == $"No answer came in time: {read.Text("number")}");
        var lead = await Host.SignInAsync(application.Organisation.Lead);
        await lead.RefusedAsync(HttpStatusCode.Conflict, HttpMethod.Post, $"{application.Path}/clarification", new { version = read.Version(), reply = "Too late." });
        Assert.Equal("Running", await Statuses.OfAsync(Host, $"screening-{application.Id}"));
    }

    [SkippableFact]
    public async Task Ineligible_Unanswered_BecomesFinal()
    {
        var application = await Scenario.SubmittedApplicationAsync();
        await Scenario.ActAsync(Scenario.Staff.Manager, application.Path, "screening", new { eligible = false, noConflict = true, reasons = "Not registered." });
        await Host.SettleAsync();
        Assert.Equal("ReplyAwaited", (await Scenario.ReadAsync(application.Organisation.Lead, application.Path)).Stage());
        await Host.AdvanceDaysAsync(7.1);
        string[] subjects = [.. Host.MailTo(application.Organisation.Lead.Email).Select(mail => mail.Subject)];
        Assert.Equal("Ineligible", (await Scenario.ReadAsync(application.Organisation.Lead, application.Path)).Stage());
        Assert.Equal("Completed", await Statuses.OfAsync(Host, $"screening-{application.Id}"));
        Assert.Contains("is final", subjects[^1], StringComparison.Ordinal);
        Assert.Single(subjects, subject => subject.Contains("You can still reply", StringComparison.Ordinal));
    }

    [SkippableFact]
    public async Task Ineligible_WithAReply_IsLookedAtBySomebodyElse()
    {
        var application = await Scenario.SubmittedApplicationAsync();
        await Scenario.ActAsync(Scenario.Staff.Manager, application.Path, "screening", new { eligible = false, noConflict = true, reasons = "Not registered." });
        var contributor = await Host.SignInAsync(application.Organisation.Contributor);
        var reading = await contributor.OpenAsync($"/applications/{application.Id}/reply");
        Assert.Contains("Only a lead person", reading.Text, StringComparison.Ordinal);
        var lead = await Host.SignInAsync(application.Organisation.Lead);
        var page = await lead.OpenAsync($"/applications/{application.Id}/reply");
        Assert.Contains("Not registered.", page.Text, StringComparison.Ordinal);
        await page.Fill("Reply", "Our certificate is attached.").SubmitAsync("Send the reply");
        await Host.SettleAsync();

        Assert.Contains("A second look is needed", Host.MailTo(Scenario.Staff.SecondManager.Email)[^1].Subject, StringComparison.Ordinal);
        var manager = await Host.SignInAsync(Scenario.Staff.Manager);
        var mine = await manager.OpenAsync($"/applications/{application.Id}/screening");
        Assert.Contains("A colleague takes the second look", mine.Text, StringComparison.Ordinal);
        var version = (await manager.GetAsync(application.Path)).Version();
        await manager.RefusedAsync(HttpStatusCode.Forbidden, HttpMethod.Post, $"{application.Path}/screening", new { version, eligible = true, noConflict = true });

        var second = await Host.SignInAsync(Scenario.Staff.SecondManager);
        var look = await second.OpenAsync($"/applications/{application.Id}/screening");
        Assert.Contains("Our certificate is attached.", look.Text, StringComparison.Ordinal);
        await look.Fill("Eligible", "no").Fill("Reasons", "The certificate has expired.").Fill("NoConflict", "yes").SubmitAsync("Confirm the decision");
        await Host.SettleAsync();
        Assert.Equal("Ineligible", (await lead.GetAsync(application.Path)).Stage());
        Assert.Contains("remains not eligible", Host.MailTo(application.Organisation.Lead.Email)[^1].Subject, StringComparison.Ordinal);
        Assert.Equal("Completed", await Statuses.OfAsync(Host, $"screening-{application.Id}"));
    }

    [SkippableFact]
    public async Task Conflict_ClosesTheScreening_AndGivesItBack()
    {
        var application = await Scenario.SubmittedApplicationAsync();
        await Scenario.ActAsync(Scenario.Staff.SecondManager, application.Path, "screener", new { screenerId = Scenario.Staff.Manager.Id });
        await Host.SettleAsync();
        Assert.StartsWith("Please screen", Host.MailTo(Scenario.Staff.Manager.Email)[^1].Subject, StringComparison.Ordinal);
        var second = await Host.SignInAsync(Scenario.Staff.SecondManager);
        Assert.DoesNotContain((await second.GetAsync("/api/v1/tasks")).Items(), task => task.Id("subjectId") == application.Id);

        var manager = await Host.SignInAsync(Scenario.Staff.Manager);
        await (await manager.OpenAsync($"/applications/{application.Id}/screening")).Fill("Note", "My sister works there.").SubmitAsync("Declare the conflict");
        Assert.Equal(HttpStatusCode.Forbidden, (await manager.OpenAsync($"/applications/{application.Id}/screening")).Status);
        var version = (await manager.GetAsync(application.Path)).Version();
        await manager.RefusedAsync(HttpStatusCode.Forbidden, HttpMethod.Post, $"{application.Path}/screening", new { version, eligible = true, noConflict = true });
        Assert.Contains((await second.GetAsync("/api/v1/tasks")).Items(), task => task.Id("subjectId") == application.Id);
        await second.RefusedAsync(HttpStatusCode.BadRequest, HttpMethod.Post, $"{application.Path}/screener", new { version, screenerId = Scenario.Staff.Manager.Id });
        Assert.Equal([true], await Host.InDatabaseAsync(db => db.Set<ScreenerDeclaration>().Where(declaration => declaration.ApplicationId == application.Id).Select(declaration => declaration.HasConflict).ToListAsync()));
    }

    private Task AskAsync(TestApplication application, int days) => Scenario.ActAsync(Scenario.Staff.Manager, application.Path, "clarifications", new
    {
        codes = new[] { "approach" },
        text = "Which provinces?",
        dueOn = DateOnly.FromDateTime(Host.Now.AddDays(days)),
        noConflict = true,
    });

    public sealed class OnSqlite(SqliteHost host) : ClarificationTests(host), IClassFixture<SqliteHost>;

    public sealed class OnPostgres(PostgresHost host) : ClarificationTests(host), IClassFixture<PostgresHost>;
}
