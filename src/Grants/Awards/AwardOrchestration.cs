using System.Text.Json.Serialization;
using Grants.Data;
using Grants.Lifecycle;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;
using Microsoft.EntityFrameworkCore;

namespace Grants.Awards;

/// <summary>
/// An award on its way to a grant: the committee endorses, the delegate approves, the offer goes out, and the partner accepts it, turns it down or
/// lets it lapse. Rung at each of their decisions.
/// </summary>
public static class AwardOrchestration
{
    /// <summary>The orchestrator.</summary>
    [Function(nameof(AwardOrchestration))]
    public static async Task RunAsync([OrchestrationTrigger] TaskOrchestrationContext context)
    {
        var award = context.GetInput<StageInput>()!;
        var stand = await LookAsync(context, award);

        for (var steps = 1; stand.Stage is Stage.AwardProposed or Stage.AwardEndorsed or Stage.AwardApproved or Stage.AwardOffered; steps++)
        {
            if (steps > StageWaits.MostSteps)
            {
                context.ContinueAsNew(award);
                return;
            }

            if (stand.Stage is Stage.AwardApproved) stand = await context.CallActivityAsync<AwardStand>(nameof(AwardActivities.MakeOffer), award, StageRetries.Options);
            else if (await context.RungBeforeAsync(stand.NextAt)) stand = await LookAsync(context, award);
            else if (stand is { Stage: Stage.AwardOffered, NextIsDeadline: true }) stand = await LapseAsync(context, award, stand);
            else stand = await RemindAsync(context, award, stand);
        }
    }

    private static Task<AwardStand> LookAsync(TaskOrchestrationContext context, StageInput award) =>
        context.CallActivityAsync<AwardStand>(nameof(AwardActivities.LookAtAward), new AwardWake(award.SubjectId, context.CurrentUtcDateTime), StageRetries.Options);

    private static Task<AwardStand> RemindAsync(TaskOrchestrationContext context, StageInput award, AwardStand stand) =>
        context.CallActivityAsync<AwardStand>(nameof(AwardActivities.RemindOfAward), new AwardWake(award.SubjectId, stand.NextAt), StageRetries.Options);

    private static Task<AwardStand> LapseAsync(TaskOrchestrationContext context, StageInput award, AwardStand stand) =>
        context.CallActivityAsync<AwardStand>(nameof(AwardActivities.LapseOffer), new AwardWake(award.SubjectId, stand.NextAt), StageRetries.Options);

    /// <summary>The instance id of an award.</summary>
    internal static string InstanceId(Guid awardId) => $"award-{awardId}";

    internal static async Task<IReadOnlyList<ExpectedInstance>> ExpectedAsync(GrantsDb db, DateTime now, CancellationToken cancellationToken) =>
        (await db.Awards
            .Where(award => award.Stage == Stage.AwardProposed || award.Stage == Stage.AwardEndorsed || award.Stage == Stage.AwardApproved || award.Stage == Stage.AwardOffered)
            .Select(award => award.Id)
            .ToListAsync(cancellationToken))
        .ConvertAll(id => new ExpectedInstance(nameof(AwardOrchestration), InstanceId(id), id));
}

/// <summary>Wakes an activity of an award.</summary>
/// <param name="AwardId">The award.</param>
/// <param name="At">The orchestration's instant (UTC), which decides what comes next.</param>
public sealed record AwardWake(Guid AwardId, DateTime At);

/// <summary>Where an award stands.</summary>
/// <param name="Stage">Its stage, written by name.</param>
/// <param name="NextAt">When something is due next (UTC): a reminder or the deadline.</param>
/// <param name="NextIsDeadline">Whether that is the deadline, after which the stage ends by itself.</param>
public sealed record AwardStand([property: JsonConverter(typeof(JsonStringEnumConverter<Stage>))] Stage Stage, DateTime NextAt, bool NextIsDeadline);
