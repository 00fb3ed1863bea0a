using System.Net;
using Grants.Accounts;
using Grants.Partners;
using Grants.Tests.Documents;
using Grants.Tests.Fixtures;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

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
        Assert.Collection((await page.SubmitAsync("Confirm the decision")).Errors,
            error => Assert.Contains("Choose whether", error, StringComparison.Ordinal), error => Assert.Contains("no conflict of interest", error, StringComparison.Ordinal));
        var refused = await page.Fill("Eligible", "no").SubmitAsync("Confirm the decision");
        Assert.Equal(HttpStatusCode.BadRequest, refused.Status);
        Assert.Collection(refused.Errors, error => Assert.Contains("Give the reasons", error, StringComparison.Ordinal), error => Assert.Contains("no conflict of interest", error, StringComparison.Ordinal));
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
    public async Task Post_AfterAColleagueHasDecided_ShowsTheReasonsThatWereTyped()
    {
        var application = await Scenario.SubmittedApplicationAsync();
        var manager = await Host.SignInAsync(Scenario.Staff.Manager);
        var page = await manager.OpenAsync($"/applications/{application.Id}/screening");
        await Scenario.ActAsync(Scenario.Staff.SecondManager, application.Path, "screening", new { eligible = true, noConflict = true });

        var refused = await page.Fill("Eligible", "no").Fill("Reasons", "The registration has expired.").Fill("NoConflict", "yes").SubmitAsync("Confirm the decision");
        Assert.Equal(HttpStatusCode.Conflict, refused.Status);
        Assert.Empty(refused.Document.QuerySelectorAll("[name=Reasons]"));
        Assert.Equal(["Eligible: no", "Reasons: The registration has expired.", "No conflict: yes"], refused.TypedElsewhere);
        Assert.Equal("InReview", (await manager.GetAsync(application.Path)).Stage());
    }

    [SkippableFact]
    public async Task Conflict_ThatSaysNothing_OrTooMuch_IsToldAtItsField_WithWhatWasTyped()
    {
        var application = await Scenario.SubmittedApplicationAsync();
        var manager = await Host.SignInAsync(Scenario.Staff.Manager);
        var page = await manager.OpenAsync($"/applications/{application.Id}/conflict");
        Assert.Contains(page.Path, (await manager.OpenAsync($"/applications/{application.Id}/screening")).Document.QuerySelectorAll("a").Select(link => link.GetAttribute("href")));
        var empty = await page.SubmitAsync("Declare the conflict");
        Assert.Equal((HttpStatusCode.BadRequest, "Say in a sentence or two what ties you to the organisation"), (empty.Status, Assert.Single(empty.Errors)));

        string tooMuch = string.Concat(Enumerable.Repeat("កា", 1001));
        var refused = await empty.Fill("Note", tooMuch).SubmitAsync("Declare the conflict");
        Assert.Equal("Shorten the text to 1,000 characters", Assert.Single(refused.Errors));
        Assert.Equal(tooMuch, refused.Document.QuerySelector("[name=Note]")!.TextContent);
        Assert.Empty(refused.TypedElsewhere);
        await refused.Fill("Note", "My sister works there.").SubmitAsync("Declare the conflict");
        Assert.Equal(HttpStatusCode.Forbidden, (await manager.OpenAsync($"/applications/{application.Id}/screening")).Status);
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
    public async Task Get_Lists_WhatWasConfirmed_WhatHadAVirus_AndWhatWasNotScanned()
    {
        var application = await Scenario.DraftApplicationAsync();
        var (organisation, scanner) = (application.Organisation, Host.Services.GetRequiredService<GrantsOptions>().Scanner);
        var writer = await Host.SignInAsync(organisation.Contributor);
        await Scenario.UploadAsync(organisation.Contributor, "Application", application.Id, "certificate", "victim list.pdf", SampleFiles.Pdf());
        var saved = await writer.PutAsync($"{application.Path}/answers/approach", new { version = await VersionAsync(), value = "Call her on +855 12 345 678." });
        await writer.PutAsync($"{application.Path}/answers/approach", new
        {
            version = await VersionAsync(),
            value = "Call her on +855 12 345 678.",
            identifiesNobody = saved.GetProperty("mayIdentify").Items().Select(finding => finding.Text("fingerprint")),
        });
        var page = await writer.OpenAsync($"/applications/{application.Id}/edit/documents");
        Assert.Contains("attached lists too. Why this matters", page.Text, StringComparison.Ordinal);
        Assert.Contains("Up to 5 files. PDF, Word (docx), Excel (xlsx), JPEG, PNG. Up to 25 MB.", page.Text, StringComparison.Ordinal);
        await page.Fill("identifiesNobody", page.Document.QuerySelector("[name=identifiesNobody]")!.GetAttribute("value")!).SubmitAsync("Save and go on");

        // The file with a virus is taken out again; that it came stays known.
        scanner.Clamd = (await Clamd.SharedAsync()).Path;
        try
        {
            byte[] infected = SampleFiles.Pdf(objects: SampleFiles.PdfStream("", SampleFiles.Eicar));
            var id = (await writer.PostAsync("/api/v1/documents", new { purpose = "Application", subjectId = application.Id, slot = "certificate", name = "statutes.pdf", length = infected.Length })).Id();
            await writer.PutAsync($"/api/v1/documents/{id}/chunks/0", new ByteArrayContent(infected));
            await writer.RefusedAsync(HttpStatusCode.BadRequest, HttpMethod.Post, $"/api/v1/documents/{id}/complete");
            using var removed = await writer.SendAsync(HttpMethod.Delete, $"/api/v1/documents/{id}");
            Assert.True(removed.IsSuccessStatusCode, await removed.Content.ReadAsStringAsync());
        }
        finally
        {
            scanner.Clamd = null;
        }

        await Scenario.ActAsync(organisation.Lead, application.Path, "submit");
        await Scenario.CloseAsync(application.Call);
        var manager = await Host.SignInAsync(Scenario.Staff.Manager);
        var screening = await manager.OpenAsync($"/applications/{application.Id}/screening");
        Assert.InRange(manager.LastCommands, 1, 8);
        string[] rows = [.. screening.Document.QuerySelectorAll("table").Single(table => table.TextContent.Contains("Confirmed to identify no survivor", StringComparison.Ordinal)).QuerySelectorAll("tbody tr").Select(row => row.TextContent)];
        Assert.Equal(2, rows.Length);
        Assert.All(rows, row => Assert.Contains(organisation.Contributor.Name, row, StringComparison.Ordinal));
        Assert.Contains(rows, row => row.Contains("a phone number", StringComparison.Ordinal));
        Assert.Contains(rows, row => row.Contains("victim list.pdf", StringComparison.Ordinal));
        string[] look = [.. screening.Document.QuerySelectorAll(".finding-list li").Select(item => item.TextContent)];
        Assert.Contains(look, item => item.Contains("Had a virus: deleted", StringComparison.Ordinal) && item.Contains("statutes.pdf", StringComparison.Ordinal));
        Assert.Contains(look, item => item.Contains("Not scanned", StringComparison.Ordinal) && item.Contains("victim list.pdf", StringComparison.Ordinal));
        var listed = Assert.Single((await manager.GetAsync($"/api/v1/applications?call={application.Call.Id}&findings=some")).Items()).Text("findings");
        Assert.Contains($"Look at this: {listed} findings", screening.Text, StringComparison.Ordinal);
        var read = await manager.GetAsync($"{application.Path}/screening");
        Assert.Equal(["statutes.pdf"], read.GetProperty("infected").Items().Select(name => name.GetString()));
        Assert.Equal(["Phone", "NamedVictim"], read.GetProperty("confirmations").Items().Select(confirmation => confirmation.Text("kind")));

        // Those who may not open documents see that they are there, and no link.
        foreach (var person in new[] { Scenario.Staff.Finance, Scenario.Staff.Administrator })
        {
            var browser = await Host.SignInAsync(person);
            foreach (var path in new[] { $"/applications/{application.Id}", $"/applications/{application.Id}/timeline" })
            {
                var shown = await browser.OpenAsync(path);
                Assert.Contains("victim list.pdf", shown.Text, StringComparison.Ordinal);
                Assert.False(shown.Has("a[href^='/documents/']"));
            }
        }

        async Task<int> VersionAsync() => (await writer.GetAsync(application.Path)).GetProperty("answerVersions").GetProperty("approach").GetInt32();
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
