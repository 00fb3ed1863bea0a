using Grants.Data;
using Grants.Lifecycle;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;
using Microsoft.EntityFrameworkCore;

namespace Grants.Milestones;

/// <summary>What a milestone's orchestration does next.</summary>
public enum MilestoneStep
{
    /// <summary>Nothing: the milestone is paid or on hold, or this round is over.</summary>
    End,

    /// <summary>Remind those who are waited for.</summary>
    Remind,

    /// <summary>Put the milestone on hold.</summary>
    Hold,

    /// <summary>Check every gate and instruct the payment.</summary>
    Release,
}

/// <summary>The next step of a milestone and its instant, as the row says.</summary>
/// <param name="Next">The step.</param>
/// <param name="At">When (UTC); a doorbell may come before.</param>
public sealed record MilestonePlan(MilestoneStep Next, DateTime At);

/// <summary>The input of a milestone's activities.</summary>
/// <param name="MilestoneId">The milestone.</param>
/// <param name="Round">The round that the orchestration carries.</param>
/// <param name="At">The instant (UTC) that the step was planned for: a clock that runs behind does not plan it again.</param>
public sealed record MilestoneInput(Guid MilestoneId, int Round, DateTime At);

/// <summary>
/// One round of a milestone: from the opening of its report window until its tranche is paid or it is put on hold. A bell says only that something
/// changed; what it means is read from the row.
/// </summary>
public static class MilestoneOrchestration
{
    /// <summary>Runs one round.</summary>
    [Function(nameof(MilestoneOrchestration))]
    public static async Task RunAsync([OrchestrationTrigger] TaskOrchestrationContext context)
    {
        var input = context.GetInput<StageInput>()!;
        var plan = await StepAsync(nameof(MilestoneActivities.OpenReportWindow), context.CurrentUtcDateTime);
        for (var steps = 1; plan.Next != MilestoneStep.End; steps++)
        {
            if (steps > StageWaits.MostSteps)
            {
                context.ContinueAsNew(input);
                return;
            }

            var rung = await context.RungBeforeAsync(plan.At);
            plan = await StepAsync(rung ? nameof(MilestoneActivities.ReadMilestone) : ActivityOf(plan.Next), plan.At);
        }

        Task<MilestonePlan> StepAsync(string activity, DateTime at) =>
            context.CallActivityAsync<MilestonePlan>(activity, new MilestoneInput(input.SubjectId, input.Round, at), StageRetries.Options);
    }

    private static string ActivityOf(MilestoneStep step) => step switch
    {
        MilestoneStep.Remind => nameof(MilestoneActivities.RemindOfMilestone),
        MilestoneStep.Hold => nameof(MilestoneActivities.HoldMilestone),
        MilestoneStep.Release => nameof(MilestoneActivities.ReleaseTranche),
        _ => throw new ArgumentOutOfRangeException(nameof(step), step, "No activity does this step."),
    };

    internal static async Task<IReadOnlyList<ExpectedInstance>> ExpectedAsync(GrantsDb db, DateTime now, CancellationToken cancellationToken)
    {
        // The map counts the window back from the due date; the row keeps only that date.
        var dueBefore = now.AddDays(-GrantLifecycle.DeadlineOf(Stage.MilestonePlanned).Days);
        Stage[] open = [Stage.ReportOpen, Stage.ReportSubmitted, Stage.RevisionRequested, Stage.TrancheDue, Stage.TrancheReleased];
        var rows = await db.Milestones.AsNoTracking()
            .Where(milestone => open.Contains(milestone.Stage) || (milestone.Stage == Stage.MilestonePlanned && milestone.DueAt <= dueBefore))
            .Select(milestone => new { milestone.Id, milestone.Round })
            .ToListAsync(cancellationToken);
        return rows.Select(row => new ExpectedInstance(nameof(MilestoneOrchestration), Milestone.InstanceOf(row.Id, row.Round), row.Id, row.Round)).ToList();
    }
}
