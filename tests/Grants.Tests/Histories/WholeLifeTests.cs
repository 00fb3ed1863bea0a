using Grants.DurableEngine;
using Grants.Tests.Fixtures;

namespace Grants.Tests.Histories;

/// <summary>
/// One grant from its application to its closure, with a reminder at every stage: it records the histories that <see cref="HistoryTests"/> replays, and holds
/// what such a life costs the engine. It takes minutes, so it runs only when histories are recorded; the demo holds the cost in every run of the tests.
/// </summary>
public sealed class WholeLifeTests(SqliteHost host) : FrontDoorTests(host), IClassFixture<SqliteHost>
{
    private const int MostActions = 120;
    private const int MostRows = 200;

    [SkippableFact]
    public async Task WholeLife_OfFourMilestones_CostsFewActions_AndKeepsHistoriesShort()
    {
        Skip.IfNot(RecordedHistories.IsRecording, "Histories are recorded with GRANTS_RECORD=1.");
        var award = await AcceptedAsync(await AssessedAsync());
        var milestones = await Scenario.MilestonesAsync(award);
        Assert.Equal(4, milestones.Count);
        await PaidLateAsync(milestones[0]);
        foreach (var milestone in milestones.Skip(1)) await PaidAsync(milestone);
        await Host.AdvanceDaysAsync(17);
        await Scenario.ActAsync(Scenario.Staff.Manager, award.GrantPath, "close", new { survivorDataChecked = true, finalSpendAccepted = true, note = "Complete." });
        await Host.SettleAsync();
        Assert.Equal("GrantClosed", (await Scenario.ReadAsync(Scenario.Staff.Manager, award.GrantPath)).Stage());

        Guid[] subjects = [award.Id, award.Application.Id, .. milestones.Select(milestone => milestone.Id)];
        var instances = (await Host.Engine.GetActionsAsync()).Where(instance => subjects.Any(id => instance.InstanceId.Contains(id.ToString(), StringComparison.Ordinal))).ToList();
        Assert.Equal(8, instances.Count);
        await RecordAsync([.. instances, .. await Host.Engine.GetActionsAsync($"call-{award.Application.Call.Id}")]);
        var costs = string.Join('\n', instances.Select(instance => $"{instance.InstanceId}: {instance.Total} actions, {instance.HistoryRows} rows"));
        Assert.True(instances.Sum(instance => instance.Total) <= MostActions, costs);
        Assert.All(instances, instance => Assert.True(instance.HistoryRows <= MostRows, costs));
    }

    private async Task<TestApplication> AssessedAsync()
    {
        var application = await Scenario.SubmittedApplicationAsync();
        await Host.AdvanceDaysAsync(10);
        await Scenario.ActAsync(Scenario.Staff.Manager, application.Path, "screening", new { eligible = true, noConflict = true, reasons = "Meets every condition." });
        await Host.AdvanceDaysAsync(15);
        foreach (var reviewer in Scenario.Staff.Reviewers)
        {
            foreach (var review in (await Scenario.ReadAsync(reviewer, "/api/v1/reviews")).Items()) await Scenario.ScoreAsync(reviewer, review.Id("assignmentId"), application);
        }

        await Host.SettleAsync();
        await Scenario.ModerateAsync(application, "Recommend");
        return application;
    }

    // The agreement is the one that the proposal begins with: four milestones in two years.
    private async Task<TestAward> AcceptedAsync(TestApplication application)
    {
        var award = await Scenario.AwardOfAsync(application);
        await Host.AdvanceDaysAsync(10);
        await Scenario.ActAsync(Scenario.Staff.Endorser, award.Path, "endorse");
        await Host.AdvanceDaysAsync(8);
        await Scenario.ActAsync(Scenario.Staff.Manager, application.Call.Path, "decide");
        await Scenario.ActAsync(Scenario.Staff.Delegate, award.Path, "approve");
        await Host.AdvanceDaysAsync(8);
        await Scenario.ActAsync(award.Organisation.Lead, award.Path, "accept");
        await Host.SettleAsync();
        await Scenario.OpenGatesAsync(award.Organisation);
        return award;
    }

    private async Task PaidLateAsync(TestMilestone milestone)
    {
        await Host.AdvanceToAsync(milestone.DueAt.AddDays(8));
        await Scenario.AttestAsync(milestone.Grant.Organisation);
        await Scenario.ReportSubmittedAsync(milestone);
        await Host.AdvanceDaysAsync(10);
        await Scenario.DecideReportAsync(milestone, accepted: true);
        await Host.AdvanceDaysAsync(8);
        await Scenario.ConfirmPaymentAsync(milestone);
    }

    private async Task PaidAsync(TestMilestone milestone)
    {
        await Scenario.OpenWindowAsync(milestone);
        await Scenario.AttestAsync(milestone.Grant.Organisation);
        await Scenario.ReportApprovedAsync(milestone);
        await Scenario.ConfirmPaymentAsync(milestone);
    }

    // Of several instances of one orchestrator the longest history shows the most.
    private async Task RecordAsync(IEnumerable<InstanceActions> instances)
    {
        foreach (var each in instances.GroupBy(instance => instance.Orchestrator).Select(same => same.MaxBy(instance => instance.HistoryRows)!))
            RecordedHistories.Write((await Host.Engine.GetHistoryAsync(each.InstanceId))!);
    }
}
