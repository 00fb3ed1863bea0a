using System.Net;
using System.Text.Json;
using Grants.Accounts;
using Grants.Partners;
using Grants.Tests.Fixtures;
using Microsoft.EntityFrameworkCore;

namespace Grants.Tests.Reviews;

/// <summary>Assigning, declaring, scoring and replacing, until a review is complete.</summary>
public abstract class ReviewTests(GrantsHost host) : FrontDoorTests(host)
{
    [SkippableFact]
    public async Task Screening_AssignsReviewersWhoHaveTheFewestSheets_AndTellsThem()
    {
        var call = await Scenario.OpenCallAsync(days: 3);
        TestApplication[] submitted = [await Scenario.JustSubmittedAsync(call), await Scenario.JustSubmittedAsync(call), await Scenario.JustSubmittedAsync(call)];
        foreach (var application in submitted)
        {
            var load = new Dictionary<TestPerson, int>();
            foreach (var reviewer in Scenario.Staff.Reviewers) load[reviewer] = (await Scenario.ReadAsync(reviewer, "/api/v1/reviews")).Items().Count(review => review.Text("state") is "Assigned" or "Scoring");
            await Scenario.InReviewAsync(application);

            var assigned = await AssignedAsync(application);
            Assert.Equal(2, assigned.Count);
            var spared = load.Where(each => assigned.All(taken => taken.Reviewer != each.Key)).Min(each => each.Value);
            Assert.All(assigned, taken => Assert.True(load[taken.Reviewer] <= spared));
            Assert.All(assigned, taken => Assert.Contains(Mail(taken.Reviewer, "review-assigned"), text => text.Contains(taken.Review.Text("number")!, StringComparison.Ordinal)));
        }
    }

    [SkippableFact]
    public async Task Reviewer_OfTheOrganisation_IsNeverAssigned()
    {
        var organisation = await Scenario.OrganisationAsync();
        var member = Scenario.Staff.Reviewers[1];
        await Host.InDatabaseAsync(db =>
        {
            db.Add(new Membership(organisation.Id, member.Id, MembershipKind.Contributor));
            return db.SaveChangesAsync();
        });

        var application = await Scenario.InReviewAsync(organisation: organisation);

        Assert.Equal(2, (await AssignedAsync(application)).Count);
        Assert.DoesNotContain(await AssignedAsync(application), assigned => assigned.Reviewer == member);
        var manager = await Host.SignInAsync(Scenario.Staff.Manager);
        var refused = await manager.RefusedAsync(HttpStatusCode.BadRequest, HttpMethod.Post, $"{application.Path}/reviewers", new { reviewerId = member.Id });
        Assert.True(refused.GetProperty("errors").TryGetProperty("reviewerId", out _));
    }

    [SkippableFact]
    public async Task BeforeTheDeclaration_OnlyNameTitleAndCountryAreSeen()
    {
        var application = await Scenario.DraftApplicationAsync();
        var pdf = "%PDF-1.7\n%illustrative\ntrailer\n%%EOF\n"u8.ToArray();
        var document = (await Scenario.UploadAsync(application.Organisation.Contributor, "Application", application.Id, "certificate", "certificate.pdf", pdf)).Id();
        await Scenario.ActAsync(application.Organisation.Lead, application.Path, "submit");
        await Scenario.InReviewAsync(application);
        var (reviewer, review) = (await AssignedAsync(application))[0];
        var browser = await Host.SignInAsync(reviewer);

        await browser.RefusedAsync(HttpStatusCode.Forbidden, HttpMethod.Get, $"/api/v1/reviews/{review.Id("assignmentId")}");
        using (var hidden = await browser.SendAsync(HttpMethod.Get, $"/documents/{document}")) Assert.Equal(HttpStatusCode.NotFound, hidden.StatusCode);
        await browser.RefusedAsync(HttpStatusCode.Forbidden, HttpMethod.Put, $"/api/v1/reviews/{review.Id("assignmentId")}/scores", new { version = review.Version(), submit = false });
        var page = await browser.OpenAsync($"/reviews/{review.Id("assignmentId")}");

        Assert.Equal("Do you have a conflict of interest?", page.Title);
        Assert.Contains(application.Organisation.Name, page.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("three provinces", page.Text, StringComparison.Ordinal);

        var opened = await page.Fill("Kind", "None").SubmitAsync("Declare");
        Assert.Contains("three provinces", opened.Text, StringComparison.Ordinal);
        Assert.Contains(opened.Document.QuerySelectorAll("a"), link => link.GetAttribute("href") == $"/documents/{document}");
        Assert.InRange(browser.LastCommands, 1, 8);
        using var file = await browser.SendAsync(HttpMethod.Get, $"/documents/{document}");
        Assert.Equal(HttpStatusCode.OK, file.StatusCode);
    }

    [SkippableFact]
    public async Task DeclaredConflict_ClosesTheApplicationForGood_AndAsksAnotherReviewerAtOnce()
    {
        var call = await Scenario.OpenCallAsync();
        var organisation = await Scenario.OrganisationAsync();
        var application = await Scenario.InReviewAsync(call, organisation);
        var assigned = await AssignedAsync(application);
        var (conflicted, review) = assigned[0];
        var browser = await Host.SignInAsync(conflicted);

        await browser.RefusedAsync(HttpStatusCode.BadRequest, HttpMethod.Post, Declaration(review), new { version = review.Version(), hasConflict = true, kind = "Other", note = "" });
        await browser.PostAsync(Declaration(review), new { version = review.Version(), hasConflict = true, kind = "Family", note = "A cousin works there." });
        await Host.SettleAsync();

        var after = await AssignedAsync(application);
        Assert.Equal(3, after.Count);
        Assert.Single(after, each => assigned.All(before => before.Reviewer != each.Reviewer));
        await browser.RefusedAsync(HttpStatusCode.Forbidden, HttpMethod.Get, $"/api/v1/reviews/{review.Id("assignmentId")}");
        var again = (await browser.GetAsync("/api/v1/reviews")).Items().Single(each => each.Id("assignmentId") == review.Id("assignmentId"));
        await browser.RefusedAsync(HttpStatusCode.Conflict, HttpMethod.Post, Declaration(review), new { version = again.Version(), hasConflict = false });

        // The next application of the same organisation goes to the other two.
        var next = await Scenario.InReviewAsync(organisation: organisation);
        Assert.DoesNotContain(await AssignedAsync(next), each => each.Reviewer == conflicted);
    }

    [SkippableFact]
    public async Task DeclaredConflict_HoldsInEveryRole()
    {
        var application = await Scenario.InReviewAsync();
        var (conflicted, review) = (await AssignedAsync(application))[0];
        var browser = await Host.SignInAsync(conflicted);
        await browser.PostAsync(Declaration(review), new { version = review.Version(), hasConflict = true, kind = "Family" });
        await Host.InDatabaseAsync(async db =>
        {
            (await db.People.SingleAsync(person => person.Id == conflicted.Id)).Grant(new RoleGrant(Role.GrantManager));
            await db.SaveChangesAsync();
        });

        await browser.RefusedAsync(HttpStatusCode.Forbidden, HttpMethod.Get, $"/api/v1/applications/{application.Id}/scores");
        await browser.RefusedAsync(
            HttpStatusCode.Forbidden, HttpMethod.Post, $"/api/v1/applications/{application.Id}/moderation", new { version = 1, decision = "Decline", reasons = "No.", feedback = "None." });

        await Host.InDatabaseAsync(db => db.RoleGrants.Where(role => role.Role == Role.GrantManager && db.People.Any(person => person.Id == conflicted.Id && person.Roles.Contains(role))).ExecuteDeleteAsync());
    }

    [SkippableFact]
    public async Task NobodyLeft_TellsTheManagers()
    {
        var application = await Scenario.InReviewAsync();
        for (var i = 0; i < 2; i++)
        {
            var (reviewer, review) = (await AssignedAsync(application)).First(each => each.Review.Text("state") == "Assigned");
            await (await Host.SignInAsync(reviewer)).PostAsync(Declaration(review), new { version = review.Version(), hasConflict = true, kind = "Employment" });
            await Host.SettleAsync();
        }

        Assert.Contains(Mail(Scenario.Staff.Manager, "review-too-few"), text => text.Contains("1 more reviewer", StringComparison.Ordinal));

        // A new reviewer is registered and assigned by hand; the other tests do without.
        var newcomer = await Programme.PersonAsync(Host, "Newcomer", new RoleGrant(Role.Reviewer));
        var page = await (await Host.SignInAsync(Scenario.Staff.Manager)).OpenAsync($"/applications/{application.Id}/moderation");
        page = await page.Fill("ReviewerId", newcomer.Id.ToString()).SubmitAsync("Assign");
        Assert.Equal(HttpStatusCode.OK, page.Status);
        Assert.Single((await Scenario.ReadAsync(newcomer, "/api/v1/reviews")).Items());
        await Host.InDatabaseAsync(db => db.RoleGrants.Where(role => EF.Property<Guid>(role, "PersonId") == newcomer.Id).ExecuteDeleteAsync());
    }

    [SkippableFact]
    public async Task Scores_AreKeptAsDraft_MustBeWhole_AndAreFrozenOnceSubmitted()
    {
        var application = await Scenario.InReviewAsync();
        var (reviewer, review) = (await AssignedAsync(application))[0];
        var browser = await Host.SignInAsync(reviewer);
        await browser.PostAsync(Declaration(review), new { version = review.Version(), hasConflict = false });

        var page = await browser.OpenAsync($"/reviews/{review.Id("assignmentId")}");
        page = await page.Fill("Scores[0].Value", "3").Fill("Scores[0].Comment", new string('a', 3_001)).SubmitAsync("Save as a draft");
        Assert.Equal(["Shorten the comment on Relevance to 3,000 characters"], page.Errors);
        Assert.True(page.Has("[name='Scores[0].Value'][value='3'][checked]"));
        var beyond = await browser.RefusedAsync(HttpStatusCode.BadRequest, HttpMethod.Put, $"/api/v1/reviews/{review.Id("assignmentId")}/scores", new
        {
            version = (await browser.GetAsync($"/api/v1/reviews/{review.Id("assignmentId")}")).Version(),
            scores = new[] { new { criterionId = page.Document.QuerySelector("[name='Scores[0].CriterionId']")!.GetAttribute("value"), value = 6, comment = "" } },
        });
        Assert.Equal("Give Relevance a score from 0 to 5", beyond.GetProperty("errors").Text("scores[0].value"));

        page = await page.Fill("Scores[0].Value", "4").Fill("Scores[0].Comment", "Meets a need.").SubmitAsync("Save as a draft");
        Assert.Empty(page.Errors);
        page = await page.SubmitAsync("Submit the score sheet");
        Assert.Equal(["Give Capacity a score from 0 to 5", "Say why you gave Capacity this score", "Write an overall comment"], page.Errors);

        page = await page.Fill("Scores[1].Value", "3").Fill("Scores[1].Comment", "Small team.").Fill("Overall", "Good.").SubmitAsync("Submit the score sheet");
        Assert.Equal("/reviews", page.Path);
        var sheet = await browser.GetAsync($"/api/v1/reviews/{review.Id("assignmentId")}");
        Assert.Equal([4, 3], sheet.GetProperty("criteria").EnumerateArray().Select(criterion => criterion.GetProperty("value").GetInt32()));
        await browser.RefusedAsync(HttpStatusCode.Conflict, HttpMethod.Put, $"/api/v1/reviews/{review.Id("assignmentId")}/scores", new { version = sheet.Version(), overall = "Changed.", submit = false });
    }

    [SkippableFact]
    public async Task ScoreSheet_IsSavedLineByLine_AndASecondWindowOverwritesNothing()
    {
        var application = await Scenario.InReviewAsync();
        var (reviewer, review) = (await AssignedAsync(application))[0];
        var browser = await Host.SignInAsync(reviewer);
        var path = $"/api/v1/reviews/{review.Id("assignmentId")}/scores";
        await browser.RefusedAsync(HttpStatusCode.Forbidden, HttpMethod.Put, $"{path}/{Guid.Empty}", new { version = 0, comment = "Before any declaration." });
        await browser.PostAsync(Declaration(review), new { version = review.Version(), hasConflict = false });
        var first = await browser.OpenAsync($"/reviews/{review.Id("assignmentId")}");
        var criterion = first.Document.QuerySelector("[name='Scores[0].CriterionId']")!.GetAttribute("value")!;

        // As the page's script sends it, and as a program does; what has arrived already is not another text.
        var fields = new[] { new[] { "Scores[0].Value", "3" }, ["Scores[0].Comment", "Meets a need."] };
        var kept = await browser.PutAsync($"{path}/{criterion}", new { version = 0, fields, person = reviewer.Id });
        Assert.Equal(kept.Version(), (await browser.PutAsync($"{path}/{criterion}", new { version = 0, value = 3, comment = "Meets a need." })).Version());
        await browser.PutAsync($"{path}/{Guid.Empty}", new { version = 0, fields = new[] { new[] { "Overall", "Good, on the whole." } } });
        var second = await browser.OpenAsync($"/reviews/{review.Id("assignmentId")}");
        Assert.True(second.Has("[name='Scores[0].Value'][value='3'][checked]"));
        Assert.Contains("Good, on the whole.", second.Text, StringComparison.Ordinal);

        var conflict = await browser.RefusedAsync(HttpStatusCode.Conflict, HttpMethod.Put, $"{path}/{criterion}", new { version = 0, value = 1, comment = "Another window." });
        Assert.Equal(kept.Version(), conflict.GetProperty("theirs").GetProperty(criterion).Version());
        await browser.RefusedAsync(HttpStatusCode.Forbidden, HttpMethod.Put, $"{path}/{criterion}", new { version = kept.Version(), value = 1, person = Scenario.Staff.Manager.Id });
        var wrong = await browser.RefusedAsync(HttpStatusCode.BadRequest, HttpMethod.Put, $"{path}/{criterion}", new { version = kept.Version(), value = 9, comment = "" });
        Assert.Equal("Give Relevance a score from 0 to 5", wrong.GetProperty("errors").Text("scores[0].value"));
        await (await Host.SignInAsync((await AssignedAsync(application))[1].Reviewer)).RefusedAsync(HttpStatusCode.NotFound, HttpMethod.Put, $"{path}/{criterion}", new { version = 0, comment = "Not mine." });

        // Different lines at the same instant, as from two windows.
        var ids = first.Document.QuerySelectorAll("[name$='.CriterionId']").Select(field => field.GetAttribute("value")!).Skip(1).Append(Guid.Empty.ToString()).ToList();
        var versions = ids.ConvertAll(id => id == Guid.Empty.ToString() ? second.Document.QuerySelector($"[name='base.{id}']")!.GetAttribute("value")! : "0");
        var together = await Task.WhenAll(ids.Zip(versions).Select(line =>
            browser.SendAsync(HttpMethod.Put, $"{path}/{line.First}", new { version = int.Parse(line.Second, System.Globalization.CultureInfo.InvariantCulture), comment = "Good, on the whole." })));
        Assert.All(together, response => Assert.Equal(HttpStatusCode.OK, response.StatusCode));
        foreach (var response in together) response.Dispose();
        first = await browser.OpenAsync($"/reviews/{review.Id("assignmentId")}");
        kept = await browser.PutAsync($"{path}/{criterion}", new { version = kept.Version(), value = 3, comment = "Meets a need that is felt." });

        // The window that was opened first: both texts, and what is saved then is a choice.
        var both = await first.Fill("Scores[0].Value", "1").Fill("Scores[0].Comment", "Another window.").Fill("Overall", "Good, on the whole.").SubmitAsync("Submit the score sheet");
        Assert.Contains("You saved something else here in another window", Assert.Single(both.Errors), StringComparison.Ordinal);
        Assert.Contains("Meets a need that is felt.", both.Document.QuerySelector(".draft-conflict")!.TextContent, StringComparison.Ordinal);
        Assert.Equal("Another window.", both.Document.QuerySelector("[name='Scores[0].Comment']")!.TextContent.Trim());
        var over = $"[name='base.{criterion}']";
        // Looking at both chooses none: what the page's script sends as it is left is still written over what stood there before.
        Assert.Equal(first.Document.QuerySelector(over)!.GetAttribute("value"), both.Document.QuerySelector(over)!.GetAttribute("value"));
        Assert.Empty((await both.SubmitAsync("Save as a draft")).Errors);
        var sheet = await browser.GetAsync($"/api/v1/reviews/{review.Id("assignmentId")}");
        Assert.Equal(("Another window.", "Good, on the whole."), (sheet.GetProperty("criteria")[0].Text("comment"), sheet.Text("overall")));
    }

    [SkippableFact]
    public async Task ScoreSheet_ShowsDocumentsWithTheirQuestions()
    {
        var application = await Scenario.DraftApplicationAsync();
        var pdf = "%PDF-1.7\n%illustrative\ntrailer\n%%EOF\n"u8.ToArray();
        await Scenario.UploadAsync(application.Organisation.Contributor, "Application", application.Id, "certificate", "certificate.pdf", pdf);
        await Scenario.ActAsync(application.Organisation.Lead, application.Path, "submit");
        await Scenario.InReviewAsync(application);
        var (reviewer, review) = (await AssignedAsync(application))[0];
        var browser = await Host.SignInAsync(reviewer);
        await browser.PostAsync(Declaration(review), new { version = review.Version(), hasConflict = false });
        var page = await browser.OpenAsync($"/reviews/{review.Id("assignmentId")}");
        var question = page.Document.QuerySelectorAll("ul.govuk-list").Single(list => list.TextContent.Contains("certificate.pdf", StringComparison.Ordinal)).PreviousElementSibling!;
        Assert.Equal("H4", question.TagName);
        Assert.Equal((await Scenario.ReadAsync(Scenario.Staff.Manager, $"{application.Call.Path}/form")).GetProperty("form").GetProperty("sections").EnumerateArray()
            .SelectMany(section => section.GetProperty("questions").EnumerateArray()).Single(each => each.Text("code") == "certificate").Text("text"), question.TextContent.Trim());
    }

    [SkippableFact]
    public async Task LastScore_CompletesTheReview_WithTheWeightedMean()
    {
        var application = await Scenario.InReviewAsync();
        var assigned = await AssignedAsync(application);
        await Scenario.ScoreAsync(assigned[0].Reviewer, assigned[0].Review.Id("assignmentId"), application, 5);
        await Host.SettleAsync();
        Assert.Equal("InReview", (await Scenario.ReadAsync(Scenario.Staff.Manager, application.Path)).Stage());

        await Scenario.ScoreAsync(assigned[1].Reviewer, assigned[1].Review.Id("assignmentId"), application, 2);
        await Host.SettleAsync();

        var scores = await Scenario.ReadAsync(Scenario.Staff.Manager, $"{application.Path}/scores");
        Assert.Equal("Reviewed", scores.Stage());
        Assert.Equal(7_000, scores.GetProperty("score").GetInt32());
        Assert.Equal(6_000, scores.GetProperty("spread").GetInt32());
        Assert.True(scores.GetProperty("spreadIsWide").GetBoolean());
        Assert.Contains(Mail(Scenario.Staff.Manager, "review-complete"), text => text.Contains("70.00%", StringComparison.Ordinal));
    }

    [SkippableFact]
    public async Task OverdueReviewer_IsReminded_ThenTheManagersReplaceThem()
    {
        var application = await Scenario.InReviewAsync();
        var assigned = await AssignedAsync(application);
        await Scenario.ScoreAsync(assigned[0].Reviewer, assigned[0].Review.Id("assignmentId"), application);
        var late = assigned[1];

        await Host.AdvanceDaysAsync(23);

        // 7 and 2 days before, 1 day after; who has submitted is left alone.
        Assert.Equal(3, Mail(late.Reviewer, "review-reminder").Count(text => text.Contains(late.Review.Text("number")!, StringComparison.Ordinal)));
        Assert.DoesNotContain(Mail(assigned[0].Reviewer, "review-reminder"), text => text.Contains(late.Review.Text("number")!, StringComparison.Ordinal));
        Assert.Contains(Mail(Scenario.Staff.Manager, "review-overdue"), text => text.Contains(late.Review.Text("number")!, StringComparison.Ordinal));

        var manager = await Host.SignInAsync(Scenario.Staff.Manager);
        var page = await manager.OpenAsync($"/applications/{application.Id}/moderation");
        Assert.InRange(manager.LastCommands, 1, 8);
        var other = Scenario.Staff.Reviewers.Single(reviewer => assigned.All(each => each.Reviewer != reviewer));
        await page.Fill("ReviewerId", other.Id.ToString()).Fill("Replaces", late.Review.Id("assignmentId").ToString()).SubmitAsync("Assign");

        await (await Host.SignInAsync(late.Reviewer)).RefusedAsync(HttpStatusCode.NotFound, HttpMethod.Get, $"/api/v1/reviews/{late.Review.Id("assignmentId")}");
        Assert.NotEmpty(Mail(late.Reviewer, "review-replaced"));
        var replacement = (await AssignedAsync(application)).Single(each => each.Reviewer == other);
        Assert.True(replacement.Review.Instant("dueAt") >= Host.Now.AddDays(7).AddMinutes(-1));
        await Scenario.ScoreAsync(other, replacement.Review.Id("assignmentId"), application);
        await Host.SettleAsync();
        Assert.Equal("Reviewed", (await Scenario.ReadAsync(Scenario.Staff.Manager, application.Path)).Stage());
    }

    private static string Declaration(JsonElement review) => $"/api/v1/reviews/{review.Id("assignmentId")}/declaration";

    private async Task<List<(TestPerson Reviewer, JsonElement Review)>> AssignedAsync(TestApplication application)
    {
        var assigned = new List<(TestPerson, JsonElement)>();
        foreach (var reviewer in Scenario.Staff.Reviewers)
        {
            foreach (var review in (await Scenario.ReadAsync(reviewer, "/api/v1/reviews")).Items().Where(review => review.Id("applicationId") == application.Id))
                assigned.Add((reviewer, review));
        }

        return assigned;
    }

    private List<string> Mail(TestPerson person, string template) =>
        [.. Host.MailTo(person.Email).Where(mail => mail.Details.Categories.Contains(template)).Select(mail => mail.Text!)];

    public sealed class OnSqlite(SqliteHost host) : ReviewTests(host), IClassFixture<SqliteHost>;

    public sealed class OnPostgres(PostgresHost host) : ReviewTests(host), IClassFixture<PostgresHost>;
}
