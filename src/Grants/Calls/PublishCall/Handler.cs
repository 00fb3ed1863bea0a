using Grants.Accounts;
using Grants.Data;
using Grants.Lifecycle;
using Microsoft.EntityFrameworkCore;

namespace Grants.Calls.PublishCall;

/// <summary>Makes a call public, freezes it, and starts what opens and closes it.</summary>
internal sealed class Handler(GrantsDb db, CurrentActor actor, TimeProvider clock) : IUseCase
{
    public async Task<Outcome> HandleAsync(Guid id, int version, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow().UtcDateTime;
        var call = await db.Calls.Include(c => c.Questions).Include(c => c.Rubric).AsSplitQuery().SingleOrDefaultAsync(c => c.Id == id, cancellationToken);
        if (call is null) return Refusal.NotFound("The call");
        if (call.Version != version) return Refusal.Changed();
        var published = call.Publish(now);
        if (published.IsRefused) return published;

        db.Note("call", call.Id, actor.Value, Act.PublishCall, now, ("opensAt", call.OpensAt), ("deadlineAt", call.DeadlineAt), ("decisionsBy", call.DecisionsBy));
        db.RingToStart(nameof(CallOrchestration), CallOrchestration.InstanceId(call.Id), call.Id, now);
        return await db.CommitAsync(cancellationToken);
    }
}
