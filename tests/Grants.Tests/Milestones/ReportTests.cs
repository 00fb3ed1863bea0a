using System.Net;
using Grants.Tests.Documents;
using Grants.Tests.Fixtures;
using Microsoft.EntityFrameworkCore;

namespace Grants.Tests.Milestones;

public abstract class ReportTests(GrantsHost host) : DeliveryTests(host)
{
    [SkippableFact]
    public async Task Report_WrittenOnItsPages_IsSubmittedAndKeptAsItWas()
    {
        var milestone = await FirstMilestoneAsync();
        var contributor = await Host.SignInAsync(milestone.Grant.Organisation.Contributor);
        var path = $"/milestones/{milestone.Id}";
        await (await contributor.OpenAsync($"{path}/report/narrative")).Fill("Narratives[Justice]", "Twelve cases. ជំនួយផ្លូវច្បាប់").SubmitAsync();
        await (await contributor.OpenAsync($"{path}/report/trained")).Fill("Trained[0].Country", "KH").Fill("Trained[0].ActorKind", "State").Fill("Trained[0].Women", "៣០").Fill("Trained[0].Men", "20").SubmitAsync();
        await (await contributor.OpenAsync($"{path}/report/spending")).Fill("Spending[0].Amount", "1,520.00").Fill("Spending[0].SpentCurrency", "usd").Fill("Spending[0].Spent", "1,000").Fill("Spending[0].Rate", "1.52")
            .Fill("Spending[0].RateDate.Day", "1").Fill("Spending[0].RateDate.Month", "1").Fill("Spending[0].RateDate.Year", "2030").Fill("Spending[1].Amount", "0").SubmitAsync();
        var refused = await (await contributor.OpenAsync($"{path}/report/evidence")).Attach("EvidenceFile", "locked.pdf", SampleFiles.Pdf(trailer: "/Encrypt 5 0 R")).SubmitAsync();
        Assert.StartsWith("locked.pdf: ", Assert.Single(refused.Errors), StringComparison.Ordinal);
        await (await contributor.OpenAsync($"{path}/report/evidence")).Attach("EvidenceFile", "ledger.pdf", SampleFiles.Pdf()).SubmitAsync();

        var lead = await Host.SignInAsync(milestone.Grant.Organisation.Lead);
        var check = await lead.OpenAsync($"{path}/report");
        Assert.Contains("ជំនួយផ្លូវច្បាប់", check.Text, StringComparison.Ordinal);
        Assert.Contains("ledger.pdf", check.Text, StringComparison.Ordinal);
        var uncertified = await check.SubmitAsync("Certify and submit the report");
        Assert.Equal((HttpStatusCode.BadRequest, 1), (uncertified.Status, uncertified.Errors.Count));
        var submitted = await uncertified.Fill("Certified", "true").SubmitAsync("Certify and submit the report");
        Assert.Equal(path, submitted.Path);
        Assert.Equal("ReportSubmitted", await StageAsync(milestone));
        await Host.SettleAsync();
        Assert.Equal(1, MailsTo(milestone.Grant.Organisation.Lead, "We have your report"));

        var kept = (await lead.GetAsync($"{milestone.Path}/submissions/1")).GetProperty("report");
        Assert.Equal(30, kept.GetProperty("trained")[0].GetProperty("women").GetInt32());
        Assert.Equal(("USD", 100_000L), (kept.GetProperty("spending")[0].Text("spentCurrency"), kept.GetProperty("spending")[0].GetProperty("spentMinor").GetInt64()));
        Assert.Contains("ledger.pdf", (await lead.OpenAsync($"{path}/submissions/1")).Text, StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task Spending_ThatDisagreesWithItsRate_ComesBackAsTyped()
    {
        var milestone = await FirstMilestoneAsync();
        var contributor = await Host.SignInAsync(milestone.Grant.Organisation.Contributor);
        var page = await (await contributor.OpenAsync($"/milestones/{milestone.Id}/report/spending"))
            .Fill("Spending[1].Amount", "1,600.00").Fill("Spending[1].SpentCurrency", "USD").Fill("Spending[1].Spent", "1,000").Fill("Spending[1].Rate", "1.52")
            .Fill("Spending[1].RateDate.Day", "1").Fill("Spending[1].RateDate.Month", "1").Fill("Spending[1].RateDate.Year", "2030").SubmitAsync();

        Assert.Equal(HttpStatusCode.BadRequest, page.Status);
        Assert.Contains("does not agree", Assert.Single(page.Errors), StringComparison.Ordinal);
        Assert.Equal("1,600.00", page.Document.GetElementById("Spending-1-Amount")!.GetAttribute("value"));
        Assert.Equal("1.52", page.Document.GetElementById("Spending-1-Rate")!.GetAttribute("value"));
    }

    [SkippableFact]
    public async Task Draft_ChangedBySomebodyElse_IsRefusedWithEverythingTyped()
    {
        var milestone = await FirstMilestoneAsync();
        var contributor = await Host.SignInAsync(milestone.Grant.Organisation.Contributor);
        var page = await contributor.OpenAsync($"/milestones/{milestone.Id}/report/narrative");
        await Scenario.WriteReportAsync(milestone);

        var refused = await page.Fill("Narratives[Knowledge]", "What I typed meanwhile").SubmitAsync();
        Assert.Equal(HttpStatusCode.Conflict, refused.Status);
        Assert.Contains("What I typed meanwhile", refused.Text, StringComparison.Ordinal);
        Assert.Single((await contributor.GetAsync(milestone.Path)).GetProperty("report").GetProperty("narratives").EnumerateArray());
    }

    [SkippableFact]
    public async Task Submit_WithoutEvidenceOfSpending_IsRefused()
    {
        var milestone = await FirstMilestoneAsync();
        var lead = await Host.SignInAsync(milestone.Grant.Organisation.Lead);
        var lines = (await lead.GetAsync(milestone.Grant.GrantPath)).GetProperty("budgetLines").EnumerateArray().ToList();
        await lead.PutAsync($"{milestone.Path}/report", Fixtures.Scenario.WithVersion(await lead.GetAsync(milestone.Path), new
        {
            narratives = new[] { new { outcomeArea = "Partnerships", text = "Two agreements." } },
            spending = lines.Select(line => new { budgetLineId = line.Id(), amountMinor = 100 }).ToArray(),
        }));

        var problem = await lead.RefusedAsync(HttpStatusCode.BadRequest, HttpMethod.Post, $"{milestone.Path}/report/submit", Fixtures.Scenario.WithVersion(await lead.GetAsync(milestone.Path), new { certified = true }));
        Assert.True(problem.GetProperty("errors").TryGetProperty("evidence", out _));
    }

    [SkippableFact]
    public async Task Evidence_RemovedAfterASubmission_StaysWithTheSubmission()
    {
        var milestone = await Scenario.ReportSubmittedAsync(await FirstMilestoneAsync());
        await Scenario.DecideReportAsync(milestone, accepted: false);
        var contributor = await Host.SignInAsync(milestone.Grant.Organisation.Contributor);
        var evidence = (await contributor.GetAsync(milestone.Path)).GetProperty("report").GetProperty("evidence")[0];

        await contributor.DeleteAsync($"/api/v1/documents/{evidence.Id()}");
        Assert.Equal(0, (await contributor.GetAsync(milestone.Path)).GetProperty("report").GetProperty("evidence").GetArrayLength());
        await Host.AdvanceDaysAsync(2); // The sweep takes what nothing refers to.
        var submitted = (await Scenario.ReadAsync(Staff.SecondManager, $"{milestone.Path}/submissions/1")).GetProperty("report").GetProperty("evidence")[0];
        Assert.Equal(evidence.Id(), submitted.Id());
        using var kept = await (await Host.SignInAsync(Staff.SecondManager)).SendAsync(HttpMethod.Get, $"/documents/{submitted.Id()}");
        Assert.Equal(submitted.Text("sha256"), Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(await kept.Content.ReadAsByteArrayAsync())));
    }

    [SkippableFact]
    public async Task Decide_OnTheReportOfOnesOwnOrganisation_IsForbidden()
    {
        var milestone = await Scenario.ReportSubmittedAsync(await FirstMilestoneAsync());
        var manager = await Programme.PersonAsync(Host, "Manager", new Grants.Accounts.RoleGrant(Grants.Accounts.Role.GrantManager));
        await Host.InDatabaseAsync(db =>
        {
            db.Add(new Grants.Partners.Membership(milestone.Grant.Organisation.Id, manager.Id, Grants.Partners.MembershipKind.Contributor));
            return db.SaveChangesAsync();
        });
        var browser = await Host.SignInAsync(manager);
        var body = Fixtures.Scenario.WithVersion(await browser.GetAsync(milestone.Path), new { dueOn = DateOnly.FromDateTime(Host.Now).AddDays(20), reasons = "Agreed." });

        await browser.RefusedAsync(HttpStatusCode.Forbidden, HttpMethod.Post, $"{milestone.Path}/decision", body);
        await browser.RefusedAsync(HttpStatusCode.Forbidden, HttpMethod.Post, $"{milestone.Path}/lift-hold", body);
    }

    [SkippableFact]
    public async Task Submit_ByAContributor_IsForbidden()
    {
        var milestone = await FirstMilestoneAsync();
        await Scenario.WriteReportAsync(milestone);
        var contributor = await Host.SignInAsync(milestone.Grant.Organisation.Contributor);

        await contributor.RefusedAsync(HttpStatusCode.Forbidden, HttpMethod.Post, $"{milestone.Path}/report/submit", Fixtures.Scenario.WithVersion(await contributor.GetAsync(milestone.Path), new { certified = true }));
    }

    [SkippableFact]
    public async Task Decision_ThatRefusesASection_SendsItBackWithANewDateAndRemindsAgain()
    {
        var milestone = await Scenario.ReportSubmittedAsync(await FirstMilestoneAsync());
        var manager = await Host.SignInAsync(Staff.SecondManager);
        var page = await manager.OpenAsync($"/milestones/{milestone.Id}/decision");
        foreach (var section in new[] { "Narrative", "Trained", "Evidence" }) page.Fill($"Sections[{section}].Accepted", "true");
        var incomplete = await page.Fill("Sections[Spending].Accepted", "false").SubmitAsync();
        Assert.Equal(HttpStatusCode.BadRequest, incomplete.Status);

        var due = Host.Now.AddDays(12);
        await incomplete.Fill("Sections[Spending].Note", "Line 2 does not add up").Fill("DueOn.Day", $"{due.Day}").Fill("DueOn.Month", $"{due.Month}").Fill("DueOn.Year", $"{due.Year}").SubmitAsync();
        await Host.SettleAsync();
        var lead = milestone.Grant.Organisation.Lead;
        var back = await Scenario.ReadAsync(lead, milestone.Path);
        Assert.Equal(("RevisionRequested", DateOnly.FromDateTime(due)), (back.Stage(), DateOnly.FromDateTime(back.Instant("dueAt"))));
        Assert.Contains(Host.MailTo(lead.Email), mail => mail.Text!.Contains("Line 2 does not add up", StringComparison.Ordinal));
        var reminders = MailsTo(lead, "is due soon");
        await Host.AdvanceDaysAsync(6);
        Assert.Equal(reminders + 1, MailsTo(lead, "is due soon"));

        await Scenario.ReportSubmittedAsync(milestone);
        await Scenario.DecideReportAsync(milestone, accepted: true);
        var submissions = (await Scenario.ReadAsync(lead, milestone.Path)).GetProperty("submissions").EnumerateArray().ToList();
        Assert.Equal([2, 1], submissions.Select(submission => submission.GetProperty("number").GetInt32()));
        Assert.Equal("TrancheReleased", await StageAsync(milestone));
    }

    [SkippableFact]
    public async Task Hold_IsRemindedOfEveryThirtyDays_AlsoWhenDaysWereMissed_UntilItIsLifted()
    {
        var milestone = await FirstMilestoneAsync();
        var about = $"{(await Scenario.ReadAsync(Staff.Manager, milestone.Grant.GrantPath)).Text("number")}, milestone 1 has been on hold for";
        await Host.AdvanceToAsync(milestone.DueAt.AddDays(15));
        Assert.Equal("MilestoneOnHold", await StageAsync(milestone));
        var since = (await Host.InDatabaseAsync(db => db.Milestones.SingleAsync(row => row.Id == milestone.Id))).StageSince;
        await Host.AdvanceToAsync(since.AddDays(29));
        Assert.Equal(0, MailsTo(Staff.Manager, about));
        await Host.AdvanceToAsync(since.AddDays(45));
        Assert.Equal((1, 1), (MailsTo(Staff.Manager, about), MailsTo(Staff.SecondManager, $"{about} 30 days")));

        // Nothing ran for more than two months: the latest reminder is sent, once.
        Host.Clock.SetUtcNow(since.AddDays(125));
        await Host.SettleAsync();
        await Host.AdvanceDaysAsync(3);
        Assert.Equal((2, 1), (MailsTo(Staff.Manager, about), MailsTo(Staff.Manager, $"{about} 120 days")));

        await Scenario.ActAsync(Staff.Manager, milestone.Path, "lift-hold", new { dueOn = DateOnly.FromDateTime(Host.Now.AddDays(40)), reasons = "Agreed by telephone." });
        await Host.AdvanceDaysAsync(30);
        Assert.Equal(2, MailsTo(Staff.Manager, about));
    }

    [SkippableFact]
    public async Task Report_NeverSubmitted_IsRemindedHeldAndTakenUpAgainInASecondRound()
    {
        var milestone = await FirstMilestoneAsync();
        var lead = milestone.Grant.Organisation.Lead;
        await Host.AdvanceToAsync(milestone.DueAt.AddDays(8));
        // Both milestones of the grant are late.
        Assert.Equal((4, 1), (MailsTo(lead, "milestone 1 is due soon") + MailsTo(lead, "milestone 2 is due soon"), MailsTo(lead, "milestone 1 is overdue")));
        await Host.AdvanceToAsync(milestone.DueAt.AddDays(14).AddMinutes(1));
        Assert.Equal("MilestoneOnHold", await StageAsync(milestone));
        Assert.Equal(1, MailsTo(lead, "milestone 1 is on hold"));

        var manager = await Host.SignInAsync(Staff.Manager);
        var due = Host.Now.AddDays(10);
        var page = await manager.OpenAsync($"/milestones/{milestone.Id}/lift-hold");
        var lifted = await page.Fill("DueOn.Day", $"{due.Day}").Fill("DueOn.Month", $"{due.Month}").Fill("DueOn.Year", $"{due.Year}").Fill("Reasons", "Floods cut the office off.").SubmitAsync();
        Assert.Equal($"/milestones/{milestone.Id}", lifted.Path);
        await Host.SettleAsync();
        var again = await Scenario.ReadAsync(lead, milestone.Path);
        Assert.Equal(("ReportOpen", 2), (again.Stage(), again.GetProperty("round").GetInt32()));
        Assert.Contains(Host.MailTo(lead.Email), mail => mail.Text!.Contains("Floods cut the office off.", StringComparison.Ordinal));

        await Host.AdvanceDaysAsync(4);
        Assert.Equal(3, MailsTo(lead, "milestone 1 is due soon"));
    }

    [SkippableFact]
    public async Task Milestone_OfAnotherOrganisation_IsNotFound()
    {
        var milestone = await FirstMilestoneAsync();
        var stranger = await Host.SignInAsync((await Scenario.OrganisationAsync()).Lead);

        await stranger.RefusedAsync(HttpStatusCode.NotFound, HttpMethod.Get, milestone.Path);
        await stranger.RefusedAsync(HttpStatusCode.NotFound, HttpMethod.Get, milestone.Grant.GrantPath);
        await stranger.RefusedAsync(HttpStatusCode.NotFound, HttpMethod.Put, $"{milestone.Path}/report", new { version = 1, narratives = Array.Empty<object>() });
        Assert.Equal(HttpStatusCode.NotFound, (await stranger.OpenAsync($"/milestones/{milestone.Id}/report")).Status);
    }

    [SkippableFact]
    public async Task Pages_TakeAtMostEightCommands()
    {
        var milestone = await Scenario.ReportApprovedAsync(await FirstMilestoneAsync());
        var next = (await Scenario.MilestonesAsync(milestone.Grant))[1];
        var (grant, organisation) = (milestone.Grant.Id, milestone.Grant.Organisation);
        string[] staff = ["/grants", $"/grants/{grant}", $"/milestones/{milestone.Id}", $"/milestones/{milestone.Id}/submissions/1", $"/milestones/{milestone.Id}/decision", $"/grants/{grant}/close", $"/partners/{organisation.Id}", "/partners", "/payments", "/results"];
        string[] partner = ["/grants", $"/grants/{grant}", $"/milestones/{next.Id}", .. new[] { "", "/narrative", "/trained", "/spending", "/evidence" }.Select(section => $"/milestones/{next.Id}/report{section}"), $"/partners/{organisation.Id}"];
        await CheckAsync(Staff.Manager, staff);
        await CheckAsync(Staff.Finance, [$"/milestones/{milestone.Id}/confirm-payment"]);
        await CheckAsync(organisation.Lead, partner);

        async Task CheckAsync(TestPerson person, string[] paths)
        {
            var browser = await Host.SignInAsync(person);
            foreach (var path in paths)
            {
                Assert.Equal((path, HttpStatusCode.OK), (path, (await browser.OpenAsync(path)).Status));
                Assert.True(browser.LastCommands <= 8, $"{path} takes {browser.LastCommands} commands.");
            }
        }
    }

    [SkippableFact]
    public async Task Results_CountApprovedReportsOnly()
    {
        var day = DateOnly.FromDateTime(Host.Now.AddDays(1));
        var submitted = await Scenario.ReportSubmittedAsync(await FirstMilestoneAsync());
        var path = $"/api/v1/results?from={day:yyyy-MM-dd}&to={day.AddDays(2):yyyy-MM-dd}&country=KH";
        var before = await PeopleAsync();
        await Scenario.DecideReportAsync(submitted, accepted: true);

        Assert.Equal(before + 40, await PeopleAsync());

        async Task<int> PeopleAsync() => (await Scenario.ReadAsync(Staff.Auditor, path)).GetProperty("all").GetProperty("people").GetInt32();
    }

    public sealed class OnSqlite(SqliteHost host) : ReportTests(host), IClassFixture<SqliteHost>;

    public sealed class OnPostgres(PostgresHost host) : ReportTests(host), IClassFixture<PostgresHost>;
}
