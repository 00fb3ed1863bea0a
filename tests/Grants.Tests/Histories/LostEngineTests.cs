using Grants.Data;
using Grants.Tests.Fixtures;
using Grants.Tests.Milestones;
using Microsoft.EntityFrameworkCore;

namespace Grants.Tests.Histories;

/// <summary>
/// What runs is rebuilt from the record when the engine has lost everything: with nothing forgotten that was due meanwhile, and nothing done twice. This is about
/// the engine, which lies in no database of the product: one kind of it is enough.
/// </summary>
public sealed class LostEngineTests(SqliteHost host) : DeliveryTests(host), IClassFixture<SqliteHost>
{
    [SkippableFact]
    public async Task Reminder_WhoseInstantFellIntoALossOfTheEngine_IsSentLate_AndOnce()
    {
        var call = await Scenario.OpenCallAsync(days: 3);
        var (screened, reviewed, proposed) = (await Scenario.JustSubmittedAsync(call), await Scenario.JustSubmittedAsync(call), await Scenario.JustSubmittedAsync(call));
        await Scenario.InReviewAsync(reviewed);
        var award = await Scenario.RecommendedAsync(proposed);
        var closing = await Scenario.ClosingGrantAsync(await BegunGrantAsync());
        var report = await Scenario.ReportSubmittedAsync(await FirstMilestoneAsync());
        var awaited = await FirstMilestoneAsync();
        var draft = await Scenario.StartedApplicationAsync(await Scenario.OpenCallAsync(days: 17));
        await Host.SettleAsync();
        Dictionary<Guid, string> missed = new()
        {
            // The latest reminder of each, fifteen days on.
            [screened.Id] = "after-1",
            [reviewed.Id] = "before-7",
            [award.Id] = "after-1",
            [report.Id] = "after-1",
            [awaited.Id] = "before-7",
            [closing.Id] = "before-14",
            [draft.Id] = "before-3",
        };
        var before = await RemindedAsync();

        await Host.Engine.ClearAsync();
        Host.Clock.SetUtcNow(Host.Now.AddDays(15));
        await RebuildAsync();

        var late = (await RemindedAsync()).Except(before).ToList();
        Assert.Equal(missed.Keys.Order(), late.Select(mail => mail.SubjectId).Distinct().Order());
        Assert.All(late, mail => Assert.Contains(missed[mail.SubjectId], mail.Occasion, StringComparison.Ordinal));

        await Host.Engine.ClearAsync();
        await RebuildAsync();
        Assert.Empty((await RemindedAsync()).Except(before).Except(late));
        Assert.Empty(await Host.Engine.GetParkedAsync());

        async Task RebuildAsync()
        {
            await Host.WithAsync<Reconciler, int>(reconciler => reconciler.RunAsync(Host.Engine.Client, CancellationToken.None));
            await Host.Engine.WaitUntilIdleAsync();
        }

        Task<List<(Guid SubjectId, string Occasion, Guid RecipientId)>> RemindedAsync() => Host.InDatabaseAsync(async db =>
            (await db.Emails.Where(email => missed.Keys.Contains(email.SubjectId)).Select(email => new { email.SubjectId, email.Occasion, email.RecipientId }).ToListAsync())
            .ConvertAll(email => (email.SubjectId, email.Occasion, email.RecipientId)));
    }

    [SkippableFact]
    public async Task Reminders_ThatAnOutageHasGathered_AreOne()
    {
        var call = await Scenario.OpenCallAsync(days: 20);
        var draft = await Scenario.StartedApplicationAsync(call);
        await Host.SettleAsync();

        // By then that of fourteen days before was due, and that of three.
        Host.Clock.SetUtcNow(call.DeadlineAt.AddDays(-2));
        await Host.Engine.WaitUntilIdleAsync();

        var reminded = await Host.InDatabaseAsync(db => db.Emails.Where(email => email.SubjectId == draft.Id && email.Occasion.StartsWith("before-")).Select(email => email.Occasion).ToListAsync());
        Assert.StartsWith("before-3 ", Assert.Single(reminded), StringComparison.Ordinal);
    }
}
