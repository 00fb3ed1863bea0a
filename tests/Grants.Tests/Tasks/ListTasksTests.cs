using System.Net;
using System.Text.Json;
using Grants.Lifecycle;
using Grants.Tasks.ListTasks;
using Grants.Tests.Fixtures;

namespace Grants.Tests.Tasks;

/// <summary>What waits for whom follows an application from its draft to the end of its grant: each thing waits for one kind of person, and for no other.</summary>
public abstract class ListTasksTests(GrantsHost host) : FrontDoorTests(host)
{
    [SkippableFact]
    public void StageInWhichAPersonActs_WaitsForSomebody()
    {
        // Where the only act is to take something back, nobody is waited for; what waits in review is each reviewer's sheet; the reserve and
        // what is recommended wait for another award's end; what was not submitted in time is over unless there is more time.
        Stage[] waitsForNobody = [Stage.NotSubmitted, Stage.Submitted, Stage.Withdrawn, Stage.InReview, Stage.OnReserve, Stage.Recommended];
        var acted = GrantLifecycle.Transitions.Where(each => each.By != Party.Clock).SelectMany(each => each.From).Distinct().Except(waitsForNobody);
        Assert.Empty(acted.Except(Handler.Waits.Keys));
    }

    [SkippableFact]
    public async Task Draft_WaitsForTheOrganisation()
    {
        var application = await Scenario.DraftApplicationAsync();
        var task = Assert.Single(await TasksAsync(application.Organisation.Lead));
        Assert.Equal(("ApplicationDraft", application.Id, $"/applications/{application.Id}"), (task.Text("kind"), task.Id("subjectId"), task.Text("path")));
        Assert.Equal(application.Call.DeadlineAt, task.Instant("dueAt"));
        Assert.Single(await TasksAsync(application.Organisation.Contributor));
        Assert.DoesNotContain(await TasksAsync(Staff.Manager), task => task.Id("subjectId") == application.Id);
        Assert.Empty(await TasksAsync((await Scenario.OrganisationAsync()).Lead));
    }

    [SkippableFact]
    public async Task SubmittedApplication_WaitsForAManager_WhoIsDueInTwoWeeks()
    {
        var application = await Scenario.SubmittedApplicationAsync();
        Assert.Empty(await TasksAsync(application.Organisation.Lead));
        var task = await TaskOfAsync(Staff.Manager, application.Id);
        Assert.Equal("Screening", task.Text("kind"));
        Assert.Equal(task.Instant("since").AddDays(14), task.Instant("dueAt"));
    }

    [SkippableFact]
    public async Task Review_WaitsForEachAssignedReviewer_UntilTheyHaveScored()
    {
        var application = await Scenario.InReviewAsync();
        var asked = new List<TestPerson>();
        foreach (var reviewer in Staff.Reviewers)
        {
            var mine = (await Scenario.ReadAsync(reviewer, "/api/v1/reviews")).Items().Where(review => review.Id("applicationId") == application.Id).ToList();
            var tasks = (await TasksAsync(reviewer)).Where(task => mine.Any(review => review.Id("assignmentId") == task.Id("subjectId"))).ToList();
            Assert.Equal(mine.Count, tasks.Count);
            if (mine.Count == 0) continue;
            asked.Add(reviewer);
            Assert.Equal("InterestToDeclare", tasks[0].Text("kind"));
            await Scenario.ScoreAsync(reviewer, mine[0].Id("assignmentId"), application);
            Assert.DoesNotContain(await TasksAsync(reviewer), task => task.Id("subjectId") == mine[0].Id("assignmentId"));
        }

        Assert.Equal(2, asked.Count);
        await Host.SettleAsync();
        Assert.Equal("Reviewed", (await TaskOfAsync(Staff.Manager, application.Id)).Text("kind"));
    }

    [SkippableFact]
    public async Task Award_WaitsForTheCountrysEndorser_ThenTheDelegate_ThenThePartner()
    {
        var award = await Scenario.RecommendedAsync();
        await Scenario.AgreeAsync(award);
        await WaitsForAsync(award.Id, "AwardProposed", Staff.Endorser);
        await Scenario.ActAsync(Staff.Endorser, award.Path, "endorse");
        await Host.SettleAsync();
        await WaitsForAsync(award.Id, "AwardEndorsed", Staff.Delegate);
        await Scenario.ActAsync(Staff.Delegate, award.Path, "approve");
        await Host.SettleAsync();
        await WaitsForAsync(award.Id, "AwardOffered", award.Organisation.Lead);
    }

    [SkippableFact]
    public async Task Everybodys_AreForStaffOnly_AndTakeFewCommands()
    {
        var application = await Scenario.SubmittedApplicationAsync();
        var lead = await Host.SignInAsync(application.Organisation.Lead);
        await lead.RefusedAsync(HttpStatusCode.Forbidden, HttpMethod.Get, "/api/v1/tasks?all=true");
        Assert.Equal(HttpStatusCode.Forbidden, (await lead.OpenAsync("/tasks?all=true")).Status);

        var auditor = await Host.SignInAsync(Staff.Auditor);
        Assert.Contains((await auditor.GetAsync("/api/v1/tasks?all=true")).Items(), task => task.Id("subjectId") == application.Id && task.Text("waitsFor") == "Grant managers");
        Assert.InRange(auditor.LastCommands, 1, 8);
        var page = await auditor.OpenAsync("/tasks?all=true");
        Assert.InRange(auditor.LastCommands, 1, 8);
        Assert.Contains(page.Document.QuerySelectorAll("main table a"), link => link.GetAttribute("href") == $"/applications/{application.Id}/screening");
    }

    [SkippableFact]
    public async Task Page_LeadsToWhatIsToBeDone()
    {
        var application = await Scenario.DraftApplicationAsync();
        var lead = await Host.SignInAsync(application.Organisation.Lead);
        var page = await lead.OpenAsync("/tasks");
        Assert.InRange(lead.LastCommands, 1, 8);
        Assert.Equal("My tasks", page.Title);
        Assert.Equal($"/applications/{application.Id}", Assert.Single(page.Document.QuerySelectorAll("main .task-list a")).GetAttribute("href"));

        var nobody = await Host.SignInAsync(await Programme.PersonAsync(Host, "Without Role"));
        Assert.Contains("Nothing waits for you", (await nobody.OpenAsync("/tasks")).Text, StringComparison.Ordinal);
    }

    private Programme Staff => Host.Staff;

    private async Task<IReadOnlyList<JsonElement>> TasksAsync(TestPerson person) => (await Scenario.ReadAsync(person, "/api/v1/tasks")).Items();

    private async Task<JsonElement> TaskOfAsync(TestPerson person, Guid subject) => Assert.Single(await TasksAsync(person), task => task.Id("subjectId") == subject);

    private async Task WaitsForAsync(Guid subject, string kind, TestPerson person)
    {
        Assert.Equal(kind, (await TaskOfAsync(person, subject)).Text("kind"));
        foreach (var other in new[] { Staff.Manager, Staff.Endorser, Staff.RegionalEndorser, Staff.Delegate, Staff.Finance, Staff.Reviewers[0] }.Where(other => other != person))
            Assert.DoesNotContain(await TasksAsync(other), task => task.Id("subjectId") == subject);
    }

    public sealed class OnSqlite(SqliteHost host) : ListTasksTests(host), IClassFixture<SqliteHost>;

    public sealed class OnPostgres(PostgresHost host) : ListTasksTests(host), IClassFixture<PostgresHost>;
}
