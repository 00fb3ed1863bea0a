using System.Net;
using Grants.Accounts;
using Grants.Partners;
using Grants.Tests.Fixtures;
using Microsoft.EntityFrameworkCore;

namespace Grants.Tests.Applications;

/// <summary>Screening, and who sees what of an application.</summary>
public abstract class ScreenApplicationTests(GrantsHost host) : FrontDoorTests(host)
{
    [SkippableFact]
    public async Task Post_Eligible_StartsTheReview_AndRemembersWhoScreened()
    {
        var application = await Scenario.SubmittedApplicationAsync();
        var manager = await Host.SignInAsync(Scenario.Staff.Manager);
        var page = await manager.OpenAsync($"/applications/{application.Id}/screening");
        Assert.InRange(manager.LastCommands, 1, 8);
        Assert.Contains("The budget is AUD 100,000.00, within the call's limits.", page.Text, StringComparison.Ordinal);
        var shown = await page.Fill("Eligible", "yes").Fill("NoConflict", "yes").SubmitAsync("Confirm the decision");
        Assert.Contains("its review starts now", shown.Text, StringComparison.Ordinal);
        await Host.SettleAsync();

        var read = await manager.GetAsync(application.Path);
        Assert.Equal(("InReview", Scenario.Staff.Manager.Id), (read.Stage(), read.Id("screenedBy")));
        Assert.Equal("Completed", await Statuses.OfAsync(Host, $"screening-{application.Id}"));
        Assert.Equal(1, await Host.InDatabaseAsync(db => db.Doorbells.CountAsync(bell => bell.Start == "ReviewOrchestration" && bell.InstanceId == $"review-{application.Id}-1")));
        Assert.Contains("is eligible", Host.MailTo(application.Organisation.Lead.Email)[^1].Subject, StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task Post_Ineligible_TellsTheReasonsAndTheComplaintRoute()
    {
        var application = await Scenario.SubmittedApplicationAsync();
        var manager = await Host.SignInAsync(Scenario.Staff.Manager);
        var page = await manager.OpenAsync($"/applications/{application.Id}/screening");
        Assert.Contains("Choose whether", Assert.Single((await page.SubmitAsync("Confirm the decision")).Errors), StringComparison.Ordinal);
        var refused = await page.Fill("Eligible", "no").SubmitAsync("Confirm the decision");
        Assert.Equal(HttpStatusCode.BadRequest, refused.Status);
        Assert.Single(refused.Errors);
        var undeclared = await refused.Fill("Reasons", "The registration has expired.").SubmitAsync("Confirm the decision");
        Assert.Contains("no conflict of interest", Assert.Single(undeclared.Errors), StringComparison.Ordinal);
        await undeclared.Fill("NoConflict", "yes").SubmitAsync("Confirm the decision");
        await Host.SettleAsync();

        var mail = Host.MailTo(application.Organisation.Lead.Email)[^1];
        Assert.Contains("The registration has expired.", mail.Text, StringComparison.Ordinal);
        Assert.Contains("Make a complaint", mail.Text, StringComparison.Ordinal);
        var lead = await (await Host.SignInAsync(application.Organisation.Lead)).OpenAsync($"/applications/{application.Id}");
        Assert.Contains("The registration has expired.", lead.Text, StringComparison.Ordinal);
        Assert.Contains("make a complaint", lead.Text, StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task Post_ByAManagerOfTheOrganisation_IsForbidden()
    {
        var application = await Scenario.SubmittedApplicationAsync();
        var manager = await Programme.PersonAsync(Host, "Manager and member", new RoleGrant(Role.GrantManager));
        await Host.InDatabaseAsync(db =>
        {
            db.Add(new Membership(application.Organisation.Id, manager.Id, MembershipKind.Contributor));
            return db.SaveChangesAsync();
        });
        var browser = await Host.SignInAsync(manager);
        var version = (await browser.GetAsync(application.Path)).Version();
        await browser.RefusedAsync(HttpStatusCode.Forbidden, HttpMethod.Post, $"{application.Path}/screening", new { version, eligible = true, noConflict = true });
        Assert.Equal(HttpStatusCode.Forbidden, (await browser.OpenAsync($"/applications/{application.Id}/screening")).Status);
    }

    [SkippableFact]
    public async Task Nobody_Screens_ManagersAreReminded_ThenTheAdministrators()
    {
        var application = await Scenario.SubmittedApplicationAsync();
        var submittedAt = (await Scenario.ReadAsync(Scenario.Staff.Manager, application.Path)).Instant("stageSince");
        var number = (await Scenario.ReadAsync(application.Organisation.Lead, application.Path)).Text("number")!;
        await Host.AdvanceToAsync(submittedAt.AddDays(16));
        Assert.Equal((2, 0), (Mails(Scenario.Staff.Manager), Mails(Scenario.Staff.Administrator)));
        await Host.AdvanceToAsync(submittedAt.AddDays(22));
        Assert.Equal((3, 1), (Mails(Scenario.Staff.Manager), Mails(Scenario.Staff.Administrator)));
        await Host.AdvanceToAsync(submittedAt.AddDays(29));
        Assert.Equal((4, 2), (Mails(Scenario.Staff.Manager), Mails(Scenario.Staff.Administrator)));

        int Mails(TestPerson person) => Host.MailTo(person.Email).Count(mail => mail.Subject.StartsWith("Screening is", StringComparison.Ordinal) && mail.Subject.EndsWith(number, StringComparison.Ordinal));
    }

    [SkippableFact]
    public async Task Get_List_IsByCallStageAndCountry_AndShowsApplicantsOnlyTheirOwn()
    {
        var call = await Scenario.OpenCallAsync();
        var (mine, other) = (await Scenario.JustSubmittedAsync(call), await Scenario.SubmittedApplicationAsync(call));
        var manager = await Host.SignInAsync(Scenario.Staff.Manager);
        Assert.Equal(2, (await manager.GetAsync($"/api/v1/applications?call={call.Id}&stage=Screening&country=KH")).GetProperty("total").GetInt32());
        Assert.Equal(0, (await manager.GetAsync($"/api/v1/applications?call={call.Id}&stage=InReview")).GetProperty("total").GetInt32());
        Assert.Equal(0, (await manager.GetAsync($"/api/v1/applications?call={call.Id}&country=regional")).GetProperty("total").GetInt32());
        var page = await manager.OpenAsync($"/applications?call={call.Id}");
        Assert.InRange(manager.LastCommands, 1, 8);
        Assert.Contains(other.Organisation.Name, page.Text, StringComparison.Ordinal);

        var lead = await Host.SignInAsync(mine.Organisation.Lead);
        Assert.Equal(mine.Id, Assert.Single((await lead.GetAsync($"/api/v1/applications?call={call.Id}&stage=InReview")).Items()).Id());
        Assert.DoesNotContain(other.Organisation.Name, (await lead.OpenAsync("/applications")).Text, StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task Get_ByTheOrganisation_TellsNothingThatItHasNotBeenTold()
    {
        var application = await Scenario.SubmittedApplicationAsync();
        await Host.InDatabaseAsync(db => db.Database.ExecuteSqlAsync($"""UPDATE "Applications" SET "Stage" = 'Recommended', "Score" = 8000, "DecisionReasons" = 'Secret' WHERE "Id" = {application.Id}"""));
        var lead = await Host.SignInAsync(application.Organisation.Lead);
        var read = await lead.GetAsync(application.Path);
        Assert.Equal(("Reviewed", null, null), (read.Stage(), read.Text("score"), read.Text("decisionReasons")));
        var page = await lead.OpenAsync($"/applications/{application.Id}");
        Assert.Contains("Being considered", page.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("Secret", page.Text, StringComparison.Ordinal);
        Assert.Equal("Reviewed", Assert.Single((await lead.GetAsync("/api/v1/applications")).Items()).Stage());
        Assert.Equal("Recommended", (await Scenario.ReadAsync(Scenario.Staff.Manager, application.Path)).Stage());
        Assert.Equal("Recommended", (await Scenario.ReadAsync(Scenario.Staff.Endorser, application.Path)).Stage());
        await (await Host.SignInAsync(Scenario.Staff.RegionalEndorser)).RefusedAsync(HttpStatusCode.NotFound, HttpMethod.Get, application.Path);
    }

    public sealed class OnSqlite(SqliteHost host) : ScreenApplicationTests(host), IClassFixture<SqliteHost>;

    public sealed class OnPostgres(PostgresHost host) : ScreenApplicationTests(host), IClassFixture<PostgresHost>;
}
