using System.Net;
using System.Text.Json;
using Grants.Applications;
using Grants.Data;
using Grants.Partners;
using Grants.Tests.Documents;
using Grants.Tests.Fixtures;
using Microsoft.EntityFrameworkCore;

namespace Grants.Tests.Applications;

/// <summary>One submission whoever presses and however often, at the instant at which the request arrived; reopened until the deadline, and then the last one stands.</summary>
public abstract class SubmissionTests(GrantsHost host) : FrontDoorTests(host)
{
    [SkippableFact]
    public async Task Submit_Again_GivesTheSameReceipt_AlsoAfterTheDeadline()
    {
        var application = await Scenario.DraftApplicationAsync(await Scenario.OpenCallAsync(days: 3));
        var lead = await Host.SignInAsync(application.Organisation.Lead);
        var version = (await lead.GetAsync(application.Path)).Version();
        var first = await lead.PostAsync($"{application.Path}/submit", new { version });
        var retried = await lead.PostAsync($"{application.Path}/submit", new { version });
        await Scenario.CloseAsync(application.Call);
        var late = await (await Host.SignInAsync(application.Organisation.Lead)).PostAsync($"{application.Path}/submit", new { version });

        Assert.Equal(first.ToString(), retried.ToString());
        Assert.Equal(first.ToString(), late.ToString());
        Assert.Equal(1, await SubmissionsAsync(application));
        Assert.Single(Host.MailTo(application.Organisation.Lead.Email), mail => mail.Subject.StartsWith("We have received", StringComparison.Ordinal));
    }

    [SkippableFact]
    public async Task Submit_ByTwoLeadsAtOnce_AndByTwoClicks_IsOneSubmission()
    {
        var application = await Scenario.DraftApplicationAsync(await Scenario.OpenCallAsync(days: 3));
        var second = await Programme.PersonAsync(Host, "Second Lead");
        await Host.InDatabaseAsync(db =>
        {
            db.Add(new Membership(application.Organisation.Id, second.Id, MembershipKind.Lead));
            return db.SaveChangesAsync();
        });
        var (one, other) = (await Host.SignInAsync(application.Organisation.Lead), await Host.SignInAsync(second));
        var version = (await one.GetAsync(application.Path)).Version();

        var answers = await Task.WhenAll(new[] { one, other, one, other }.Select(browser => browser.PostAsync($"{application.Path}/submit", new { version })));

        Assert.Single(answers.Select(answer => answer.ToString()).Distinct());
        Assert.Equal(1, await SubmissionsAsync(application));
        await Host.SettleAsync();
        Assert.Single(Host.MailTo(second.Email), mail => mail.Subject.StartsWith("We have received", StringComparison.Ordinal));
    }

    [SkippableFact]
    public async Task Submit_ThatArrivedInTime_CountsHoweverLongItWaitsForTheDatabase()
    {
        var application = await Scenario.DraftApplicationAsync(await Scenario.OpenCallAsync(days: 3));
        await Host.AdvanceToAsync(application.Call.DeadlineAt);
        var lead = await Host.SignInAsync(application.Organisation.Lead);
        var version = (await lead.GetAsync(application.Path)).Version();
        var held = Task.FromResult(default(JsonElement));
        await Host.InDatabaseAsync(db => db.InTransactionAsync<Outcome>(
            async () =>
            {
                await db.HoldApplicationAsync(application.Id, CancellationToken.None);
                held = lead.PostAsync($"{application.Path}/submit", new { version });
                await lead.BegunAsync();
                Host.Clock.SetUtcNow(application.Call.DeadlineAt.AddMinutes(2));
                return Outcome.Done;
            },
            CancellationToken.None));

        Assert.Equal(application.Call.DeadlineAt, (await held).Instant("submittedAt"));
        await Scenario.CloseAsync(application.Call);
        Assert.Equal("Screening", (await Scenario.ReadAsync(Scenario.Staff.Manager, application.Path)).Stage());
    }

    [SkippableFact]
    public async Task Submitted_IsFrozen_AndNotScreenedBeforeItsDeadline()
    {
        var application = await Scenario.JustSubmittedAsync();
        var manager = await Host.SignInAsync(Scenario.Staff.Manager);
        var read = await manager.GetAsync(application.Path);
        Assert.Equal("Submitted", read.Stage());
        await manager.RefusedAsync(HttpStatusCode.Conflict, HttpMethod.Post, $"{application.Path}/screening", new { version = read.Version(), eligible = true, noConflict = true });
        var submission = await LastAsync(application);
        Assert.Equal((1, "Legal aid for victims (illustrative)", application.Call.DeadlineAt), (submission.Sequence, submission.Read().Title, submission.DeadlineAt));

        await Scenario.CloseAsync(application.Call);
        Assert.Equal("Screening", (await Scenario.ReadAsync(Scenario.Staff.Manager, application.Path)).Stage());
        Assert.Equal("Running", await Statuses.OfAsync(Host, $"screening-{application.Id}"));
    }

    [SkippableFact]
    public async Task Reopen_ChangeAndSubmitAgain_KeepsTheNumber_AndWhatIsSubmittedLastStands()
    {
        var application = await Scenario.JustSubmittedAsync();
        var lead = await Host.SignInAsync(application.Organisation.Lead);
        var draft = await (await lead.OpenAsync($"/applications/{application.Id}")).SubmitAsync("Reopen the application");
        Assert.InRange(lead.LastCommands, 1, 8);
        Assert.Contains("what you submitted then stands", draft.Text, StringComparison.Ordinal);
        await (await Host.SignInAsync(Scenario.Staff.Manager)).RefusedAsync(HttpStatusCode.NotFound, HttpMethod.Get, application.Path);
        await RetitleAsync(application, "Legal aid and shelter (illustrative)");

        var again = await Scenario.ActAsync(application.Organisation.Lead, application.Path, "submit");

        Assert.Equal(($"{application.Call.Reference}-001", 2), (again.Text("number"), again.GetProperty("sequence").GetInt32()));
        await Host.SettleAsync();
        Assert.Contains(Host.MailTo(application.Organisation.Lead.Email), mail => mail.Subject.EndsWith("is reopened", StringComparison.Ordinal));
        Assert.EndsWith("again", Host.MailTo(application.Organisation.Lead.Email)[^1].Subject, StringComparison.Ordinal);
        await Scenario.CloseAsync(application.Call);
        Assert.Equal("Legal aid and shelter (illustrative)", (await Scenario.ReadAsync(Scenario.Staff.Manager, application.Path)).Text("title"));
    }

    [SkippableFact]
    public async Task Reopened_AndNotSubmittedAgain_ComesBackAsItWasSubmitted()
    {
        var application = await Scenario.DraftApplicationAsync(await Scenario.OpenCallAsync(days: 3));
        var kept = await Scenario.UploadAsync(application.Organisation.Lead, "Application", application.Id, "certificate", "kept.pdf", SampleFiles.PdfOf(100));
        await Scenario.ActAsync(application.Organisation.Lead, application.Path, "submit");
        var before = (await LastAsync(application)).Content;
        await Scenario.ActAsync(application.Organisation.Lead, application.Path, "reopen");
        var lead = await Host.SignInAsync(application.Organisation.Lead);
        await lead.DeleteAsync($"/api/v1/documents/{kept.Id()}");
        await Scenario.UploadAsync(application.Organisation.Lead, "Application", application.Id, "certificate", "later.pdf", SampleFiles.PdfOf(100));
        await Scenario.AnswerAsync(application, ("title", "Something else"), ("registered", "no"), ("approach", ""), ("budget", Fixtures.Scenario.Budget(("All", 1))));

        await Scenario.CloseAsync(application.Call);

        var read = await Scenario.ReadAsync(Scenario.Staff.Manager, application.Path);
        Assert.Equal(("Screening", "Legal aid for victims (illustrative)", Fixtures.Scenario.AmountMinor), (read.Stage(), read.Text("title"), read.GetProperty("requestedMinor").GetInt64()));
        Assert.Equal("kept.pdf", Assert.Single(read.GetProperty("documents").EnumerateArray()).Text("name"));
        var now = await Host.InDatabaseAsync(async db =>
        {
            var row = await db.Applications.AsNoTracking().Include(a => a.Answers).SingleAsync(a => a.Id == application.Id);
            var documents = await db.Documents.AsNoTracking().Where(d => d.SubjectId == application.Id && d.Slot == "certificate").ToListAsync();
            return SubmittedContent.Of(row, [.. documents.Select(SubmittedDocument.Of)]).ToJson();
        });
        Assert.Equal(before, now);
        Assert.Contains(Host.MailTo(application.Organisation.Lead.Email), mail => mail.Subject.EndsWith("stands", StringComparison.Ordinal));
        Assert.Equal("Running", await Statuses.OfAsync(Host, $"screening-{application.Id}"));
    }

    [SkippableFact]
    public async Task Withdraw_BeforeTheDeadline_CanBeReopened_ButThenNothingStands()
    {
        var application = await Scenario.JustSubmittedAsync();
        await Scenario.ActAsync(application.Organisation.Lead, application.Path, "withdraw");
        await Scenario.ActAsync(application.Organisation.Lead, application.Path, "reopen");
        Assert.Null((await Scenario.ReadAsync(application.Organisation.Lead, application.Path)).Text("submittedAt"));
        await Scenario.CloseAsync(application.Call);
        Assert.Equal("NotSubmitted", (await Scenario.ReadAsync(application.Organisation.Lead, application.Path)).Stage());
    }

    [SkippableFact]
    public async Task Reopen_AfterTheDeadline_ByAContributor_OrAStranger_IsRefused()
    {
        var application = await Scenario.JustSubmittedAsync();
        var version = (await Scenario.ReadAsync(application.Organisation.Lead, application.Path)).Version();
        await (await Host.SignInAsync(application.Organisation.Contributor)).RefusedAsync(HttpStatusCode.Forbidden, HttpMethod.Post, $"{application.Path}/reopen", new { version });
        await (await Host.SignInAsync((await Scenario.OrganisationAsync()).Lead)).RefusedAsync(HttpStatusCode.NotFound, HttpMethod.Post, $"{application.Path}/reopen", new { version });

        await Host.AdvanceToAsync(application.Call.DeadlineAt);
        var lead = await Host.SignInAsync(application.Organisation.Lead);
        Host.Clock.SetUtcNow(application.Call.DeadlineAt.AddSeconds(7));
        var late = await lead.RefusedAsync(HttpStatusCode.Conflict, HttpMethod.Post, $"{application.Path}/reopen", new { version });
        Assert.Equal("TooLate", late.Text("code"));
        Assert.Contains("7 seconds ago", late.Text("detail"), StringComparison.Ordinal);
        Assert.DoesNotContain("Reopen the application", (await lead.OpenAsync($"/applications/{application.Id}")).Buttons);
    }

    [SkippableFact]
    public async Task Submit_WhileManySave_FreezesWhatWasSavedBefore_AndNothingIsSavedBehindIt()
    {
        const int Writers = 6;
        var codes = Enumerable.Range(1, Writers).Select(number => $"part{number}").ToList();
        var application = await Scenario.StartedApplicationAsync(await Scenario.OpenCallAsync(other: new { form = FormOf(codes) }));
        await Scenario.AnswerAsync(application, ("title", "Legal aid"), ("country", Programme.Country), ("budget", Scenario.Budget(("Staff", Scenario.AmountMinor))));
        var (lead, contributor) = (await Host.SignInAsync(application.Organisation.Lead), await Host.SignInAsync(application.Organisation.Contributor));
        var version = (await lead.GetAsync(application.Path)).Version();

        var underWay = codes.ConvertAll(_ => new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
        var writing = Task.WhenAll(codes.Select((code, index) => SaveUntilRefusedAsync(index % 2 == 0 ? lead : contributor, application, code, underWay[index])));
        await await Task.WhenAny(Task.WhenAll(underWay.Select(writer => writer.Task)), writing);
        await lead.PostAsync($"{application.Path}/submit", new { version });
        var saved = await writing;

        var submitted = (await LastAsync(application)).Read().Answers.ToDictionary(answer => answer.Code, answer => answer.Text);
        Assert.Equal(saved, codes.Select(code => submitted[code]));
        var read = (await lead.GetAsync(application.Path)).GetProperty("answers");
        Assert.Equal(saved, codes.Select(code => read.Text(code)));
    }

    // Saves one text after the other until the application has been submitted, and gives the last one that was accepted.
    private static async Task<string> SaveUntilRefusedAsync(Browser browser, TestApplication application, string code, TaskCompletionSource underWay)
    {
        const int Few = 2;
        const int Most = 1_000;
        var (saved, version) = ("", 0);
        for (var number = 1; number <= Most; number++)
        {
            var text = $"{number}: what {code} says.";
            using var response = await browser.SendAsync(HttpMethod.Put, $"{application.Path}/answers/{code}", new { version, value = text });
            using var answer = JsonDocument.Parse(await response.Content.ReadAsStringAsync());
            if (response.StatusCode == HttpStatusCode.Conflict)
            {
                Assert.Contains("The application has been submitted", answer.RootElement.Text("detail"), StringComparison.Ordinal);
                return saved;
            }

            Assert.Equal(HttpStatusCode.OK, response.StatusCode);
            (saved, version) = (text, answer.RootElement.Version());
            if (number == Few) underWay.SetResult();
        }

        throw new InvalidOperationException($"{code} was never refused.");
    }

    private static object FormOf(IEnumerable<string> codes) => new
    {
        sections = new object[]
        {
            new
            {
                code = "about",
                title = "About the project",
                questions = new object[] { new { code = "title", kind = "ShortText", text = "What is the project called?" }, new { code = "country", kind = "Country", text = "Where is it carried out?" } },
            },
            new { code = "parts", title = "The project", questions = codes.Select(code => new { code, kind = "LongText", text = $"What about {code}?", maxCharacters = 500 }) },
            new { code = "budget", title = "Budget", questions = new object[] { new { code = "budget", kind = "Budget", text = "What does it cost?" } } },
        },
    };

    private Task<int> SubmissionsAsync(TestApplication application) =>
        Host.InDatabaseAsync(db => db.Submissions.CountAsync(submission => submission.ApplicationId == application.Id));

    private Task<Submission> LastAsync(TestApplication application) =>
        Host.InDatabaseAsync(db => db.Submissions.AsNoTracking().Where(submission => submission.ApplicationId == application.Id).OrderBy(submission => submission.Sequence).LastAsync());

    private Task RetitleAsync(TestApplication application, string title) => Scenario.AnswerAsync(application, ("title", title));

    public sealed class OnSqlite(SqliteHost host) : SubmissionTests(host), IClassFixture<SqliteHost>;

    public sealed class OnPostgres(PostgresHost host) : SubmissionTests(host), IClassFixture<PostgresHost>;
}
