using Grants.Data;
using Microsoft.EntityFrameworkCore;

namespace Grants.Operations.ShowAvailability;

/// <summary>A time in which the service did not run.</summary>
/// <param name="From">The last sign of life before (UTC).</param>
/// <param name="To">The first sign of life after (UTC).</param>
public sealed record OutageView(DateTime From, DateTime To);

/// <summary>The service's own record of its availability.</summary>
/// <param name="LastBeat">When the service last left a heartbeat (UTC); null before the first.</param>
/// <param name="Outages">When it was down, latest first.</param>
public sealed record AvailabilityView(DateTime? LastBeat, IReadOnlyList<OutageView> Outages);

/// <summary>Shows when the service was down.</summary>
internal sealed class Handler(GrantsDb db) : IUseCase
{
    private const int Most = 200;

    public async Task<AvailabilityView> HandleAsync(CancellationToken cancellationToken) => new(
        await db.Heartbeats.Where(beat => beat.Id == nameof(Timers.EveryMinute)).Select(beat => (DateTime?)beat.At).SingleOrDefaultAsync(cancellationToken),
        await db.Outages.OrderByDescending(outage => outage.From).Take(Most).Select(outage => new OutageView(outage.From, outage.To)).ToListAsync(cancellationToken));
}
