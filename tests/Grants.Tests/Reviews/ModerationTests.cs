using System.Net;
using System.Text.Json;
using Grants.Lifecycle;
using Grants.Portal;
using Grants.Tests.Fixtures;
using Microsoft.EntityFrameworkCore;

namespace Grants.Tests.Reviews;

/// <summary>Weighing the scores: award, reserve or refusal.</summary>
public abstract class ModerationTests(GrantsHost host) : FrontDoorTests(host)
{
    [SkippableTheory]
    [InlineData(999_999L)] // Below the call's floor.
    [InlineData(20_000_001L)] // Above its ceiling.
    [InlineData(Scenario.AmountMinor + 1)] // More than was asked for.
    [InlineData(null)]
    public async Task Recommend_OutsideTheBounds_IsRefused(long? amountMinor)
    {
        var application = await Scenario.ReviewedAsync();
        var refused = await RefuseAsync(application, new { decision = "Recommend", amountMinor, reasons = "Good." });
        Assert.True(refused.GetProperty("errors").TryGetProperty("amount", out _));
    }

    [SkippableFact]
    public async Task Scores_OfOnesOwnOrganisation_AreClosed()
    {
        var application = await Scenario.ReviewedAsync();
        var manager = await Programme.PersonAsync(Host, "Manager", new Grants.Accounts.RoleGrant(Grants.Accounts.Role.GrantManager));
        await Host.InDatabaseAsync(db =>
        {
            db.Add(new Grants.Partners.Membership(application.Organisation.Id, manager.Id, Grants.Partners.MembershipKind.Contributor));
            return db.SaveChangesAsync();
        });
        var browser = await Host.SignInAsync(manager);
        await browser.RefusedAsync(HttpStatusCode.Forbidden, HttpMethod.Get, $"{application.Path}/scores");
        Assert.Equal(HttpStatusCode.Forbidden, (await browser.OpenAsync($"/applications/{application.Id}/moderation")).Status);
    }

    [SkippableFact]
    public async Task Recommend_MoreThanTheCallHasLeft_IsRefused()
    {
        var application = await Scenario.JustSubmittedAsync();
        var award = await Scenario.RecommendedAsync(await Scenario.JustSubmittedAsync(application.Call));
        await Scenario.ReviewedAsync(application);
        // Nine tenths of the call's money are spoken for, as eight further awards would.
        await Host.InDatabaseAsync(db => db.Awards.Where(row => row.Id == award.Id).ExecuteUpdateAsync(set => set.SetProperty(row => row.AmountMinor, (9 * Scenario.AmountMinor) + 1)));

        var refused = await RefuseAsync(application, new { decision = "Recommend", amountMinor = Scenario.AmountMinor, reasons = "Good." });

        Assert.Contains("left", refused.GetProperty("errors").Text("amount"), StringComparison.Ordinal);
        await Scenario.ActAsync(Scenario.Staff.Manager, application.Path, "moderation", new { decision = "Recommend", amountMinor = Scenario.AmountMinor - 1, reasons = "Good." });
    }

    [SkippableFact]
    public async Task Recommend_ProposesAnAward_AndWhoAssessedItMayNotEndorseIt()
    {
        var award = await Scenario.RecommendedAsync();

        var shown = await Scenario.ReadAsync(Scenario.Staff.Manager, award.Path);
        Assert.Equal("AwardProposed", shown.Stage());
        var duties = shown.GetProperty("duties").EnumerateArray().Select(duty => (duty.Text("duty"), duty.Text("person"))).ToList();
        Assert.Contains(("assessment", Scenario.Staff.Manager.Name), duties);
        Assert.Equal(2, duties.Count(duty => Scenario.Staff.Reviewers.Any(reviewer => reviewer.Name == duty.Item2)));
        Assert.Equal("Recommended", (await Scenario.ReadAsync(Scenario.Staff.Manager, award.Application.Path)).Stage());

        // The agreement to start from: the budget that was asked for, four milestones, both summing to the award.
        var agreement = shown.GetProperty("agreement");
        Assert.Equal(Scenario.AmountMinor, agreement.GetProperty("budget").EnumerateArray().Sum(line => line.GetProperty("amountMinor").GetInt64()));
        Assert.Equal(4, agreement.GetProperty("milestones").GetArrayLength());
        Assert.Equal(Scenario.AmountMinor, agreement.GetProperty("milestones").EnumerateArray().Sum(milestone => milestone.GetProperty("trancheMinor").GetInt64()));
    }

    [SkippableFact]
    public async Task Decline_NeedsReasonsAndFeedback_AndSendsALetterWithTheComplaintRoute()
    {
        var application = await Scenario.ReviewedAsync(score: 2);
        var manager = await Host.SignInAsync(Scenario.Staff.Manager);
        var page = await manager.OpenAsync($"/applications/{application.Id}/moderation");
        page = await page.Fill("Decision", "Decline").Fill("Reasons", "Other applications answer the call better.").SubmitAsync("Decide");
        Assert.Equal(["Write what the applicant could do better, or choose comments of the reviewers"], page.Errors);
        Assert.Equal("Other applications answer the call better.", page.Document.QuerySelector("textarea[name='Reasons']")!.TextContent);

        var comment = page.Document.QuerySelector("input[name='Comments']")!.GetAttribute("value")!;
        page = await page.Fill("Comments", comment).Fill("Feedback", "Show how the work goes on after the grant.").SubmitAsync("Decide");
        await Host.SettleAsync();
        Assert.Empty(page.Errors);

        var mail = Assert.Single(Host.MailTo(application.Organisation.Lead.Email), mail => mail.Details.Categories.Contains("application-declined"));
        Assert.Contains("Other applications answer the call better.", mail.Text, StringComparison.Ordinal);
        Assert.Contains("Show how the work goes on after the grant.", mail.Text, StringComparison.Ordinal);
        Assert.Contains("Sound.", mail.Text, StringComparison.Ordinal);
        Assert.Contains("complain", mail.Text, StringComparison.Ordinal);

        var lead = await Host.SignInAsync(application.Organisation.Lead);
        var letter = (await lead.GetAsync($"/api/v1/documents?subject={application.Id}")).Items().Single(document => document.Text("purpose") == "DecisionLetter");
        using var file = await lead.SendAsync(HttpMethod.Get, $"/documents/{letter.Id()}");
        var html = await file.Content.ReadAsStringAsync();
        Assert.Contains("Other applications answer the call better.", html, StringComparison.Ordinal);
        Assert.Contains("Sound.", html, StringComparison.Ordinal);
        Assert.Contains("complaints@", html, StringComparison.Ordinal);
        using var stranger = await (await Host.SignInAsync(Scenario.Staff.Reviewers[0])).SendAsync(HttpMethod.Get, $"/documents/{letter.Id()}");
        Assert.Equal(HttpStatusCode.NotFound, stranger.StatusCode);
    }

    [SkippableFact]
    public async Task Reserve_IsExplainedToTheApplicant()
    {
        var application = await Scenario.ReviewedAsync();
        await Scenario.ModerateAsync(application, "Reserve", rank: 7);

        var lead = application.Organisation.Lead;
        var letter = Assert.Single(Host.MailTo(lead.Email), mail => mail.Subject.EndsWith("is on the reserve list", StringComparison.Ordinal)).Text!;
        var call = await Host.InDatabaseAsync(db => db.Calls.SingleAsync(row => row.Id == application.Call.Id));
        Assert.Contains($"Decisions are promised by {PortalText.DateAndTime(call.InZone(call.DecisionsBy))} (", letter, StringComparison.Ordinal);
        Assert.Contains("not an award and not a refusal", letter, StringComparison.Ordinal);
        var page = await (await Host.SignInAsync(lead)).OpenAsync($"/applications/{application.Id}");
        Assert.Contains(GrantLifecycle.Of(Stage.OnReserve).ApplicantLabel, page.Text, StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task Reserve_TakesEachPlaceOnce_AndTheRankingShowsIt()
    {
        var first = await Scenario.JustSubmittedAsync();
        var second = await Scenario.JustSubmittedAsync(first.Call);
        await Scenario.ReviewedAsync(first, score: 3);
        await Scenario.ReviewedAsync(second, score: 5);
        await Scenario.ModerateAsync(first, "Reserve", rank: 1);
        var refused = await RefuseAsync(second, new { decision = "Reserve", rank = 1, reasons = "Good." });
        Assert.True(refused.GetProperty("errors").TryGetProperty("rank", out _));
        await Scenario.ModerateAsync(second, "Reserve", rank: 2);

        var manager = await Host.SignInAsync(Scenario.Staff.Manager);
        var rows = (await manager.GetAsync($"{first.Call.Path}/ranking")).GetProperty("rows").EnumerateArray().Select(row => (row.Id("applicationId"), row.GetProperty("reserveRank").GetInt32())).ToList();
        Assert.Equal([(second.Id, 2), (first.Id, 1)], rows);
        var page = await manager.OpenAsync($"/calls/{first.Call.Id}/ranking");
        Assert.Contains("Reserve, place 1", page.Text, StringComparison.Ordinal);
        Assert.InRange(manager.LastCommands, 1, 8);
    }

    [SkippableFact]
    public async Task Moderation_FromAnOldVersion_IsRefused()
    {
        var application = await Scenario.ReviewedAsync();
        var manager = await Host.SignInAsync(Scenario.Staff.Manager);
        var version = (await manager.GetAsync(application.Path)).Version();
        await manager.RefusedAsync(HttpStatusCode.Conflict, HttpMethod.Post, $"{application.Path}/moderation", new { version = version - 1, decision = "Reserve", rank = 1, reasons = "Good." });
    }

    private async Task<JsonElement> RefuseAsync(TestApplication application, object body)
    {
        var manager = await Host.SignInAsync(Scenario.Staff.Manager);
        return await manager.RefusedAsync(HttpStatusCode.BadRequest, HttpMethod.Post, $"{application.Path}/moderation", Scenario.WithVersion(await manager.GetAsync(application.Path), body));
    }

    public sealed class OnSqlite(SqliteHost host) : ModerationTests(host), IClassFixture<SqliteHost>;

    public sealed class OnPostgres(PostgresHost host) : ModerationTests(host), IClassFixture<PostgresHost>;
}
