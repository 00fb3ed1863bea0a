using Grants.Data;
using Grants.Lifecycle;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;
using Microsoft.EntityFrameworkCore;

namespace Grants.Calls;

/// <summary>What of a call's life lies ahead.</summary>
/// <param name="OpensAt">When it opens (UTC); null when it has opened.</param>
/// <param name="ClosesAt">When it closes (UTC); null when it has closed.</param>
/// <param name="DraftReminders">Reminders to organisations with drafts.</param>
/// <param name="DecisionReminders">Reminders to managers that decisions are due; empty when nothing lies ahead.</param>
public sealed record CallPlan(DateTime? OpensAt, DateTime? ClosesAt, IReadOnlyList<Reminder> DraftReminders, IReadOnlyList<Reminder> DecisionReminders);

/// <summary>Opens a published call, reminds organisations that have drafts, closes it at the deadline, and reminds managers until it is decided.</summary>
public static class CallOrchestration
{
    /// <summary>The id of a call's instance.</summary>
    internal static string InstanceId(Guid callId) => $"call-{callId}";

    /// <summary>The orchestrator. A published call is frozen, so its dates are read once; only the decision ends it early.</summary>
    [Function(nameof(CallOrchestration))]
    public static async Task RunAsync([OrchestrationTrigger] TaskOrchestrationContext context)
    {
        var input = context.GetInput<StageInput>()!;
        var plan = await context.CallActivityAsync<CallPlan>(nameof(CallActivities.PlanCall), input, StageRetries.Options);
        if (plan.OpensAt is { } opensAt)
        {
            await UntilAsync(context, opensAt);
            await context.CallActivityAsync(nameof(CallActivities.OpenCall), input, StageRetries.Options);
        }

        if (plan.ClosesAt is { } closesAt)
        {
            foreach (var reminder in plan.DraftReminders)
            {
                await UntilAsync(context, reminder.At);
                await context.CallActivityAsync(nameof(CallActivities.RemindDrafts), new CallReminder(input.SubjectId, reminder.Occasion), StageRetries.Options);
            }

            await UntilAsync(context, closesAt);
            await context.CallActivityAsync(nameof(CallActivities.CloseCall), input, StageRetries.Options);
        }

        foreach (var reminder in plan.DecisionReminders)
        {
            while (await context.RungBeforeAsync(reminder.At))
            {
                if (!await context.CallActivityAsync<bool>(nameof(CallActivities.AwaitsDecisions), input, StageRetries.Options)) return;
            }

            if (!await context.CallActivityAsync<bool>(nameof(CallActivities.RemindDecisions), new CallReminder(input.SubjectId, reminder.Occasion), StageRetries.Options))
                return;
        }

        if (plan.DecisionReminders.Count > 0) context.ContinueAsNew(input);
    }

    internal static async Task<IReadOnlyList<ExpectedInstance>> ExpectedAsync(GrantsDb db, DateTime now, CancellationToken cancellationToken)
    {
        var calls = await db.Calls.Where(call => Running.Contains(call.Stage)).Select(call => call.Id).ToListAsync(cancellationToken);
        return calls.ConvertAll(id => new ExpectedInstance(nameof(CallOrchestration), InstanceId(id), id));
    }

    private static readonly Stage[] Running = [Stage.CallPublished, Stage.CallOpen, Stage.CallClosed];

    private static async Task UntilAsync(TaskOrchestrationContext context, DateTime until)
    {
        // Nothing about a frozen call changes before its time, so a doorbell only interrupts the wait.
        while (await context.RungBeforeAsync(until))
        {
        }
    }
}
