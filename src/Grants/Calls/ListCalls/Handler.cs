using Grants.Accounts;
using Grants.Data;
using Grants.Lifecycle;
using Microsoft.EntityFrameworkCore;

namespace Grants.Calls.ListCalls;

/// <summary>A call in the list.</summary>
public sealed record Row(
    Guid Id, string Reference, string Title, string Summary, IReadOnlyList<string> Countries, Stage Stage, string TimeZone, DateTime OpensAt, DateTime DeadlineAt,
    string Currency, long FloorMinor, long CeilingMinor, int Version);

/// <summary>The calls, newest deadline first: published ones for everybody, drafts for staff as well.</summary>
internal sealed class Handler(GrantsDb db, CurrentActor actor) : IUseCase
{
    public async Task<IReadOnlyList<Row>> HandleAsync(CancellationToken cancellationToken)
    {
        var calls = db.Calls.AsNoTracking();
        if (!actor.Value.IsStaff) calls = calls.Where(call => call.Stage != Stage.CallDraft);
        return await calls.OrderByDescending(call => call.DeadlineAt).ThenBy(call => call.Id)
            .Select(call => new Row(
                call.Id, call.Reference, call.Title, call.Summary, call.Countries, call.Stage, call.TimeZone, call.OpensAt, call.DeadlineAt,
                call.Currency, call.FloorMinor, call.CeilingMinor, call.Version))
            .Take(200)
            .ToListAsync(cancellationToken);
    }
}
