using Microsoft.EntityFrameworkCore;

namespace Grants.Data;

/// <summary>When a timer last ran to its end: how an administrator sees that it still does.</summary>
internal sealed class Heartbeat
{
    /// <summary>The function's name.</summary>
    public string Id { get; init; } = "";

    public DateTime At { get; init; }

    /// <summary>Records that a timer ran to its end.</summary>
    public static async Task BeatAsync(GrantsDb db, string function, DateTime now, CancellationToken cancellationToken)
    {
        if (await db.Heartbeats.Where(beat => beat.Id == function).ExecuteUpdateAsync(set => set.SetProperty(beat => beat.At, now), cancellationToken) > 0) return;
        db.Heartbeats.Add(new Heartbeat { Id = function, At = now });
        // Refused when another instance has just written the first one, which says the same.
        await db.CommitAsync(cancellationToken);
    }
}
