using Grants.Data;
using Grants.Lifecycle;
using Grants.Portal;
using Microsoft.EntityFrameworkCore;

namespace Grants.Calls.ShowHome;

/// <summary>The calls that an organisation can apply to now, by deadline.</summary>
internal sealed class Handler(GrantsDb db, TimeProvider clock) : IUseCase
{
    private static readonly Stage[] Public = [Stage.CallPublished, Stage.CallOpen];

    public async Task<IReadOnlyList<OpenCall>> HandleAsync(CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow().UtcDateTime;
        var calls = await db.Calls.AsNoTracking()
            .Where(call => Public.Contains(call.Stage) && call.OpensAt <= now && call.DeadlineAt >= now)
            .OrderBy(call => call.DeadlineAt)
            .Take(50)
            .ToListAsync(cancellationToken);
        return calls.ConvertAll(call => new OpenCall(
            call.Title, call.Summary, $"/calls/{call.Id}", call.DeadlineAt, call.Zone, call.CeilingMinor, call.Currency, CallWords.Places(call.Countries)));
    }
}
