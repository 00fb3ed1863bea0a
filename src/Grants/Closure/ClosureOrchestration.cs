using Grants.Data;
using Grants.Documents;
using Grants.Lifecycle;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;
using Microsoft.EntityFrameworkCore;

namespace Grants.Closure;

/// <summary>What a closure's orchestration does next.</summary>
public enum ClosureStep
{
    /// <summary>Nothing: the grant is archived, or not closing.</summary>
    End,

    /// <summary>Remind the managers.</summary>
    Remind,

    /// <summary>The grant is closed: make its archive package.</summary>
    Archive,
}

/// <summary>The next step of a closure and its instant, as the row says.</summary>
/// <param name="Next">The step.</param>
/// <param name="At">When (UTC); a doorbell may come before.</param>
public sealed record ClosurePlan(ClosureStep Next, DateTime At);

/// <summary>The input of a closure's activities.</summary>
/// <param name="GrantId">The grant.</param>
/// <param name="At">The instant (UTC) that the step was planned for.</param>
public sealed record ClosureInput(Guid GrantId, DateTime At);

/// <summary>A grant's closure: from the last paid tranche until a manager has closed the grant and its record is archived.</summary>
public static class ClosureOrchestration
{
    /// <summary>The derived instance id.</summary>
    internal static string InstanceOf(Guid grantId) => $"closure-{grantId}";

    /// <summary>Runs the closure.</summary>
    [Function(nameof(ClosureOrchestration))]
    public static async Task RunAsync([OrchestrationTrigger] TaskOrchestrationContext context)
    {
        var input = context.GetInput<StageInput>()!;
        var plan = await StepAsync(nameof(ClosureActivities.BeginClosure), context.CurrentUtcDateTime);
        for (var steps = 1; plan.Next == ClosureStep.Remind; steps++)
        {
            if (steps > StageWaits.MostSteps)
            {
                context.ContinueAsNew(input);
                return;
            }

            var rung = await context.RungBeforeAsync(plan.At);
            plan = await StepAsync(rung ? nameof(ClosureActivities.BeginClosure) : nameof(ClosureActivities.RemindOfClosure), plan.At);
        }

        if (plan.Next == ClosureStep.Archive) await context.CallActivityAsync(nameof(ClosureActivities.ArchiveGrant), new ClosureInput(input.SubjectId, plan.At), StageRetries.Options);

        Task<ClosurePlan> StepAsync(string activity, DateTime at) =>
            context.CallActivityAsync<ClosurePlan>(activity, new ClosureInput(input.SubjectId, at), StageRetries.Options);
    }

    internal static async Task<IReadOnlyList<ExpectedInstance>> ExpectedAsync(GrantsDb db, DateTime now, CancellationToken cancellationToken)
    {
        var ids = await db.Grants.AsNoTracking()
            .Where(grant => grant.Stage == Stage.GrantClosing ||
                            (grant.Stage == Stage.GrantClosed && !db.Documents.Any(document => document.SubjectId == grant.Id && document.Purpose == DocumentPurpose.Archive && document.CompletedAt != null)))
            .Select(grant => grant.Id)
            .ToListAsync(cancellationToken);
        return ids.Select(id => new ExpectedInstance(nameof(ClosureOrchestration), InstanceOf(id), id)).ToList();
    }
}
