using System.Net;
using System.Security.Cryptography;
using Grants.Accounts;
using Grants.Tests.Fixtures;
using Microsoft.EntityFrameworkCore;

namespace Grants.Tests.Awards;

/// <summary>From the proposed award to the grant: agreement, endorsement, approval, offer, and its three ends.</summary>
public abstract class AwardTests(GrantsHost host) : FrontDoorTests(host)
{
    [SkippableFact]
    public async Task Agreement_WhoseSumsDiffer_IsRefused_BesideItsFields()
    {
        var award = await Scenario.RecommendedAsync();
        var manager = await Host.SignInAsync(Scenario.Staff.Manager);
        var page = await manager.OpenAsync($"/awards/{award.Id}/agreement");
        Assert.InRange(manager.LastCommands, 1, 8);

        page = await page.Fill("Budget[0].Amount", "1.00").Fill("Milestones[3].Tranche", "2.00").SubmitAsync("Save the agreement");
        Assert.Equal(HttpStatusCode.BadRequest, page.Status);
        Assert.Contains(page.Errors, error => error.StartsWith("The budget lines come to", StringComparison.Ordinal));
        Assert.Contains(page.Errors, error => error.StartsWith("The tranches come to", StringComparison.Ordinal));

        page = await page.Fill("Budget[0].Amount", "60,000").Fill("Milestones[3].Tranche", "10 000.00").Fill("Title", "A better title").SubmitAsync("Save the agreement");
        Assert.Empty(page.Errors);
        Assert.Equal("A better title", (await Scenario.ReadAsync(Scenario.Staff.Manager, award.Path)).GetProperty("agreement").Text("title"));
    }

    [SkippableFact]
    public async Task Award_IsHiddenFromThePartner_AndFromOtherCommittees_UntilItIsOffered()
    {
        var award = await Scenario.RecommendedAsync();
        await (await Host.SignInAsync(award.Organisation.Lead)).RefusedAsync(HttpStatusCode.NotFound, HttpMethod.Get, award.Path);
        var regional = await Host.SignInAsync(Scenario.Staff.RegionalEndorser);
        await regional.RefusedAsync(HttpStatusCode.NotFound, HttpMethod.Get, award.Path);
        await regional.RefusedAsync(HttpStatusCode.NotFound, HttpMethod.Post, $"{award.Path}/endorse", new { version = 1 });
        Assert.DoesNotContain((await regional.GetAsync("/api/v1/awards")).Items(), row => row.Id() == award.Id);
    }

    // What came of an application is said wherever it is named: to its organisation from the offer on.
    [SkippableFact]
    public async Task Application_SaysWhatItsAwardCameTo()
    {
        var award = await Scenario.RecommendedAsync();
        var (organisation, application) = (award.Organisation, award.Application);
        string[] pages = [$"/applications/{application.Id}", "/applications", $"/partners/{organisation.Id}/records", $"/calls/{application.Call.Id}"];
        var lead = await Host.SignInAsync(organisation.Lead);
        foreach (var path in pages) Assert.Contains("Being considered", (await lead.OpenAsync(path)).Text, StringComparison.Ordinal);
        var manager = await Host.SignInAsync(Scenario.Staff.Manager);
        Assert.Contains("Recommended: Waits for endorsement", (await manager.OpenAsync($"/applications?call={application.Call.Id}")).Text, StringComparison.Ordinal);
        Assert.Contains("Award: Waits for endorsement", (await manager.OpenAsync(pages[0])).Text, StringComparison.Ordinal);

        await Scenario.AgreeAsync(award);
        await Scenario.ActAsync(Scenario.Staff.Endorser, award.Path, "endorse");
        await Host.SettleAsync();
        await Scenario.ActAsync(Scenario.Staff.Delegate, award.Path, "approve");
        await Host.SettleAsync();
        foreach (var path in pages)
        {
            var page = await lead.OpenAsync(path);
            Assert.InRange(lead.LastCommands, 1, 8);
            Assert.Contains("You have an offer", page.Text, StringComparison.Ordinal);
            Assert.DoesNotContain(page.Document.QuerySelectorAll("main .tag, main td"), said => said.TextContent.Trim() == "Being considered");
        }

        Assert.True((await lead.OpenAsync(pages[0])).Has($"main a[href='/awards/{award.Id}']"));
        Assert.Equal("AwardOffered", Assert.Single((await lead.GetAsync("/api/v1/applications")).Items()).Text("awardStage"));
    }

    [SkippableFact]
    public async Task Nobody_ActsTwice()
    {
        // One person in every role that acts on an award.
        var everything = await Programme.PersonAsync(Host, "Everything", new RoleGrant(Role.GrantManager));
        await Host.InDatabaseAsync(async db =>
        {
            var person = await db.People.SingleAsync(person => person.Id == everything.Id);
            RoleGrant[] more = [new(Role.Endorser, Programme.Country), new(Role.Delegate, limitMinor: Programme.Limit)];
            foreach (var role in more) person.Grant(role);
            db.AddRange(more);
            await db.SaveChangesAsync();
        });
        var application = await Scenario.ReviewedAsync();
        await Scenario.ActAsync(everything, application.Path, "moderation", new { decision = "Recommend", amountMinor = Scenario.AmountMinor, reasons = "Good." });
        var award = await Scenario.AwardOfAsync(application);
        var browser = await Host.SignInAsync(everything);

        await browser.RefusedAsync(HttpStatusCode.Forbidden, HttpMethod.Post, $"{award.Path}/endorse", new { version = (await browser.GetAsync(award.Path)).Version() });
        await Scenario.ActAsync(Scenario.Staff.Endorser, award.Path, "endorse");
        var refused = await browser.RefusedAsync(HttpStatusCode.Forbidden, HttpMethod.Post, $"{award.Path}/approve", new { version = (await browser.GetAsync(award.Path)).Version() });

        Assert.Contains("assessment", refused.Text("detail"), StringComparison.Ordinal);
        Assert.Equal("AwardEndorsed", (await browser.GetAsync(award.Path)).Stage());
    }

    [SkippableFact]
    public async Task Delegate_ApprovesOnlyWithinTheirLimit()
    {
        var small = await Programme.PersonAsync(Host, "Small Delegate", new RoleGrant(Role.Delegate, limitMinor: Scenario.AmountMinor - 1));
        var award = await Scenario.RecommendedAsync();
        await Scenario.ActAsync(Scenario.Staff.Endorser, award.Path, "endorse");
        await Host.SettleAsync();
        Assert.DoesNotContain(Host.MailTo(small.Email), mail => mail.Details.Categories.Contains("approval-asked"));

        var page = await (await Host.SignInAsync(small)).OpenAsync($"/awards/{award.Id}");
        page = await page.SubmitAsync("Approve");
        Assert.Equal(HttpStatusCode.Forbidden, page.Status);
        Assert.Contains("AUD\u00A099,999.99", page.Document.Body!.TextContent, StringComparison.Ordinal);

        await Scenario.ActAsync(Scenario.Staff.Delegate, award.Path, "approve");
        await Host.SettleAsync();
        Assert.Equal("AwardOffered", (await Scenario.ReadAsync(Scenario.Staff.Manager, award.Path)).Stage());
    }

    [SkippableFact]
    public async Task Refusal_NeedsReasons_TellsTheManagers_AndTheApplicationCanThenBeDeclined()
    {
        var award = await Scenario.RecommendedAsync();
        var endorser = await Host.SignInAsync(Scenario.Staff.Endorser);
        var version = (await endorser.GetAsync(award.Path)).Version();
        var manager = await Host.SignInAsync(Scenario.Staff.Manager);
        await manager.RefusedAsync(HttpStatusCode.Conflict, HttpMethod.Post, $"{award.Application.Path}/moderation",
            Scenario.WithVersion(await manager.GetAsync(award.Application.Path), new { decision = "Decline", reasons = "No.", feedback = "No." }));
        await endorser.RefusedAsync(HttpStatusCode.BadRequest, HttpMethod.Post, $"{award.Path}/refuse-endorsement", new { version, reasons = " " });
        await endorser.PostAsync($"{award.Path}/refuse-endorsement", new { version, reasons = "Not in line with the national plan." });
        await Host.SettleAsync();

        var shown = await manager.GetAsync(award.Path);
        Assert.Equal(("AwardRefused", "Not in line with the national plan."), (shown.Stage(), shown.Text("reasons")));
        Assert.Contains(Host.MailTo(Scenario.Staff.Manager.Email), mail => mail.Details.Categories.Contains("award-refused"));
        await Scenario.ModerateAsync(award.Application, "Decline");
        Assert.Equal("Declined", (await manager.GetAsync(award.Application.Path)).Stage());
    }

    [SkippableFact]
    public async Task Offer_IsFrozenAsADocument_AndItsAcceptanceBeginsTheGrant()
    {
        var award = await Scenario.OfferedAsync();
        var lead = await Host.SignInAsync(award.Organisation.Lead);
        var offer = await lead.GetAsync(award.Path);
        var sha256 = offer.GetProperty("agreement").Text("sha256")!;
        using (var file = await lead.SendAsync(HttpMethod.Get, $"/documents/{offer.GetProperty("agreement").Id("documentId")}"))
            Assert.Equal(sha256, Convert.ToHexStringLower(SHA256.HashData(await file.Content.ReadAsByteArrayAsync())));
        Assert.Contains(Host.MailTo(award.Organisation.Lead.Email), mail => mail.Details.Categories.Contains("offer-made") && mail.Text!.Contains(sha256, StringComparison.Ordinal));
        await (await Host.SignInAsync(award.Organisation.Contributor)).RefusedAsync(HttpStatusCode.Forbidden, HttpMethod.Post, $"{award.Path}/accept", new { version = offer.Version() });
        var manager = await Host.SignInAsync(Scenario.Staff.Manager);
        await manager.RefusedAsync(HttpStatusCode.Conflict, HttpMethod.Put, $"{award.Path}/agreement",
            new { version = offer.Version(), title = "Another", startsOn = "2031-01-01", endsOn = "2031-12-31", budget = Array.Empty<object>(), milestones = Array.Empty<object>() });

        var page = await lead.OpenAsync($"/awards/{award.Id}");
        Assert.InRange(lead.LastCommands, 1, 8);
        Assert.Contains(sha256, page.Text, StringComparison.Ordinal);
        Assert.Contains("counts, never identities", page.Text, StringComparison.Ordinal);
        page = await lead.OpenAsync($"/awards/{award.Id}/accept");
        page = await page.SubmitAsync("Accept the offer");
        Assert.Equal(["Confirm that you have read the agreement and may accept it for your organisation"], page.Errors);
        page = await page.Fill("Confirmed", "yes").SubmitAsync("Accept the offer");
        await Host.SettleAsync();

        Assert.Equal($"/awards/{award.Id}", page.Path);
        var accepted = await manager.GetAsync(award.Path);
        Assert.Equal("AwardAccepted", accepted.Stage());
        Assert.Equal(award.Organisation.Lead.Name, accepted.GetProperty("agreement").Text("acceptedBy"));
        Assert.Equal(64, accepted.GetProperty("agreement").Text("acceptedFromHash")!.Length);
        var grant = await manager.GetAsync(award.GrantPath);
        Assert.Equal("GrantActive", grant.Stage());
        Assert.Equal(2, grant.GetProperty("milestones").GetArrayLength());
        Assert.Contains(Host.MailTo(award.Organisation.Lead.Email), mail => mail.Details.Categories.Contains("offer-accepted"));
        await lead.RefusedAsync(HttpStatusCode.Conflict, HttpMethod.Post, $"{award.Path}/accept", new { version = accepted.Version() });
    }

    [SkippableFact]
    public async Task Offer_LapsesAfterFourteenDays_AndTheNextInReserveIsTakenOnce()
    {
        var second = await Scenario.JustSubmittedAsync();
        var first = await Scenario.JustSubmittedAsync(second.Call);
        var award = await Scenario.OfferedAsync(await Scenario.JustSubmittedAsync(second.Call));
        await Scenario.ReviewedAsync(second);
        await Scenario.ReviewedAsync(first);
        await Scenario.ModerateAsync(second, "Reserve", rank: 2);
        await Scenario.ModerateAsync(first, "Reserve", rank: 1);

        await Host.AdvanceDaysAsync(13.9);
        Assert.Equal(2, Host.MailTo(award.Organisation.Lead.Email).Count(mail => mail.Details.Categories.Contains("award-reminder")));
        Assert.Equal("AwardOffered", (await Scenario.ReadAsync(Scenario.Staff.Manager, award.Path)).Stage());
        await Host.AdvanceDaysAsync(0.2);

        Assert.Equal("AwardLapsed", (await Scenario.ReadAsync(Scenario.Staff.Manager, award.Path)).Stage());
        Assert.Equal("Recommended", (await Scenario.ReadAsync(Scenario.Staff.Manager, first.Path)).Stage());
        Assert.Equal("OnReserve", (await Scenario.ReadAsync(Scenario.Staff.Manager, second.Path)).Stage());
        var taken = await Scenario.ReadAsync(Scenario.Staff.Manager, (await Scenario.AwardOfAsync(first)).Path);
        Assert.Equal(("AwardProposed", Scenario.AmountMinor), (taken.Stage(), taken.GetProperty("agreement").GetProperty("amountMinor").GetInt64()));
        Assert.Contains(taken.GetProperty("duties").EnumerateArray(), duty => duty.Text("person") == Scenario.Staff.Manager.Name);
        Assert.Contains(Host.MailTo(award.Organisation.Lead.Email), mail => mail.Details.Categories.Contains("offer-lapsed"));
        Assert.Contains(Host.MailTo(first.Organisation.Lead.Email), mail => mail.Details.Categories.Contains("taken-from-reserve"));

        var lead = await Host.SignInAsync(award.Organisation.Lead);
        await lead.RefusedAsync(HttpStatusCode.Conflict, HttpMethod.Post, $"{award.Path}/accept", new { version = (await lead.GetAsync(award.Path)).Version() });
    }

    [SkippableFact]
    public async Task TurnedDownOffer_GoesToTheReserve_OrTheManagersAreTold()
    {
        var award = await Scenario.OfferedAsync();
        var lead = await Host.SignInAsync(award.Organisation.Lead);
        var page = await lead.OpenAsync($"/awards/{award.Id}/turn-down");
        page = await page.Fill("Reasons", "We found other money.").SubmitAsync("Turn down the offer");
        await Host.SettleAsync();

        Assert.Contains("Turned down by you", page.Text, StringComparison.Ordinal);
        Assert.Equal("We found other money.", (await Scenario.ReadAsync(Scenario.Staff.Manager, award.Path)).Text("reasons"));
        Assert.Contains(Host.MailTo(Scenario.Staff.Manager.Email), mail => mail.Details.Categories.Contains("reserve-empty"));
        Assert.Empty(await Host.InDatabaseAsync(async db => (await Grants.Awards.AwardOrchestration.ExpectedAsync(db, Host.Now, CancellationToken.None)).Where(expected => expected.SubjectId == award.Id).ToList()));
    }

    [SkippableFact]
    public async Task Committee_IsReminded_ThenTheManagers()
    {
        var award = await Scenario.RecommendedAsync();
        var number = (await Scenario.ReadAsync(Scenario.Staff.Manager, award.Application.Path)).Text("number")!;
        await Host.AdvanceDaysAsync(16);
        Assert.Equal(2, Letters(Scenario.Staff.Endorser, "award-reminder", number));
        Assert.Equal(1, Letters(Scenario.Staff.Manager, "award-overdue", number));
        var page = await (await Host.SignInAsync(Scenario.Staff.Endorser)).OpenAsync($"/awards/{award.Id}");
        Assert.Contains("National Program Steering Committee", page.Text, StringComparison.Ordinal);
    }

    private int Letters(TestPerson person, string template, string number) =>
        Host.MailTo(person.Email).Count(mail => mail.Details.Categories.Contains(template) && mail.Text!.Contains(number, StringComparison.Ordinal));

    public sealed class OnSqlite(SqliteHost host) : AwardTests(host), IClassFixture<SqliteHost>;

    public sealed class OnPostgres(PostgresHost host) : AwardTests(host), IClassFixture<PostgresHost>;
}
