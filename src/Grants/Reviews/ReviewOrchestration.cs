using Grants.Data;
using Grants.Lifecycle;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;
using Microsoft.EntityFrameworkCore;

namespace Grants.Reviews;

/// <summary>
/// The review of one application in one round: reviewers are assigned, reminded and replaced until every required score sheet is in. Rung when
/// a place becomes free and when a sheet is submitted.
/// </summary>
public static class ReviewOrchestration
{
    /// <summary>The orchestrator.</summary>
    [Function(nameof(ReviewOrchestration))]
    public static async Task RunAsync([OrchestrationTrigger] TaskOrchestrationContext context)
    {
        var review = context.GetInput<StageInput>()!;
        var next = await FollowAsync(context, review);
        for (var steps = 1; next is { } reminder; steps++)
        {
            if (steps > StageWaits.MostSteps)
            {
                context.ContinueAsNew(review);
                return;
            }

            next = await context.RungBeforeAsync(reminder)
                ? await FollowAsync(context, review)
                : await context.CallActivityAsync<DateTime?>(nameof(ReviewActivities.RemindOfReview), new ReviewWake(review.SubjectId, review.Round, reminder), StageRetries.Options);
        }
    }

    private static Task<DateTime?> FollowAsync(TaskOrchestrationContext context, StageInput review) =>
        context.CallActivityAsync<DateTime?>(nameof(ReviewActivities.FollowReview), new ReviewWake(review.SubjectId, review.Round, context.CurrentUtcDateTime), StageRetries.Options);

    /// <summary>The instance id of one round of an application's review.</summary>
    internal static string InstanceId(Guid applicationId, int round) => $"review-{applicationId}-{round}";

    internal static async Task<IReadOnlyList<ExpectedInstance>> ExpectedAsync(GrantsDb db, DateTime now, CancellationToken cancellationToken) =>
        (await db.Applications.Where(application => application.Stage == Stage.InReview)
            .Select(application => new { application.Id, application.ReviewRound })
            .ToListAsync(cancellationToken))
        .ConvertAll(open => new ExpectedInstance(nameof(ReviewOrchestration), InstanceId(open.Id, open.ReviewRound), open.Id, open.ReviewRound));
}

/// <summary>Wakes an activity of a review.</summary>
/// <param name="ApplicationId">Whose review.</param>
/// <param name="Round">Which round.</param>
/// <param name="At">The orchestration's instant (UTC), which decides what comes next.</param>
public sealed record ReviewWake(Guid ApplicationId, int Round, DateTime At);
