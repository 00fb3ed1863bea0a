using Grants.Accounts;
using Grants.Data;
using Grants.Lifecycle;
using Microsoft.EntityFrameworkCore;

namespace Grants.Calls.CreateCall;

/// <summary>The new call.</summary>
internal sealed record Created(Guid Id, int Version);

/// <summary>Keeps a new call as a draft. What is out of order is refused at once, and looked at again when the call is published.</summary>
internal sealed class Handler(GrantsDb db, CurrentActor actor, TimeProvider clock) : IUseCase
{
    public async Task<Outcome<Created>> HandleAsync(CallTerms terms, IEnumerable<Question> questions, IEnumerable<Criterion> rubric, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow().UtcDateTime;
        var call = new Call(
            terms with { Reference = Texts.Clean(terms.Reference), Title = Texts.Clean(terms.Title), Summary = Texts.Clean(terms.Summary) }, questions, rubric, now);
        if (call.Problems() is { Count: > 0 } problems) return Refusal.Invalid(problems);
        if (await db.Calls.AnyAsync(other => other.Reference == call.Reference, cancellationToken))
            return Refusal.Invalid(nameof(CallTerms.Reference), "Another call has this reference: choose a new one");

        db.Calls.Add(call);
        db.Note("call", call.Id, actor.Value, Act.DraftCall, now, ("reference", call.Reference));
        var committed = await db.CommitAsync(cancellationToken);
        return committed.IsRefused ? committed.Refusal : new Created(call.Id, call.Version);
    }
}
