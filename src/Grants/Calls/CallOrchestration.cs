using Grants.Data;
using Grants.Lifecycle;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;
using Microsoft.EntityFrameworkCore;

namespace Grants.Calls;

/// <summary>What a call's orchestration can have to do.</summary>
public enum CallStepKind
{
    /// <summary>The call opens.</summary>
    Open,

    /// <summary>Organisations with a draft are reminded of their deadline.</summary>
    RemindDrafts,

    /// <summary>A deadline has passed, and a later one holds for somebody: the applications that it held for go on or end.</summary>
    PassDeadline,

    /// <summary>The last deadline has passed: the call closes.</summary>
    Close,

    /// <summary>Managers are reminded that decisions are promised.</summary>
    RemindDecisions,
}

/// <summary>The next thing that a call's orchestration has to do.</summary>
/// <param name="CallId">The call.</param>
/// <param name="Kind">What.</param>
/// <param name="At">When (UTC).</param>
public sealed record CallStep(Guid CallId, CallStepKind Kind, DateTime At);

/// <summary>
/// Opens a published call, reminds organisations that have drafts, ends drafts and closes the call when their deadlines pass, and reminds managers until it is decided.
/// </summary>
public static class CallOrchestration
{
    // Few enough that no history grows long: a call that waits for its decisions is reminded of them for ever.
    private const int MostSteps = 12;

    private static readonly Stage[] Running = [Stage.CallPublished, Stage.CallOpen, Stage.CallClosed];

    /// <summary>The id of a call's instance.</summary>
    internal static string InstanceId(Guid callId) => $"call-{callId}";

    /// <summary>The orchestrator. It knows one step ahead; a doorbell says that a deadline was moved or the call decided, and has it look again.</summary>
    [Function(nameof(CallOrchestration))]
    public static async Task RunAsync([OrchestrationTrigger] TaskOrchestrationContext context)
    {
        var input = context.GetInput<StageInput>()!;
        var next = await context.CallActivityAsync<CallStep?>(nameof(CallActivities.PlanCall), input, StageRetries.Options);
        for (var steps = 0; next is not null; steps++)
        {
            if (steps == MostSteps)
            {
                context.ContinueAsNew(input);
                return;
            }

            next = await context.RungBeforeAsync(next.At)
                ? await context.CallActivityAsync<CallStep?>(nameof(CallActivities.PlanCall), input, StageRetries.Options)
                : await context.CallActivityAsync<CallStep?>(ActivityOf(next.Kind), next, StageRetries.Options);
        }
    }

    internal static async Task<IReadOnlyList<ExpectedInstance>> ExpectedAsync(GrantsDb db, DateTime now, CancellationToken cancellationToken)
    {
        var calls = await db.Calls.Where(call => Running.Contains(call.Stage)).Select(call => call.Id).ToListAsync(cancellationToken);
        return calls.ConvertAll(id => new ExpectedInstance(nameof(CallOrchestration), InstanceId(id), id));
    }

    private static string ActivityOf(CallStepKind kind) => kind switch
    {
        CallStepKind.Open => nameof(CallActivities.OpenCall),
        CallStepKind.RemindDrafts => nameof(CallActivities.RemindDrafts),
        CallStepKind.RemindDecisions => nameof(CallActivities.RemindDecisions),
        _ => nameof(CallActivities.PassDeadline),
    };
}
