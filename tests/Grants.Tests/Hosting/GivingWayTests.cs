using System.Net;
using Grants.Data;
using Grants.Local.Mailbox;
using Grants.Tests.Fixtures;
using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Grants.Tests.Hosting;

/// <summary>While an instance has more to do than it can, submissions go before what browsers send by themselves.</summary>
public abstract class GivingWayTests(GrantsHost host) : FrontDoorTests(host)
{
    [SkippableFact]
    public async Task Submission_IsAnswered_WhileAnswersAndFilesWaitForTheirTurn()
    {
        var busy = await Scenario.DraftApplicationAsync();
        var ready = await Scenario.DraftApplicationAsync();
        var writer = await Host.SignInAsync(busy.Organisation.Lead);
        var sender = await Host.SignInAsync(busy.Organisation.Contributor);

        var release = new TaskCompletionSource();
        var turns = await TakeAllTurnsAsync(Turn.ToWrite, release.Task);
        var saving = writer.SendAsync(HttpMethod.Put, $"{busy.Path}/answers/approach", new { version = 1, value = "A better text." });
        var announcing = sender.SendAsync(HttpMethod.Post, "/api/v1/documents", new { purpose = "Application", subjectId = busy.Id, slot = "certificate", name = "a.pdf", length = 1 });
        await Task.WhenAll(writer.BegunAsync(), sender.BegunAsync());

        await Scenario.ActAsync(ready.Organisation.Lead, ready.Path, "submit");
        Assert.False(saving.IsCompleted);
        Assert.False(announcing.IsCompleted);
        Assert.Equal("Legal aid in three provinces.", await ApproachAsync(busy.Id));
        Assert.False(await Host.InDatabaseAsync(db => db.Documents.AnyAsync(document => document.SubjectId == busy.Id)));

        release.SetResult();
        await turns;
        using var saved = await saving;
        using var announced = await announcing;
        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.OK), (saved.StatusCode, announced.StatusCode));
        Assert.Equal("A better text.", await ApproachAsync(busy.Id));
    }

    [SkippableFact]
    public async Task AnswersAreSaved_WhileEveryTurnForFilesIsTaken()
    {
        var draft = await Scenario.DraftApplicationAsync();
        var writer = await Host.SignInAsync(draft.Organisation.Lead);
        var release = new TaskCompletionSource();
        var turns = await TakeAllTurnsAsync(Turn.ToLookThroughFiles, release.Task);

        await writer.PutAsync($"{draft.Path}/answers/approach", new { version = 1, value = "Saved while a scanner hangs." });
        var id = (await writer.PostAsync("/api/v1/documents", new { purpose = "Application", subjectId = draft.Id, slot = "certificate", name = "a.pdf", length = 1 })).GetProperty("id").GetGuid();
        var completing = writer.SendAsync(HttpMethod.Post, $"/api/v1/documents/{id}/complete");
        await writer.BegunAsync();
        Assert.False(completing.IsCompleted);

        release.SetResult();
        await turns;
        using var refused = await completing;
        Assert.Equal(HttpStatusCode.Conflict, refused.StatusCode); // its one piece has not arrived, as it says when it is its turn
    }

    [SkippableFact]
    public async Task WhoHasGone_WaitsNoLonger()
    {
        var draft = await Scenario.DraftApplicationAsync();
        var writer = await Host.SignInAsync(draft.Organisation.Lead);
        var release = new TaskCompletionSource();
        var turns = await TakeAllTurnsAsync(Turn.ToWrite, release.Task);
        using var gone = new CancellationTokenSource();
        var waiting = AnswerInTurnAsync(Turn.ToWrite, () => Task.FromException(new InvalidOperationException("It has no turn.")), gone.Token);
        await gone.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);

        release.SetResult();
        await turns;
        await writer.PutAsync($"{draft.Path}/answers/approach", new { version = 1, value = "It goes on." });
    }

    [SkippableFact]
    public async Task ReceiptByMail_IsLeftToTheSweep_WhileSomebodyWaits()
    {
        var (ready, atEase) = (await Scenario.DraftApplicationAsync(), await Scenario.DraftApplicationAsync());
        var release = new TaskCompletionSource();
        var turns = await TakeAllTurnsAsync(Turn.ToWrite, release.Task);
        var waiting = AnswerInTurnAsync(Turn.ToWrite, () => Task.CompletedTask);

        await Scenario.ActAsync(ready.Organisation.Lead, ready.Path, "submit");
        Assert.Empty(ReceiptsOf(ready));

        release.SetResult();
        await Task.WhenAll(turns, waiting);
        await Scenario.ActAsync(atEase.Organisation.Lead, atEase.Path, "submit");
        Assert.Single(ReceiptsOf(atEase));
        await Host.AdvanceToAsync(Host.Now + Outbox.Claim + TimeSpan.FromMinutes(1));
        Assert.Single(ReceiptsOf(ready));

        IEnumerable<Mail> ReceiptsOf(TestApplication draft) =>
            Host.MailTo(draft.Organisation.Lead.Email).Where(mail => mail.Subject.StartsWith("We have received your application", StringComparison.Ordinal));
    }

    private Task<string> ApproachAsync(Guid id) => Host.InDatabaseAsync(async db =>
        (await db.Applications.Include(application => application.Answers).SingleAsync(application => application.Id == id)).Answers.Single(answer => answer.QuestionCode == "approach").Text);

    // As many pieces of work as may go on at once, all of them under way.
    private async Task<Task> TakeAllTurnsAsync(Turn turn, Task until)
    {
        var working = Enumerable.Range(0, GivingWay.AtOnce).Select(_ =>
        {
            var begun = new TaskCompletionSource();
            return (Begun: begun.Task, Done: AnswerInTurnAsync(turn, () =>
            {
                begun.SetResult();
                return until;
            }));
        }).ToList();
        await Task.WhenAll(working.Select(work => work.Begun)).WaitAsync(TimeSpan.FromMinutes(3));
        return Task.WhenAll(working.Select(work => work.Done));
    }

    private async Task AnswerInTurnAsync(Turn turn, Func<Task> work, CancellationToken aborted = default) =>
        await Host.Services.GetRequiredService<GivingWay>().AnswerInTurnAsync(
            turn,
            new DefaultEndpointFilterInvocationContext(new DefaultHttpContext { RequestAborted = aborted }),
            async _ =>
            {
                await work();
                return null;
            });

    public sealed class OnSqlite(SqliteHost host) : GivingWayTests(host), IClassFixture<SqliteHost>;

    public sealed class OnPostgres(PostgresHost host) : GivingWayTests(host), IClassFixture<PostgresHost>;
}
