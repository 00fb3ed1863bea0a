using Grants.Accounts;
using Grants.Data;

namespace Grants.Operations.RestartInstance;

/// <summary>
/// Starts an orchestration again, from what its stage's row says now. It was stopped by a failure, so nothing is lost: what it had done is in the record, and is not
/// done twice.
/// </summary>
internal sealed class Handler(GrantsDb db, Reconciler reconciler, DurableClientAccessor durable, CurrentActor actor, TimeProvider clock) : IUseCase
{
    public async Task<Outcome> HandleAsync(string instanceId, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow().UtcDateTime;
        if ((await reconciler.ExpectedAsync(now, cancellationToken)).FirstOrDefault(expected => expected.InstanceId == instanceId) is not { } expected)
            return Refusal.NotFound(T("An open stage of this orchestration"));
        if (durable.Client is { } client && await client.GetInstanceAsync(instanceId, cancellationToken) is { IsCompleted: false })
            return Refusal.WrongStage(T("This orchestration is running."));

        db.RingToStart(expected.Orchestrator, instanceId, expected.SubjectId, now, expected.Round);
        db.Note("orchestration", expected.SubjectId, actor.Value, "RestartInstance", now, ("instance", instanceId));
        return await db.CommitAsync(cancellationToken);
    }
}
