using Grants.Data;
using Grants.Documents;
using Grants.DurableEngine;
using Grants.Lifecycle;
using Grants.Tests.Fixtures;
using Grants.Tests.Milestones;
using Microsoft.DurableTask.Client;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Grants.Tests.Histories;

/// <summary>
/// Nobody answers for months, at every stage that waits for people without end: its history begins anew before it grows long, each reminder is sent once, and
/// who acts late finds the stage as it was. This is about the engine's histories, which lie in no database of the product: one kind of it is enough.
/// </summary>
public sealed class SilenceTests(SqliteHost host) : DeliveryTests(host), IClassFixture<SqliteHost>
{
    private const int MostRows = 200;
    private const int Week = 7;
    private const int Month = 30;

    // As many reminders as a history has steps, the seldomest of them every month, take less than this.
    private static readonly TimeSpan _longest = TimeSpan.FromDays(Month * (StageWaits.MostSteps + 1));

    [SkippableFact]
    public async Task Silence_UntilAnAwardIsMade_KeepsHistoriesShort_AndWhoIsLateIsServed()
    {
        var call = await Scenario.OpenCallAsync(days: 3);
        var (screened, reviewed, proposed) = (await Scenario.JustSubmittedAsync(call), await Scenario.JustSubmittedAsync(call), await Scenario.JustSubmittedAsync(call));
        await Scenario.InReviewAsync(reviewed);
        var award = await Scenario.RecommendedAsync(proposed);
        Wait[] waits =
        [
            await WaitAsync<Grants.Applications.Application>($"screening-{screened.Id}", screened.Id, Stage.Screening, Week),
            await WaitAsync<Grants.Applications.Application>($"review-{reviewed.Id}-1", reviewed.Id, Stage.InReview, Week),
            await WaitAsync<Grants.Awards.Award>($"award-{award.Id}", award.Id, Stage.AwardProposed, Week),
        ];

        await StaySilentAsync(waits);

        await Scenario.ReviewedAsync(screened);
        await Scenario.ScoreAsync(reviewed);
        await Scenario.ActAsync(Staff.Endorser, award.Path, "endorse");
        await Host.SettleAsync();
        await Scenario.ActAsync(Staff.Delegate, award.Path, "approve");
        await Host.SettleAsync();
        await Scenario.ActAsync(award.Organisation.Lead, award.Path, "accept");
        await Host.SettleAsync();
        foreach (var application in new[] { screened, reviewed }) Assert.Equal("Reviewed", (await Scenario.ReadAsync(Staff.Manager, application.Path)).Stage());
        Assert.Equal("AwardAccepted", (await Scenario.ReadAsync(Staff.Manager, award.Path)).Stage());
        foreach (var wait in waits) Assert.Equal("Completed", await Statuses.OfAsync(Host, wait.Instance));
        Assert.Equal(1, MailsTo(Staff.Manager, $"All scores of {(await Scenario.ReadAsync(Staff.Manager, reviewed.Path)).Text("number")} are in"));
    }

    [SkippableFact]
    public async Task Silence_InAGrant_KeepsHistoriesShort_AndWhoIsLateIsServed()
    {
        var closing = await Scenario.ClosingGrantAsync(await BegunGrantAsync(gatesOpen: false));
        var milestones = await Scenario.MilestonesAsync(await BegunGrantAsync());
        var submitted = await Scenario.ReportSubmittedAsync(milestones[0]);
        Wait[] waits =
        [
            await WaitAsync<Grants.Milestones.Milestone>($"milestone-{submitted.Id}-1", submitted.Id, Stage.ReportSubmitted, Month),
            await WaitAsync<Grants.Milestones.Grant>($"closure-{closing.Id}", closing.Id, Stage.GrantClosing, Month),
        ];

        await StaySilentAsync(waits);

        // The grant's other report, which nobody wrote, holds every payment; and what was attested has expired.
        await Scenario.ActAsync(Staff.Manager, milestones[1].Path, "lift-hold", new { dueOn = DateOnly.FromDateTime(Host.Now.AddDays(40)), reasons = "Agreed by telephone." });
        await Scenario.AttestAsync(submitted.Grant.Organisation);
        await Scenario.DecideReportAsync(submitted, accepted: true);
        Assert.Equal(("TrancheReleased", 1), (await StageAsync(submitted), await PaymentsAsync(submitted)));
        await Scenario.ConfirmPaymentAsync(submitted);
        await Scenario.ActAsync(Staff.Manager, closing.GrantPath, "close", new { survivorDataChecked = true, finalSpendAccepted = true, note = "Complete." });
        await Host.SettleAsync();
        Assert.Equal(1, await Host.InDatabaseAsync(db => db.Documents.CountAsync(document => document.SubjectId == closing.Id && document.Purpose == DocumentPurpose.Archive)));
        foreach (var wait in waits) Assert.Equal("Completed", await Statuses.OfAsync(Host, wait.Instance));
    }

    [SkippableFact]
    public async Task Decision_OnTheLastStepOfAHistory_IsCarriedOutAtOnce()
    {
        var award = await Scenario.RecommendedAsync();
        await Scenario.ActAsync(Staff.Endorser, award.Path, "endorse");
        var milestone = await Scenario.ReportSubmittedAsync(await FirstMilestoneAsync());
        string[] instances = [$"award-{award.Id}", $"milestone-{milestone.Id}-1"];
        await RingUntilTheLastStepAsync(instances[0], award.Id);
        await RingUntilTheLastStepAsync(instances[1], milestone.Id);

        await Scenario.ActAsync(Staff.Delegate, award.Path, "approve");
        await Scenario.DecideReportAsync(milestone, accepted: true);

        foreach (var instance in instances) Assert.Equal(1, (await HistoryAsync(instance)).Generation);
        Assert.Equal("AwardOffered", (await Scenario.ReadAsync(Staff.Manager, award.Path)).Stage());
        Assert.Equal(("TrancheReleased", 1), (await StageAsync(milestone), await PaymentsAsync(milestone)));
    }

    private async Task<Wait> WaitAsync<T>(string instance, Guid id, Stage stage, int everyDays)
        where T : StagedAggregate
    {
        var subject = await Host.InDatabaseAsync(db => db.Set<T>().AsNoTracking().SingleAsync(row => row.Id == id));
        Assert.Equal(stage, subject.Stage);
        return new Wait(instance, id, stage, subject.StageSince, everyDays);
    }

    // From one instant at which an orchestration wakes to the next, and nothing else: what every day does in between has tests of its own.
    private async Task StaySilentAsync(Wait[] waits)
    {
        await Host.SettleAsync();
        var end = Host.Now + _longest;
        while ((await Task.WhenAll(waits.Select(wait => HistoryAsync(wait.Instance)))).Any(history => history.Generation == 0))
        {
            var next = await Host.Engine.NextDueAsync();
            Assert.True(next <= end, $"By {end:O} not every history has begun anew.");
            Host.Clock.SetUtcNow(next.Value);
            await Host.Engine.WaitUntilIdleAsync();
            Assert.All(await Host.Engine.GetActionsAsync(), instance => Assert.True(instance.HistoryRows <= MostRows, $"{instance.InstanceId}: {instance.HistoryRows} rows"));
        }

        Assert.Empty(await Host.Engine.GetParkedAsync());
        foreach (var wait in waits)
        {
            Assert.Equal("Running", await Statuses.OfAsync(Host, wait.Instance));
            await AssertRemindedAsync(wait);
            if (RecordedHistories.IsRecording) RecordedHistories.Write(await HistoryAsync(wait.Instance), "Anew");
        }

        await Host.SettleAsync(); // Now what was left out of the days.
    }

    // Every reminder of the map at its instant, and nobody twice, whichever generation of the history sent it.
    private async Task AssertRemindedAsync(Wait wait)
    {
        var due = GrantLifecycle.DeadlineOf(wait.Stage).Unending(wait.Since, wait.EveryDays).Select(reminder => reminder.At).TakeWhile(at => at <= Host.Now);
        var sent = await Host.InDatabaseAsync(db => db.Emails.Where(email => email.SubjectId == wait.SubjectId && email.CreatedAt > wait.Since)
            .Select(email => new { email.CreatedAt, email.Template, email.RecipientId }).ToListAsync());
        Assert.Equal(due, sent.Select(email => email.CreatedAt).Distinct().Order());
        Assert.Equal(sent.Count, sent.Distinct().Count());
    }

    // A bell that says nothing is a step as well.
    private async Task RingUntilTheLastStepAsync(string instance, Guid subjectId)
    {
        var client = Host.Services.GetRequiredService<DurableTaskClient>();
        await Host.SettleAsync();
        while ((await HistoryAsync(instance)).Events.Count(recorded => recorded.Kind == "TaskScheduled") < StageWaits.MostSteps)
        {
            await client.RaiseEventAsync(instance, Doorbell.EventName, subjectId);
            await Host.Engine.WaitUntilIdleAsync();
        }

        Assert.Equal(0, (await HistoryAsync(instance)).Generation);
    }

    private async Task<OrchestrationHistory> HistoryAsync(string instance) =>
        await Host.Engine.GetHistoryAsync(instance) ?? throw new InvalidOperationException($"There is no instance {instance}.");

    private sealed record Wait(string Instance, Guid SubjectId, Stage Stage, DateTime Since, int EveryDays);
}
