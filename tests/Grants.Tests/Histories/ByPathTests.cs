using Grants.Tests.Fixtures;
using Grants.Tests.Milestones;

namespace Grants.Tests.Histories;

/// <summary>
/// What happens where somebody is late, refuses or may not: records the histories of these paths, as <see cref="WholeLifeTests"/> does of the usual one, and runs
/// only then. That the paths themselves are right is tested in their areas.
/// </summary>
public sealed class ByPathTests(SqliteHost host) : DeliveryTests(host), IClassFixture<SqliteHost>
{
    [SkippableFact]
    public async Task CallAndApplications_ToReplyTimesThatEnd_AConflict_AnOfferThatLapses_AndTheReserve()
    {
        Skip.IfNot(RecordedHistories.IsRecording, "Histories are recorded with GRANTS_RECORD=1.");
        var call = await Scenario.OpenCallAsync(days: 20, other: new { decisionsBy = Host.Now.AddDays(36) });
        await Scenario.StartedApplicationAsync(call); // Never submitted: its leads are reminded.
        var (asked, found, reviewed) = (await Scenario.JustSubmittedAsync(call), await Scenario.JustSubmittedAsync(call), await Scenario.JustSubmittedAsync(call));
        var (first, reserve) = (await Scenario.JustSubmittedAsync(call), await Scenario.JustSubmittedAsync(call));
        await Scenario.CloseAsync(call);
        await Scenario.ActAsync(Staff.Manager, asked.Path, "clarifications", new { codes = new[] { "approach" }, text = "Which provinces?", dueOn = DateOnly.FromDateTime(Host.Now).AddDays(6), noConflict = true });
        await Scenario.ActAsync(Staff.Manager, found.Path, "screening", new { eligible = false, noConflict = true, reasons = "Not registered." });
        await ReviewedWithAConflictAsync(await Scenario.InReviewAsync(reviewed));
        await Scenario.ReviewedAsync(reserve);
        await Scenario.ModerateAsync(reserve, "Reserve", rank: 1);
        var lapsing = await Scenario.OfferedAsync(first);

        await Host.AdvanceDaysAsync(33);
        var taken = await Scenario.AwardOfAsync(reserve);
        await Scenario.ActAsync(Staff.Endorser, taken.Path, "refuse-endorsement", new { reasons = "Another project does the same." });
        await Host.SettleAsync();

        await RecordAsync($"call-{call.Id}", "Reminders", "RemindDrafts", "RemindDecisions");
        await RecordAsync($"screening-{asked.Id}", "AnswerAwaited", "RemindScreening", "EndReplyTime");
        await RecordAsync($"screening-{found.Id}", "ReplyAwaited", "RemindScreening", "EndReplyTime");
        await RecordAsync($"review-{reviewed.Id}-1", "Conflict", "FollowReview", "FollowReview", "FollowReview");
        await RecordAsync($"award-{lapsing.Id}", "Lapsed", "RemindOfAward", "LapseOffer");
        await RecordAsync($"award-{taken.Id}", "Refused", "RemindOfAward", "LookAtAward");
    }

    [SkippableFact]
    public async Task Milestone_ToItsHold_AndInItsSecondRoundToARevision_AndGatesThatOpenLate()
    {
        Skip.IfNot(RecordedHistories.IsRecording, "Histories are recorded with GRANTS_RECORD=1.");
        var milestones = await Scenario.MilestonesAsync(await BegunGrantAsync(gatesOpen: false));
        var milestone = milestones[0];
        await Host.AdvanceToAsync(milestones[1].DueAt.AddDays(15));
        foreach (var held in milestones)
            await Scenario.ActAsync(Staff.Manager, held.Path, "lift-hold", new { dueOn = DateOnly.FromDateTime(Host.Now.AddDays(60)), reasons = "Floods cut the office off." });
        await Scenario.ReportSubmittedAsync(milestone);
        await Scenario.DecideReportAsync(milestone, accepted: false);
        await Scenario.ReportApprovedAsync(milestone);
        await Host.AdvanceDaysAsync(12);
        await Host.SignInAsync(Staff.Manager); // While nothing else is under way that writes to managers.
        await Scenario.OpenGatesAsync(milestone.Grant.Organisation);
        await Host.SettleAsync();
        await Scenario.ConfirmPaymentAsync(milestone);

        await RecordAsync($"milestone-{milestone.Id}-1", "Held", "RemindOfMilestone", "RemindOfMilestone", "HoldMilestone");
        await RecordAsync($"milestone-{milestone.Id}-2", "RevisedAndWaiting", "ReadMilestone", "ReleaseTranche", "ReleaseTranche");
    }

    // The first of those asked declares a conflict; the other and the one who is asked instead submit their sheets.
    private async Task ReviewedWithAConflictAsync(TestApplication application)
    {
        var (conflicted, assignmentId) = (await AssignedAsync(application))[0];
        await (await Host.SignInAsync(conflicted)).PostAsync($"/api/v1/reviews/{assignmentId}/declaration", new { version = 1, hasConflict = true, kind = "Family", note = "A cousin works there." });
        await Host.SettleAsync();
        foreach (var (reviewer, id) in await AssignedAsync(application))
            if (reviewer != conflicted) await Scenario.ScoreAsync(reviewer, id, application);
        await Host.SettleAsync();
    }

    private async Task<List<(TestPerson Reviewer, Guid AssignmentId)>> AssignedAsync(TestApplication application)
    {
        var assigned = new List<(TestPerson, Guid)>();
        foreach (var reviewer in Staff.Reviewers)
            assigned.AddRange((await Scenario.ReadAsync(reviewer, "/api/v1/reviews")).Items().Where(review => review.Id("applicationId") == application.Id).Select(review => (reviewer, review.Id("assignmentId"))));
        return assigned;
    }

    private async Task RecordAsync(string instance, string path, params string[] inThisOrder)
    {
        var history = (await Host.Engine.GetHistoryAsync(instance))!;
        var activities = new Queue<string>(inThisOrder);
        foreach (var recorded in history.Events.Where(recorded => recorded.Kind == "TaskScheduled"))
            if (activities.TryPeek(out var next) && next == recorded.Name) activities.Dequeue();
        Assert.Empty(activities);
        RecordedHistories.Write(history, path);
    }
}
