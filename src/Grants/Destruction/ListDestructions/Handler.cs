using Grants.Data;
using Microsoft.EntityFrameworkCore;

namespace Grants.Destruction.ListDestructions;

/// <summary>One order in the list.</summary>
/// <param name="Id">The order.</param>
/// <param name="Version">Its version.</param>
/// <param name="State">How far it is.</param>
/// <param name="Reason">Why something must go.</param>
/// <param name="Code">The question whose answer it is; null for a document.</param>
/// <param name="Question">What that asks.</param>
/// <param name="TextId">The one text of the answer; null for all.</param>
/// <param name="DocumentId">The document; null for an answer.</param>
/// <param name="RequestedBy">Who asked.</param>
/// <param name="RequestedAt">When (UTC).</param>
/// <param name="DecidedAt">When a second person decided (UTC); null until then.</param>
public sealed record OrderRow(
    Guid Id, int Version, DestructionState State, DestructionReason Reason, string? Code, string? Question, Guid? TextId, Guid? DocumentId, string RequestedBy, DateTime RequestedAt, DateTime? DecidedAt);

/// <summary>The latest orders, the open ones first.</summary>
internal sealed class Handler(GrantsDb db) : IUseCase
{
    private const int Most = 200;

    public async Task<IReadOnlyList<OrderRow>> HandleAsync(CancellationToken cancellationToken)
    {
        var orders = await (from order in db.DestructionOrders.AsNoTracking()
                            join person in db.People on order.RequestedBy equals person.Id
                            orderby order.State == DestructionState.Requested descending, order.RequestedAt descending
                            select new { Order = order, By = person.Name })
            .Take(Most).ToListAsync(cancellationToken);
        var questions = await DestructionWords.QuestionsAsync(db, [.. orders.Where(row => row.Order.QuestionCode is not null).Select(row => row.Order.SubjectId)], cancellationToken);
        return orders.ConvertAll(row => new OrderRow(
            row.Order.Id, row.Order.Version, row.Order.State, row.Order.Reason, row.Order.QuestionCode, row.Order.QuestionCode is { } code ? questions(row.Order.SubjectId, code) : null, row.Order.TextId,
            row.Order.DocumentId, row.By, row.Order.RequestedAt, row.Order.DecidedAt));
    }
}
