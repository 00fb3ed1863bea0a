using Grants.Data;
using Grants.Lifecycle;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;
using Microsoft.EntityFrameworkCore;

namespace Grants.Applications;

/// <summary>What the screening's orchestration does next.</summary>
public enum ScreeningStep
{
    /// <summary>Nothing: the application has left screening.</summary>
    End,

    /// <summary>Remind those who are waited for.</summary>
    Remind,

    /// <summary>End the time in which the organisation could answer.</summary>
    EndReplyTime,
}

/// <summary>The next step of a screening and its instant, as the row says.</summary>
/// <param name="Next">The step.</param>
/// <param name="At">When (UTC); a doorbell may come before.</param>
public sealed record ScreeningPlan(ScreeningStep Next, DateTime At);

/// <summary>The input of a screening's activities.</summary>
/// <param name="ApplicationId">The application.</param>
/// <param name="At">The instant (UTC) that the step was planned for: a clock that runs behind does not plan it again.</param>
public sealed record ScreeningInput(Guid ApplicationId, DateTime At);

/// <summary>
/// Follows an application through screening: reminds the screener, or the organisation when something was asked of it, and ends the time that it was given.
/// Rung whenever somebody has acted; what that means is read from the row.
/// </summary>
public static class ScreeningOrchestration
{
    /// <summary>The id of an application's instance.</summary>
    internal static string InstanceId(Guid applicationId) => $"screening-{applicationId}";

    /// <summary>The orchestrator. It ends when the application is no longer being screened.</summary>
    [Function(nameof(ScreeningOrchestration))]
    public static async Task RunAsync([OrchestrationTrigger] TaskOrchestrationContext context)
    {
        var input = context.GetInput<StageInput>()!;
        var plan = await StepAsync(nameof(ScreeningActivities.ReadScreening), context.CurrentUtcDateTime);
        for (var steps = 1; plan.Next != ScreeningStep.End; steps++)
        {
            if (steps > StageWaits.MostSteps)
            {
                context.ContinueAsNew(input);
                return;
            }

            var rung = await context.RungBeforeAsync(plan.At);
            plan = await StepAsync(rung ? nameof(ScreeningActivities.ReadScreening) : ActivityOf(plan.Next), plan.At);
        }

        Task<ScreeningPlan> StepAsync(string activity, DateTime at) =>
            context.CallActivityAsync<ScreeningPlan>(activity, new ScreeningInput(input.SubjectId, at), StageRetries.Options);
    }

    private static string ActivityOf(ScreeningStep step) => step switch
    {
        ScreeningStep.Remind => nameof(ScreeningActivities.RemindScreening),
        ScreeningStep.EndReplyTime => nameof(ScreeningActivities.EndReplyTime),
        _ => throw new ArgumentOutOfRangeException(nameof(step), step, "No activity does this step."),
    };

    internal static async Task<IReadOnlyList<ExpectedInstance>> ExpectedAsync(GrantsDb db, DateTime now, CancellationToken cancellationToken)
    {
        Stage[] open = [Stage.Screening, Stage.ClarificationAsked, Stage.ReplyAwaited];
        var applications = await db.Applications.Where(application => open.Contains(application.Stage)).Select(application => application.Id).ToListAsync(cancellationToken);
        return applications.ConvertAll(id => new ExpectedInstance(nameof(ScreeningOrchestration), InstanceId(id), id));
    }
}

/// <summary>When a screening's orchestration acts, by the lifecycle map. Only for an application that is being screened.</summary>
internal static class ScreeningSchedule
{
    /// <summary>When the time to answer ends by itself (UTC); null where people are waited for until they act.</summary>
    public static DateTime? EndsAt(Application application) => DeadlineOf(application) is var (deadline, anchor) && deadline.Then is not null ? deadline.At(anchor) : null;

    /// <summary>The reminders in order. The occasion names the stage's beginning, as a stage may come again.</summary>
    public static IEnumerable<Reminder> Reminders(Application application)
    {
        var (deadline, anchor) = DeadlineOf(application);
        return deadline.Ordered(anchor).Select(reminder => reminder with { Occasion = FormattableString.Invariant($"{reminder.Occasion}-{application.StageSince:yyyyMMddHHmmss}") });
    }

    private static (Deadline Deadline, DateTime Anchor) DeadlineOf(Application application)
    {
        var deadline = GrantLifecycle.DeadlineOf(application.Stage);
        return (deadline, deadline.From == Anchor.ReplyDue ? application.ReplyDueAt!.Value : application.StageSince);
    }
}
