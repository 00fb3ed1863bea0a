using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Logging;

namespace Grants.Data;

/// <summary>An instance that should run, as a stage's row says.</summary>
/// <param name="Orchestrator">The orchestrator function.</param>
/// <param name="InstanceId">The derived instance id.</param>
/// <param name="SubjectId">What it works on.</param>
/// <param name="Round">The round of the stage.</param>
internal sealed record ExpectedInstance(string Orchestrator, string InstanceId, Guid SubjectId, int Round = 1);

/// <summary>
/// Compares stages in the database with running instances and starts what is missing. So what lies far ahead starts on its day, days that were
/// missed are caught up, and an empty task hub is rebuilt from the record.
/// </summary>
public sealed class Reconciler(GrantsDb db, TimeProvider clock, ILogger<Reconciler> logger)
{
    /// <summary>Starts every instance that should run and does not.</summary>
    /// <returns>How many were started.</returns>
    /// <exception cref="AggregateException">Some could not be started; all were tried.</exception>
    public async Task<int> RunAsync(DurableTaskClient client, CancellationToken cancellationToken)
    {
        var started = 0;
        var failures = new List<Exception>();
        foreach (var expected in await MissingAsync(client, cancellationToken))
        {
            logger.LogInformation("Starting {Instance}: its stage is open and nothing runs for it.", expected.InstanceId);
            try
            {
                await client.StartStageAsync(expected.Orchestrator, expected.InstanceId, new StageInput(expected.SubjectId, expected.Round), cancellationToken);
                started++;
            }
            catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
            {
                // The others are to start all the same.
                failures.Add(exception);
            }
        }

        return failures.Count == 0 ? started : throw new AggregateException($"{failures.Count} stages could not be started, {started} were.", failures);
    }

    /// <summary>
    /// Rebuilds an engine that has lost everything, as after a restore, without waiting for the day's run. Cheap otherwise: it asks whether there is any instance at all.
    /// </summary>
    internal async Task RebuildAsync(DurableTaskClient client, CancellationToken cancellationToken)
    {
        await foreach (var _ in client.GetAllInstancesAsync(new OrchestrationQuery { PageSize = 1 }).WithCancellation(cancellationToken)) return;
        await RunAsync(client, cancellationToken);
    }

    /// <summary>Every instance that should run and does not.</summary>
    internal async Task<IReadOnlyList<ExpectedInstance>> MissingAsync(DurableTaskClient client, CancellationToken cancellationToken)
    {
        var running = new HashSet<string>(StringComparer.Ordinal);
        var filter = new OrchestrationQuery
        {
            Statuses = [OrchestrationRuntimeStatus.Running, OrchestrationRuntimeStatus.Pending, OrchestrationRuntimeStatus.Suspended],
        };
        await foreach (var instance in client.GetAllInstancesAsync(filter).WithCancellation(cancellationToken)) running.Add(instance.InstanceId);
        return [.. (await ExpectedAsync(clock.GetUtcNow().UtcDateTime, cancellationToken)).Where(expected => !running.Contains(expected.InstanceId))];
    }

    /// <summary>Every instance that should run now.</summary>
    internal async Task<IReadOnlyList<ExpectedInstance>> ExpectedAsync(DateTime now, CancellationToken cancellationToken)
    {
        var expected = new List<ExpectedInstance>();
        expected.AddRange(await Calls.CallOrchestration.ExpectedAsync(db, now, cancellationToken));
        expected.AddRange(await Applications.ScreeningOrchestration.ExpectedAsync(db, now, cancellationToken));
        expected.AddRange(await Reviews.ReviewOrchestration.ExpectedAsync(db, now, cancellationToken));
        expected.AddRange(await Awards.AwardOrchestration.ExpectedAsync(db, now, cancellationToken));
        expected.AddRange(await Milestones.MilestoneOrchestration.ExpectedAsync(db, now, cancellationToken));
        expected.AddRange(await Closure.ClosureOrchestration.ExpectedAsync(db, now, cancellationToken));
        return expected;
    }
}
