using Grants.Data;
using Microsoft.EntityFrameworkCore;

namespace Grants.Operations;

/// <summary>How the outbox stands.</summary>
/// <param name="Waiting">How many rows have not been handed over and will be tried again.</param>
/// <param name="Oldest">Since when the oldest of them waits (UTC); null when none does.</param>
/// <param name="Parked">How many rows are no longer tried.</param>
public sealed record OutboxStand(int Waiting, DateTime? Oldest, int Parked)
{
    /// <summary>Reads it, in one command.</summary>
    internal static async Task<OutboxStand> ReadAsync(GrantsDb db, CancellationToken cancellationToken)
    {
        var states = await db.Doorbells.Where(row => row.State == OutboxState.Waiting || row.State == OutboxState.Parked).Select(row => new { row.State, row.CreatedAt })
            .Concat(db.Emails.Where(row => row.State == OutboxState.Waiting || row.State == OutboxState.Parked).Select(row => new { row.State, row.CreatedAt }))
            .GroupBy(row => row.State).Select(rows => new { State = rows.Key, Count = rows.Count(), Oldest = (DateTime?)rows.Min(row => row.CreatedAt) })
            .ToDictionaryAsync(rows => rows.State, cancellationToken);
        var waiting = states.GetValueOrDefault(OutboxState.Waiting);
        return new OutboxStand(waiting?.Count ?? 0, waiting?.Oldest, states.GetValueOrDefault(OutboxState.Parked)?.Count ?? 0);
    }
}
