using Grants.Accounts;
using Grants.Data;
using Grants.Lifecycle;
using Microsoft.EntityFrameworkCore;

namespace Grants.Calls.DecideCall;

/// <summary>Ends a call in which every application has its outcome.</summary>
internal sealed class Handler(GrantsDb db, CurrentActor actor, TimeProvider clock) : IUseCase
{
    public async Task<Outcome> HandleAsync(Guid id, int version, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow().UtcDateTime;
        var call = await db.Calls.SingleOrDefaultAsync(c => c.Id == id, cancellationToken);
        if (call is null) return Refusal.NotFound(T("The call"));
        if (call.Version != version) return Refusal.Changed();
        var undecided = await db.UndecidedAsync(id, cancellationToken);
        var decided = call.Decide(undecided, now);
        if (decided.IsRefused) return decided;

        db.Note("call", call.Id, actor.Value, Act.DecideCall, now);
        db.RingToWake(CallOrchestration.InstanceId(call.Id), call.Id, now);
        return await db.CommitAsync(cancellationToken);
    }
}
