using Grants.Accounts;
using Grants.Data;
using Microsoft.EntityFrameworkCore;

namespace Grants.Destruction.DecideDestruction;

/// <summary>An order, for whoever decides on it: what it is about, and not a word of it.</summary>
public sealed record OrderView(
    Guid Id, int Version, DestructionState State, DestructionReason Reason, string? Question, Guid? TextId, string Organisation, string RequestedBy, DateTime RequestedAt, string? DecidedBy, DateTime? DecidedAt, bool MayDecide);

/// <summary>The second person's decision: what is confirmed is destroyed in the same transaction.</summary>
internal sealed class Handler(GrantsDb db, CurrentActor actor, TimeProvider clock, Destroyer destroyer) : IUseCase
{
    public async Task<Outcome<OrderView>> ReadAsync(Guid id, CancellationToken cancellationToken)
    {
        var me = actor.Value.PersonId!.Value;
        var mine = actor.Value.Memberships.Select(membership => membership.OrganisationId).ToList();
        var mayDecide = actor.Value.Is(Role.GrantManager) || actor.Value.Is(Role.Administrator);
        var found = await (from order in db.DestructionOrders.AsNoTracking()
                           join organisation in db.Organisations on order.OrganisationId equals organisation.Id
                           join requester in db.People on order.RequestedBy equals requester.Id
                           from decider in db.People.Where(person => person.Id == order.DecidedBy).DefaultIfEmpty()
                           where order.Id == id
                           select new { Order = order, Organisation = organisation.LegalName, RequestedBy = requester.Name, DecidedBy = (string?)decider!.Name }).SingleOrDefaultAsync(cancellationToken);
        if (found is null) return Refusal.NotFound(T("The request"));
        var about = found.Order;
        var question = about.QuestionCode is { } code ? (await DestructionWords.QuestionsAsync(db, [about.SubjectId], cancellationToken))(about.SubjectId, code) : null;
        return new OrderView(
            about.Id, about.Version, about.State, about.Reason, question, about.TextId, found.Organisation, found.RequestedBy, about.RequestedAt, found.DecidedBy, about.DecidedAt,
            mayDecide && about.State == DestructionState.Requested && about.RequestedBy != me && !mine.Contains(about.OrganisationId));
    }

    public async Task<Outcome> HandleAsync(Guid id, int version, bool confirmed, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow().UtcDateTime;
        if (await db.DestructionOrders.SingleOrDefaultAsync(o => o.Id == id, cancellationToken) is not { } order) return Refusal.NotFound(T("The request"));
        if (actor.Value.IsMemberOf(order.OrganisationId)) return Refusal.Forbidden(T("You belong to the organisation that this is about. Somebody else must decide."));
        if (order.Version != version) return Refusal.Changed();
        var decided = order.Decide(confirmed, actor.Value.PersonId!.Value, now);
        if (decided.IsRefused) return decided;
        db.Note("destruction", id, actor.Value, confirmed ? "ConfirmDestruction" : "RefuseDestruction", now, ("subject", order.SubjectId), ("requestedBy", order.RequestedBy), ("reason", order.Reason));
        if (!confirmed) return await db.CommitAsync(cancellationToken);

        var destroyed = await destroyer.DestroyAsync(order, actor.Value, cancellationToken);
        // Where the storage fails now, the daily run keeps the order.
        if (!destroyed.IsRefused) await destroyer.RecordAsync(order, cancellationToken);
        return destroyed;
    }
}
