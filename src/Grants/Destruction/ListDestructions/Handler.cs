using Grants.Data;
using Microsoft.EntityFrameworkCore;

namespace Grants.Destruction.ListDestructions;

/// <summary>One order in the list.</summary>
public sealed record OrderRow(
    Guid Id, int Version, DestructionState State, DestructionReason Reason, string? Code, Guid? TextId, Guid? DocumentId, string RequestedBy, DateTime RequestedAt, DateTime? DecidedAt);

/// <summary>The latest orders, the open ones first.</summary>
internal sealed class Handler(GrantsDb db) : IUseCase
{
    private const int Most = 200;

    public async Task<IReadOnlyList<OrderRow>> HandleAsync(CancellationToken cancellationToken) =>
        await (from order in db.DestructionOrders
               join person in db.People on order.RequestedBy equals person.Id
               orderby order.State == DestructionState.Requested descending, order.RequestedAt descending
               select new OrderRow(order.Id, order.Version, order.State, order.Reason, order.QuestionCode, order.TextId, order.DocumentId, person.Name, order.RequestedAt, order.DecidedAt))
            .Take(Most).ToListAsync(cancellationToken);
}
